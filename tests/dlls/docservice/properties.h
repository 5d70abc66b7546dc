/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DOCSERVICE_PROPERTIES_H
#define DOCSERVICE_PROPERTIES_H

#include <windows.h>

/*
 * The private properties of a Doc Service resource: one of each format. It is the parameter block that
 * the property table in properties.c describes.
 */
typedef struct DOCSERVICE_PROPERTIES {
    LPWSTR Record;   /* SZ, required: where the DLL records what it does */
    LPWSTR Service;  /* SZ, required: the service's name */
    LPWSTR Program;  /* SZ, required: the service's command line */
    LPWSTR Title;    /* EXPAND_SZ: the service's display name; the service's name by default */
    DWORD Steps;     /* DWORD, 1 to 200: checkpoints before the service is started; 3 by default */
    LONG Shift;      /* LONG, -10 to 10; -2 by default */
    PBYTE Seal;      /* BINARY */
    DWORD SealSize;  /* bytes */
    LPWSTR Peers;    /* MULTI_SZ */
    DWORD PeersSize; /* bytes */
    ULONGLONG Capacity; /* ULARGE_INTEGER, up to 2^40 */
} DOCSERVICE_PROPERTIES;

/*
 * Reads the key into *properties, whose strings must be freed or zeros. Required properties that are not
 * there are an error; *name_in_error is then the property, to be freed with LocalFree(), or NULL.
 */
DWORD PropertiesRead(HKEY parameters, BOOL required, DOCSERVICE_PROPERTIES *properties,
                     LPWSTR *name_in_error);
void PropertiesFree(DOCSERVICE_PROPERTIES *properties);

/* The service's display name, expanded; LocalFree() it. NULL when there is no memory. */
LPWSTR PropertiesTitle(const DOCSERVICE_PROPERTIES *properties);

/*
 * The control codes about properties. ERROR_INVALID_FUNCTION: none of these. What is set is also put into
 * *properties.
 */
DWORD PropertiesControl(HKEY parameters, DOCSERVICE_PROPERTIES *properties, DWORD code, PVOID in,
                        DWORD cb_in, PVOID out, DWORD cb_out, LPDWORD bytes_returned);
DWORD PropertiesTypeControl(DWORD code, PVOID out, DWORD cb_out, LPDWORD bytes_returned);

#endif
