/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "delayed-imports.h"

#include <string.h>

/* Of an entry, 32 bits each; the last entry is all zeros. */
enum field { ATTRIBUTES = 0, DLL_NAME = 4, FUNCTION_NAMES = 16, ENTRY_SIZE = 32 };
#define HAS_ADDRESSES 1 /* relative to the image, as all others here */

/* In front of a function's name. */
#define HINT_SIZE 2

static uint64_t
number(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;

    for (size_t i = size; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

/* NULL for one that does not end within so many bytes and within its section. */
static char *
text_at(const struct pe_file *file, uint64_t address, size_t most)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < most && address + i <= UINT32_MAX; i++) {
        const uint8_t *byte = pe_file_at(file, (uint32_t)(address + i), 1);

        if (byte == NULL) {
            break;
        }
        if (*byte == '\0') {
            return g_string_free(text, FALSE);
        }
        g_string_append_c(text, (char)*byte);
    }
    g_string_free(text, TRUE);
    return NULL;
}

static bool
read_function(const struct pe_file *file, uint64_t thunk, struct pe_function *function)
{
    uint64_t by_ordinal = (uint64_t)1 << (file->is_64 ? 63 : 31);

    if ((thunk & by_ordinal) != 0) {
        function->ordinal = thunk & 0xffff;
        return true;
    }
    function->name = text_at(file, thunk + HINT_SIZE, PE_FUNCTION_NAME_MAX);
    return function->name != NULL;
}

/* count: of all functions so far. */
static bool
read_functions(const struct pe_file *file, uint32_t address, GArray *functions, guint *count)
{
    size_t size = file->is_64 ? 8 : 4;
    const uint8_t *thunk;

    while ((thunk = pe_file_at(file, address, size)) != NULL && number(thunk, size) != 0) {
        struct pe_function function = { 0 };

        if (++*count >= PE_IMPORTS_MAX || !read_function(file, number(thunk, size), &function)) {
            return false;
        }
        g_array_append_val(functions, function);
        address += (uint32_t)size;
    }
    return thunk != NULL;
}

static bool
read_entry(struct pe_file *file, const uint8_t *entry, guint *count)
{
    struct pe_import *import;
    char *name;

    if ((number(entry + ATTRIBUTES, 4) & HAS_ADDRESSES) == 0) {
        return !file->is_64;
    }
    name = text_at(file, number(entry + DLL_NAME, 4), PE_DLL_NAME_MAX);
    if (name == NULL) {
        return false;
    }
    import = pe_file_add_import(file, name, true);
    return read_functions(file, (uint32_t)number(entry + FUNCTION_NAMES, 4), import->functions,
                          count);
}

bool
delayed_imports_read(struct pe_file *file, uint32_t address)
{
    static const uint8_t last[ENTRY_SIZE];
    const uint8_t *entry;
    guint count = 0;

    while ((entry = pe_file_at(file, address, ENTRY_SIZE)) != NULL &&
           memcmp(entry, last, ENTRY_SIZE) != 0) {
        if (++count >= PE_IMPORTS_MAX || !read_entry(file, entry, &count)) {
            return false;
        }
        address += ENTRY_SIZE;
    }
    return entry != NULL;
}
