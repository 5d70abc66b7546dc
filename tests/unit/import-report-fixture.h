/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_UNIT_IMPORT_REPORT_FIXTURE_H
#define RESAPID_UNIT_IMPORT_REPORT_FIXTURE_H

/* Conversions that are put together by hand, for the tests of what shows them. */

#include "tools/import/conversion.h"

struct import_fixture {
    windows_cluster_t *cluster;
    pacemaker_plan_t *plan;
    notes_t *notes;
    GPtrArray *dlls;
    struct simulation *simulation; /* NULL */
    struct conversion conversion;  /* of all of it */
};

/* A cluster CLU of node1 and node2, and nothing else in it. */
struct import_fixture *import_fixture_new(void);
void import_fixture_free(struct import_fixture *fixture);

struct windows_group *report_fixture_group(struct import_fixture *fixture, const char *name);
struct windows_resource *report_fixture_resource(struct import_fixture *fixture,
                                                 struct windows_group *group, const char *name,
                                                 const char *type);
/* resource needs one, or, unless other is NULL, one of both. */
void report_fixture_depend(struct windows_resource *resource, struct windows_resource *one,
                           struct windows_resource *other);

/* What the group became; it is started behind the cut-over. */
struct plan_group *report_fixture_plan_group(struct import_fixture *fixture, const char *id,
                                             const struct windows_group *windows, bool is_chain);
struct plan_primitive *report_fixture_primitive(struct import_fixture *fixture,
                                                struct plan_group *group, const char *id,
                                                const char *provider, const char *agent,
                                                const struct windows_resource *windows);
void report_fixture_dll(struct import_fixture *fixture, const char *name, const char *type,
                        enum dll_verdict verdict, const char *detail);
/* Each primitive of the plan on node1; behind a loss of node1 on node2, or nowhere for the first. */
void report_fixture_simulate(struct import_fixture *fixture);

/* A group Files with an OR, and a group SQL that is a chain, with notes of every kind. */
struct import_fixture *import_fixture_two_groups(void);

#endif
