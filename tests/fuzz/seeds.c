/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * seeds-maker SCHEMA FOLDER: writes one file for every message type and fill pattern of the schema,
 * and one with all messages behind one another. Prints how many files it wrote.
 */

#include "protocol-fill.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const pattern_names[N_FILL_PATTERNS] = { "least", "common", "limits" };

static const struct wire_schema *
find_schema(const char *name)
{
    for (size_t i = 0; i < N_SCHEMAS; i++) {
        if (strcmp(all_schemas[i]->name, name) == 0) {
            return all_schemas[i];
        }
    }
    return NULL;
}

static bool
write_seed(const char *folder, const char *type, const char *pattern, const uint8_t *data,
           size_t length)
{
    char path[4096];
    FILE *file;
    bool written;

    snprintf(path, sizeof(path), "%s/%s-%s", folder, type, pattern);
    file = fopen(path, "wb");
    written = file != NULL && fwrite(data, 1, length, file) == length;
    if (file != NULL && fclose(file) != 0) {
        written = false;
    }
    if (!written) {
        fprintf(stderr, "seeds-maker: %s cannot be written: %s\n", path, strerror(errno));
    }
    return written;
}

static bool
write_seeds(const struct wire_schema *schema, const char *folder)
{
    static uint8_t all[WIRE_MESSAGE_MAX];
    size_t end = 0;

    for (size_t t = 0; t < schema->n_types; t++) {
        for (int pattern = 0; pattern < N_FILL_PATTERNS; pattern++) {
            union any_message message;
            size_t length = 0;

            fill_message(&schema->types[t], (enum fill_pattern)pattern, &message);
            if (wire_encode(schema, &message, all + end, sizeof(all) - end, &length) != WIRE_OK ||
                !write_seed(folder, schema->types[t].name, pattern_names[pattern], all + end,
                            length)) {
                return false;
            }
            end += length;
        }
    }
    return write_seed(folder, "all", "messages", all, end);
}

int
main(int argc, char **argv)
{
    const struct wire_schema *schema = argc == 3 ? find_schema(argv[1]) : NULL;

    if (schema == NULL) {
        fprintf(stderr, "usage: seeds-maker channel|client|keeper FOLDER\n");
        return 2;
    }
    if (!write_seeds(schema, argv[2])) {
        return EXIT_FAILURE;
    }
    printf("%zu\n", schema->n_types * N_FILL_PATTERNS + 1);
    return EXIT_SUCCESS;
}
