/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REGISTRY_VALUE_H
#define RESAPID_IMPORT_REGISTRY_VALUE_H

/* The data of registry values, from the bytes that Windows stores. */

#include "windows-cluster.h"

/* Numbers of types, as in winnt.h; any other is possible. */
enum registry_type {
    REGISTRY_NONE = 0,
    REGISTRY_SZ = 1,
    REGISTRY_EXPAND_SZ = 2,
    REGISTRY_BINARY = 3,
    REGISTRY_DWORD = 4,
    REGISTRY_DWORD_BIG_ENDIAN = 5,
    REGISTRY_LINK = 6,
    REGISTRY_MULTI_SZ = 7,
    REGISTRY_QWORD = 11,
};

/* What can be made of the bytes; never NULL, binary for types without a meaning here. *problem becomes
 * what is wrong with them, in words that follow "the value", or NULL. Texts are UTF-16LE. */
struct windows_value *registry_value_decode(guint32 type, const void *bytes, size_t size,
                                            const char **problem);

/* Text in Windows-1252 as units of UTF-16LE; bytes that it does not have are what they are. *is_guessed
 * becomes true if letters are in it that are not the same in all code pages. */
GByteArray *registry_value_widen(const GByteArray *bytes, bool *is_guessed);

#endif
