/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_SITE_H
#define CLUSRES_SCRIPT_SITE_H

/*
 * What an engine sees of us: the object `Resource`, and who is told of errors. On the script's thread
 * alone.
 */

#include <windows.h>
#include <activscp.h>

#include "engine.h"

struct site {
    IActiveScriptSite iface;
    LONG references;
    const struct engine_owner *owner;
    const WCHAR *path;     /* NULL: errors are counted, not told */
    const WCHAR *text;     /* the script's */
    const WCHAR *function; /* that runs; NULL while nothing does */
    IDispatch *resource;   /* NULL: the script has no such object */
    ULONG errors;
};

/* NULL when memory runs out. owner, path, text and resource have to stay until site_detach(). */
struct site *site_new(const struct engine_owner *owner, const WCHAR *path, const WCHAR *text,
                      IDispatch *resource);

/* What an engine still holds afterwards does nothing any more. Releases the caller's reference. */
void site_detach(struct site *site);

#endif
