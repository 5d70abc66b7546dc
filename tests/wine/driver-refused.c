/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See driver-objects.h. Here: functions that are exported and refused, each called twice. */

#include <windows.h>

#include <stdint.h>

#include "driver-objects.h"

/* What each returns, as shim/host/refusal.h has it. */
enum { RETURNS_code, RETURNS_handle, RETURNS_truth, RETURNS_count };

static const struct {
    const WCHAR *dll;
    const char *name;
    int returns;
} refused[] = {
#define REFUSED(name, result, words) { L"clusapi.dll", #name, RETURNS_##result },
#include "shim/clusapi/refused.def"
#undef REFUSED
#define REFUSED(name, result, words) { L"resutils.dll", #name, RETURNS_##result },
#include "shim/resutils/refused.def"
#undef REFUSED
};

/* x64 knows one calling convention: arguments that are not taken do no harm. */
typedef uint64_t(WINAPI *any_function)(void *a, void *b, void *c, void *d, void *e, void *f);

static BOOL
is_refused(const WCHAR *dll, const char *name, int returns)
{
    any_function call = (any_function)(void *)GetProcAddress(GetModuleHandleW(dll), name);
    uint64_t result;

    if (call == NULL) {
        return FALSE;
    }
    SetLastError(ERROR_SUCCESS);
    result = call(NULL, NULL, NULL, NULL, NULL, NULL);
    if (returns != RETURNS_handle) {
        result = (uint32_t)result;
    }
    return GetLastError() == ERROR_CALL_NOT_IMPLEMENTED &&
           result == (returns == RETURNS_code ? ERROR_CALL_NOT_IMPLEMENTED : 0);
}

void
check_refused(HCLUSTER cluster, char *wrong, size_t size)
{
    (void)cluster;
    for (size_t i = 0; i < 2 * ARRAYSIZE(refused); i++) {
        size_t index = i % ARRAYSIZE(refused);

        if (!is_refused(refused[index].dll, refused[index].name, refused[index].returns)) {
            snprintf(wrong, size, "%s: last error %lu", refused[index].name, GetLastError());
            return;
        }
    }
}
