/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_HOST_H
#define FAKE_HOST_HOST_H

/* What the fake host knows. Nothing here is freed before the process ends. */

#include "channel.h"
#include "script.h"

#include <stdbool.h>

/* Win32 errors by their names in winerror.h. */
enum win32_error {
    ERROR_SUCCESS = 0,
    ERROR_INVALID_FUNCTION = 1,
    ERROR_INVALID_DATA = 13,
    ERROR_MOD_NOT_FOUND = 126,
    ERROR_BAD_EXE_FORMAT = 193,
    ERROR_MORE_DATA = 234,
    ERROR_IO_PENDING = 997,
    ERROR_RESOURCE_NOT_FOUND = 5007,
    ERROR_OBJECT_ALREADY_EXISTS = 5010,
    ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND = 5078,
};

/* CLUSTER_RESOURCE_STATE, as in STATUS and FACT. */
enum cluster_resource_state {
    STATE_ONLINE = 2,
    STATE_OFFLINE = 3,
    STATE_FAILED = 4,
    STATE_ONLINE_PENDING = 129,
    STATE_OFFLINE_PENDING = 130,
};

/* One loaded script. Entry points are serialized per DLL. */
struct dll {
    char *path;
    char record[4096]; /* as of the last call */
    struct call *queue;
    struct call *running;     /* any entry point but Terminate */
    struct call *terminating; /* Terminate */
    struct dll *next;
};

struct type {
    char *name;
    struct dll *dll;
    struct type *next;
};

struct resource {
    uint32_t number; /* 0 once it is closed */
    char *name;
    char *key;
    struct dll *dll;
    bool opened;
    uint32_t state; /* as FACT has it */
    uint32_t has_event;
    uint32_t running;                     /* bit n: the entry point numbered n runs */
    uint32_t in_flight[N_SCRIPT_ENTRIES]; /* calls that were asked for and have not returned */
    uint32_t alive_calls[N_SCRIPT_ENTRIES];
    enum entry pending; /* SCRIPT_ONLINE or SCRIPT_OFFLINE returned 997 and has not ended, or 0 */
    bool online;        /* became online, and neither Offline nor Terminate was asked for since */
    bool given_up;      /* Terminate was asked for since the last Online */
    struct resource *next;
};

/* One request of resapid's, from its arrival to its reply. */
struct call {
    uint64_t id;
    enum entry entry;
    struct dll *dll;
    struct resource *resource; /* NULL for Load, Startup and ResourceTypeControl */
    char *type_name;           /* the same three */
    uint8_t *in;
    uint32_t in_length;
    uint32_t out_size;
    struct script script;
    bool reported;   /* success was reported before the call returned */
    uint64_t key_id; /* the request to the cluster database that waits for its answer, or 0 */
    uint64_t set_id; /* the one that set the value */
    int key_step;
    struct call *next;
};

extern struct dll *dlls;
extern struct type *types;
extern struct resource *resources;

struct dll *find_or_add_dll(const char *path);
struct type *find_type(const char *name);
void add_type(const char *name, struct dll *dll);
struct resource *find_resource(uint32_t number);
struct resource *add_resource(const struct channel_open *open, struct dll *dll);

/* The behaviour that the call's script has for its entry point. */
const struct behaviour *behaviour_of(const struct call *call);

#endif
