/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wine-stubs.h"

#include <string.h>

/* What winebuild writes behind the DOS header; see daemon/prefix-setup/wine-files.c. */
#define SIGNATURE_OFFSET 0x40
static const char *const signatures[] = { "Wine builtin DLL", "Wine placeholder DLL" };

/*
 * The code of a stub, as Wine 8.0's winebuild has it for x86_64:
 *
 *     48 83 ec 28            sub  $0x28,%rsp
 *     48 8d 0d (distance)    lea  the DLL's name,%rcx
 *     48 8d 15 (distance)    lea  the function's name,%rdx      or
 *     48 c7 c2 (ordinal)     mov  $ordinal,%rdx
 *     e8                     call
 */
static const uint8_t enter[] = { 0x48, 0x83, 0xec, 0x28 };
static const uint8_t load_dll[] = { 0x48, 0x8d, 0x0d };
static const uint8_t load_name[] = { 0x48, 0x8d, 0x15 };
static const uint8_t load_ordinal[] = { 0x48, 0xc7, 0xc2 };
#define NAME_AT   (sizeof(enter) + sizeof(load_dll) + 4)
#define CALL_AT   (NAME_AT + sizeof(load_name) + 4)
#define CODE_SIZE (CALL_AT + 1)
#define CALL      0xe8

static uint32_t
number_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Distances count from the end of the instruction, which ends with them. */
static bool
points_to(const struct pe_file *file, uint32_t code, const uint8_t *bytes, size_t distance_at,
          const char *text)
{
    uint32_t address = code + (uint32_t)distance_at + 4 + number_at(bytes + distance_at);
    size_t length = strlen(text) + 1;
    const uint8_t *found = pe_file_at(file, address, length);

    return found != NULL && g_ascii_strncasecmp((const char *)found, text, length) == 0;
}

static bool
passes_function(const struct pe_file *file, uint32_t code, const uint8_t *bytes,
                const struct pe_export *export)
{
    if (memcmp(bytes + NAME_AT, load_name, sizeof(load_name)) == 0) {
        /* One that is exported by its ordinal alone still has a name in Wine's source. */
        return export->name == NULL ||
               points_to(file, code, bytes, NAME_AT + sizeof(load_name), export->name);
    }
    return memcmp(bytes + NAME_AT, load_ordinal, sizeof(load_ordinal)) == 0 &&
           number_at(bytes + NAME_AT + sizeof(load_ordinal)) == export->ordinal;
}

static bool
is_stub(const struct pe_file *file, const struct pe_export *export)
{
    uint32_t code = 0;
    const uint8_t *bytes =
        pe_file_address(file, export->offset, &code) ? pe_file_at(file, code, CODE_SIZE) : NULL;

    return bytes != NULL && memcmp(bytes, enter, sizeof(enter)) == 0 &&
           memcmp(bytes + sizeof(enter), load_dll, sizeof(load_dll)) == 0 &&
           bytes[CALL_AT] == CALL &&
           points_to(file, code, bytes, sizeof(enter) + sizeof(load_dll), file->dll_name) &&
           passes_function(file, code, bytes, export);
}

void
wine_stubs_mark(struct pe_file *file)
{
    if (file->machine != PE_MACHINE_X86_64 || file->dll_name == NULL) {
        return;
    }
    for (guint i = 0; i < file->exports->len; i++) {
        struct pe_export *export = &g_array_index(file->exports, struct pe_export, i);

        export->is_stub = export->forward == NULL && is_stub(file, export);
    }
}

bool
wine_made(const struct pe_file *file)
{
    size_t size;
    const uint8_t *bytes = g_bytes_get_data(file->bytes, &size);

    for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
        size_t length = strlen(signatures[i]);

        if (size >= SIGNATURE_OFFSET + length &&
            memcmp(bytes + SIGNATURE_OFFSET, signatures[i], length) == 0) {
            return true;
        }
    }
    return false;
}
