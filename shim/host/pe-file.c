/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pe-file.h"

#include <stdio.h>
#include <string.h>

static const struct {
    WORD number;
    const char *name;
} machines[] = {
    { IMAGE_FILE_MACHINE_AMD64, "x86_64" },  { IMAGE_FILE_MACHINE_I386, "i386" },
    { IMAGE_FILE_MACHINE_ARM64, "aarch64" }, { IMAGE_FILE_MACHINE_ARMNT, "arm" },
    { IMAGE_FILE_MACHINE_IA64, "ia64" },
};

#ifdef _WIN64
#define OWN_MACHINE IMAGE_FILE_MACHINE_AMD64
#else
#define OWN_MACHINE IMAGE_FILE_MACHINE_I386
#endif

static const char *
machine_name(WORD number)
{
    for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
        if (machines[i].number == number) {
            return machines[i].name;
        }
    }
    return "an unknown machine";
}

const char *
pe_own_machine(void)
{
    return machine_name(OWN_MACHINE);
}

static BOOL
read_at(HANDLE file, DWORD offset, void *buffer, DWORD length)
{
    DWORD got = 0;

    return SetFilePointer(file, (LONG)offset, NULL, FILE_BEGIN) == offset &&
           ReadFile(file, buffer, length, &got, NULL) && got == length;
}

/* The COFF header behind "PE\0\0", which the DOS header points to. */
static BOOL
read_header(HANDLE file, IMAGE_FILE_HEADER *header)
{
    IMAGE_DOS_HEADER dos;
    DWORD signature;

    return read_at(file, 0, &dos, sizeof(dos)) && dos.e_magic == IMAGE_DOS_SIGNATURE &&
           dos.e_lfanew > 0 && read_at(file, (DWORD)dos.e_lfanew, &signature, sizeof(signature)) &&
           signature == IMAGE_NT_SIGNATURE &&
           read_at(file, (DWORD)dos.e_lfanew + (DWORD)sizeof(signature), header, sizeof(*header));
}

enum load_stage
pe_check(const WCHAR *path, DWORD *error, char *detail, size_t size)
{
    IMAGE_FILE_HEADER header;
    BOOL is_pe;
    HANDLE file =
        CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) {
        *error = GetLastError();
        snprintf(detail, size, "the file cannot be opened");
        return LOAD_FIND;
    }
    is_pe = read_header(file, &header);
    CloseHandle(file);
    *error = ERROR_BAD_EXE_FORMAT;
    if (!is_pe) {
        snprintf(detail, size, "the file is no Windows program or DLL");
        return LOAD_FORMAT;
    }
    if ((header.Characteristics & IMAGE_FILE_DLL) == 0) {
        snprintf(detail, size, "the file is a Windows program, not a DLL");
        return LOAD_FORMAT;
    }
    if (header.Machine != OWN_MACHINE) {
        snprintf(detail, size, "the DLL is built for %s, this host is %s",
                 machine_name(header.Machine), pe_own_machine());
        return LOAD_MACHINE;
    }
    *error = ERROR_SUCCESS;
    return LOAD_DONE;
}
