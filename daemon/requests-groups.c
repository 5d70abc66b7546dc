/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The groups that resources are in, as far as clients' verbs have to do with them.
 */

#include "error.h"
#include "requests-private.h"

bool
requests_group_taken(void *user, const char *name)
{
    const struct requests *requests = user;

    return changes_group_pending(requests->changes, name);
}

char *
requests_group_name(const struct requests *requests, const char *resource, const char *group)
{
    const struct clusdb *db = requests->world->db;
    g_autofree char *key = group[0] != '\0' ? groups_find(db, group) : NULL;
    char *name = key != NULL ? groups_name(db, key) : NULL;

    if (name != NULL) {
        return name;
    }
    return group[0] != '\0'
               ? g_strdup(group)
               : groups_free_name(db, resource, requests_group_taken, (void *)requests);
}

static bool
put_in_given(const struct clusdb *db, struct clusdb_batch *batch, const char *resource_key,
             const char *group, GError **error)
{
    g_autofree char *key = groups_find(db, group);
    uint32_t code;

    if (!catalog_check_name("group", group, error)) {
        return false;
    }
    if (key == NULL) {
        key = groups_put(batch, group, GROUP_TYPE_UNKNOWN);
    }
    code = groups_put_member(batch, db, key, resource_key);
    if (code != WIN32_SUCCESS) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "group %s: cannot take another resource: %s (%u): choose another group", group,
                    win32_error_name(code), code);
        return false;
    }
    return true;
}

bool
requests_put_in_group(const struct requests *requests, struct clusdb_batch *batch,
                      const char *resource_key, const char *group, bool own, GError **error)
{
    if (!own) {
        return put_in_given(requests->world->db, batch, resource_key, group, error);
    }
    groups_put_own(batch, group, resource_key);
    return true;
}

char *
requests_group_of(const struct requests *requests, const struct resource *resource)
{
    const struct clusdb *db = requests->world->db;
    g_autofree char *key = groups_of_resource(db, resource_key(resource));

    return key != NULL ? groups_name(db, key) : NULL;
}

bool
requests_group_pending_and_answered(const struct requests *requests, struct answer *answer,
                                    const char *group)
{
    g_autoptr(GError) error = NULL;

    if (group == NULL || !changes_group_pending(requests->changes, group)) {
        return false;
    }
    g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                "group %s: another request is being written to the cluster database: try again",
                group);
    answer_send(answer, error, RESOURCE_INITIALIZING);
    return true;
}
