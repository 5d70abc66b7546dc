/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_DEPENDENCIES_H
#define RESAPID_DEPENDENCIES_H

/*
 * Dependency expressions of resources, as GetClusterResourceDependencyExpression has them (resapi.md
 * 3.5): `[A] and ([B] or [C])`, an AND of ORs of resources in brackets, by name or id. Pure.
 *
 * An OR without parentheses, and parentheses around anything, are understood too, where they leave an
 * AND of ORs. A name that has brackets itself ends at the first one that makes it a resource's.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#include "error.h"

/* A resource for what stands in brackets: an allocated string for g_free(), or NULL if there is none. */
typedef char *(*dependencies_name)(void *user, const char *bracketed);

/* The expression with each resource's name replaced, in one spelling: lower-case operators, one blank
 * on either side of them, parentheses around each OR of more than one; "" stays "". NULL with an error
 * of the domain RESAPID_WIN32_ERROR: ERROR_INVALID_PARAMETER for what is no expression or deeper than 100,
 * ERROR_RESOURCE_NOT_FOUND for a resource that name() does not know. */
char *dependencies_rewrite(const char *expression, dependencies_name name, void *user,
                           GError **error);

/* What follows is for rewritten expressions of ids; where nothing else is said, what is no expression counts
 * as "". Resources are compared without regard to case. */

/* The resources that stand in it, each once, in order; g_strfreev(). */
char **dependencies_list(const char *expression);

/* What it says, for who asks often: an array of the ORs, each an array of the strings in it. */
GPtrArray *dependencies_clauses(const char *expression);

/* With one more AND; unchanged if it is there on its own. NULL if it is no expression. Free with g_free(). */
char *dependencies_with(const char *expression, const char *resource);
/* Without the resource wherever it stands. NULL if it is no expression. Free with g_free(). */
char *dependencies_without(const char *expression, const char *resource);

#endif
