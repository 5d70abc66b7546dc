/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * list-seeds FOLDER: writes property lists with a value of each format, alone and together, and the
 * values without a list around them. Prints how many files it wrote.
 */

#include "property-format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_SIZE 4096

typedef struct Sample {
    const char *file;
    LPCWSTR name;
    DWORD format;
    const void *data;
    DWORD size;
} Sample;

static const DWORD number = 5;
static const ULONGLONG large = 0x100000002ull;

static const Sample samples[] = {
    { "sz", L"Text", CLUSPROP_FORMAT_SZ, L"text", 10 },
    { "expand-sz", L"Expandable", CLUSPROP_FORMAT_EXPAND_SZ, L"%A%", 8 },
    { "expanded-sz", L"Expanded", CLUSPROP_FORMAT_EXPANDED_SZ, L"a", 4 },
    { "multi-sz", L"Multi", CLUSPROP_FORMAT_MULTI_SZ, L"a\0b\0", 10 },
    { "binary", L"Binary", CLUSPROP_FORMAT_BINARY, "12345", 5 },
    { "nothing", L"Nothing", CLUSPROP_FORMAT_BINARY, "", 0 },
    { "dword", L"Number", CLUSPROP_FORMAT_DWORD, &number, sizeof(number) },
    { "long", L"Long", CLUSPROP_FORMAT_LONG, &number, sizeof(number) },
    { "ularge", L"Large", CLUSPROP_FORMAT_ULARGE_INTEGER, &large, sizeof(large) },
    { "filetime", L"Time", CLUSPROP_FORMAT_FILETIME, &large, sizeof(large) },
};

static int written;

static void
write_seed(const char *folder, const char *kind, const char *name, const BYTE *data, DWORD size)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s-%s", folder, kind, name);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
        fprintf(stderr, "list-seeds: %s cannot be written: %s\n", path, strerror(errno));
        exit(EXIT_FAILURE);
    }
    written++;
}

static void
add_sample_value(PropertyListWriter *writer, const Sample *sample)
{
    ValueBytes bytes = { sample->data, sample->size };

    property_list_add_value(writer, CLUSPROP_LIST_VALUE_SYNTAX(sample->format), bytes);
}

static void
add_sample(PropertyListWriter *writer, const Sample *sample)
{
    property_list_add_name(writer, sample->name);
    add_sample_value(writer, sample);
    property_list_end_values(writer);
}

static void
write_list(const char *folder, const char *name, const Sample *first, size_t count)
{
    BYTE list[LIST_SIZE];
    PropertyListWriter writer;
    DWORD returned;
    DWORD required;
    size_t i;

    property_list_begin(&writer, list, sizeof(list));
    for (i = 0; i < count; i++) {
        add_sample(&writer, &first[i]);
    }
    property_list_finish(&writer, &returned, &required);
    write_seed(folder, "list", name, list, returned);
}

static void
write_values(const char *folder, const char *name, const Sample *first, size_t count)
{
    BYTE list[LIST_SIZE];
    PropertyListWriter writer;
    size_t i;

    property_list_begin_part(&writer, list, sizeof(list));
    for (i = 0; i < count; i++) {
        add_sample_value(&writer, &first[i]);
    }
    property_list_end_values(&writer);
    write_seed(folder, "values", name, list, (DWORD)writer.needed);
}

int
main(int argc, char **argv)
{
    size_t i;

    if (argc != 2) {
        fprintf(stderr, "usage: list-seeds FOLDER\n");
        return 2;
    }
    for (i = 0; i < ARRAYSIZE(samples); i++) {
        write_list(argv[1], samples[i].file, &samples[i], 1);
        write_values(argv[1], samples[i].file, &samples[i], 1);
    }
    write_list(argv[1], "all", samples, ARRAYSIZE(samples));
    write_values(argv[1], "all", samples, ARRAYSIZE(samples));
    write_list(argv[1], "empty", samples, 0);
    printf("%d\n", written);
    return EXIT_SUCCESS;
}
