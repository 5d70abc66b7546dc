/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What resutils.dll does with a property table: whether the host wants it, and a property told anyway. */

#include "driver-ex.h"

#include "host-interface.h"

DWORD
ex_note(const struct ex_control *control)
{
    host_interface_function find =
        (host_interface_function)(void *)GetProcAddress(GetModuleHandleW(NULL),
                                                        HOST_INTERFACE_EXPORT);
    const struct host_interface *host = find(HOST_INTERFACE_VERSION);
    const struct channel_property_item item = {
        .name = "Port", .key = "", .has_bounds = 1, .most = UINT64_MAX
    };

    host->note_property(&item);
    return ex_give(control, host->wants_properties() ? "wanted" : "refused", 6);
}
