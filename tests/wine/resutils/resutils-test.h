/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of shim/resutils, linked with its sources and with a cluster in memory instead of
 * clusapi.dll: database.c has its database, objects.c its objects, fixture.c what many tests use.
 * Each of the other files is a suite.
 */
#ifndef RESUTILS_TEST_H
#define RESUTILS_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resapi.h"

/* The first expectation of a test that does not hold is what it fails with. */
void expect(bool holds, const char *what, const char *file, int line);
#define EXPECT(condition) expect((condition), #condition, __FILE__, __LINE__)

typedef struct Test {
    const char *name;
    void (*run)(void);
} Test;

/* Each ends with a NULL. */
extern const Test crypt_tests[];
extern const Test dependency_tests[];
extern const Test list_tests[];
extern const Test note_tests[];
extern const Test object_tests[];
extern const Test property_tests[];
extern const Test service_tests[];
extern const Test text_tests[];
extern const Test value_tests[];
extern const Test worker_tests[];

/* Blocks of the process heap that are in use. */
size_t allocated_blocks(void);

/* What this program does with --crypt-child; its exit status. */
int crypt_child(void);

/* Where this program and its helpers lie, with a backslash at the end. */
extern WCHAR program_folder[MAX_PATH];

/* The cluster database, emptied by database(), which returns the key that most tests use. */
#define MAX_VALUES 16
#define MAX_DATA   256

typedef struct Value {
    WCHAR name[64];
    DWORD type;
    DWORD size;
    BYTE data[MAX_DATA];
} Value;

typedef struct Key {
    WCHAR name[64];
    Value values[MAX_VALUES];
    DWORD count;
    struct Key *child;
} Key;

extern Key parameters;
extern Key subkey;
extern unsigned writes;
extern DWORD write_error; /* what writing fails with */
extern int open_keys;

HKEY database(void);
Value *find(Key *key, LPCWSTR name);
void store(Key *key, LPCWSTR name, DWORD type, const void *data, DWORD size);
void store_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text);
void store_dword(Key *key, LPCWSTR name, DWORD number);
bool is_text(Key *key, LPCWSTR name, DWORD type, LPCWSTR text);
bool is_dword(Key *key, LPCWSTR name, DWORD number);

/* Lists, put together by hand. */
typedef struct List {
    BYTE bytes[4096];
    DWORD size;
} List;

void put(List *list, const void *data, size_t size);
void put_dword(List *list, DWORD number);
void put_value(List *list, DWORD syntax, const void *data, size_t size);
void put_property(List *list, LPCWSTR name, DWORD syntax, const void *data, size_t size);
void put_text(List *list, LPCWSTR name, LPCWSTR text);
void put_number(List *list, LPCWSTR name, DWORD number);

/* A property table with one of each, and its parameter block. */
typedef struct Block {
    LPWSTR text;
    LPWSTR expandable;
    LPWSTR multi;
    DWORD multi_size;
    LPBYTE binary;
    DWORD binary_size;
    DWORD number;
    LONG signed_number;
    ULARGE_INTEGER large;
    DWORD read_only;
    DWORD below;
} Block;

#define MULTI_DEFAULT_LENGTH 9
extern const WCHAR multi_default[MULTI_DEFAULT_LENGTH];
extern const RESUTIL_PROPERTY_ITEM table[];
void release(Block *block);

/*
 * The objects of the cluster, made anew by cluster_begin(): see objects.c. A name in failing makes
 * each control code for that object fail with control_error.
 */
HCLUSTER cluster_begin(void);
#define LONG_PART L"a name that is long, and longer, "
#define LONG_NAME                                                                                  \
    LONG_PART LONG_PART LONG_PART LONG_PART LONG_PART LONG_PART LONG_PART LONG_PART LONG_PART      \
        LONG_PART L"and at its end"
extern int open_handles; /* of clusters, objects and enumerations, but for cluster_begin()'s */
extern LPCWSTR failing;
extern DWORD control_error;
extern DWORD last_access; /* what the last resource was opened with */
extern LPCWSTR quorum_resource;
extern bool cluster_is_down;
HRESOURCE open_resource(HCLUSTER cluster, LPCWSTR name);
bool is_resource(HRESOURCE resource, LPCWSTR name);

#endif
