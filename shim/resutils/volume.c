/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cluster shared volumes: nothing here is one. */
#include "resapi.h"

/* The last error tells a path that is on no such volume from what is no path. */
BOOL WINAPI
ClusterIsPathOnSharedVolume(LPCWSTR lpszPathName)
{
    SetLastError(ResUtilIsPathValid(lpszPathName) ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER);
    return FALSE;
}

/* The page has the last error of an empty path as ERROR_SUCCESS. */
BOOL WINAPI
ClusterGetVolumePathName(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName, DWORD cchBufferLength)
{
    if (lpszFileName == NULL || lpszVolumePathName == NULL) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (lpszFileName[0] == L'\0') {
        SetLastError(ERROR_SUCCESS);
        return FALSE;
    }
    return GetVolumePathNameW(lpszFileName, lpszVolumePathName, cchBufferLength);
}

BOOL WINAPI
ClusterGetVolumeNameForVolumeMountPoint(LPCWSTR lpszVolumeMountPoint, LPWSTR lpszVolumeName,
                                        DWORD cchBufferLength)
{
    if (lpszVolumeMountPoint == NULL || lpszVolumeName == NULL) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return GetVolumeNameForVolumeMountPointW(lpszVolumeMountPoint, lpszVolumeName, cchBufferLength);
}

/* The page names no error for a path on another volume; that of its counterpart below does. */
DWORD WINAPI
ClusterPrepareSharedVolumeForBackup(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName,
                                    LPDWORD lpcchVolumePathName, LPWSTR lpszVolumeName,
                                    LPDWORD lpcchVolumeName)
{
    (void)lpszFileName;
    (void)lpszVolumePathName;
    (void)lpcchVolumePathName;
    (void)lpszVolumeName;
    (void)lpcchVolumeName;
    return ERROR_INVALID_PARAMETER;
}

DWORD WINAPI
ClusterClearBackupStateForSharedVolume(LPCWSTR lpszVolumePathName)
{
    (void)lpszVolumePathName;
    return ERROR_INVALID_PARAMETER;
}
