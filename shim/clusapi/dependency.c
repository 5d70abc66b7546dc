/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CanResourceBeDependent and GetClusterResourceDependencyExpression of the Failover Cluster
 * reference. The dependencies themselves are changed in change-resource.c.
 */

#include <stdlib.h>
#include <string.h>

#include "clusapi.h"
#include "database.h"
#include "give.h"
#include "handle.h"
#include "target.h"
#include "text.h"

/* Resources found, each once, by their ids; those from n_walked on have not been looked into. */
struct walk {
    char **ids;
    size_t n_ids;
    size_t n_walked;
};

static void
leave_walk(struct walk *walk)
{
    for (size_t i = 0; i < walk->n_ids; i++) {
        free(walk->ids[i]);
    }
    free(walk->ids);
}

/* Ids of resources are GUIDs, of ASCII characters. */
static BOOL
same_id(const char *a, const char *b)
{
    return _stricmp(a, b) == 0;
}

static BOOL
is_found(const struct walk *walk, const char *id)
{
    for (size_t i = 0; i < walk->n_ids; i++) {
        if (same_id(walk->ids[i], id)) {
            return TRUE;
        }
    }
    return FALSE;
}

static DWORD
add_found(struct walk *walk, const char *id)
{
    char **grown;

    if (is_found(walk, id)) {
        return ERROR_SUCCESS;
    }
    grown = realloc(walk->ids, (walk->n_ids + 1) * sizeof(*grown));
    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    walk->ids = grown;
    walk->ids[walk->n_ids] = _strdup(id);
    if (walk->ids[walk->n_ids] == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    walk->n_ids++;
    return ERROR_SUCCESS;
}

/* Entries are bit, id and name; the id counts. */
static DWORD
add_entries(struct walk *walk, const struct wire_list *entries)
{
    const char *entry = wire_list_next(entries, NULL);
    DWORD error = ERROR_SUCCESS;

    for (size_t i = 0; error == ERROR_SUCCESS && entry != NULL; i++) {
        if (i % 3 == 1) {
            error = add_found(walk, entry);
        }
        entry = wire_list_next(entries, entry);
    }
    return error;
}

/* The providers of one resource, which may come in several answers. */
static DWORD
add_providers(struct walk *walk, const char *id)
{
    struct channel_message question = {
        .header = { .type = CHANNEL_OBJECT_LIST },
        .object_list = { .kind = OBJECT_RESOURCE, .id = id, .what = CLUSTER_RESOURCE_ENUM_DEPENDS },
    };
    uint32_t more = 1;
    DWORD error = ERROR_SUCCESS;

    while (error == ERROR_SUCCESS && more != 0) {
        struct host_answer *answer = NULL;

        error = database_ask(&question, CHANNEL_OBJECTS, &answer);
        if (error == ERROR_SUCCESS) {
            const struct channel_objects *objects = &answer->message.objects;

            error = add_entries(walk, &objects->entries);
            question.object_list.index += objects->entries.count / 3;
            more = objects->entries.count >= 3 ? objects->more : 0;
        }
        database_forget(answer);
    }
    return error;
}

/* ERROR_CIRCULAR_DEPENDENCY if provider is dependent or depends on it by any way. */
static DWORD
check_cycle(const char *dependent, const char *provider)
{
    struct walk walk = { 0 };
    DWORD error = add_found(&walk, provider);

    while (error == ERROR_SUCCESS && walk.n_walked < walk.n_ids) {
        error = add_providers(&walk, walk.ids[walk.n_walked++]);
    }
    if (error == ERROR_SUCCESS && is_found(&walk, dependent)) {
        error = ERROR_CIRCULAR_DEPENDENCY;
    }
    leave_walk(&walk);
    return error;
}

static DWORD
find_resource(const char *id, struct host_answer **answer)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_FIND } };

    question.object_find.kind = OBJECT_RESOURCE;
    question.object_find.name = id;
    return database_ask(&question, CHANNEL_OBJECT, answer);
}

static DWORD
check_groups(const char *dependent, const char *provider)
{
    struct host_answer *first = NULL;
    struct host_answer *second = NULL;
    DWORD error = find_resource(dependent, &first);

    if (error == ERROR_SUCCESS) {
        error = find_resource(provider, &second);
    }
    if (error == ERROR_SUCCESS &&
        !same_id(first->message.object.group, second->message.object.group)) {
        error = ERROR_DEPENDENCY_NOT_ALLOWED;
    }
    database_forget(first);
    database_forget(second);
    return error;
}

/* FALSE with the last error: why they cannot, or why that could not be found out. */
BOOL WINAPI
CanResourceBeDependent(HRESOURCE hResource, HRESOURCE hResourceDependent)
{
    char *dependent = NULL;
    char *provider = NULL;
    DWORD error = target_id(HANDLE_RESOURCE, hResource, &dependent);

    if (error == ERROR_SUCCESS) {
        error = target_id(HANDLE_RESOURCE, hResourceDependent, &provider);
    }
    if (error == ERROR_SUCCESS) {
        error = check_groups(dependent, provider);
    }
    if (error == ERROR_SUCCESS) {
        error = check_cycle(dependent, provider);
    }
    free(dependent);
    free(provider);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return error == ERROR_SUCCESS;
}

static DWORD
ask_expression(const char *id, WCHAR **expression)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_EXPRESSION } };
    struct host_answer *answer = NULL;
    DWORD error;

    question.object_expression.kind = OBJECT_RESOURCE;
    question.object_expression.id = id;
    error = database_ask(&question, CHANNEL_NAME, &answer);
    if (error == ERROR_SUCCESS) {
        *expression = text_to_wide(answer->message.name.name);
        error = *expression != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    database_forget(answer);
    return error;
}

/* The buffer is optional: without one the length is all that is asked for. */
DWORD WINAPI
GetClusterResourceDependencyExpression(HRESOURCE hResource, LPWSTR lpszDependencyExpression,
                                       LPDWORD lpcchDependencyExpression)
{
    WCHAR *expression = NULL;
    char *id = NULL;
    DWORD error = target_id(HANDLE_RESOURCE, hResource, &id);

    if (error == ERROR_SUCCESS && lpcchDependencyExpression == NULL) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = ask_expression(id, &expression);
    }
    if (error == ERROR_SUCCESS) {
        error = give_optional_name(expression, lpszDependencyExpression, lpcchDependencyExpression);
    }
    free(id);
    free(expression);
    return error;
}
