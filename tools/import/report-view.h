/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REPORT_VIEW_H
#define RESAPID_IMPORT_REPORT_VIEW_H

/*
 * A conversion, put in order for those who show it: what was noted of each object, and what each has
 * become. It borrows everything from the conversion, which must outlive it.
 */

#include <glib.h>

#include "conversion.h"

typedef struct report_view {
    const struct conversion *conversion;
    GPtrArray *findings;    /* of const struct note, in their order */
    GHashTable *notes;      /* private: kind and name to an array of notes */
    GHashTable *primitives; /* private: windows_resource to an array of primitives */
    GHashTable *groups;     /* private: windows_group to its plan_group */
} report_view_t;

report_view_t *report_view_new(const struct conversion *conversion);
void report_view_free(report_view_t *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_view_t, report_view_free)

/* Arrays of const struct note and of const struct plan_primitive, which may be empty and belong to the
 * view. Objects of one kind that have the same name share their notes. */
const GPtrArray *report_notes_of(const report_view_t *view, const struct windows_object *object);
const GPtrArray *report_primitives_of(const report_view_t *view,
                                      const struct windows_resource *resource);
/* NULL where nothing has become of it. */
const struct plan_group *report_group_of(const report_view_t *view,
                                         const struct windows_group *group);

/* How many findings there are of the group and of what is in it. */
guint report_findings_of_group(const report_view_t *view, const struct windows_group *group);

/* "ocf:heartbeat:IPaddr2"; g_free(). */
char *report_agent(const struct plan_primitive *primitive);

/* "2 groups" or "1 group"; g_free(). */
char *report_count(guint count, const char *one, const char *many);

/* What inspect has said of a DLL, in a word. */
const char *report_verdict_word(enum dll_verdict verdict);

#endif
