/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define W_SUCCESS        0
#define W_FILE_NOT_FOUND 2
#define W_NO_MORE_ITEMS  259
#define W_OUT_OF_ROOM    14
#define W_REG_SZ         1

static int
find_key(const struct key_store *store, const char *path)
{
    for (int i = 0; i < KEY_STORE_KEYS; i++) {
        if (store->keys[i] != NULL && strcasecmp(store->keys[i], path) == 0) {
            return i;
        }
    }
    return -1;
}

static bool
add_key(struct key_store *store, const char *path)
{
    for (int i = 0; i < KEY_STORE_KEYS; i++) {
        if (store->keys[i] == NULL) {
            store->keys[i] = strdup(path);
            return true;
        }
    }
    return false;
}

static struct stored_value *
find_value(struct key_store *store, const char *path, const char *name)
{
    for (int i = 0; i < KEY_STORE_VALUES; i++) {
        struct stored_value *value = &store->values[i];

        if (value->path != NULL && strcasecmp(value->path, path) == 0 &&
            strcasecmp(value->name, name) == 0) {
            return value;
        }
    }
    return NULL;
}

static void
clear_value(struct stored_value *value)
{
    free(value->path);
    free(value->name);
    free(value->data);
    *value = (struct stored_value){ .path = NULL };
}

static bool
set_value(struct key_store *store, const char *path, const char *name, uint32_t type,
          const struct wire_bytes *data)
{
    struct stored_value *value = find_value(store, path, name);

    for (int i = 0; value == NULL && i < KEY_STORE_VALUES; i++) {
        value = store->values[i].path == NULL ? &store->values[i] : NULL;
    }
    if (value == NULL) {
        return false;
    }
    clear_value(value);
    value->path = strdup(path);
    value->name = strdup(name);
    value->type = type;
    value->data = malloc(data->length + 1);
    value->length = data->length;
    memcpy(value->data, data->data, data->length);
    return true;
}

void
key_store_init(struct key_store *store)
{
    memset(store, 0, sizeof(*store));
    add_key(store, "");
    add_key(store, "Resources");
}

void
key_store_free(struct key_store *store)
{
    for (int i = 0; i < KEY_STORE_KEYS; i++) {
        free(store->keys[i]);
    }
    for (int i = 0; i < KEY_STORE_VALUES; i++) {
        clear_value(&store->values[i]);
    }
}

void
key_store_set_text(struct key_store *store, const char *path, const char *name, const char *text)
{
    uint8_t wide[512];
    struct wire_bytes data = { .data = wide };

    for (size_t i = 0; i <= strlen(text) && data.length + 2 <= sizeof(wide); i++) {
        wide[data.length++] = (uint8_t)text[i];
        wide[data.length++] = 0;
    }
    if (find_key(store, path) < 0) {
        add_key(store, path);
    }
    set_value(store, path, name, W_REG_SZ, &data);
}

void
key_store_add_resource(struct key_store *store, const char *path, const char *name)
{
    char parameters[160];

    snprintf(parameters, sizeof(parameters), "%s\\Parameters", path);
    if (find_key(store, path) < 0) {
        add_key(store, path);
        add_key(store, parameters);
    }
    key_store_set_text(store, path, "Name", name);
}

/* The name behind path if key is its child, else NULL. */
static const char *
child_name(const char *key, const char *path)
{
    size_t length = strlen(path);

    if (key == NULL || strncasecmp(key, path, length) != 0) {
        return NULL;
    }
    if (length > 0) {
        if (key[length] != '\\') {
            return NULL;
        }
        length++;
    }
    return key[length] != '\0' && strchr(key + length, '\\') == NULL ? key + length : NULL;
}

static void
answer_create(struct key_store *store, const char *path, struct channel_message *reply)
{
    reply->header.type = CHANNEL_DONE;
    if (find_key(store, path) >= 0) {
        return;
    }
    reply->done.created = 1;
    reply->done.error = add_key(store, path) ? W_SUCCESS : W_OUT_OF_ROOM;
}

static void
answer_delete_key(struct key_store *store, const char *path, struct channel_message *reply)
{
    int key = find_key(store, path);

    reply->header.type = CHANNEL_DONE;
    reply->done.error = key >= 0 ? W_SUCCESS : W_FILE_NOT_FOUND;
    if (key >= 0) {
        free(store->keys[key]);
        store->keys[key] = NULL;
    }
}

static void
answer_enum_key(const struct key_store *store, const struct channel_key_enum *asked,
                struct channel_message *reply)
{
    uint32_t index = 0;

