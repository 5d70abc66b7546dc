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
    ERROR_FILE_NOT_FOUND = 2,
    ERROR_INVALID_DATA = 13,
    ERROR_MOD_NOT_FOUND = 126,
    ERROR_BAD_EXE_FORMAT = 193,
    ERROR_MORE_DATA = 234,
    ERROR_OPERATION_ABORTED = 995,
    ERROR_IO_PENDING = 997,
    ERROR_CANCELLED = 1223,
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

/* What runs in one of them waits for nothing that runs in another, with the exceptions that resapi.md
 * 2.2 makes. */
enum lane {
    LANE_ORDINARY,
    LANE_TERMINATE,
    LANE_CANCEL,
    N_LANES,
};

/* One loaded script. Entry points are serialized per DLL. */
struct dll {
    char *path;
    char record[4096]; /* as of the last call */
    struct call *queue;
    struct call *running[N_LANES];
    struct call *unanswered; /* controls that have returned asynchronously */
    struct dll *next;
};

struct type {
    char *name;
    struct dll *dll;
    uint32_t entries; /* as LOADED has it */
    struct type *next;
};

struct resource {
    uint32_t number;       /* 0 once it is closed */
    uint32_t first_number; /* kept for ever: it is never used again */
    char *name;
    char *key;
    const struct type *type;
    struct dll *dll;
    bool opened;
    uint32_t state; /* as FACT has it */
    uint32_t has_event;
    bool signaled; /* SIGNALED was sent, and no WATCH_AGAIN has come */
    bool still;    /* the event stays signaled */
    uint32_t information;
    char local_properties[64];            /* the text that was told last; "" for none */
    bool owns;                            /* as FACT has it */
    bool lost;                            /* QUORUM_LOST was sent since the last Arbitrate */
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
    struct resource *resource; /* NULL for Load, Startup and controls of types */
    char *type_name;           /* the same three */
    uint32_t flags;
    uint32_t code; /* this and the next four: controls */
    uint8_t *in;
    uint32_t in_length;
    uint32_t out_size;
    struct option characteristics; /* what goes out */
    uint32_t entries;              /* Load, Startup: of the DLL's table */
    struct behaviour behaviour;
    bool reported;   /* success was reported before the call returned */
    uint32_t result; /* controls that returned asynchronously: what they answer with */
    uint64_t key_id; /* the request to the cluster database that waits for its answer, or 0 */
    uint64_t set_id; /* the one that set the value */
    int key_step;
    uint32_t key_rounds;
    struct call *next;
};

extern struct dll *dlls;
extern struct type *types;
extern struct resource *resources;

struct dll *find_or_add_dll(const char *path);
struct type *find_type(const char *name);
void add_type(const char *name, struct dll *dll, uint32_t entries);
struct resource *find_resource(uint32_t number);
bool was_number(uint32_t number);
struct resource *add_resource(const struct channel_open *open, const struct type *type);

/* Whether the DLL's table has this entry point (channel.h). */
bool has_entry(const struct type *type, uint32_t entry_point);

/* The resource's, or else the type's. */
const char *name_of(const struct call *call);

void free_call(struct call *call);

#endif
