/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_PE_FILE_H
#define RESAPID_PE_FILE_H

/*
 * Looks at a file before LoadLibrary does: Wine says ERROR_BAD_EXE_FORMAT both for a text file and
 * for a DLL of another machine.
 */

#include <windows.h>

#include "channel.h"

/* This host's machine, as HELLO and pe_check() call it. */
const char *pe_own_machine(void);

/*
 * LOAD_DONE when path is a DLL for this machine; otherwise LOAD_FIND, LOAD_FORMAT or LOAD_MACHINE,
 * with *error a Windows error code and detail (of size bytes) for people.
 */
enum load_stage pe_check(const WCHAR *path, DWORD *error, char *detail, size_t size);

#endif
