/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The verbs about properties: private ones of resources, common ones of resources and types.
 */

#include <string.h>

#include "common.h"
#include "error.h"
#include "properties.h"
#include "requests-private.h"

/* A longer value is shown cut, so that any fits an answer. */
#define SHOWN_VALUE_MAX 32768

const char **
requests_words(const struct wire_list *list)
{
    GPtrArray *words = g_ptr_array_new();

    for (const char *word = wire_list_next(list, NULL); word != NULL;
         word = wire_list_next(list, word)) {
        g_ptr_array_add(words, (gpointer)word);
    }
    g_ptr_array_add(words, NULL);
    return (const char **)g_ptr_array_free(words, FALSE);
}

/* Changing */

/* catalog_put_properties() or what it is for another kind of property. */
typedef int (*put_properties)(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                              const char *const *words, GError **error);

static void
set_of_resource(struct requests *requests, struct answer *answer, const char *name,
                const struct wire_list *list, put_properties put, const char *message)
{
    const struct resource *resource = requests_find_or_answer(requests, answer, name);
    g_autofree const char **words = requests_words(list);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (resource == NULL || requests_pending_and_answered(requests, answer, name)) {
        return;
    }
    batch = clusdb_batch_new();
    if (put(batch, requests->world->db, resource_key(resource), words, &error) < 0) {
        clusdb_batch_free(batch);
        g_prefix_error(&error, "resource %s: ", name);
        answer_send(answer, error, resource_state(resource));
        return;
    }
    requests_commit(requests, answer, name, batch, resource_is_down(resource) ? NULL : message);
}

void
serve_resource_set(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    set_of_resource(requests, answer, request->resource_set.name, &request->resource_set.properties,
                    catalog_put_properties,
                    "stored; takes effect when the resource is next brought online");
}

static int
put_common(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
           const char *const *words, GError **error)
{
    return common_put(batch, db, key, COMMON_OF_RESOURCE, words, error);
}

/* They are looked up when they are needed: a running call or poll keeps what it began with. */
void
serve_common_set(struct requests *requests, struct answer *answer,
                 const struct client_message *request)
{
    set_of_resource(requests, answer, request->common_set.name, &request->common_set.properties,
                    put_common, NULL);
}

void
serve_type_common_set(struct requests *requests, struct answer *answer,
                      const struct client_message *request)
{
    const struct client_type_common_set *set = &request->type_common_set;
    g_autofree char *dll = catalog_type_dll(requests->world->db, set->name);
    g_autofree char *key = catalog_type_key(set->name);
    g_autofree const char **words = requests_words(&set->properties);
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autoptr(GError) error = NULL;

    if (dll == NULL) {
        requests_set_no_type(&error, set->name);
    } else if (common_put(batch, requests->world->db, key, COMMON_OF_TYPE, words, &error) < 0) {
        g_prefix_error(&error, "resource type '%s': ", set->name);
    }
    if (error != NULL) {
        clusdb_batch_free(batch);
        answer_send(answer, error, 0);
        return;
    }
    requests_commit(requests, answer, NULL, batch, NULL);
}

/* Showing */

/* A listing that begins behind a name; full: no more fits the answer. */
struct listing {
    struct answer *answer;
    const char *after;
    bool behind;
    bool full;
};

static void
show(struct listing *listing, const char *name, uint32_t type, const uint8_t *data, size_t length)
{
    g_autofree char *format = property_format_name(type);
    g_autofree char *text = property_decode(type, data, (uint32_t)length);
    g_autofree char *shown =
        g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), SHOWN_VALUE_MAX));
    struct client_message record = {
        .header.type = CLIENT_PROPERTY,
        .property = { .name = name, .format = format, .value = shown },
    };

    if (listing->behind && !listing->full) {
        listing->full = !answer_add(listing->answer, &record);
    }
    listing->behind = listing->behind || strcmp(name, listing->after) == 0;
}

void
serve_properties(struct requests *requests, struct answer *answer,
                 const struct client_message *request)
{
    const struct client_properties *properties = &request->properties;
    const struct resource *resource = requests_find_or_answer(requests, answer, properties->name);
    struct listing listing = { .answer = answer,
                               .after = properties->after,
                               .behind = properties->after[0] == '\0' };
    g_autofree char *parameters = NULL;
    struct clusdb_value value;

    if (resource == NULL) {
        return;
    }
    parameters = catalog_resource_parameters(resource_key(resource));
    for (uint32_t i = 0; clusdb_value_at(requests->world->db, parameters, i, &value) == 0; i++) {
        show(&listing, value.name, value.type, value.data, value.length);
    }
    answer_send(answer, NULL, resource_state(resource));
}

static void
show_value(void *user, const struct property_value *value)
{
    show(user, value->name, property_type_of_format(value->format), value->data, value->length);
}

static void
show_common(struct requests *requests, struct listing *listing, const char *key,
            enum common_object object, const struct common_runtime *runtime)
{
    common_each(requests->world->db, key, object, runtime, false, show_value, listing);
    common_each(requests->world->db, key, object, runtime, true, show_value, listing);
}

void
serve_common(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_common *common = &request->common;
    const struct resource *resource = requests_find_or_answer(requests, answer, common->name);
    struct listing listing = { .answer = answer,
                               .after = common->after,
                               .behind = common->after[0] == '\0' };
    struct common_runtime runtime;

    if (resource != NULL) {
        resource_runtime(resource, &runtime);
        show_common(requests, &listing, resource_key(resource), COMMON_OF_RESOURCE, &runtime);
        answer_send(answer, NULL, resource_state(resource));
    }
}

void
serve_type_common(struct requests *requests, struct answer *answer,
                  const struct client_message *request)
{
    const struct client_type_common *common = &request->type_common;
    g_autofree char *dll = catalog_type_dll(requests->world->db, common->name);
    g_autofree char *key = catalog_type_key(common->name);
    const struct common_runtime nothing = { .monitor_process_id = 0 };
    struct listing listing = { .answer = answer,
                               .after = common->after,
                               .behind = common->after[0] == '\0' };
    g_autoptr(GError) error = NULL;

    if (dll == NULL) {
        requests_set_no_type(&error, common->name);
    } else {
        show_common(requests, &listing, key, COMMON_OF_TYPE, &nothing);
    }
    answer_send(answer, error, 0);
}
