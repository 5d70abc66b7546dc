/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for <windows.h> where files of shim/ that call next to nothing of Windows are compiled
 * natively: the types and constants they and the SDK headers use, and the few functions, which are
 * in windows.c. WCHAR has 16 bits, so compile with -fshort-wchar; the C library's functions for wide
 * characters do not know that, and wcslen is replaced.
 */
#ifndef FUZZ_WINDOWS_H
#define FUZZ_WINDOWS_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#define WINAPI
#define __cdecl

typedef void VOID, *PVOID, *LPVOID;
typedef int INT, BOOL, *PBOOL, *LPBOOL;
typedef char CHAR;
typedef uint8_t BYTE, UCHAR, *PBYTE, *LPBYTE;
typedef uint16_t WORD;
typedef int32_t LONG, *LPLONG;
typedef uint32_t DWORD, ULONG, *PDWORD, *LPDWORD;
typedef int64_t LONGLONG, INT64;
typedef uint64_t ULONGLONG, *PULONGLONG;
typedef uintptr_t DWORD_PTR, ULONG_PTR;
typedef size_t SIZE_T;
typedef wchar_t WCHAR, *LPWSTR, *PWSTR;
typedef const wchar_t *LPCWSTR;
typedef char *LPSTR;
typedef const char *LPCSTR;
typedef void *HANDLE, **LPHANDLE;
typedef struct HKEY__ *HKEY, **PHKEY;
typedef DWORD REGSAM, SECURITY_INFORMATION;
typedef void *PSECURITY_DESCRIPTOR, *LPSECURITY_ATTRIBUTES;

typedef union LARGE_INTEGER {
    LONGLONG QuadPart;
} LARGE_INTEGER;

typedef union ULARGE_INTEGER {
    ULONGLONG QuadPart;
} ULARGE_INTEGER;

typedef struct FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;

typedef struct SECURITY_DESCRIPTOR_RELATIVE {
    BYTE Revision;
    BYTE Sbz1;
    WORD Control;
    DWORD Owner;
    DWORD Group;
    DWORD Sacl;
    DWORD Dacl;
} SECURITY_DESCRIPTOR_RELATIVE;

#define FALSE                   0
#define TRUE                    1
#define MAXDWORD                0xffffffffu
#define MAX_PATH                260
#define MAX_COMPUTERNAME_LENGTH 15
#define ARRAYSIZE(array)        (sizeof(array) / sizeof((array)[0]))

#define REG_NONE      0u
#define REG_SZ        1u
#define REG_EXPAND_SZ 2u
#define REG_BINARY    3u
#define REG_DWORD     4u
#define REG_MULTI_SZ  7u
#define REG_QWORD     11u

#define ERROR_SUCCESS             0u
#define ERROR_FILE_NOT_FOUND      2u
#define ERROR_NOT_ENOUGH_MEMORY   8u
#define ERROR_INVALID_DATA        13u
#define ERROR_INVALID_PARAMETER   87u
#define ERROR_INSUFFICIENT_BUFFER 122u
#define ERROR_BAD_ARGUMENTS       160u
#define ERROR_MORE_DATA           234u
#define ERROR_NO_MORE_ITEMS       259u
#define ERROR_ARITHMETIC_OVERFLOW 534u

#define LMEM_FIXED 0x0000u
#define LPTR       0x0040u
#define CSTR_EQUAL 2

void *LocalAlloc(unsigned flags, SIZE_T size);
void *LocalFree(void *memory);
int CompareStringOrdinal(LPCWSTR first, int first_length, LPCWSTR second, int second_length,
                         BOOL ignore_case);

size_t fuzz_wcslen(const WCHAR *text);
#define wcslen fuzz_wcslen

#endif
