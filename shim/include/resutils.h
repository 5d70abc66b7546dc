/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The resource utilities: worker threads, property tables, property lists, values in the cluster
 * database. Include resapi.h, not this file.
 *
 * DWORD results are Windows error codes. What a function allocates for its caller, the caller
 * frees with LocalFree(). Every function may be called from any thread.
 */
#ifndef RESAPID_RESUTILS_H
#define RESAPID_RESUTILS_H

#include "resutils-cluster.h"

#define RESUTIL_PROPITEM_READ_ONLY 0x00000001
#define RESUTIL_PROPITEM_REQUIRED  0x00000002
#define RESUTIL_PROPITEM_SIGNED    0x00000004
#define RESUTIL_PROPITEM_IN_MEMORY 0x00000008

typedef struct RESUTIL_LARGEINT_DATA {
    LARGE_INTEGER Default;
    LARGE_INTEGER Minimum;
    LARGE_INTEGER Maximum;
} RESUTIL_LARGEINT_DATA, *PRESUTIL_LARGEINT_DATA;

typedef struct RESUTIL_ULARGEINT_DATA {
    ULARGE_INTEGER Default;
    ULARGE_INTEGER Minimum;
    ULARGE_INTEGER Maximum;
} RESUTIL_ULARGEINT_DATA, *PRESUTIL_ULARGEINT_DATA;

typedef struct RESUTIL_FILETIME_DATA {
    FILETIME Default;
    FILETIME Minimum;
    FILETIME Maximum;
} RESUTIL_FILETIME_DATA, *PRESUTIL_FILETIME_DATA;

/*
 * One property: where it stands in the cluster database and in a parameter block. A property table
 * is an array of these, ended by one whose Name is NULL.
 *
 * In the parameter block, at Offset: DWORD and LONG values; 64-bit values, 8 bytes; a pointer to
 * the text for SZ and EXPAND_SZ; for BINARY and MULTI_SZ a pointer and, right behind it, a DWORD
 * with the count of bytes. For BINARY and MULTI_SZ, Minimum is the byte count of lpDefault.
 *
 * Microsoft's header has LPWSTR names; LPCWSTR lets a table be written in standard C++.
 */
typedef struct RESUTIL_PROPERTY_ITEM {
    LPCWSTR Name;
    LPCWSTR KeyName; /* subkey of the key a function is given; NULL: that key */
    DWORD Format;    /* CLUSPROP_FORMAT_... */
    __extension__ union {
        DWORD_PTR DefaultPtr;
        DWORD Default;
        LPVOID lpDefault;
        PRESUTIL_LARGEINT_DATA LargeIntData;
        PRESUTIL_ULARGEINT_DATA ULargeIntData;
        PRESUTIL_FILETIME_DATA FileTimeData;
    };
    DWORD Minimum;
    DWORD Maximum;
    DWORD Flags;
    DWORD Offset;
} RESUTIL_PROPERTY_ITEM, *PRESUTIL_PROPERTY_ITEM;

typedef struct CLUS_WORKER {
    HANDLE hThread;
    BOOL Terminate;
} CLUS_WORKER, *PCLUS_WORKER;

typedef DWORD(WINAPI *PWORKER_START_ROUTINE)(PCLUS_WORKER pWorker, LPVOID lpThreadParameter);

/* Worker threads. A CLUS_WORKER starts out as zeros and is the caller's. */
DWORD WINAPI ClusWorkerCreate(PCLUS_WORKER lpWorker, PWORKER_START_ROUTINE lpStartAddress,
                              PVOID lpParameter);
BOOL WINAPI ClusWorkerCheckTerminate(PCLUS_WORKER lpWorker);
VOID WINAPI ClusWorkerTerminate(PCLUS_WORKER lpWorker);
DWORD WINAPI ClusWorkerTerminateEx(PCLUS_WORKER ClusWorker, DWORD TimeoutInMilliseconds,
                                   BOOL WaitOnly);
DWORD WINAPI ClusWorkersTerminate(PCLUS_WORKER *ClusWorkers, const SIZE_T ClusWorkersCount,
                                  DWORD TimeoutInMilliseconds, BOOL WaitOnly);

