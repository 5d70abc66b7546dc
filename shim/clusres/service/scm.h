/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_SCM_H
#define CLUSRES_SERVICE_SCM_H

/* What the service manager tells about services, and what has to be seen in spite of it. Functions
 * return Win32 errors and log nothing. */

#include <windows.h>

#define SCM_MAX_NAME    256 /* characters of a service's name, by the page of CreateService */
#define SCM_STATUS_TEXT 200
#define SCM_SERVICE_ACCESS                                                                         \
    (SERVICE_START | SERVICE_STOP | SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG)

struct scm_status {
    SERVICE_STATUS_PROCESS reported;
    DWORD state;            /* SERVICE_STOPPED as well when the process has ended */
    BOOL process_has_ended; /* without the service having said that it stopped */
    DWORD process_exit_code;
};

/* The handle is for what SCM_SERVICE_ACCESS names, and is closed with CloseServiceHandle(). */
DWORD scm_open(LPCWSTR name, SC_HANDLE *service);

DWORD scm_query(SC_HANDLE service, struct scm_status *status);

/* State and exit codes, for people. */
void scm_describe(const struct scm_status *status, WCHAR text[SCM_STATUS_TEXT]);

/* To wait for and to know the exit code of; NULL when there is none any more. */
HANDLE scm_open_process(DWORD process_id);

/* Both are freed with LocalFree(). */
DWORD scm_read_config(SC_HANDLE service, QUERY_SERVICE_CONFIGW **config);
DWORD scm_list_active(ENUM_SERVICE_STATUS_PROCESSW **services, DWORD *count);

/* Names of services are compared without regard to case. */
BOOL scm_same_name(LPCWSTR one, LPCWSTR other);

/* What people can do about the error of a service that cannot be opened or set up: a part of a
 * sentence. */
LPCWSTR scm_remedy(DWORD error);

#endif
