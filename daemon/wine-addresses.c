/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wine-addresses.h"

#include <sys/personality.h>

/* Asks, and changes nothing. */
#define PERSONALITY_QUERY 0xffffffffUL

void
wine_addresses_fix(void)
{
    int now = personality(PERSONALITY_QUERY);

    if (now >= 0) {
        personality((unsigned long)now | ADDR_NO_RANDOMIZE);
    }
}
