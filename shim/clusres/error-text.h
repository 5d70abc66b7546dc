/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_ERROR_TEXT_H
#define CLUSRES_ERROR_TEXT_H

/* A Win32 error as administrators read it. Any thread. */

#include <windows.h>

struct error_text {
    WCHAR text[96]; /* the longest name of winerror.h has 66 characters */
};

/* "ERROR_FILE_NOT_FOUND (2)"; "error 31337" for a code without a name. */
struct error_text error_text(DWORD error);

#endif
