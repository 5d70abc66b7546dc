/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CreateClusterResource, CreateClusterGroup and CreateClusterResourceType of the Failover Cluster
 * reference, with their Ex forms. A reason is not passed on: the channel has no place for one beside
 * a new object.
 */

#include <stdlib.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "target.h"
#include "text.h"

/* What one request holds memory of. */
struct texts {
    char *name;
    char *type;
    char *group;
    char *dll;
};

static void
leave_texts(struct texts *texts)
{
    free(texts->name);
    free(texts->type);
    free(texts->group);
    free(texts->dll);
}

/* A handle for the object of an answer; its id is a good name for one. */
static DWORD
open_created(enum handle_kind kind, const struct host_answer *answer, void **handle)
{
    WCHAR *id = text_to_wide(answer->message.object.id);
    DWORD error = id != NULL ? handle_open(kind, id, handle) : ERROR_NOT_ENOUGH_MEMORY;

    free(id);
    return error;
}

static DWORD
ask(struct channel_object_create *create, const struct texts *texts, struct host_answer **answer)
{
    struct channel_message question = { .header = { .type = CHANNEL_OBJECT_CREATE } };

    create->name = texts->name;
    create->type = texts->type;
    create->group = texts->group;
    create->dll = texts->dll;
    question.object_create = *create;
    return database_ask(&question, CHANNEL_OBJECT, answer);
}

/* Ends with either a handle or an error in the last error. */
static void *
create_opened(enum handle_kind kind, struct channel_object_create *create, struct texts *texts,
              DWORD error)
{
    struct host_answer *answer = NULL;
    void *handle = NULL;

    if (error == ERROR_SUCCESS) {
        error = ask(create, texts, &answer);
    }
    if (error == ERROR_SUCCESS) {
        error = open_created(kind, answer, &handle);
    }
    database_forget(answer);
    leave_texts(texts);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return handle;
}

HRESOURCE WINAPI
CreateClusterResource(HGROUP hGroup, LPCWSTR lpszResourceName, LPCWSTR lpszResourceType,
                      DWORD dwFlags)
{
    struct channel_object_create create = { .kind = OBJECT_RESOURCE, .flags = dwFlags };
    struct texts texts = { 0 };
    DWORD error = target_id(HANDLE_GROUP, hGroup, &texts.group);

    if (error == ERROR_SUCCESS) {
        error = target_text(lpszResourceName, &texts.name);
    }
    if (error == ERROR_SUCCESS) {
        error = target_text(lpszResourceType, &texts.type);
    }
    if (error == ERROR_SUCCESS && (dwFlags & ~(DWORD)CLUSTER_RESOURCE_VALID_FLAGS) != 0) {
        error = ERROR_INVALID_PARAMETER;
    }
    return create_opened(HANDLE_RESOURCE, &create, &texts, error);
}

HRESOURCE WINAPI
CreateClusterResourceEx(HGROUP hGroup, LPCWSTR lpszResourceName, LPCWSTR lpszResourceType,
                        DWORD dwFlags, LPCWSTR lpszReason)
{
    (void)lpszReason;
    return CreateClusterResource(hGroup, lpszResourceName, lpszResourceType, dwFlags);
}

HGROUP WINAPI
CreateClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName,
                     PCLUSTER_CREATE_GROUP_INFO pGroupInfo)
{
    struct channel_object_create create = { .kind = OBJECT_GROUP, .flags = ClusGroupTypeUnknown };
    struct texts texts = { 0 };
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS) {
        error = target_text(lpszGroupName, &texts.name);
    }
    if (error == ERROR_SUCCESS && pGroupInfo != NULL) {
        create.flags = (uint32_t)pGroupInfo->groupType;
        error = pGroupInfo->dwVersion == CLUSTER_CREATE_GROUP_INFO_VERSION_1
                    ? ERROR_SUCCESS
                    : ERROR_INVALID_PARAMETER;
    }
    return create_opened(HANDLE_GROUP, &create, &texts, error);
}

HGROUP WINAPI
CreateClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName)
{
    return CreateClusterGroupEx(hCluster, lpszGroupName, NULL);
}

/* A type without a display name is shown by its name. */
DWORD WINAPI
CreateClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, LPCWSTR lpszDisplayName,
                          LPCWSTR lpszResourceTypeDll, DWORD dwLooksAlivePollInterval,
                          DWORD dwIsAlivePollInterval)
{
    struct channel_object_create create = {
        .kind = OBJECT_RESOURCE_TYPE,
        .looks_alive_ms = dwLooksAlivePollInterval,
        .is_alive_ms = dwIsAlivePollInterval,
    };
    struct host_answer *answer = NULL;
    struct texts texts = { 0 };
    DWORD error = handle_check(hCluster, HANDLE_CLUSTER);

    if (error == ERROR_SUCCESS) {
        error = target_text(lpszResourceTypeName, &texts.name);
    }
    if (error == ERROR_SUCCESS) {
        error = target_text(lpszDisplayName != NULL ? lpszDisplayName : lpszResourceTypeName,
                            &texts.type);
    }
    if (error == ERROR_SUCCESS) {
        error = target_text(lpszResourceTypeDll, &texts.dll);
    }
    if (error == ERROR_SUCCESS) {
        error = ask(&create, &texts, &answer);
    }
    database_forget(answer);
    leave_texts(&texts);
    return error;
}

DWORD WINAPI
CreateClusterResourceTypeEx(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName,
                            LPCWSTR lpszDisplayName, LPCWSTR lpszResourceTypeDll,
                            DWORD dwLooksAlivePollInterval, DWORD dwIsAlivePollInterval,
                            LPCWSTR lpszReason)
{
    (void)lpszReason;
    return CreateClusterResourceType(hCluster, lpszResourceTypeName, lpszDisplayName,
                                     lpszResourceTypeDll, dwLooksAlivePollInterval,
                                     dwIsAlivePollInterval);
}
