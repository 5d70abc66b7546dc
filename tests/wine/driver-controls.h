/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DRIVER_CONTROLS_H
#define DRIVER_CONTROLS_H

/*
 * What the parts of driver-controls.dll share; see driver-controls.c. A test fills wrong with the line
 * that went wrong.
 */

#include <windows.h>

#include <stdio.h>

#include "clusapi.h"

/* Codes that channel-controls.c answers to in person. */
#define CODE_SENT    CLUSCTL_USER_CODE(1, CLUS_OBJECT_CLUSTER) /* what it was sent last, in words */
#define CODE_EVENT   CLUSCTL_USER_CODE(2, CLUS_OBJECT_CLUSTER) /* sends the EVENT of the input */
#define CODE_RESTART CLUSCTL_USER_CODE(3, CLUS_OBJECT_CLUSTER) /* sends FACTS */

struct objects {
    HCLUSTER cluster;
    HNODE node;     /* 1 */
    HNODE other;    /* 2 */
    HGROUP group;   /* g1 */
    HRESOURCE r[4]; /* r1 needs r2 needs r3; far is in another group */
    HRESOURCE refused;
    HNETWORK network; /* n1 */
    HNETINTERFACE interface_1;
    HKEY key;       /* Resources\r1 */
    HGROUP no_more; /* closed */
};

/* The first thing that went wrong is the one that is told. */
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (wrong[0] == 0 && !(condition)) {                                                       \
            snprintf(wrong, size, "%s:%d: %s", strrchr("/" __FILE__, '/') + 1, __LINE__,           \
                     #condition);                                                                  \
        }                                                                                          \
        if (wrong[0] != 0) {                                                                       \
            return;                                                                                \
        }                                                                                          \
    } while (0)

/* Whether the last change or creation that arrived reads so. */
BOOL was_sent(const struct objects *o, const char *text);

/* "KIND CHANGE STATE ID PARENT NAME" arrives as an EVENT, count times, before this returns; - is "". */
BOOL send_events(const struct objects *o, const char *text, DWORD count);

void test_controls(const struct objects *o, char *wrong, size_t size);
void test_type_control(const struct objects *o, char *wrong, size_t size);
void test_resource_changes(const struct objects *o, char *wrong, size_t size);
void test_group_changes(const struct objects *o, char *wrong, size_t size);
void test_node_changes(const struct objects *o, char *wrong, size_t size);
void test_reasons(const struct objects *o, char *wrong, size_t size);
void test_creation(const struct objects *o, char *wrong, size_t size);
void test_dependencies(const struct objects *o, char *wrong, size_t size);
void test_notify(const struct objects *o, char *wrong, size_t size);
void test_notify_objects(const struct objects *o, char *wrong, size_t size);
void test_notify_keys(const struct objects *o, char *wrong, size_t size);
void test_notify_depths(const struct objects *o, char *wrong, size_t size);
void test_notify_v2(const struct objects *o, char *wrong, size_t size);
void test_notify_limits(const struct objects *o, char *wrong, size_t size);
void test_notify_guarded(const struct objects *o, char *wrong, size_t size);
void test_notify_waiting(const struct objects *o, char *wrong, size_t size);

#endif
