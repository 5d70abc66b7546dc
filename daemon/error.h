/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_ERROR_H
#define RESAPID_ERROR_H

/*
 * Errors in resapid are GErrors of one of three domains:
 *
 *     RESAPID_ERROR          code is an enum client_outcome: what a client is told
 *     RESAPID_WIN32_ERROR    code is a Win32 error
 *     RESAPID_SYSTEM_ERROR   code is an errno value
 *
 * The message names the object, the error by name and number, and the remedy where there is one;
 * g_prefix_error() adds context as the error climbs.
 */

#include <stdint.h>
#include <glib.h>

#include "protocol/client.h"

#define RESAPID_ERROR        (resapid_error_quark())
#define RESAPID_WIN32_ERROR  (resapid_win32_error_quark())
#define RESAPID_SYSTEM_ERROR (resapid_system_error_quark())

GQuark resapid_error_quark(void);
GQuark resapid_win32_error_quark(void);
GQuark resapid_system_error_quark(void);

/* "what: ERROR_FILE_NOT_FOUND (2)" */
void set_win32_error(GError **error, uint32_t code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* "what: ENOENT (2): No such file or directory" */
void set_system_error(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "message: text"; nothing for a text that is NULL. */
void error_append(GError *error, const char *text);

/* The outcome and the Win32 error (0 if it is none) that an error means to a client. */
enum client_outcome error_outcome(const GError *error);
uint32_t error_win32(const GError *error);
/* What a resource DLL is told that has asked for it: never 0 for an error, as what a client is told in
 * words has a code too. 0 for NULL. */
uint32_t error_for_dll(const GError *error);

/* "ERROR_FILE_NOT_FOUND", or "Win32 error" for a code without a name. Never NULL. */
const char *win32_error_name(uint32_t code);

/* The few codes that resapid itself speaks of; values from winerror.h. */
enum win32_error {
    WIN32_SUCCESS = 0,
    WIN32_INVALID_FUNCTION = 1,
    WIN32_FILE_NOT_FOUND = 2,
    WIN32_PATH_NOT_FOUND = 3,
    WIN32_ACCESS_DENIED = 5,
    WIN32_INVALID_HANDLE = 6,
    WIN32_NOT_ENOUGH_MEMORY = 8,
    WIN32_INVALID_DATA = 13,
    WIN32_OUTOFMEMORY = 14,
    WIN32_NOT_READY = 21,
    WIN32_GEN_FAILURE = 31,
    WIN32_NOT_SUPPORTED = 50,
    WIN32_INVALID_PARAMETER = 87,
    WIN32_BUFFER_OVERFLOW = 111,
    WIN32_DISK_FULL = 112,
    WIN32_CALL_NOT_IMPLEMENTED = 120,
    WIN32_INVALID_NAME = 123,
    WIN32_MOD_NOT_FOUND = 126,
    WIN32_PROC_NOT_FOUND = 127,
    WIN32_DIR_NOT_EMPTY = 145,
    WIN32_BUSY = 170,
    WIN32_ALREADY_EXISTS = 183,
    WIN32_BAD_EXE_FORMAT = 193,
    WIN32_MORE_DATA = 234,
    WIN32_NO_MORE_ITEMS = 259,
    WIN32_OPERATION_ABORTED = 995,
    WIN32_IO_PENDING = 997,
    WIN32_SERVICE_DISABLED = 1058,
    WIN32_CIRCULAR_DEPENDENCY = 1059,
    WIN32_SERVICE_DOES_NOT_EXIST = 1060,
    WIN32_SHUTDOWN_IN_PROGRESS = 1115,
    WIN32_POSSIBLE_DEADLOCK = 1131,
    WIN32_RETRY = 1237,
    WIN32_FILE_CORRUPT = 1392,
    WIN32_NO_SYSTEM_RESOURCES = 1450,
    WIN32_TIMEOUT = 1460,
    WIN32_RPC_SERVER_UNAVAILABLE = 1722,
    WIN32_NOT_ENOUGH_QUOTA = 1816,
    WIN32_DEPENDENT_RESOURCE_EXISTS = 5001,
    WIN32_DEPENDENCY_NOT_FOUND = 5002,
    WIN32_DEPENDENCY_ALREADY_EXISTS = 5003,
    WIN32_HOST_NODE_NOT_AVAILABLE = 5005,
    WIN32_RESOURCE_NOT_AVAILABLE = 5006,
    WIN32_RESOURCE_NOT_FOUND = 5007,
    WIN32_OBJECT_ALREADY_EXISTS = 5010,
    WIN32_GROUP_NOT_FOUND = 5013,
    WIN32_HOST_NODE_NOT_GROUP_OWNER = 5016,
    WIN32_RESOURCE_ONLINE = 5019,
    WIN32_NOT_QUORUM_CAPABLE = 5021,
    WIN32_INVALID_STATE = 5023,
    WIN32_RESOURCE_PROPERTIES_STORED = 5024,
    WIN32_RESOURCE_FAILED = 5038,
    WIN32_CLUSTER_NODE_NOT_FOUND = 5042,
    WIN32_CLUSTER_NETWORK_NOT_FOUND = 5045,
    WIN32_CLUSTER_NETINTERFACE_NOT_FOUND = 5047,
    WIN32_CLUSTER_NODE_DOWN = 5050,
    WIN32_CLUSTER_NODE_NOT_PAUSED = 5058,
    WIN32_CLUSTER_NODE_PAUSED = 5070,
    WIN32_CLUSTER_RESOURCE_TYPE_NOT_FOUND = 5078,
    WIN32_RESMON_INVALID_STATE = 5084,
    WIN32_RESOURCE_CALL_TIMED_OUT = 5910,
    WIN32_CLUSTER_RESOURCE_LOCKED_STATUS = 5960,
    WIN32_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED = 5986,
};

#endif
