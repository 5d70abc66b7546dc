/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "change.h"

#include <stdlib.h>

#include "clusapi.h"
#include "database.h"

/* What one request holds memory of. */
struct parts {
    char *id;
    char *other;
    char *text;
    struct wire_list nodes;
};

static void
leave_parts(struct parts *parts)
{
    free(parts->id);
    free(parts->other);
    free(parts->text);
    free((char *)parts->nodes.strings);
}

static DWORD
find_reason(const WCHAR *reason, char **text)
{
    *text = change_reason(reason);
    return *text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

static BOOL
has_name(enum object_verb verb)
{
    return verb == CHANGE_NAME || verb == CHANGE_DEPENDENCIES;
}

static DWORD
find_other(const struct change *change, char **id)
{
    if (change->other_kind == HANDLE_FREE) {
        return target_text(L"", id);
    }
    return change->other_is_optional ? target_optional(change->other_kind, change->other, id)
                                     : target_id(change->other_kind, change->other, id);
}

static DWORD
find_parts(const struct change *change, struct parts *parts)
{
    DWORD error = target_id(change->kind, change->object, &parts->id);

    if (error == ERROR_SUCCESS) {
        error = find_other(change, &parts->other);
    }
    if (error == ERROR_SUCCESS) {
        error = target_list(change->list_kind, change->list, change->list_count, &parts->nodes);
    }
    if (error == ERROR_SUCCESS && ((change->flags & ~change->valid_flags) != 0 ||
                                   (change->in == NULL && change->in_size > 0))) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = has_name(change->verb) ? target_text(change->name, &parts->text)
                                       : find_reason(change->reason, &parts->text);
    }
    return error;
}

static DWORD
ask(struct channel_message *question)
{
    struct host_answer *answer = NULL;
    DWORD error = database_ask(question, CHANNEL_DONE, &answer);

    database_forget(answer);
    return error;
}

DWORD
change_cluster(const struct change *change)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_CHANGE } };
    struct parts parts = { 0 };
    DWORD error = find_parts(change, &parts);

    if (error == ERROR_SUCCESS) {
        question.object_change = (struct channel_object_change){
            .kind = target_kind(change->kind),
            .id = parts.id,
            .verb = change->verb,
            .flags = change->flags,
            .other = parts.other,
            .text = parts.text,
            .nodes = parts.nodes,
        };
        error = ask(&question);
    }
    leave_parts(&parts);
    return error;
}

DWORD
change_delete_type(HANDLE cluster, const WCHAR *name, const WCHAR *reason)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_CHANGE } };
    struct parts parts = { 0 };
    DWORD error = handle_check(cluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS) {
        error = target_text(name, &parts.id);
    }
    if (error == ERROR_SUCCESS) {
        error = find_reason(reason, &parts.text);
    }
    if (error == ERROR_SUCCESS) {
        question.object_change = (struct channel_object_change){
            .kind = OBJECT_RESOURCE_TYPE,
            .id = parts.id,
            .verb = CHANGE_DELETE,
            .text = parts.text,
        };
        error = ask(&question);
    }
    leave_parts(&parts);
    return error;
}
