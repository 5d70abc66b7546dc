/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stands for <winsvc.h>; see windows.h. */
#ifndef FUZZ_WINSVC_H
#define FUZZ_WINSVC_H

typedef struct SC_HANDLE__ *SC_HANDLE, **LPSC_HANDLE;

#endif
