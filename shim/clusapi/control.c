/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The control code functions: documented on the pages of the same names in the Failover Cluster
 * reference. They carry a code and its buffers to resapid, which answers it or passes it on to the
 * resource DLL. A reason is not passed on: the channel
 * has no place for one beside a control.
 */

#include <stdlib.h>
#include <string.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "target.h"

/* The object of one control; type is the resource type's name for those of a type. */
struct subject {
    enum handle_kind kind;
    const void *handle;
    const WCHAR *type;
    uint32_t object; /* CLUSTER_CONTROL_OBJECT */
    uint32_t as_user;
};

struct buffers {
    const void *in;
    DWORD in_size;
    void *out;
    DWORD out_size;
    DWORD *returned;
};

/* "User" objects are those of whoever defines codes; a code of another object's is none of this. */
static BOOL
is_for(DWORD code, uint32_t object)
{
    DWORD stated = CLUSCTL_GET_CONTROL_OBJECT(code);

    return stated == object || (stated & CLUS_OBJECT_USER) != 0;
}

/* Without a buffer there is no room, whatever its size is said to be. */
static DWORD
give_output(const struct channel_object_controlled *answer, const struct buffers *buffers)
{
    DWORD room = buffers->out != NULL ? buffers->out_size : 0;
    DWORD needed = answer->needed > answer->out.length ? answer->needed : answer->out.length;

    if (answer->error != ERROR_SUCCESS && answer->error != ERROR_MORE_DATA) {
        return answer->error;
    }
    if (buffers->returned != NULL) {
        *buffers->returned = needed;
    }
    if (answer->error == ERROR_MORE_DATA || answer->out.length > room) {
        return ERROR_MORE_DATA;
    }
    if (answer->out.length > 0) {
        memcpy(buffers->out, answer->out.data, answer->out.length);
    }
    return ERROR_SUCCESS;
}

/* database_ask() keeps nothing of an answer that tells an error; here it tells a size as well. */
static DWORD
ask(struct channel_message *question, const struct buffers *buffers)
{
    struct host_answer *answer = NULL;
    DWORD error = database_exchange(question, CHANNEL_OBJECT_CONTROLLED, &answer);

    if (error == ERROR_SUCCESS) {
        error = give_output(&answer->message.object_controlled, buffers);
    }
    database_forget(answer);
    return error;
}

/* The kind of object and its id: a type's name stands beside the handle of its cluster. */
static DWORD
name_subject(const struct subject *subject, struct channel_object_control *control, char **id)
{
    if (subject->object == CLUS_OBJECT_RESOURCE_TYPE) {
        DWORD error = handle_check(subject->handle, subject->kind);

        control->kind = OBJECT_RESOURCE_TYPE;
        return error != ERROR_SUCCESS ? error : target_text(subject->type, id);
    }
    control->kind = target_kind(subject->kind);
    return target_id(subject->kind, subject->handle, id);
}

static DWORD
control(const struct subject *subject, HNODE node, DWORD code, const struct buffers *buffers)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_CONTROL } };
    char *id = NULL;
    char *node_id = NULL;
    DWORD error = name_subject(subject, &question.object_control, &id);

    if (buffers->returned != NULL) {
        *buffers->returned = 0;
    }
    if (error == ERROR_SUCCESS) {
        error = target_optional(HANDLE_NODE, node, &node_id);
    }
    if (error == ERROR_SUCCESS && buffers->in == NULL && buffers->in_size > 0) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS && !is_for(code, subject->object)) {
        error = ERROR_INVALID_FUNCTION;
    }
    if (error == ERROR_SUCCESS) {
        question.object_control.id = id;
        question.object_control.node = node_id;
        question.object_control.code = code;
        question.object_control.as_user = subject->as_user;
        question.object_control.out_size = buffers->out != NULL ? buffers->out_size : 0;
        question.object_control.in =
            (struct wire_bytes){ .data = buffers->in, .length = buffers->in_size };
        error = ask(&question, buffers);
    }
    free(id);
    free(node_id);
    return error;
}

/* The documented functions differ in the object and its type only. */
#define PARAMETERS                                                                                 \
    HNODE node, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size, DWORD *returned
#define PASSED                                                                                     \
    node, code, &(const struct buffers)                                                            \
    {                                                                                              \
        in, in_size, out, out_size, returned                                                       \
    }

#define FORMS(name, Handle, kind, object, as_user)                                                 \
    DWORD WINAPI name(Handle handle, PARAMETERS)                                                   \
    {                                                                                              \
        return control(&(const struct subject){ kind, handle, NULL, object, as_user }, PASSED);    \
    }                                                                                              \
    DWORD WINAPI name##Ex(Handle handle, PARAMETERS, LPCWSTR reason)                               \
    {                                                                                              \
        (void)reason;                                                                              \
        return name(handle, node, code, in, in_size, out, out_size, returned);                     \
    }

#define TYPE_FORMS(name, as_user)                                                                  \
    DWORD WINAPI name(HCLUSTER cluster, LPCWSTR type, PARAMETERS)                                  \
    {                                                                                              \
        const struct subject subject = { HANDLE_CLUSTER, cluster, type, CLUS_OBJECT_RESOURCE_TYPE, \
                                         as_user };                                                \
                                                                                                   \
        return control(&subject, PASSED);                                                          \
    }                                                                                              \
    DWORD WINAPI name##Ex(HCLUSTER cluster, LPCWSTR type, PARAMETERS, LPCWSTR reason)              \
    {                                                                                              \
        (void)reason;                                                                              \
        return name(cluster, type, node, code, in, in_size, out, out_size, returned);              \
    }

/* clang-format off */
FORMS(ClusterControl, HCLUSTER, HANDLE_CLUSTER, CLUS_OBJECT_CLUSTER, 0)
FORMS(ClusterNodeControl, HNODE, HANDLE_NODE, CLUS_OBJECT_NODE, 0)
FORMS(ClusterGroupControl, HGROUP, HANDLE_GROUP, CLUS_OBJECT_GROUP, 0)
FORMS(ClusterResourceControl, HRESOURCE, HANDLE_RESOURCE, CLUS_OBJECT_RESOURCE, 0)
FORMS(ClusterResourceControlAsUser, HRESOURCE, HANDLE_RESOURCE, CLUS_OBJECT_RESOURCE, 1)
FORMS(ClusterNetworkControl, HNETWORK, HANDLE_NETWORK, CLUS_OBJECT_NETWORK, 0)
FORMS(ClusterNetInterfaceControl, HNETINTERFACE, HANDLE_NETINTERFACE, CLUS_OBJECT_NETINTERFACE, 0)
TYPE_FORMS(ClusterResourceTypeControl, 0)
TYPE_FORMS(ClusterResourceTypeControlAsUser, 1)
/* clang-format on */
