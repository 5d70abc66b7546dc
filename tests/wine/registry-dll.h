/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REGISTRY_DLL_H
#define REGISTRY_DLL_H

#include <windows.h>

#include "clusapi.h"
#include "resapi.h"

/* What a check has to tell. */
struct finding {
    WCHAR text[300];
};

BOOL found(struct finding *finding, int line, const char *condition);

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return found(finding, __LINE__, #condition);                                           \
        }                                                                                          \
    } while (0)

/* Each gets an empty key. */
BOOL check_types(HKEY key, struct finding *finding);
BOOL check_names(HKEY key, struct finding *finding);
BOOL check_more_data(HKEY key, struct finding *finding);
BOOL check_reason(HKEY key, struct finding *finding);
BOOL check_security(HKEY key, struct finding *finding);
BOOL check_deep(HKEY key, struct finding *finding);
BOOL check_handles(HKEY key, struct finding *finding);
BOOL measure(HKEY key, struct finding *finding);
BOOL check_batches(HKEY key, struct finding *finding);
BOOL check_conditions(HKEY key, struct finding *finding);
BOOL check_sizes(HKEY key, struct finding *finding);
BOOL check_read_batch(HKEY key, struct finding *finding);
BOOL check_ports(HKEY key, struct finding *finding);
BOOL check_waiting(HKEY key, struct finding *finding);
BOOL check_checkpoints(HKEY key, struct finding *finding);
BOOL check_mirror(HKEY key, struct finding *finding);

/* HKLM\Cluster has a resource of that name with its key Parameters. */
BOOL mirror_has_resource(LPCWSTR name);
BOOL check_guarded_batch(HKEY key, struct finding *finding);
BOOL check_guarded_read(HKEY key, struct finding *finding);
BOOL check_guarded_notification(HKEY key, struct finding *finding);

#endif
