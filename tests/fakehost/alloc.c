/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
must_alloc(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL) {
        fprintf(stderr, "fake-host: no memory for %zu bytes\n", size);
        exit(EXIT_FAILURE);
    }
    return memory;
}

char *
must_copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(must_alloc(size), text, size);
}
