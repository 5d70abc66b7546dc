/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CIB_PRIVATE_H
#define RESAPID_CLUSDB_CIB_PRIVATE_H

/*
 * What cib.c, the back end and what it stores, shares with cib-look.c, which finds out what others have
 * stored. Of the functions that run cibadmin or end what is under way, one is called last.
 */

#include <qb/qbloop.h>

#include "clusdb/cib.h"
#include "clusdb/cib-call.h"

struct cib_backend {
    struct backend backend;
    struct backend *file;
    struct clusdb_cib options;

    /* What is known of the CIB. */
    bool is_known; /* the version, and all that follows is of it */
    struct cib_version version;
    bool has_set;
    char *text;    /* the set, as this node would write it; NULL without */
    char *others;  /* pairs in it that are somebody else's; NULL for none */
    size_t packed; /* what that takes */
    bool owes;     /* this node has what the CIB has not */

    bool was_joined; /* and owed nothing then */
    bool marks;      /* the batch that is to land says so */
    bool is_joined;
    const struct clusdb_batch *foreign; /* what others have written, as long as it has not landed */
    GError *failure;                    /* the CIB cannot be reached */
    char *blocked_by;                   /* the key that joining waits for */

    /* What is under way: done is NULL without. */
    backend_done done;
    void *user;
    bool stores; /* a persist(), not a refresh() */
    struct backend_job job;
    char *new_text;
    size_t new_packed;
    unsigned int tries;
    pid_t pid;
    bool in_file;                          /* the file is at work */
    void (*then)(struct cib_backend *cib); /* the timer runs, and goes on with this; NULL without */
    qb_loop_timer_handle later;
    GError *later_error;

    /* Who writes without a break lets other nodes read and write in between. */
    int64_t called_us; /* when the last call of cibadmin began */
    int64_t call_us;   /* what it took */
    int64_t stored_us; /* when this node has stored last */
    unsigned int in_a_row;
    int64_t contended_us; /* when another node has been faster */
};

/* Ends what is under way; what is asked next may begin within. */
void cib_finish(struct cib_backend *cib, const GError *error, const struct backend_news *news);
void cib_finish_with_error(struct cib_backend *cib, const GError *error);
/* The same, as the CIB cannot be reached. */
void cib_fail(struct cib_backend *cib, const GError *error);
void cib_note_success(struct cib_backend *cib);

void cib_run(struct cib_backend *cib, const char *const *arguments, GBytes *input, cib_called done);
/* For a cib_called, first: whether there is an answer to be looked at. If not, all is over. */
bool cib_is_answer(struct cib_backend *cib, enum cib_outcome outcome, const GError *error);

/* One change of the CIB, if it is as it was; else it is looked at. */
void cib_store(struct cib_backend *cib);

/* Looks what others have; goes on with cib_store() if nothing is new and that is what is under way. */
void cib_look(struct cib_backend *cib);
/* It has changed in between. */
void cib_look_again(struct cib_backend *cib);
/* All that others have is in the tree. */
void cib_finish_joining(struct cib_backend *cib);
/* That this node owes nothing more goes into the file before all else. */
void cib_mark_joined(struct cib_backend *cib);

#endif