    reply->header.type = CHANNEL_NAME;
    reply->name.error = W_NO_MORE_ITEMS;
    for (int i = 0; i < KEY_STORE_KEYS; i++) {
        const char *name = child_name(store->keys[i], asked->path);

        if (name != NULL && index++ == asked->index) {
            reply->name.error = W_SUCCESS;
            reply->name.name = name;
            return;
        }
    }
}

static void
most(uint32_t *number, size_t value)
{
    if (*number < value) {
        *number = (uint32_t)value;
    }
}

static void
answer_query(const struct key_store *store, const char *path, struct channel_message *reply)
{
    struct channel_key_facts *facts = &reply->key_facts;

    reply->header.type = CHANNEL_KEY_FACTS;
    facts->error = find_key(store, path) >= 0 ? W_SUCCESS : W_FILE_NOT_FOUND;
    for (int i = 0; i < KEY_STORE_KEYS; i++) {
        const char *name = child_name(store->keys[i], path);

        facts->subkeys += name != NULL ? 1 : 0;
        most(&facts->longest_subkey, name != NULL ? strlen(name) : 0);
    }
    for (int i = 0; i < KEY_STORE_VALUES; i++) {
        const struct stored_value *value = &store->values[i];

        if (value->path != NULL && strcasecmp(value->path, path) == 0) {
            facts->values++;
            most(&facts->longest_value_name, strlen(value->name));
            most(&facts->longest_value, value->length);
        }
    }
}

static void
give_value(const struct stored_value *value, uint32_t error, struct channel_message *reply)
{
    reply->header.type = CHANNEL_VALUE;
    reply->value.error = error;
    if (value != NULL) {
        reply->value.error = W_SUCCESS;
        reply->value.name = value->name;
        reply->value.type = value->type;
        reply->value.data.data = value->data;
        reply->value.data.length = value->length;
    }
}

static void
answer_enum_value(const struct key_store *store, const struct channel_value_enum *asked,
                  struct channel_message *reply)
{
    const struct stored_value *found = NULL;
    uint32_t index = 0;

    for (int i = 0; found == NULL && i < KEY_STORE_VALUES; i++) {
        const struct stored_value *value = &store->values[i];

        if (value->path != NULL && strcasecmp(value->path, asked->path) == 0 &&
            index++ == asked->index) {
            found = value;
        }
    }
    give_value(found, W_NO_MORE_ITEMS, reply);
}

static void
answer_set(struct key_store *store, const struct channel_value_set *asked,
           struct channel_message *reply)
{
    reply->header.type = CHANNEL_DONE;
    if (find_key(store, asked->path) < 0) {
        reply->done.error = W_FILE_NOT_FOUND;
    } else if (!set_value(store, asked->path, asked->name, asked->type, &asked->data)) {
        reply->done.error = W_OUT_OF_ROOM;
    }
}

static void
answer_delete_value(struct key_store *store, const struct channel_value_delete *asked,
                    struct channel_message *reply)
{
    struct stored_value *value = find_value(store, asked->path, asked->name);

    reply->header.type = CHANNEL_DONE;
    reply->done.error = value != NULL ? W_SUCCESS : W_FILE_NOT_FOUND;
    if (value != NULL) {
        clear_value(value);
    }
}

bool
key_store_answer(struct key_store *store, const struct channel_message *message,
                 struct channel_message *reply)
{
    *reply = (struct channel_message){ .header = { .id = message->header.id } };
    switch (message->header.type) {
    case CHANNEL_KEY_OPEN:
        reply->header.type = CHANNEL_DONE;
        reply->done.error =
            find_key(store, message->key_open.path) >= 0 ? W_SUCCESS : W_FILE_NOT_FOUND;
        return true;
    case CHANNEL_KEY_CREATE:
        answer_create(store, message->key_create.path, reply);
        return true;
    case CHANNEL_KEY_DELETE:
        answer_delete_key(store, message->key_delete.path, reply);
        return true;
    case CHANNEL_KEY_ENUM:
        answer_enum_key(store, &message->key_enum, reply);
        return true;
    case CHANNEL_KEY_QUERY:
        answer_query(store, message->key_query.path, reply);
        return true;
    case CHANNEL_VALUE_GET:
        give_value(find_value(store, message->value_get.path, message->value_get.name),
                   W_FILE_NOT_FOUND, reply);
        return true;
    case CHANNEL_VALUE_SET:
        answer_set(store, &message->value_set, reply);
        return true;
    case CHANNEL_VALUE_DELETE:
        answer_delete_value(store, &message->value_delete, reply);
        return true;
    case CHANNEL_VALUE_ENUM:
        answer_enum_value(store, &message->value_enum, reply);
        return true;
    default:
        return false;
    }
}
