/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_WINE_OVERRIDES_H
#define RESAPID_WINE_OVERRIDES_H

/* WINEDLLOVERRIDES of all that resapid runs under Wine. The installers of mscoree and mshtml would ask a
 * user; winemenubuilder writes to the desktop. */
#define WINE_OVERRIDES "mscoree=d;mshtml=d;winemenubuilder.exe=d"

#endif
