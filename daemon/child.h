/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CHILD_H
#define RESAPID_CHILD_H

/*
 * Processes that resapid starts. Nothing waits for them: an end is told from the main loop.
 *
 * This room reaps every child of resapid's, also those it never started: resapid is a subreaper, so
 * that what outlives a keeper that was killed becomes its child and can be found (sweep.h).
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>
#include <qb/qbloop.h>

struct child_spec {
    const char *const *arguments; /* the first is the program, looked up in PATH */
    const char *const *environment;
    const char *user; /* run as; NULL or "" for resapid's own */
    int pass_fd;      /* becomes descriptor 3, or -1 */
    bool capture;     /* keep the last line of what it writes to stdout and stderr */
    GByteArray
        *output; /* if not NULL, it gets what is written to stdout, and capture is for stderr */
    size_t output_max;   /* of output: who writes more is killed, and output is longer then */
    GBytes *input;       /* what it reads from stdin; NULL is /dev/null. A reference is kept */
    uint32_t timeout_ms; /* SIGKILL then; 0 for none */
};

/* The child ended. last_line is "" if nothing was captured; timed_out tells that it was killed. */
typedef void (*child_done)(void *user, int wait_status, bool timed_out, const char *last_line);

/* Begins to reap; once, before the first child. */
bool children_init(qb_loop_t *loop, GError **error);
/* Kills the children that have a timeout; the others go on. No callback is called any more. */
void children_end(void);

/* Returns the pid, or 0 with an error. done may be NULL. */
pid_t child_start(const struct child_spec *spec, child_done done, void *user, GError **error);
/* A living child that was started here. Another child was a keeper's, which is gone. */
bool child_is_known(pid_t pid);

/* done will not be called, nor output written to; the child goes on and is reaped. */
void child_forget(pid_t pid);

/* Blocks until the child, which has a timeout, is over and its done was called; for the end of resapid,
 * when the main loop does not run any more. */
void child_wait(pid_t pid);

/* "ended with status 3", "was killed by signal 9 (SIGKILL)" */
char *child_describe_status(int wait_status);

#endif
