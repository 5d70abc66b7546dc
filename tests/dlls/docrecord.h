/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DOCRECORD_H
#define DOCRECORD_H

#include <windows.h>

/*
 * What a DLL of the tests did, in its own words: one line of UTF-8, appended to the file. A NULL or empty
 * path records nothing. From any thread; lines of one process do not mix.
 */
void DocRecord(LPCWSTR path, LPCWSTR format, ...);

#endif
