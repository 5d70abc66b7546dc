/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "error.h"

#include <string.h>

/* The build writes this table from mingw-w64's winerror.h, in ascending order of codes. */
static const struct {
    uint32_t code;
    const char *name;
} win32_names[] = {
#include "win32-error-names.inc"
};

G_DEFINE_QUARK(resapid_error, resapid_error)
G_DEFINE_QUARK(resapid_win32_error, resapid_win32_error)
G_DEFINE_QUARK(resapid_system_error, resapid_system_error)

const char *
win32_error_name(uint32_t code)
{
    size_t low = 0;
    size_t high = G_N_ELEMENTS(win32_names);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (win32_names[middle].code == code) {
            return win32_names[middle].name;
        }
        if (win32_names[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return "Win32 error";
}

void
set_win32_error(GError **error, uint32_t code, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list arguments;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, RESAPID_WIN32_ERROR, (int)code, "%s: %s (%" G_GUINT32_FORMAT ")", what,
                win32_error_name(code), code);
}

void
set_system_error(GError **error, int code, const char *format, ...)
{
    g_autofree char *what = NULL;
    const char *name = strerrorname_np(code);
    va_list arguments;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, RESAPID_SYSTEM_ERROR, code, "%s: %s (%d): %s", what,
                name != NULL ? name : "error", code, g_strerror(code));
}

void
error_append(GError *error, const char *text)
{
    char *message;

    if (text != NULL) {
        message = g_strdup_printf("%s: %s", error->message, text);
        g_free(error->message);
        error->message = message;
    }
}

enum client_outcome
error_outcome(const GError *error)
{
    if (error == NULL) {
        return OUTCOME_OK;
    }
    return error->domain == RESAPID_ERROR ? (enum client_outcome)error->code : OUTCOME_FAILED;
}

uint32_t
error_win32(const GError *error)
{
    return error != NULL && error->domain == RESAPID_WIN32_ERROR ? (uint32_t)error->code : 0;
}

uint32_t
error_for_dll(const GError *error)
{
    uint32_t code = error_win32(error);

    if (error == NULL || code != WIN32_SUCCESS) {
        return code;
    }
    switch (error_outcome(error)) {
    case OUTCOME_INVALID:
        return WIN32_INVALID_PARAMETER;
    case OUTCOME_BUSY:
        return WIN32_INVALID_STATE;
    case OUTCOME_TIMEOUT:
        return WIN32_RESOURCE_CALL_TIMED_OUT;
    case OUTCOME_NO_SUCH_OBJECT:
        return WIN32_RESOURCE_NOT_FOUND;
    case OUTCOME_NOT_INSTALLED:
        return WIN32_FILE_NOT_FOUND;
    default:
        return WIN32_RESOURCE_NOT_AVAILABLE;
    }
}
