/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_UNIT_IMPORT_FIXTURE_H
#define RESAPID_UNIT_IMPORT_FIXTURE_H

/* Windows clusters for tests, made in a few words. */

#include "tools/import/notes.h"
#include "tools/import/windows-cluster.h"

/* A group with this name; and a resource of the type "Fault" in it. All is told of them, but for what a
 * dependency of NULL is. */
struct windows_group *import_fixture_group(windows_cluster_t *cluster, const char *name);
struct windows_resource *import_fixture_resource(windows_cluster_t *cluster, const char *name,
                                                 const char *group, const char *dependency);
struct windows_node *import_fixture_node(windows_cluster_t *cluster, const char *name,
                                         const char *number);

/* "a | b, c": what a resource's providers say. g_free(). */
char *import_fixture_providers(const struct windows_resource *resource);

/* Whether there is a note of this kind about an object whose why has this text; and only one. */
bool import_fixture_has_note(const notes_t *notes, enum note_kind kind, const char *object,
                             const char *why);

/* Assertions, which print what there is instead: the text has the part, has it not; and there is a note of
 * this kind about a property whose why has this text. */
void import_expect(const char *text, const char *part);
void import_expect_not(const char *text, const char *part);
void import_expect_note(const notes_t *notes, enum note_kind kind, const char *property,
                        const char *why);

#endif
