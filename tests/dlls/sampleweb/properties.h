/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLEWEB_PROPERTIES_H
#define SAMPLEWEB_PROPERTIES_H

#include <windows.h>

/*
 * The private properties of a Sample Web resource, stored in its Parameters key: the parameter
 * block that the property table in properties.c describes.
 */
typedef struct SAMPLEWEB_PROPERTIES {
    DWORD Port;       /* TCP port, 1 to 65535; required */
    LPWSTR Document;  /* the HTML text that is served; required */
    DWORD StartDelay; /* milliseconds to wait before the start, 0 to 600000; 0 by default */
    LPWSTR LockFile;  /* a file the server holds exclusively while it runs; none by default */
} SAMPLEWEB_PROPERTIES;

/*
 * Reads the properties. Returns a Win32 error and then, in *name_in_error, the property it is
 * about (NULL: none in particular; never freed). On success PropertiesFree() them.
 */
DWORD PropertiesRead(HKEY parameters, SAMPLEWEB_PROPERTIES *properties, LPWSTR *name_in_error);

/* Frees the strings and zeroes the block; a zeroed block is fine too. */
void PropertiesFree(SAMPLEWEB_PROPERTIES *properties);

/*
 * The control codes about private properties, with the results and the buffer rules of
 * ResourceControl: ERROR_MORE_DATA and the size in *bytes_returned when the buffer is too small.
 */
DWORD PropertiesEnum(PVOID out, DWORD cb_out, LPDWORD bytes_returned);
DWORD PropertiesFormats(PVOID out, DWORD cb_out, LPDWORD bytes_returned);
DWORD PropertiesGet(HKEY parameters, PVOID out, DWORD cb_out, LPDWORD bytes_returned);
DWORD PropertiesGetReadOnly(HKEY parameters, PVOID out, DWORD cb_out, LPDWORD bytes_returned);
DWORD PropertiesValidate(PVOID in, DWORD cb_in);
DWORD PropertiesSet(HKEY parameters, PVOID in, DWORD cb_in);

#endif
