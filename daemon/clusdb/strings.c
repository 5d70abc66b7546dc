/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/clusdb.h"

#include <string.h>

#include "error.h"

/* The daemon's own values, as texts and numbers. */

#define REG_SZ       1
#define REG_DWORD    4
#define REG_MULTI_SZ 7

/* A DLL may have stored any bytes as REG_SZ: with or without NUL, of odd length. NULs stand behind
 * them; *length is without those. */
static gunichar2 *
text_of(const struct clusdb *db, const char *path, const char *name, uint32_t type, size_t *length)
{
    struct clusdb_value value;
    gunichar2 *text;

    if (clusdb_value(db, path, name, &value) != WIN32_SUCCESS || value.type != type) {
        return NULL;
    }
    *length = value.length / sizeof(*text);
    text = g_new0(gunichar2, *length + 1);
    for (size_t i = 0; i < *length; i++) {
        text[i] = (gunichar2)(value.data[2 * i] | value.data[2 * i + 1] << 8);
    }
    return text;
}

char *
clusdb_string(const struct clusdb *db, const char *path, const char *name)
{
    size_t length;
    g_autofree gunichar2 *text = text_of(db, path, name, REG_SZ, &length);

    return text != NULL ? g_utf16_to_utf8(text, -1, NULL, NULL, NULL) : NULL;
}

static size_t
units_in(const gunichar2 *text)
{
    size_t length = 0;

    while (text[length] != 0) {
        length++;
    }
    return length;
}

char **
clusdb_strings(const struct clusdb *db, const char *path, const char *name)
{
    size_t length;
    g_autofree gunichar2 *text = text_of(db, path, name, REG_MULTI_SZ, &length);
    GPtrArray *strings;

    if (text == NULL) {
        return NULL;
    }
    strings = g_ptr_array_new();
    for (size_t at = 0; at < length; at += units_in(text + at) + 1) {
        char *string = g_utf16_to_utf8(text + at, -1, NULL, NULL, NULL);

        if (string != NULL && string[0] != '\0') {
            g_ptr_array_add(strings, string);
        } else {
            g_free(string);
        }
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(strings, FALSE);
}

bool
clusdb_dword(const struct clusdb *db, const char *path, const char *name, uint32_t *number)
{
    struct clusdb_value value;
    uint32_t stored = 0;

    if (clusdb_value(db, path, name, &value) != WIN32_SUCCESS || value.type != REG_DWORD ||
        value.length != sizeof(stored)) {
        return false;
    }
    memcpy(&stored, value.data, sizeof(stored));
    *number = GUINT32_FROM_LE(stored);
    return true;
}

uint32_t
clusdb_batch_set_string(struct clusdb_batch *batch, const char *path, const char *name,
                        const char *text)
{
    g_autofree gunichar2 *units = NULL;
    glong length = 0;

    if (text != NULL) {
        units = g_utf8_to_utf16(text, -1, NULL, &length, NULL);
    }
    if (units == NULL) {
        return WIN32_INVALID_PARAMETER;
    }
    for (glong i = 0; i < length; i++) {
        units[i] = GUINT16_TO_LE(units[i]);
    }
    return clusdb_batch_set(batch, path, name, REG_SZ, units,
                            ((size_t)length + 1) * sizeof(*units));
}

static bool
append_units(GArray *units, const char *text)
{
    glong length = 0;
    g_autofree gunichar2 *added = g_utf8_to_utf16(text, -1, NULL, &length, NULL);

    for (glong i = 0; added != NULL && i < length; i++) {
        added[i] = GUINT16_TO_LE(added[i]);
    }
    if (added == NULL || length == 0) {
        return false;
    }
    g_array_append_vals(units, added, (guint)length + 1);
    return true;
}

uint32_t
clusdb_batch_set_strings(struct clusdb_batch *batch, const char *path, const char *name,
                         const char *const *texts)
{
    const gunichar2 end[] = { 0, 0 };
    g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(gunichar2));

    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++) {
        if (!append_units(units, texts[i])) {
            return WIN32_INVALID_PARAMETER;
        }
    }
    g_array_append_vals(units, end, units->len > 0 ? 1 : 2);
    return clusdb_batch_set(batch, path, name, REG_MULTI_SZ, units->data,
                            units->len * sizeof(gunichar2));
}

uint32_t
clusdb_batch_set_dword(struct clusdb_batch *batch, const char *path, const char *name,
                       uint32_t number)
{
    uint32_t stored = GUINT32_TO_LE(number);

    return clusdb_batch_set(batch, path, name, REG_DWORD, &stored, sizeof(stored));
}
