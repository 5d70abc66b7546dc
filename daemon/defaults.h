/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DEFAULTS_H
#define RESAPID_DEFAULTS_H

/*
 * What the Resource Monitor and the cluster service answer to control codes themselves (resapi.md
 * 2.12): some before the DLL is asked, most after it has returned ERROR_INVALID_FUNCTION.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "common.h"
#include "protocol/wire.h"

/* What is asked about. */
struct defaults_object {
    const struct clusdb *db;
    enum common_object kind;
    const char *key;  /* the object's; "" is the cluster's */
    uint32_t entries; /* of the DLL's function table, see channel.h; 0 if it is not loaded */
    const struct common_runtime *runtime;
};

/* For defaults_answer_clear(), whatever the functions below return. */
struct defaults_answer {
    uint32_t result;            /* Win32 */
    GBytes *out;                /* what is written, or NULL */
    struct clusdb_batch *batch; /* to be committed before the answer is given, or NULL */
};

/* in is never NULL; nothing is { NULL, 0 }. */

/* Codes that never reach a DLL: GET_NAME, GET_RESOURCE_TYPE, GET_ID, checkpoints; see also
 * network-name.h. */
bool defaults_before(const struct defaults_object *object, uint32_t code,
                     const struct wire_bytes *in, struct defaults_answer *answer);
/* After the DLL returned dll_result. False: what the DLL said stands. SET_ and VALIDATE_COMMON
 * are also carried out after its success, and SET_COMMON after ERROR_RESOURCE_PROPERTIES_STORED,
 * which is then the answer too. */
bool defaults_after(const struct defaults_object *object, uint32_t code,
                    const struct wire_bytes *in, uint32_t dll_result,
                    struct defaults_answer *answer);
/* Where no DLL is asked: all that is answered before one or behind ERROR_INVALID_FUNCTION; the only
 * answers for objects other than resources and types. */
bool defaults_alone(const struct defaults_object *object, uint32_t code,
                    const struct wire_bytes *in, struct defaults_answer *answer);
void defaults_answer_clear(struct defaults_answer *answer);

#endif
