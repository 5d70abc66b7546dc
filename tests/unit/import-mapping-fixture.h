/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_MAPPING_FIXTURE_H
#define RESAPID_IMPORT_MAPPING_FIXTURE_H

/* A Windows cluster that is put together by hand, as it is behind resolve.h, and what it is mapped to. */

#include "tools/import/mapping.h"

struct mapping_fixture {
    windows_cluster_t *cluster;
    notes_t *notes;
    const char *const *moved; /* of the options; NULL: none */
    const char *pacemaker;    /* the same */
    pacemaker_plan_t *plan;
    GError *error;
};

/* With the nodes N1, N2 and N3, whose numbers are 1, 2 and 3. */
void mapping_fixture_begin(struct mapping_fixture *fixture);
void mapping_fixture_end(struct mapping_fixture *fixture);
struct windows_group *fixture_group(struct mapping_fixture *fixture, const char *name);
/* dll NULL: none is told. */
struct windows_type *fixture_type(struct mapping_fixture *fixture, const char *name,
                                  const char *dll);
struct windows_resource *fixture_resource(struct mapping_fixture *fixture,
                                          struct windows_group *group, const char *name,
                                          const char *type);
void fixture_number(windows_properties_t *properties, const char *name, guint64 number);
void fixture_text(windows_properties_t *properties, const char *name, const char *text);
/* On provider; a second one makes it an OR. */
void fixture_depend(struct windows_resource *resource, struct windows_resource *provider,
                    struct windows_resource *or_provider);
struct windows_node *fixture_node(struct mapping_fixture *fixture, const char *name);

/* What is mapped; words for settings and nodes may be NULL. */
void fixture_map(struct mapping_fixture *fixture, const char *const *settings,
                 const char *const *nodes, bool started);
/* NULL if it is not in the plan. */
const struct plan_primitive *fixture_primitive(const struct mapping_fixture *fixture,
                                               const char *id);
const char *fixture_parameter(const struct mapping_fixture *fixture, const char *id,
                              const char *name);
const char *fixture_meta(const struct mapping_fixture *fixture, const char *id, const char *name);
const struct plan_group *fixture_plan_group(const struct mapping_fixture *fixture, const char *id);
/* NULL if there is none. */
const struct plan_constraint *fixture_constraint(const struct mapping_fixture *fixture,
                                                 enum plan_constraint_kind kind,
                                                 const char *resource, const char *other);
/* How many notes an object's property has, and the last of them; property NULL: the object itself. */
guint fixture_notes(const struct mapping_fixture *fixture, const char *object_kind,
                    const char *object, const char *property, const struct note **last);
/* The kind of the one note that a resource's property has; NOTE_KINDS if it has none or several. property
 * NULL: the resource itself. */
enum note_kind fixture_kind_of(const struct mapping_fixture *fixture, const char *resource,
                               const char *property);
/* What this thread has used: the machine's time is not the test's alone. */
gint64 fixture_cpu_us(void);

#endif
