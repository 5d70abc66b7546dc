/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PROPERTY_LIST_H
#define RESAPID_PROPERTY_LIST_H

/*
 * Property lists (resapi.md 7): what GET_..._PROPERTIES returns and SET_... takes, little-endian
 * and UTF-16. Written here, since a list comes from a DLL or a client it is checked in every
 * length.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "protocol/wire.h"

enum property_format {
    CLUSPROP_FORMAT_UNKNOWN = 0,
    CLUSPROP_FORMAT_BINARY = 1,
    CLUSPROP_FORMAT_DWORD = 2,
    CLUSPROP_FORMAT_SZ = 3,
    CLUSPROP_FORMAT_EXPAND_SZ = 4,
    CLUSPROP_FORMAT_MULTI_SZ = 5,
    CLUSPROP_FORMAT_ULARGE_INTEGER = 6,
    CLUSPROP_FORMAT_LONG = 7,
    CLUSPROP_FORMAT_EXPANDED_SZ = 8,
    CLUSPROP_FORMAT_SECURITY_DESCRIPTOR = 9,
    CLUSPROP_FORMAT_LARGE_INTEGER = 10,
    CLUSPROP_FORMAT_WORD = 11,
    CLUSPROP_FORMAT_FILETIME = 12,
};

/* One value of a property; data are as the cluster database stores them (see protocol/channel.h).
 */
struct property_value {
    const char *name; /* UTF-8 */
    uint32_t format;  /* CLUSPROP_FORMAT_... */
    const uint8_t *data;
    size_t length;
};

/* Building. Values of the same name must follow one another and become one property. */
struct property_list;
struct property_list *property_list_new(void);
void property_list_add(struct property_list *list, const struct property_value *value);
void property_list_add_dword(struct property_list *list, const char *name, uint32_t number);
void property_list_add_string(struct property_list *list, const char *name, const char *text);
/* A line of a list of formats: a WORD that holds format (MS-CMRP 3.1.4.3.1.14). */
void property_list_add_format(struct property_list *list, const char *name, uint32_t format);
/* Takes list. */
GBytes *property_list_finish(struct property_list *list);

/* Reading. each is called for every value in order; stops and returns WIN32_INVALID_DATA (13) for
 * a list that is not well-formed (what came before was handed out), else WIN32_SUCCESS. each may
 * be NULL. Bytes behind the last property are left alone: a buffer may be larger than its list.
 * The EXPANDED_SZ that follows an EXPAND_SZ is not handed out. */
uint32_t property_list_read(const struct wire_bytes *list,
                            void (*each)(void *user, const struct property_value *value),
                            void *user);
/* A value of CLUSPROP_FORMAT_UNKNOWN without data: by it Microsoft's tools take a property's value
 * away. */
bool property_value_is_reset(const struct property_value *value);

/* The data have the length, and text the NULs, of their format. */
bool property_is_well_formed(uint32_t format, const uint8_t *data, size_t length);

/* REG_... of CLUSPROP_FORMAT_... and back, as resapi.md 7 maps them; unknown ones are binary. */
uint32_t property_format_of_type(uint32_t reg_type);
uint32_t property_type_of_format(uint32_t format);
/* Whether that is a number. */
bool property_is_number(uint32_t format);

/* UTF-16LE with its NUL, as strings are stored and answered. */
GBytes *property_text_encode(const char *text);
/* Names as ENUM_... codes return them: a MULTI_SZ in UTF-16. NULL-terminated. */
GBytes *property_names_encode(const char *const *names);

#endif
