/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checkpoint-copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "text.h"

/* With their NULs ("Registry element size limits", Microsoft's Win32 documentation). */
#define KEY_NAME_ROOM   256
#define VALUE_NAME_ROOM 16384

/* What keeps a name readable in a log line. */
#define NAME_SHOWN 100

/* ERROR_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED, which mingw-w64's winerror.h does not have. */
#define CONDITION_FAILED 5986

/* path\name; NULL without memory. */
static char *
join(const char *path, const char *name)
{
    size_t size = strlen(path) + strlen(name) + 2;
    char *joined = malloc(size);

    if (joined != NULL) {
        snprintf(joined, size, "%s\\%s", path, name);
    }
    return joined;
}

/* Restoring */

/* ERROR_NO_MORE_ITEMS behind the last. */
static DWORD
restore_value(HKEY key, const char *path, uint32_t index, char *why)
{
    struct channel_message question = { .header.type = CHANNEL_VALUE_ENUM,
                                        .value_enum = { .path = path, .index = index } };
    struct host_answer *answer = NULL;
    DWORD error = connection_ask(&question, CHANNEL_VALUE, &answer);
    const struct channel_value *value = error == ERROR_SUCCESS ? &answer->message.value : NULL;
    WCHAR *name = NULL;

    if (value != NULL) {
        error = value->error;
    }
    if (error == ERROR_SUCCESS) {
        name = text_to_wide(value->name);
        error = name == NULL ? GetLastError()
                             : (DWORD)RegSetValueExW(key, name, 0, value->type, value->data.data,
                                                     value->data.length);
    }
    if (error != ERROR_SUCCESS && error != ERROR_NO_MORE_ITEMS) {
        snprintf(why, COPY_WHY_MAX, "value '%.*s'",
                 TEXT_CUT(value != NULL ? value->name : "", NAME_SHOWN));
    }
    free(name);
    connection_forget(answer);
    return error;
}

static DWORD restore_key(HKEY key, const char *path, char *why);

