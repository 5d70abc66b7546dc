/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PROPERTIES_H
#define RESAPID_PROPERTIES_H

/*
 * Private properties as people write them, NAME=VALUE or NAME:FORMAT=VALUE, and as the cluster
 * database stores them.
 *
 *     SZ, EXPAND_SZ    the text
 *     MULTI_SZ         texts with a `;` between them
 *     DWORD, QWORD     decimal, or hexadecimal behind 0x; decimal ones may be negative
 *     BINARY           pairs of hexadecimal digits
 *
 * Without a format, a property keeps the one it has; a new one whose value is a whole number is a
 * DWORD, any other an SZ. Pure functions.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* Value types of the cluster database. */
enum registry_type {
    REG_SZ = 1,
    REG_EXPAND_SZ = 2,
    REG_BINARY = 3,
    REG_DWORD = 4,
    REG_MULTI_SZ = 7,
    REG_QWORD = 11,
};

struct property {
    char *name;
    uint32_t type; /* REG_SZ...; 0: not given */
    char *text;    /* "" removes the property */
};

/* False with an error that quotes the word. */
bool property_parse(const char *word, struct property *property, GError **error);
void property_clear(struct property *property);

/* The words of a shell-like line, as in the agents' `properties`; free with g_strfreev(). */
char **properties_split(const char *line, GError **error);

/* The data to store for a property, whose present type, 0 if it is new, is known; sets *type. */
GBytes *property_encode(const struct property *property, uint32_t present_type, uint32_t *type,
                        GError **error);

/* A stored value as it would be written; free with g_free(). */
char *property_decode(uint32_t type, const uint8_t *data, uint32_t length);
/* "DWORD"; "TYPE 5" for types that people cannot write. Free with g_free(). */
char *property_format_name(uint32_t type);

#endif
