/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLEWEB_PAGE_H
#define SAMPLEWEB_PAGE_H

#include <windows.h>

/*
 * The complete HTTP response that carries a document: what the server sends and what IsAlive
 * expects, from one function so that they cannot differ. *cb_response is its length in bytes.
 * NULL when memory runs out; otherwise LocalFree() it.
 */
char *PageResponse(LPCWSTR document, int *cb_response);

#endif
