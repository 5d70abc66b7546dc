/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REGISTRY_FIXTURE_H
#define RESAPID_REGISTRY_FIXTURE_H

/*
 * Two hosts for the tests of what resapid answers them from the cluster database. They are played: what
 * goes to them is kept in the order in which it went.
 */

#include "clusdb-fixture.h"
#include "host.h"
#include "properties.h"
#include "registry.h"

struct host {
    GQueue sent; /* GBytes */
    size_t backlog;
    bool killed;
};

extern struct host *const host;
extern struct host *const other;
extern struct clusdb *db;
extern uint64_t last_id; /* of what was asked last */
/* Lines that hosts were asked whether they may be logged: they may. */
extern unsigned int hosts_lines;

/* Before and after every test. */
void hosts_setup(void);
void hosts_teardown(void);

void hosts_run_for(uint64_t ms);

/* The first message that went to the host, which is then gone and has to be of this type; waits for it a
 * while. It holds until the next call. */
const struct channel_message *hosts_next_of_type(struct host *of, uint32_t type);

/* The id is set here. */
void hosts_ask(struct host *from, struct channel_message *question);

/* Messages, one behind the other. */
void hosts_add(GByteArray *commands, const struct channel_message *message);
void hosts_add_create(GByteArray *commands, const char *path);
void hosts_add_delete(GByteArray *commands, const char *path);
void hosts_add_set(GByteArray *commands, const char *path, const char *name, const char *text);
void hosts_add_drop(GByteArray *commands, const char *path, const char *name);
void hosts_add_condition(GByteArray *commands, uint32_t condition, const char *path,
                         const char *name, uint32_t type, const void *data, uint32_t length);

/* One part of a batch, and its answer. */
void hosts_send_part(struct host *from, uint32_t number, uint32_t offset, bool more,
                     const uint8_t *data, guint length);
void hosts_expect_batch(struct host *of, uint32_t error, uint32_t failed);
/* The commands as one whole batch of host's; they are freed. */
void hosts_batch(GByteArray *commands, uint32_t error, uint32_t failed);

bool hosts_has(const char *path, const char *name, const char *text);
/* resapid's own commits. */
void hosts_make_key(const char *path);
void hosts_set_text(const char *path, const char *name, const char *text);

#endif
