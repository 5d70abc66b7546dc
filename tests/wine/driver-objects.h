/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DRIVER_OBJECTS_H
#define DRIVER_OBJECTS_H

/*
 * driver-objects.dll: a resource DLL that uses the object functions of clusapi.dll, in the cluster that
 * object-store.c plays. Each check is a control code, whose output says what went wrong.
 */

#define OBJECT_CHECKS                                                                              \
    CHECK_NAMED(cluster)                                                                           \
    CHECK_NAMED(nodes)                                                                             \
    CHECK_NAMED(groups)                                                                            \
    CHECK_NAMED(resources)                                                                         \
    CHECK_NAMED(network_names)                                                                     \
    CHECK_NAMED(resource_types)                                                                    \
    CHECK_NAMED(networks)                                                                          \
    CHECK_NAMED(netinterfaces)                                                                     \
    CHECK_NAMED(access)                                                                            \
    CHECK_NAMED(wrong_handles)                                                                     \
    CHECK_NAMED(long_names)                                                                        \
    CHECK_NAMED(cluster_enum)                                                                      \
    CHECK_NAMED(node_enum)                                                                         \
    CHECK_NAMED(group_enum)                                                                        \
    CHECK_NAMED(resource_enum)                                                                     \
    CHECK_NAMED(type_enum)                                                                         \
    CHECK_NAMED(network_enum)                                                                      \
    CHECK_NAMED(netinterface_enum)                                                                 \
    CHECK_NAMED(enum_ex)                                                                           \
    CHECK_NAMED(group_enum_ex)                                                                     \
    CHECK_NAMED(resource_enum_ex)                                                                  \
    CHECK_NAMED(enum_properties)                                                                   \
    CHECK_NAMED(cut_properties)                                                                    \
    CHECK_NAMED(wrong_enums)                                                                       \
    CHECK_NAMED(refused)

enum object_check {
    CHECK_NONE,
#define CHECK_NAMED(name) CHECK_##name,
    OBJECT_CHECKS
#undef CHECK_NAMED
};

#ifdef _WIN32

#include <stdio.h>

#include "clusapi.h"

#define CHECK_NAMED(name) void check_##name(HCLUSTER cluster, char *wrong, size_t size);
OBJECT_CHECKS
#undef CHECK_NAMED

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            snprintf(wrong, size, "%s line %d: %s, last error %lu", __func__, __LINE__,            \
                     #condition, GetLastError());                                                  \
            return;                                                                                \
        }                                                                                          \
    } while (0)

/* That expression is NULL, FALSE or 0 and has set the last error. */
#define EXPECT_ERROR(expression, expected)                                                         \
    do {                                                                                           \
        SetLastError(0);                                                                           \
        EXPECT(!(expression));                                                                     \
        EXPECT(GetLastError() == (expected));                                                      \
    } while (0)

/* The same for one that is -1. */
#define EXPECT_UNKNOWN(expression, expected)                                                       \
    do {                                                                                           \
        SetLastError(0);                                                                           \
        EXPECT((int)(expression) == -1);                                                           \
        EXPECT(GetLastError() == (expected));                                                      \
    } while (0)

/* That key is one of the cluster database with such a Name or other value. */
BOOL key_has(HKEY key, const WCHAR *value, const WCHAR *text);

#endif
#endif
