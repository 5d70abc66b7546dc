/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_PE_FILE_H
#define RESAPID_INSPECT_PE_FILE_H

/*
 * A PE file as data. libyara's module "pe" reads it; nothing of the file is run. What it holds is
 * hostile: names are cut to a length, but may hold any bytes.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#define PE_MACHINE_X86_64 0x8664
#define PE_MACHINE_I386   0x014c

/* Larger files are refused. */
#define PE_FILE_MAX (128U << 20)
/* What libyara reads of one file; more imports are refused. */
#define PE_IMPORTS_MAX 16384
#define PE_EXPORTS_MAX 8192
/* Names are cut to this. MAX_PATH of Windows: no DLL with a longer name is found. */
#define PE_DLL_NAME_MAX      260
#define PE_FUNCTION_NAME_MAX 512

struct pe_function {
    char *name; /* NULL: imported by its ordinal */
    unsigned int ordinal;
};

/* What is imported from one DLL. */
struct pe_import {
    char *dll; /* as the file spells it */
    bool is_delayed;
    GArray *functions; /* struct pe_function */
};

struct pe_export {
    char *name; /* NULL: by ordinal alone */
    unsigned int ordinal;
    char *forward;  /* "DLL.function" or "DLL.#ordinal"; NULL: the DLL has it itself */
    int64_t offset; /* of its code in the file, -1 if it is not there */
    bool is_stub;   /* set by wine_stubs_mark() */
};

struct pe_section {
    uint32_t address, offset, size; /* in memory, in the file */
    char *name;
};

struct pe_file {
    char *path;
    uint32_t machine;
    bool is_dll;
    bool is_64;       /* PE32+ */
    char *dll_name;   /* what the export table calls it, NULL without one */
    GArray *imports;  /* struct pe_import */
    GArray *exports;  /* struct pe_export */
    GArray *sections; /* struct pe_section */
    GBytes *bytes;    /* NULL after pe_file_drop_bytes() */
};

/* Before the first file, and behind the last. */
bool pe_files_open(GError **error);
void pe_files_close(void);

/* NULL with an error that names path, what is wrong with the file, and the remedy. */
struct pe_file *pe_file_read(const char *path, GError **error);
/* The same of what was read already; bytes is referenced. */
struct pe_file *pe_file_parse(const char *path, GBytes *bytes, GError **error);
void pe_file_free(struct pe_file *file);
typedef struct pe_file pe_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pe_file_t, pe_file_free)

/* Takes dll; the file's, until the next one. */
struct pe_import *pe_file_add_import(struct pe_file *file, char *dll, bool is_delayed);

void pe_file_drop_bytes(struct pe_file *file);

/* "x86_64", or "machine 0x1234" for one without a name here. Free with g_free(). */
char *pe_machine_name(uint32_t machine);

/* NULL: not exported. */
const struct pe_export *pe_file_export(const struct pe_file *file,
                                       const struct pe_function *wanted);

/* The file's bytes at an address in memory, length of them at least; NULL if they are not all there. */
const uint8_t *pe_file_at(const struct pe_file *file, uint32_t address, size_t length);
/* The address in memory of what lies there in the file; false if nothing is mapped from there. */
bool pe_file_address(const struct pe_file *file, int64_t offset, uint32_t *address);

#endif
