/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/condition.h"

#include <string.h>

#define REG_SZ        1
#define REG_EXPAND_SZ 2
#define REG_DWORD     4
#define REG_MULTI_SZ  7
#define REG_QWORD     11

static bool
is_number(uint32_t type, gsize length)
{
    return (type == REG_DWORD && length == sizeof(uint32_t)) ||
           (type == REG_QWORD && length == sizeof(uint64_t));
}

static bool
is_text(uint32_t type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Little-endian, size bytes. */
static uint64_t
number_at(const uint8_t *data, gsize size)
{
    uint64_t number = 0;

    for (gsize i = size; i > 0; i--) {
        number = number << 8 | data[i - 1];
    }
    return number;
}

/* By units of so many bytes each; what the other begins with is less. */
static int
compare_units(const uint8_t *a, gsize a_length, const uint8_t *b, gsize b_length, gsize unit)
{
    for (gsize i = 0; i + unit <= MIN(a_length, b_length); i += unit) {
        uint64_t one = number_at(a + i, unit);
        uint64_t other = number_at(b + i, unit);

        if (one != other) {
            return one < other ? -1 : 1;
        }
    }
    return a_length == b_length ? 0 : (a_length < b_length ? -1 : 1);
}

/* Both are of this type. */
static int
compare(uint32_t type, GBytes *stored, GBytes *wanted)
{
    gsize a_length = 0;
    gsize b_length = 0;
    const uint8_t *a = g_bytes_get_data(stored, &a_length);
    const uint8_t *b = g_bytes_get_data(wanted, &b_length);
    gsize unit = is_text(type) ? sizeof(uint16_t) : 1;

    if (a_length == b_length && is_number(type, a_length)) {
        unit = a_length;
    }
    return compare_units(a, a_length, b, b_length, unit);
}

static bool
value_holds(const struct tree_value *value, const struct change *change)
{
    int order = 0;

    if (value == NULL || value->type != change->type) {
        return change->condition == CLUSDB_VALUE_NOT_EQUAL;
    }
    order = compare(change->type, value->data, change->data);
    switch (change->condition) {
    case CLUSDB_VALUE_EQUAL:
        return order == 0;
    case CLUSDB_VALUE_NOT_EQUAL:
        return order != 0;
    case CLUSDB_VALUE_GREATER:
        return order > 0;
    default:
        return order < 0;
    }
}

bool
condition_holds(const struct tree_key *root, const struct change *change)
{
    const struct tree_key *key = tree_find(root, change->path);
    const struct tree_value *value = key != NULL ? tree_find_value(key, change->name) : NULL;

    switch (change->condition) {
    case CLUSDB_KEY_EXISTS:
        return key != NULL;
    case CLUSDB_KEY_MISSING:
        return key == NULL;
    case CLUSDB_VALUE_EXISTS:
        return value != NULL;
    case CLUSDB_VALUE_MISSING:
        return value == NULL;
    default:
        return value_holds(value, change);
    }
}