/* Names and formats of properties. */
DWORD WINAPI ResUtilEnumProperties(const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                   LPWSTR pszOutProperties, DWORD cbOutPropertiesSize,
                                   LPDWORD pcbBytesReturned, LPDWORD pcbRequired);
DWORD WINAPI ResUtilEnumPrivateProperties(HKEY hkeyClusterKey, LPWSTR pszOutProperties,
                                          DWORD cbOutPropertiesSize, LPDWORD pcbBytesReturned,
                                          LPDWORD pcbRequired);
DWORD WINAPI ResUtilGetPropertyFormats(const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                       PVOID pOutPropertyFormatList, DWORD cbPropertyFormatListSize,
                                       LPDWORD pcbBytesReturned, LPDWORD pcbRequired);

/* From the cluster database to a property list. */
DWORD WINAPI ResUtilGetProperties(HKEY hkeyClusterKey, const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                  PVOID pOutPropertyList, DWORD cbOutPropertyListSize,
                                  LPDWORD pcbBytesReturned, LPDWORD pcbRequired);
DWORD WINAPI ResUtilGetAllProperties(HKEY hkeyClusterKey,
                                     const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                     PVOID pOutPropertyList, DWORD cbOutPropertyListSize,
                                     LPDWORD pcbBytesReturned, LPDWORD pcbRequired);
DWORD WINAPI ResUtilGetPrivateProperties(HKEY hkeyClusterKey, PVOID pOutPropertyList,
                                         DWORD cbOutPropertyListSize, LPDWORD pcbBytesReturned,
                                         LPDWORD pcbRequired);
DWORD WINAPI ResUtilAddUnknownProperties(HKEY hkeyClusterKey,
                                         const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                         PVOID pOutPropertyList, DWORD pcbOutPropertyListSize,
                                         LPDWORD pcbBytesReturned, LPDWORD pcbRequired);

/*
 * One property, as it stands in a property list: its name, its values and their ENDMARK.
 * ResUtilGetPropertySize() adds its size and one to the counts it is given, so that a list is sized
 * property by property; ResUtilGetProperty() writes it to the buffer and moves both the pointer and
 * the size past it, so that a list is built likewise behind its count. With too little room that is
 * ERROR_MORE_DATA, the size needed is in *pcbOutPropertyItemSize and the pointer stays.
 */
DWORD WINAPI ResUtilGetProperty(HKEY hkeyClusterKey,
                                const RESUTIL_PROPERTY_ITEM *pPropertyTableItem,
                                PVOID *pOutPropertyItem, LPDWORD pcbOutPropertyItemSize);
DWORD WINAPI ResUtilGetPropertySize(HKEY hkeyClusterKey,
                                    const RESUTIL_PROPERTY_ITEM *pPropertyTableItem,
                                    LPDWORD pcbOutPropertyListSize, LPDWORD pnPropertyCount);

/* Checking a property list, and from a property list to the cluster database. */
DWORD WINAPI ResUtilVerifyPropertyTable(const RESUTIL_PROPERTY_ITEM *pPropertyTable, PVOID Reserved,
                                        BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                                        DWORD cbInPropertyListSize, LPBYTE pOutParams);
DWORD WINAPI ResUtilVerifyPrivatePropertyList(const VOID *pInPropertyList,
                                              DWORD cbInPropertyListSize);
DWORD WINAPI ResUtilSetPropertyTable(HKEY hkeyClusterKey,
                                     const RESUTIL_PROPERTY_ITEM *pPropertyTable, PVOID Reserved,
                                     BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                                     DWORD cbInPropertyListSize, LPBYTE pOutParams);
DWORD WINAPI ResUtilSetPropertyTableEx(HKEY hkeyClusterKey,
                                       const RESUTIL_PROPERTY_ITEM *pPropertyTable, PVOID Reserved,
                                       BOOL bAllowUnknownProperties, const VOID *pInPropertyList,
                                       DWORD cbInPropertyListSize, BOOL bForceWrite,
                                       LPBYTE pOutParams);
DWORD WINAPI ResUtilSetPropertyParameterBlock(HKEY hkeyClusterKey,
                                              const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                              PVOID Reserved, const BYTE *pInParams,
                                              const VOID *pInPropertyList,
                                              DWORD cbInPropertyListSize, LPBYTE pOutParams);
