/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The verbs about resource types.
 */

#include <string.h>

#include "builtin-types.h"
#include "dll-file.h"
#include "error.h"
#include "property-items.h"
#include "requests-private.h"

/* present: the DLL that the type has, or NULL. */
static void
check_add(const struct requests *requests, const struct client_type_add *add, const char *present,
          GError **error)
{
    const struct config *config = requests->world->config;
    g_autofree char *path = dll_file_path(config, add->dll);
    GError *cause = NULL;

    if (!catalog_check_name("resource type", add->name, &cause)) {
        g_propagate_error(error, cause);
    } else if (builtin_type_find(add->name) != NULL) {
        requests_check_builtin(requests, add->name, add->dll, error);
    } else if (!dll_file_check(path, &cause)) {
        g_propagate_error(error, cause);
    } else if (present != NULL && !dll_file_is_same(config, present, add->dll)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource type '%s': exists already with the resource DLL %s: remove it first",
                    add->name, present);
    }
}

void
serve_type_add(struct requests *requests, struct answer *answer,
               const struct client_message *request)
{
    const struct client_type_add *add = &request->type_add;
    const struct builtin_type *builtin = builtin_type_find(add->name);
    g_autofree char *present = catalog_type_dll(requests->world->db, add->name);
    const char *isolation = add->isolation[0] != '\0' ? add->isolation : NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    check_add(requests, add, present, &error);
    if (error == NULL && isolation != NULL && strcmp(isolation, "resource") != 0 &&
        strcmp(isolation, "type") != 0) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource type '%s': isolation '%s': choose resource or type", add->name,
                    isolation);
    }
    if (error == NULL && add->reopen[0] != '\0' && strcmp(add->reopen, "yes") != 0 &&
        strcmp(add->reopen, "no") != 0) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource type '%s': reopen '%s': choose yes or no", add->name, add->reopen);
    }
    if (error != NULL) {
        answer_send(answer, error, 0);
        return;
    }
    batch = clusdb_batch_new();
    if (builtin != NULL) {
        catalog_put_type(batch, builtin->name, BUILTIN_DLL, isolation);
    } else {
        catalog_put_type(batch, add->name, present != NULL ? present : add->dll, isolation);
    }
    if (add->reopen[0] != '\0') {
        catalog_put_reopen(batch, builtin != NULL ? builtin->name : add->name, add->reopen);
    }
    requests_commit(requests, answer, NULL, batch, NULL);
}

void
serve_type_remove(struct requests *requests, struct answer *answer,
                  const struct client_message *request)
{
    const char *name = request->type_remove.name;
    g_autofree char *dll = catalog_type_dll(requests->world->db, name);
    g_autofree char *key = catalog_type_key(name);
    unsigned int users = inventory_count_of_type(requests->inventory, name);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (builtin_type_find(name) != NULL) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource type '%s': is built in, and cannot be removed", name);
    } else if (dll == NULL) {
        requests_set_no_type(&error, name);
    } else if (users > 0) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                    "resource type '%s': it has resources (%u): remove them first", name, users);
    }
    if (error != NULL) {
        answer_send(answer, error, 0);
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, key);
    requests_commit(requests, answer, NULL, batch, NULL);
}

static bool
add_type_record(struct requests *requests, struct answer *answer, const char *name)
{
    g_autofree char *dll = catalog_type_dll(requests->world->db, name);
    struct client_message record = {
        .header.type = CLIENT_TYPE,
        .type = { .name = name,
                  .dll = dll,
                  .resources = inventory_count_of_type(requests->inventory, name),
                  .isolation =
                      catalog_type_is_shared(requests->world->db, name) ? "type" : "resource",
                  .reopen = catalog_type_reopens(requests->world->db, name) ? "yes" : "no",
                  .built_in = builtin_type_find(name) != NULL },
    };

    return answer_add(answer, &record);
}

/* In the order of subkeys (clusdb.h). A type of the name after need not be there any more. */
static bool
is_behind(const char *name, const char *after)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    g_autofree char *folded_after = g_utf8_casefold(after, -1);

    return strcmp(folded, folded_after) > 0;
}

void
serve_types(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_types *types = &request->types;
    g_autofree char *dll = catalog_type_dll(requests->world->db, types->name);
    g_autoptr(GError) error = NULL;
    const char *name;

    if (types->name[0] != '\0' && dll == NULL) {
        requests_set_no_type(&error, types->name);
    } else if (types->name[0] != '\0') {
        add_type_record(requests, answer, types->name);
    }
    for (uint32_t i = 0; types->name[0] == '\0' &&
                         clusdb_subkey(requests->world->db, "ResourceTypes", i, &name) == 0;
         i++) {
        if (is_behind(name, types->after) && !add_type_record(requests, answer, name)) {
            break;
        }
    }
    answer_send(answer, error, 0);
}

/* Answers in place of the verb if there is no such type. */
static bool
has_type_or_answer(const struct requests *requests, struct answer *answer, const char *name)
{
    g_autofree char *dll = catalog_type_dll(requests->world->db, name);
    g_autoptr(GError) error = NULL;

    if (dll == NULL) {
        requests_set_no_type(&error, name);
        answer_send(answer, error, 0);
    }
    return dll != NULL;
}

static bool
add_item_record(struct answer *answer, const struct property_item *item)
{
    struct client_message record = {
        .header.type = CLIENT_ITEM,
        .item = { .name = item->name,
                  .key = item->key,
                  .format = item->format,
                  .read_only = item->read_only,
                  .required = item->required,
                  .is_signed = item->is_signed,
                  .has_bounds = item->has_bounds,
                  .least = item->least,
                  .most = item->most,
                  .has_preset = item->preset != NULL,
                  .preset = item->preset },
    };

    return answer_add(answer, &record);
}

void
serve_type_items(struct requests *requests, struct answer *answer,
                 const struct client_message *request)
{
    const struct client_type_items *asked = &request->type_items;
    bool behind = asked->after[0] == '\0';
    const struct property_item *item;

    if (!has_type_or_answer(requests, answer, asked->name)) {
        return;
    }
    for (guint i = 0;
         (item = property_items_at(requests->world->property_items, asked->name, i)) != NULL; i++) {
        if (behind && !add_item_record(answer, item)) {
            break;
        }
        behind = behind || strcmp(item->name, asked->after) == 0;
    }
    answer_send(answer, NULL, 0);
}

void
serve_type_items_forget(struct requests *requests, struct answer *answer,
                        const struct client_message *request)
{
    const char *name = request->type_items_forget.name;

    if (has_type_or_answer(requests, answer, name)) {
        property_items_forget(requests->world->property_items, name);
        answer_send(answer, NULL, 0);
    }
}
