/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_NAMES_H
#define CLUSRES_SERVICE_NAMES_H

/* Names of services, each ended by a null, then one more null. NULL is the list without any; it is
 * freed with LocalFree(). */

#include <windows.h>

/* The name behind this one in such a list; empty at its end. */
LPCWSTR names_next(LPCWSTR name);

/* A list that cannot be made longer stays as it is. */
DWORD names_add(LPWSTR *names, LPCWSTR name);

#endif
