/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text and paths. */
#include "resutils-test.h"

static void
test_text(void)
{
    LPWSTR text = ResUtilDupString(L"copy me");

    EXPECT(text != NULL && wcscmp(text, L"copy me") == 0);
    LocalFree(text);
    EXPECT(ResUtilDupString(NULL) == NULL && GetLastError() == ERROR_BAD_ARGUMENTS);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    text = ResUtilExpandEnvironmentStrings(L"[%RESUTILS_TEST%][%NO_SUCH_VARIABLE%]");
    EXPECT(text != NULL && wcscmp(text, L"[value][%NO_SUCH_VARIABLE%]") == 0);
    LocalFree(text);
    EXPECT(ResUtilExpandEnvironmentStrings(NULL) == NULL);
}

static void
test_paths(void)
{
    WCHAR root[MAX_PATH];
    WCHAR path[MAX_PATH + 32];
    DWORD length;

    EXPECT(ResUtilIsPathValid(L"C:\\dir\\file.txt") && ResUtilIsPathValid(L"dir\\file"));
    EXPECT(ResUtilIsPathValid(L"\\\\server\\share\\x") && ResUtilIsPathValid(L"\\\\?\\C:\\x"));
    EXPECT(!ResUtilIsPathValid(NULL) && !ResUtilIsPathValid(L""));
    EXPECT(!ResUtilIsPathValid(L"C:\\a|b") && !ResUtilIsPathValid(L"C:\\a:b"));
    EXPECT(!ResUtilIsPathValid(L"C:\\a?") && !ResUtilIsPathValid(L"C:\\a\tb"));
    EXPECT(!ResUtilIsPathValid(L"\\\\server") && !ResUtilIsPathValid(L"\\\\\\share"));
    length = GetTempPathW(MAX_PATH, root);
    EXPECT(length > 0 && length < MAX_PATH);
    swprintf(path, ARRAYSIZE(path), L"%lsresutils-%lu\\a\\b", root, GetCurrentProcessId());
    EXPECT(ResUtilCreateDirectoryTree(path) == ERROR_SUCCESS);
    EXPECT((GetFileAttributesW(path) & FILE_ATTRIBUTE_DIRECTORY) != 0);
    EXPECT(ResUtilCreateDirectoryTree(path) == ERROR_SUCCESS);
    RemoveDirectoryW(path);
    *wcsrchr(path, L'\\') = L'\0';
    RemoveDirectoryW(path);
    *wcsrchr(path, L'\\') = L'\0';
    EXPECT(RemoveDirectoryW(path));
    EXPECT(ResUtilCreateDirectoryTree(L"C:\\a|b\\c") != ERROR_SUCCESS);
    EXPECT(ResUtilCreateDirectoryTree(NULL) == ERROR_BAD_ARGUMENTS);
}

static void
test_shared_volumes(void)
{
    WCHAR wanted[MAX_PATH];
    WCHAR name[MAX_PATH];
    DWORD count = MAX_PATH;

    EXPECT(!ClusterIsPathOnSharedVolume(L"C:\\ClusterStorage\\Volume1\\x"));
    EXPECT(GetLastError() == ERROR_SUCCESS);
    EXPECT(!ClusterIsPathOnSharedVolume(NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(!ClusterIsPathOnSharedVolume(L"C:\\a|b") && GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterGetVolumePathName(L"C:\\windows\\none", name, MAX_PATH));
    EXPECT(wcscmp(name, L"C:\\") == 0);
    EXPECT(!ClusterGetVolumePathName(L"", name, MAX_PATH) && GetLastError() == ERROR_SUCCESS);
    EXPECT(!ClusterGetVolumePathName(NULL, name, 9) && GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(!ClusterGetVolumePathName(L"C:\\x", name, 1));
    EXPECT(GetVolumeNameForVolumeMountPointW(L"C:\\", wanted, MAX_PATH));
    EXPECT(ClusterGetVolumeNameForVolumeMountPoint(L"C:\\", name, MAX_PATH));
    EXPECT(wcscmp(name, wanted) == 0);
    EXPECT(!ClusterGetVolumeNameForVolumeMountPoint(L"C:\\windows\\none\\", name, MAX_PATH));
    EXPECT(!ClusterGetVolumeNameForVolumeMountPoint(NULL, name, MAX_PATH));
    EXPECT(ClusterPrepareSharedVolumeForBackup(L"C:\\x", name, &count, name, &count) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ClusterClearBackupStateForSharedVolume(L"C:\\x") == ERROR_INVALID_PARAMETER);
}

const Test text_tests[] = {
    { "text", test_text },
    { "paths", test_paths },
    { "shared volumes", test_shared_volumes },
    { NULL, NULL },
};
