/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api-sets.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FORMAT_VERSION 6

/* All numbers are 32 bits, little-endian; all offsets count from the schema's beginning; strings are
 * UTF-16 and their lengths bytes. */
enum schema_field { SCHEMA_VERSION = 0, SCHEMA_COUNT = 12, SCHEMA_ENTRIES = 16, SCHEMA_SIZE = 28 };
enum entry_field {
    ENTRY_NAME = 4,
    ENTRY_HASHED_LENGTH = 12, /* of the name without its last number */
    ENTRY_VALUES = 16,
    ENTRY_VALUE_COUNT = 20,
    ENTRY_SIZE = 24
};
/* The first value is that for every importing DLL that has none of its own. */
enum value_field { VALUE_NAME = 12, VALUE_LENGTH = 16, VALUE_SIZE = 20 };

struct api_sets {
    GBytes *schema;
    uint32_t count, entries;
};

static const uint8_t *
at(GBytes *schema, uint64_t offset, uint64_t length)
{
    size_t size;
    const uint8_t *bytes = g_bytes_get_data(schema, &size);

    return offset <= size && length <= size - offset ? bytes + offset : NULL;
}

static uint32_t
number(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

struct api_sets *
api_sets_new(GBytes *schema)
{
    const uint8_t *head = at(schema, 0, SCHEMA_SIZE);
    struct api_sets *sets;

    if (head == NULL || number(head + SCHEMA_VERSION) != FORMAT_VERSION ||
        at(schema, number(head + SCHEMA_ENTRIES),
           (uint64_t)number(head + SCHEMA_COUNT) * ENTRY_SIZE) == NULL) {
        return NULL;
    }
    sets = g_new0(struct api_sets, 1);
    sets->schema = g_bytes_ref(schema);
    sets->count = number(head + SCHEMA_COUNT);
    sets->entries = number(head + SCHEMA_ENTRIES);
    return sets;
}

void
api_sets_free(struct api_sets *sets)
{
    if (sets != NULL) {
        g_bytes_unref(sets->schema);
        g_free(sets);
    }
}

/* Names of DLLs in a schema are ASCII; what is not has no file here. NULL for what lies outside. */
static char *
text_at(const struct api_sets *sets, uint32_t offset, uint32_t length)
{
    const uint8_t *bytes = at(sets->schema, offset, length);
    char *text = bytes != NULL ? g_malloc0(length / 2 + 1) : NULL;

    for (uint32_t i = 0; text != NULL && i < length / 2; i++) {
        text[i] = bytes[2 * i + 1] == 0 ? (char)bytes[2 * i] : '?';
    }
    return text;
}

static char *
value_of(const struct api_sets *sets, const uint8_t *entry)
{
    const uint8_t *value = at(sets->schema, number(entry + ENTRY_VALUES), VALUE_SIZE);

    if (number(entry + ENTRY_VALUE_COUNT) == 0) {
        return g_strdup("");
    }
    return value != NULL ? text_at(sets, number(value + VALUE_NAME), number(value + VALUE_LENGTH))
                         : NULL;
}

/* Without ".dll" and the last number, which does not count: a set serves those before it too. */
static char *
stem_of(const char *name)
{
    char *stem = g_ascii_strdown(name, -1);
    char *hyphen;

    if (g_str_has_suffix(stem, ".dll")) {
        stem[strlen(stem) - strlen(".dll")] = '\0';
    }
    hyphen = strrchr(stem, '-');
    if (hyphen != NULL) {
        *hyphen = '\0';
    }
    return stem;
}

static bool
is_api_set(const char *name)
{
    return g_ascii_strncasecmp(name, "api-", 4) == 0 || g_ascii_strncasecmp(name, "ext-", 4) == 0;
}

char *
api_sets_find(const struct api_sets *sets, const char *name)
{
    g_autofree char *stem = sets != NULL && is_api_set(name) ? stem_of(name) : NULL;

    for (uint32_t i = 0; stem != NULL && i < sets->count; i++) {
        const uint8_t *entry =
            at(sets->schema, sets->entries + (uint64_t)i * ENTRY_SIZE, ENTRY_SIZE);
        uint32_t length = number(entry + ENTRY_HASHED_LENGTH);
        g_autofree char *known = NULL;

        if (length / 2 != strlen(stem)) {
            continue;
        }
        known = text_at(sets, number(entry + ENTRY_NAME), length);
        if (known != NULL && g_ascii_strcasecmp(known, stem) == 0) {
            return value_of(sets, entry);
        }
    }
    return NULL;
}
