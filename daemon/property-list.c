/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "property-list.h"

#include <string.h>

#include "error.h"
#include "properties.h"

#define TYPE_LIST_VALUE UINT32_C(1)
#define SYNTAX_ENDMARK  UINT32_C(0)
#define SYNTAX_NAME     UINT32_C(0x00040003)

static bool is_any(const uint8_t *data, size_t length);
static bool is_text(const uint8_t *data, size_t length);
static bool is_multi_text(const uint8_t *data, size_t length);
static bool is_2_bytes(const uint8_t *data, size_t length);
static bool is_4_bytes(const uint8_t *data, size_t length);
static bool is_8_bytes(const uint8_t *data, size_t length);

/* The first format of a registry type is the one its values are shown in. */
static const struct format {
    uint32_t format;
    uint32_t reg_type;
    bool (*is_well_formed)(const uint8_t *data, size_t length);
} formats[] = {
    { CLUSPROP_FORMAT_BINARY, REG_BINARY, is_any },
    { CLUSPROP_FORMAT_DWORD, REG_DWORD, is_4_bytes },
    { CLUSPROP_FORMAT_SZ, REG_SZ, is_text },
    { CLUSPROP_FORMAT_EXPAND_SZ, REG_EXPAND_SZ, is_text },
    { CLUSPROP_FORMAT_MULTI_SZ, REG_MULTI_SZ, is_multi_text },
    { CLUSPROP_FORMAT_ULARGE_INTEGER, REG_QWORD, is_8_bytes },
    { CLUSPROP_FORMAT_LONG, REG_DWORD, is_4_bytes },
    { CLUSPROP_FORMAT_EXPANDED_SZ, REG_SZ, is_text },
    { CLUSPROP_FORMAT_SECURITY_DESCRIPTOR, REG_BINARY, is_any },
    { CLUSPROP_FORMAT_LARGE_INTEGER, REG_QWORD, is_8_bytes },
    { CLUSPROP_FORMAT_WORD, REG_BINARY, is_2_bytes },
    { CLUSPROP_FORMAT_FILETIME, REG_QWORD, is_8_bytes },
};

static bool
is_any(const uint8_t *data, size_t length)
{
    (void)data;
    (void)length;
    return true;
}

static bool
is_text(const uint8_t *data, size_t length)
{
    return length >= 2 && length % 2 == 0 && data[length - 2] == 0 && data[length - 1] == 0;
}

/* No text at all is nothing or one NUL; else the list ends with two. */
static bool
is_multi_text(const uint8_t *data, size_t length)
{
    return length == 0 || (is_text(data, length) && (length == 2 || is_text(data, length - 2)));
}

static bool
is_2_bytes(const uint8_t *data, size_t length)
{
    (void)data;
    return length == 2;
}

static bool
is_4_bytes(const uint8_t *data, size_t length)
{
    (void)data;
    return length == 4;
}

static bool
is_8_bytes(const uint8_t *data, size_t length)
{
    (void)data;
    return length == 8;
}

static const struct format *
find_format(uint32_t number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i].format == number) {
            return &formats[i];
        }
    }
    return NULL;
}

bool
property_is_well_formed(uint32_t format, const uint8_t *data, size_t length)
{
    const struct format *known = find_format(format);

    return known == NULL || known->is_well_formed(data, length);
}

uint32_t
property_format_of_type(uint32_t reg_type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i].reg_type == reg_type) {
            return formats[i].format;
        }
    }
    return CLUSPROP_FORMAT_BINARY;
}

uint32_t
property_type_of_format(uint32_t format)
{
    const struct format *known = find_format(format);

    return known != NULL ? known->reg_type : REG_BINARY;
}

bool
property_is_number(uint32_t format)
{
    uint32_t type = property_type_of_format(format);

    return type == REG_DWORD || type == REG_QWORD;
}

struct property_list {
    GByteArray *bytes;
    uint32_t count;
    char *name; /* of the property whose values are being added */
};

static void
append_dword(GByteArray *bytes, uint32_t number)
{
    uint32_t little = GUINT32_TO_LE(number);

    g_byte_array_append(bytes, (const guint8 *)&little, sizeof(little));
}

/* With its NUL. */
static void
append_text(GByteArray *bytes, const char *text)
{
    glong length = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &length, NULL);

    for (glong i = 0; units != NULL && i < length; i++) {
        uint16_t little = GUINT16_TO_LE(units[i]);

        g_byte_array_append(bytes, (const guint8 *)&little, sizeof(little));
    }
    g_byte_array_append(bytes, (const guint8 *)"\0", 2);
}

static void
append_value(GByteArray *bytes, uint32_t syntax, const uint8_t *data, size_t length)
{
    append_dword(bytes, syntax);
    append_dword(bytes, (uint32_t)length);
    if (length > 0) {
        g_byte_array_append(bytes, data, (guint)length);
    }
    g_byte_array_append(bytes, (const guint8 *)"\0\0\0", (guint)(-length & 3));
}

GBytes *
property_text_encode(const char *text)
{
    GByteArray *bytes = g_byte_array_new();

    append_text(bytes, text);
    return g_byte_array_free_to_bytes(bytes);
}

GBytes *
property_names_encode(const char *const *names)
{
    GByteArray *bytes = g_byte_array_new();

    for (size_t i = 0; names[i] != NULL; i++) {
        append_text(bytes, names[i]);
    }
    append_text(bytes, "");
    return g_byte_array_free_to_bytes(bytes);
}

struct property_list *
property_list_new(void)
{
    struct property_list *list = g_new0(struct property_list, 1);

    list->bytes = g_byte_array_new();
    append_dword(list->bytes, 0);
    return list;
}

