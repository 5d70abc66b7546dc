/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guid.h"

#include <stdint.h>
#include <glib.h>

char *
guid_of_name(const char *space, const char *name)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    uint8_t b[20];
    gsize length = sizeof(b);

    g_checksum_update(sum, (const guchar *)space, -1);
    g_checksum_update(sum, (const guchar *)name, -1);
    g_checksum_get_digest(sum, b, &length);
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x50);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    return g_strdup_printf("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                           b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                           b[12], b[13], b[14], b[15]);
}
