/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "error-text.h"

#include <wchar.h>

static const struct {
    DWORD code;
    const char *name;
} k_names[] = {
#include "win32-error-names.inc"
};

struct error_text
error_text(DWORD error)
{
    struct error_text text;
    size_t low = 0;
    size_t high = ARRAYSIZE(k_names);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (k_names[middle].code < error) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < ARRAYSIZE(k_names) && k_names[low].code == error) {
        swprintf(text.text, ARRAYSIZE(text.text), L"%s (%lu)", k_names[low].name, error);
    } else {
        swprintf(text.text, ARRAYSIZE(text.text), L"error %lu", error);
    }
    return text;
}