DWORD WINAPI ResUtilSetPropertyParameterBlockEx(HKEY hkeyClusterKey,
                                                const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                                PVOID Reserved, const BYTE *pInParams,
                                                const VOID *pInPropertyList,
                                                DWORD cbInPropertyListSize, BOOL bForceWrite,
                                                LPBYTE pOutParams);
DWORD WINAPI ResUtilSetUnknownProperties(HKEY hkeyClusterKey,
                                         const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                         const VOID *pInPropertyList, DWORD cbInPropertyListSize);
DWORD WINAPI ResUtilSetPrivatePropertyList(HKEY hkeyClusterKey, const VOID *pInPropertyList,
                                           DWORD cbInPropertyListSize);

/*
 * Parameter blocks. A block starts out as zeros. ResUtilFreeParameterBlock() frees what pOutParams
 * points to and pInParams does not; pInParams may be NULL.
 */
DWORD WINAPI ResUtilGetPropertiesToParameterBlock(HKEY hkeyClusterKey,
                                                  const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                                  LPBYTE pOutParams,
                                                  BOOL bCheckForRequiredProperties,
                                                  LPWSTR *pszNameOfPropInError);
DWORD WINAPI ResUtilPropertyListFromParameterBlock(const RESUTIL_PROPERTY_ITEM *pPropertyTable,
                                                   PVOID pOutPropertyList,
                                                   LPDWORD pcbOutPropertyListSize,
                                                   const BYTE *pInParams, LPDWORD pcbBytesReturned,
                                                   LPDWORD pcbRequired);
DWORD WINAPI ResUtilDupParameterBlock(LPBYTE pOutParams, const BYTE *pInParams,
                                      const RESUTIL_PROPERTY_ITEM *pPropertyTable);
VOID WINAPI ResUtilFreeParameterBlock(LPBYTE pOutParams, const BYTE *pInParams,
                                      const RESUTIL_PROPERTY_ITEM *pPropertyTable);

/*
 * Finding a property in a property list: ERROR_FILE_NOT_FOUND when it is not there,
 * ERROR_INVALID_DATA when it is there in another format or the list is malformed. Values are
 * copied; for text, binary and multi-text values the caller frees the copy. A NULL place for the
 * value asks only whether it is there.
 */
DWORD WINAPI ResUtilFindSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                   LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue);
DWORD WINAPI ResUtilFindExpandSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                         LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue);
DWORD WINAPI ResUtilFindExpandedSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                           LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue);
DWORD WINAPI ResUtilFindDwordProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                      LPCWSTR pszPropertyName, LPDWORD pdwPropertyValue);
DWORD WINAPI ResUtilFindLongProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                     LPCWSTR pszPropertyName, LPLONG plPropertyValue);
DWORD WINAPI ResUtilFindULargeIntegerProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                              LPCWSTR pszPropertyName, ULONGLONG *plPropertyValue);
DWORD WINAPI ResUtilFindFileTimeProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                         LPCWSTR pszPropertyName, LPFILETIME pftPropertyValue);
DWORD WINAPI ResUtilFindBinaryProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                       LPCWSTR pszPropertyName, LPBYTE *pbPropertyValue,
                                       LPDWORD pcbPropertyValueSize);
DWORD WINAPI ResUtilFindMultiSzProperty(const VOID *pPropertyList, DWORD cbPropertyListSize,
                                        LPCWSTR pszPropertyName, LPWSTR *pszPropertyValue,
                                        LPDWORD pcbPropertyValueSize);

/*
 * One value out of a property list at hand: *ppPropertyList points to pValueStruct and is moved
 * past it, *pcbPropertyListSize is lessened by as much. When the value differs from the old one
 * the result takes its place, otherwise the output is left alone.
 */
DWORD WINAPI ResUtilGetSzProperty(LPWSTR *ppszOutValue, const CLUSPROP_SZ *pValueStruct,
                                  LPCWSTR pszOldValue, LPBYTE *ppPropertyList,
                                  LPDWORD pcbPropertyListSize);
