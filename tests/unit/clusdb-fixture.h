/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_FIXTURE_H
#define RESAPID_CLUSDB_FIXTURE_H

/*
 * What the tests of the cluster database share: a main loop, a folder of their own, commits that
 * are waited for, and a disk that fails on demand.
 */

#include <stdatomic.h>
#include <CUnit/CUnit.h>
#include <qb/qbdefs.h>
#include <qb/qbloop.h>

#include "error.h"
#include "clusdb/clusdb.h"

extern qb_loop_t *fixture_loop;
extern char *fixture_folder;
extern char *fixture_path; /* of the database, in that folder */

/* For CU_add_suite_with_setup_and_teardown(): before and after every test. */
void fixture_setup(void);
void fixture_teardown(void);

/* The loop shares its epoll descriptor with a forked child, so it has to be away during fork(). */
void fixture_start_loop(void);
void fixture_stop_loop(void);

/* Counts a failure if the database does not open. */
struct clusdb *fixture_open(void);
/* Runs the loop until the commit is done. NULL after success; to be freed. */
GError *fixture_commit(struct clusdb *db, struct clusdb_batch *batch);
/* The same, counting a failure if it does not succeed. */
void fixture_must_commit(struct clusdb *db, struct clusdb_batch *batch);
/* A done callback that counts in *(int *)user and stops the loop. */
void fixture_count_done(void *user, const GError *error);

/* The disk, as SQLite and resapid see it. */
extern _Atomic long disk_limit;     /* no file can grow beyond it: ENOSPC */
extern _Atomic int disk_sync_error; /* errno of every sync; 0 is success */
/* Called before every successful sync with the descriptor; NULL for none. */
extern void (*_Atomic disk_on_sync)(int fd);

#endif