static DWORD
restore_named(HKEY parent, const char *parent_path, const char *name, char *why)
{
    WCHAR *wide = text_to_wide(name);
    char *path = join(parent_path, name);
    HKEY key = NULL;
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (wide != NULL && path != NULL) {
        error = (DWORD)RegCreateKeyExW(parent, wide, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    }
    if (error == ERROR_SUCCESS) {
        error = restore_key(key, path, why);
        RegCloseKey(key);
    } else {
        snprintf(why, COPY_WHY_MAX, "key '%.*s'", TEXT_CUT(name, NAME_SHOWN));
    }
    free(path);
    free(wide);
    return error;
}

static DWORD
restore_subkey(HKEY key, const char *path, uint32_t index, char *why)
{
    struct channel_message question = { .header.type = CHANNEL_KEY_ENUM,
                                        .key_enum = { .path = path, .index = index } };
    struct host_answer *answer = NULL;
    DWORD error = connection_ask(&question, CHANNEL_NAME, &answer);

    if (error == ERROR_SUCCESS) {
        error = answer->message.name.error;
    }
    if (error == ERROR_SUCCESS) {
        error = restore_named(key, path, answer->message.name.name, why);
    }
    connection_forget(answer);
    return error;
}

/* resapid saves nothing meanwhile, so indexes stay what they are; a DLL that writes below a
 * checkpoint's Tree itself spoils what it has saved. */
static DWORD
restore_all(HKEY key, const char *path, char *why,
            DWORD (*restore)(HKEY key, const char *path, uint32_t index, char *why))
{
    DWORD error = ERROR_SUCCESS;

    for (uint32_t i = 0; error == ERROR_SUCCESS; i++) {
        error = restore(key, path, i, why);
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static DWORD
restore_key(HKEY key, const char *path, char *why)
{
    DWORD error = restore_all(key, path, why, restore_value);

    return error == ERROR_SUCCESS ? restore_all(key, path, why, restore_subkey) : error;
}

static DWORD
is_saved(const char *tree)
{
    struct channel_message question = { .header.type = CHANNEL_KEY_OPEN, .key_open.path = tree };
    struct host_answer *answer = NULL;
    DWORD error = connection_ask(&question, CHANNEL_DONE, &answer);

    if (error == ERROR_SUCCESS) {
        error = answer->message.done.error;
    }
    connection_forget(answer);
    return error;
}

static DWORD
replace(const struct copy_place *place, const char *tree, char *why)
{
    HKEY key = NULL;
    DWORD error = (DWORD)RegCreateKeyExW(HKEY_LOCAL_MACHINE, place->subtree, 0, NULL, 0,
                                         KEY_ALL_ACCESS | place->view, NULL, &key, NULL);

    if (error != ERROR_SUCCESS) {
        snprintf(why, COPY_WHY_MAX, "the key itself");
        return error;
    }
    error = (DWORD)RegDeleteTreeW(key, NULL);
    if (error == ERROR_SUCCESS) {
        error = restore_key(key, tree, why);
    } else {
        snprintf(why, COPY_WHY_MAX, "what is there cannot be deleted");
    }
    RegCloseKey(key);
    return error;
}

DWORD
copy_restore(const struct copy_place *place, char *why)
{
    char *tree = join(place->key, "Tree");
    DWORD error = tree != NULL ? is_saved(tree) : ERROR_NOT_ENOUGH_MEMORY;

    why[0] = '\0';
    if (error == ERROR_SUCCESS) {
        error = replace(place, tree, why);
    } else if (error == ERROR_FILE_NOT_FOUND) {
        error = ERROR_SUCCESS;
    }
    free(tree);
    return error;
}

/* Saving */

struct saving {
    struct batch batch;
    WCHAR *name;   /* VALUE_NAME_ROOM */
    uint8_t *data; /* VALUE_DATA_MAX */
    char *why;
};

static DWORD
add(struct saving *saving, const struct channel_message *command)
{
    DWORD error = batch_add(&saving->batch, command);

    if (error == ERROR_BUFFER_OVERFLOW) {
        snprintf(saving->why, COPY_WHY_MAX,
                 "has more than %d keys and values, or more than %d KiB of them",
                 KEY_BATCH_COMMANDS_MAX, KEY_BATCH_BYTES_MAX / 1024);
    }
    return error;
}

static DWORD
add_value(struct saving *saving, const char *path, DWORD type, DWORD length)
{
    char *name = text_to_utf8(saving->name);
    struct channel_message set = {
        .header.type = CHANNEL_VALUE_SET,
        .value_set = { .path = path, .name = name, .type = type, .data = { saving->data, length } }
    };
    DWORD error = name != NULL ? add(saving, &set) : GetLastError();

    if (name == NULL) {
        snprintf(saving->why, COPY_WHY_MAX, "has a value whose name is no UTF-16");
    }
    free(name);
    return error;
}

static void
tell_too_long(struct saving *saving, DWORD length)
{
    char *name = text_to_utf8_lossy(saving->name);

    snprintf(saving->why, COPY_WHY_MAX,
             "value '%.*s' has %lu bytes, and a value in the cluster database at most %d",
             TEXT_CUT(name != NULL ? name : "?", NAME_SHOWN), (unsigned long)length,
             VALUE_DATA_MAX);
    free(name);
}

static DWORD
add_values(struct saving *saving, HKEY key, const char *path)
{
    DWORD error = ERROR_SUCCESS;

    for (DWORD i = 0; error == ERROR_SUCCESS; i++) {
        DWORD name_length = VALUE_NAME_ROOM;
        DWORD length = VALUE_DATA_MAX;
        DWORD type = REG_NONE;

        error = (DWORD)RegEnumValueW(key, i, saving->name, &name_length, NULL, &type, saving->data,
                                     &length);
        if (error == ERROR_SUCCESS) {
            error = add_value(saving, path, type, length);
        } else if (error == ERROR_MORE_DATA) {
            tell_too_long(saving, length);
        }
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static DWORD add_key(struct saving *saving, HKEY key, const char *path);

static DWORD
add_named(struct saving *saving, HKEY parent, const char *parent_path, const WCHAR *wide)
{
    char *name = text_to_utf8(wide);
    char *path = name != NULL ? join(parent_path, name) : NULL;
    HKEY key = NULL;
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (name == NULL) {
        error = GetLastError();
        snprintf(saving->why, COPY_WHY_MAX, "has a key whose name is no UTF-16");
    } else if (path != NULL) {
        error = (DWORD)RegOpenKeyExW(parent, wide, 0, KEY_READ, &key);
    }
    if (error == ERROR_SUCCESS) {
        error = add_key(saving, key, path);
        RegCloseKey(key);
    } else if (error == ERROR_FILE_NOT_FOUND) {
        error = ERROR_SUCCESS; /* deleted meanwhile, which is told */
    }
    free(path);
    free(name);
    return error;
}

static DWORD
add_subkeys(struct saving *saving, HKEY key, const char *path)
{
    WCHAR name[KEY_NAME_ROOM];
    DWORD error = ERROR_SUCCESS;

    for (DWORD i = 0; error == ERROR_SUCCESS; i++) {
        DWORD length = KEY_NAME_ROOM;

        error = (DWORD)RegEnumKeyExW(key, i, name, &length, NULL, NULL, NULL, NULL);
        if (error == ERROR_SUCCESS) {
            error = add_named(saving, key, path, name);
        }
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static DWORD
add_key(struct saving *saving, HKEY key, const char *path)
{
    struct channel_message create = { .header.type = CHANNEL_KEY_CREATE, .key_create.path = path };
    DWORD error = add(saving, &create);

    if (error == ERROR_SUCCESS) {
        error = add_values(saving, key, path);
    }
    return error == ERROR_SUCCESS ? add_subkeys(saving, key, path) : error;
}

/* The copy takes the place of the last one, if there still is such a checkpoint. */
static DWORD
add_tree(struct saving *saving, const struct copy_place *place, HKEY key, const char *tree)
{
    struct channel_message exists = { .header.type = CHANNEL_KEY_CONDITION,
                                      .key_condition = { .condition = CONDITION_VALUE_EXISTS,
                                                         .path = place->key,
                                                         .name = "SubTree" } };
    struct channel_message delete = { .header.type = CHANNEL_KEY_DELETE, .key_delete.path = tree };
    DWORD error = add(saving, &exists);

    if (error == ERROR_SUCCESS) {
        error = add(saving, &delete);
    }
    return error == ERROR_SUCCESS ? add_key(saving, key, tree) : error;
}

static DWORD
read_tree(struct saving *saving, const struct copy_place *place, HKEY key)
{
    char *tree = join(place->key, "Tree");
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    saving->name = malloc(VALUE_NAME_ROOM * sizeof(WCHAR));
    saving->data = malloc(VALUE_DATA_MAX);
    if (tree != NULL && saving->name != NULL && saving->data != NULL) {
        error = add_tree(saving, place, key, tree);
    }
    free(saving->data);
    free(saving->name);
    free(tree);
    return error;
}

DWORD
copy_save(const struct copy_place *place, struct batch *saved, char *why)
{
    struct saving saving = { .why = why };
    HKEY key = NULL;
    DWORD error =
        (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, place->subtree, 0, KEY_READ | place->view, &key);

    why[0] = '\0';
    if (error != ERROR_SUCCESS) {
        return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    error = read_tree(&saving, place, key);
    RegCloseKey(key);
    if (error == ERROR_SUCCESS && !batch_is_equal(&saving.batch, saved)) {
        error = batch_commit(&saving.batch);
        if (error == ERROR_SUCCESS) {
            batch_clear(saved);
            *saved = saving.batch;
            return error;
        }
    }
    batch_clear(&saving.batch);
    return error == CONDITION_FAILED ? ERROR_SUCCESS : error;
}
