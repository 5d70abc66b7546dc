/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "settings.h"

#include <stddef.h>

#include "../monitor.h"
#include "command.h"
#include "linux-program.h"

/* CurrentDirectory is required on Windows, where administration tools fill in the dot that is its
 * default here. */
/* clang-format off */
static const RESUTIL_PROPERTY_ITEM k_table[] = {
    { .Name = L"CommandLine", .Format = CLUSPROP_FORMAT_SZ, .Flags = RESUTIL_PROPITEM_REQUIRED,
      .Offset = offsetof(struct application_settings, command_line) },
    { .Name = L"CurrentDirectory", .Format = CLUSPROP_FORMAT_SZ, .lpDefault = (LPVOID)L".",
      .Offset = offsetof(struct application_settings, current_directory) },
    { .Name = L"InteractWithDesktop", .Format = CLUSPROP_FORMAT_DWORD, .Maximum = 1,
      .Offset = offsetof(struct application_settings, interact_with_desktop) },
    { .Name = L"UseNetworkName", .Format = CLUSPROP_FORMAT_DWORD, .Maximum = 1,
      .Offset = offsetof(struct application_settings, use_network_name) },
    { .Name = NULL },
};
/* clang-format on */

static DWORD
check(RESOURCE_HANDLE handle, const void *block)
{
    struct command command;
    DWORD error = command_read(handle, block, &command);

    if (error == ERROR_SUCCESS) {
        error = command.request != NULL ? linux_program_check(handle, &command) : ERROR_SUCCESS;
        command_free(&command);
    }
    return error;
}

const struct property_set application_properties = {
    .table = k_table,
    .block_size = sizeof(struct application_settings),
    .check = check,
};