DWORD WINAPI ResUtilGetMultiSzProperty(LPWSTR *ppszOutValue, LPDWORD pcbOutValueSize,
                                       const CLUSPROP_SZ *pValueStruct, LPCWSTR pszOldValue,
                                       DWORD cbOldValueSize, LPBYTE *ppPropertyList,
                                       LPDWORD pcbPropertyListSize);
DWORD WINAPI ResUtilGetBinaryProperty(LPBYTE *ppbOutValue, LPDWORD pcbOutValueSize,
                                      const CLUSPROP_BINARY *pValueStruct, const BYTE *pbOldValue,
                                      DWORD cbOldValueSize, LPBYTE *ppPropertyList,
                                      LPDWORD pcbPropertyListSize);
DWORD WINAPI ResUtilGetDwordProperty(LPDWORD pdwOutValue, const CLUSPROP_DWORD *pValueStruct,
                                     DWORD dwOldValue, DWORD dwMinimum, DWORD dwMaximum,
                                     LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize);
DWORD WINAPI ResUtilGetLongProperty(LPLONG plOutValue, const CLUSPROP_LONG *pValueStruct,
                                    LONG lOldValue, LONG lMinimum, LONG lMaximum,
                                    LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize);
DWORD WINAPI ResUtilGetFileTimeProperty(LPFILETIME pftOutValue,
                                        const CLUSPROP_FILETIME *pValueStruct, FILETIME ftOldValue,
                                        FILETIME ftMinimum, FILETIME ftMaximum,
                                        LPBYTE *ppPropertyList, LPDWORD pcbPropertyListSize);

/* Single values in the cluster database. Get...SzValue() return NULL and set the last error. */
LPWSTR WINAPI ResUtilGetSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName);
LPWSTR WINAPI ResUtilGetExpandSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, BOOL bExpand);
DWORD WINAPI ResUtilGetBinaryValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPBYTE *ppbOutValue,
                                   LPDWORD pcbOutValueSize);
DWORD WINAPI ResUtilGetDwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPDWORD pdwOutValue,
                                  DWORD dwDefaultValue);
DWORD WINAPI ResUtilGetQwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, PULONGLONG pqwOutValue,
                                  ULONGLONG qwDefaultValue);
#define ResUtilGetMultiSzValue(hkeyClusterKey, pszValueName, ppszOutValue, pcbOutValueSize)        \
    ResUtilGetBinaryValue((hkeyClusterKey), (pszValueName), (LPBYTE *)(ppszOutValue),              \
                          (pcbOutValueSize))
DWORD WINAPI ResUtilSetSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                               LPWSTR *ppszOutString);
DWORD WINAPI ResUtilSetExpandSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                                     LPWSTR *ppszOutString);
DWORD WINAPI ResUtilSetMultiSzValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, LPCWSTR pszNewValue,
                                    DWORD cbNewValueSize, LPWSTR *ppszOutValue,
                                    LPDWORD pcbOutValueSize);
DWORD WINAPI ResUtilSetBinaryValue(HKEY hkeyClusterKey, LPCWSTR pszValueName,
                                   const BYTE *pbNewValue, DWORD cbNewValueSize,
                                   LPBYTE *ppbOutValue, LPDWORD pcbOutValueSize);
DWORD WINAPI ResUtilSetDwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, DWORD dwNewValue,
                                  LPDWORD pdwOutValue);
DWORD WINAPI ResUtilSetQwordValue(HKEY hkeyClusterKey, LPCWSTR pszValueName, ULONGLONG qwNewValue,
                                  PULONGLONG pqwOutValue);
DWORD WINAPI ResUtilSetValueEx(HKEY hkeyClusterKey, LPCWSTR valueName, DWORD valueType,
                               const BYTE *valueData, DWORD valueSize, DWORD flags);

/* Text, paths and the environment. */
LPWSTR WINAPI ResUtilDupString(LPCWSTR pszInString);
LPWSTR WINAPI ResUtilExpandEnvironmentStrings(LPCWSTR pszSrc);
BOOL WINAPI ResUtilIsPathValid(LPCWSTR pszPath);
DWORD WINAPI ResUtilCreateDirectoryTree(LPCWSTR pszPath);

#endif
