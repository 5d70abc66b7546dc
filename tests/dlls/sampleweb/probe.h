/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLEWEB_PROBE_H
#define SAMPLEWEB_PROBE_H

#include <windows.h>

/*
 * Fetches http://127.0.0.1:port/ and compares it with the document, within timeout_ms in all.
 * ERROR_SUCCESS; ERROR_INVALID_DATA when something else is served there; otherwise the Winsock
 * error, WSAETIMEDOUT included. Any thread; Winsock must have been started.
 */
DWORD ProbePage(DWORD port, LPCWSTR document, DWORD timeout_ms);

#endif