static void
end_property(struct property_list *list)
{
    if (list->name != NULL) {
        append_dword(list->bytes, SYNTAX_ENDMARK);
        g_clear_pointer(&list->name, g_free);
    }
}

static void
begin_property(struct property_list *list, const char *name)
{
    g_autoptr(GBytes) text = property_text_encode(name);
    gsize length;
    const uint8_t *data = g_bytes_get_data(text, &length);

    end_property(list);
    append_value(list->bytes, SYNTAX_NAME, data, length);
    list->name = g_strdup(name);
    list->count++;
}

void
property_list_add(struct property_list *list, const struct property_value *value)
{
    if (list->name == NULL || strcmp(list->name, value->name) != 0) {
        begin_property(list, value->name);
    }
    append_value(list->bytes, TYPE_LIST_VALUE << 16 | value->format, value->data, value->length);
}

void
property_list_add_dword(struct property_list *list, const char *name, uint32_t number)
{
    uint32_t little = GUINT32_TO_LE(number);

    property_list_add(list, &(struct property_value){ name, CLUSPROP_FORMAT_DWORD,
                                                      (const uint8_t *)&little, sizeof(little) });
}

void
property_list_add_string(struct property_list *list, const char *name, const char *text)
{
    g_autoptr(GBytes) encoded = property_text_encode(text);
    struct property_value value = { .name = name, .format = CLUSPROP_FORMAT_SZ };

    value.data = g_bytes_get_data(encoded, &value.length);
    property_list_add(list, &value);
}

void
property_list_add_format(struct property_list *list, const char *name, uint32_t format)
{
    uint16_t little = GUINT16_TO_LE((uint16_t)format);

    property_list_add(list, &(struct property_value){ name, CLUSPROP_FORMAT_WORD,
                                                      (const uint8_t *)&little, sizeof(little) });
}

GBytes *
property_list_finish(struct property_list *list)
{
    uint32_t count = GUINT32_TO_LE(list->count);
    GBytes *bytes;

    end_property(list);
    memcpy(list->bytes->data, &count, sizeof(count));
    bytes = g_byte_array_free_to_bytes(list->bytes);
    g_free(list);
    return bytes;
}

/* What is left to read. */
struct cursor {
    const uint8_t *at;
    size_t left;
};

struct raw_value {
    uint32_t syntax;
    const uint8_t *data;
    uint32_t length;
};

static bool
take_dword(struct cursor *cursor, uint32_t *number)
{
    if (cursor->left < sizeof(*number)) {
        return false;
    }
    memcpy(number, cursor->at, sizeof(*number));
    *number = GUINT32_FROM_LE(*number);
    cursor->at += sizeof(*number);
    cursor->left -= sizeof(*number);
    return true;
}

/* What follows the syntax. */
static bool
take_data(struct cursor *cursor, struct raw_value *value)
{
    size_t padded;

    if (!take_dword(cursor, &value->length)) {
        return false;
    }
    padded = ((size_t)value->length + 3) & ~(size_t)3;
    if (padded > cursor->left) {
        return false;
    }
    value->data = cursor->at;
    cursor->at += padded;
    cursor->left -= padded;
    return true;
}

/* NULL if the name is empty, has a NUL inside or none at its end, or is no UTF-16. */
static char *
take_name(struct cursor *cursor)
{
    struct raw_value value;
    g_autofree gunichar2 *units = NULL;
    glong count;

    if (!take_dword(cursor, &value.syntax) || !take_data(cursor, &value) ||
        value.syntax != SYNTAX_NAME || !is_text(value.data, value.length) || value.length == 2) {
        return NULL;
    }
    count = value.length / 2 - 1;
    units = g_new(gunichar2, (size_t)count);
    for (glong i = 0; i < count; i++) {
        units[i] = (gunichar2)(value.data[2 * i] | value.data[2 * i + 1] << 8);
        if (units[i] == 0) {
            return NULL;
        }
    }
    return g_utf16_to_utf8(units, count, NULL, NULL, NULL);
}

typedef void (*value_reader)(void *user, const struct property_value *value);

/* Up to and with the ENDMARK; a property has a value at least. */
static bool
take_values(struct cursor *cursor, const char *name, value_reader each, void *user)
{
    struct raw_value raw;
    size_t count = 0;

    while (take_dword(cursor, &raw.syntax)) {
        struct property_value value = { .name = name, .format = raw.syntax & 0xffff };

        if (raw.syntax == SYNTAX_ENDMARK) {
            return count > 0;
        }
        if (!take_data(cursor, &raw) || raw.syntax >> 16 != TYPE_LIST_VALUE ||
            !property_is_well_formed(value.format, raw.data, raw.length)) {
            return false;
        }
        value.data = raw.data;
        value.length = raw.length;
        if (value.format == CLUSPROP_FORMAT_EXPANDED_SZ) {
            continue;
        }
        count++;
        if (each != NULL) {
            each(user, &value);
        }
    }
    return false;
}

uint32_t
property_list_read(const struct wire_bytes *list, value_reader each, void *user)
{
    struct cursor cursor = { list->data, list->length };
    uint32_t count;

    if (!take_dword(&cursor, &count)) {
        return WIN32_INVALID_DATA;
    }
    for (uint32_t i = 0; i < count; i++) {
        g_autofree char *name = take_name(&cursor);

        if (name == NULL || !take_values(&cursor, name, each, user)) {
            return WIN32_INVALID_DATA;
        }
    }
    return WIN32_SUCCESS;
}

bool
property_value_is_reset(const struct property_value *value)
{
    return value->format == CLUSPROP_FORMAT_UNKNOWN && value->length == 0;
}
