/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_CIB_CALL_H
#define RESAPID_CLUSDB_CIB_CALL_H

/*
 * One call of Pacemaker's cibadmin(8) by the cluster database's back end. Compare and swap is an XPath
 * with the version that the CIB must still have: the CIB's manager on the designated controller finds the
 * place and changes it in one go, and answers that there is none if somebody has changed the configuration
 * meanwhile (Pacemaker 2.1.5). The version's third part, num_updates, is left out: that is status.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <glib.h>

struct cib_version {
    guint64 admin_epoch;
    guint64 epoch;
};

enum cib_outcome {
    CIB_DONE,
    CIB_NO_MATCH,  /* nothing is where the XPath leads */
    CIB_EXISTS,    /* what was to be created */
    CIB_TOO_LARGE, /* for a message of Pacemaker's; there is an error */
    CIB_FAILED,    /* there is an error: ERROR_CLUSTER_NODE_DOWN */
};

/* output and error belong to the caller of this function. */
typedef void (*cib_called)(void *user, enum cib_outcome outcome, const GByteArray *output,
                           const GError *error);

struct cib_call {
    const char *const *arguments; /* behind "cibadmin" */
    GBytes *input;                /* or NULL */
    uint32_t timeout_ms;
    cib_called done;
    void *user;
};

/* Returns the pid, or 0 with an error as of CIB_FAILED. */
pid_t cib_call_start(const struct cib_call *call, GError **error);

/* XPaths; g_free(). */
char *cib_path_of_version(const struct cib_version *version);
char *cib_path_of_set(const struct cib_version *version);

/* Of the element cib without children. */
bool cib_version_read(const GByteArray *xml, struct cib_version *version, GError **error);

#endif
