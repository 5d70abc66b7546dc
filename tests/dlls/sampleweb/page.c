/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stdio.h>
#include <string.h>

#include "page.h"

static const char k_head[] = "HTTP/1.1 200 OK\r\n"
                             "Content-Type: text/html; charset=utf-8\r\n"
                             "Content-Length: %d\r\n"
                             "Connection: close\r\n"
                             "\r\n";

char *
PageResponse(LPCWSTR document, int *cb_response)
{
    /* Counts and writes the closing NUL too. */
    int cb_body = WideCharToMultiByte(CP_UTF8, 0, document, -1, NULL, 0, NULL, NULL);
    char head[sizeof(k_head) + 16];
    int cb_head;
    char *response;

    if (cb_body <= 0) {
        return NULL;
    }
    cb_head = snprintf(head, sizeof(head), k_head, cb_body - 1);
    response = LocalAlloc(LMEM_FIXED, (SIZE_T)cb_head + (SIZE_T)cb_body);
    if (response == NULL) {
        return NULL;
    }
    memcpy(response, head, (size_t)cb_head);
    WideCharToMultiByte(CP_UTF8, 0, document, -1, response + cb_head, cb_body, NULL, NULL);
    *cb_response = cb_head + cb_body - 1;
    return response;
}
