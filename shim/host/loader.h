/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_LOADER_H
#define RESAPID_LOADER_H

/*
 * Loading resource DLLs and starting resource types in them (resapi.md 1.1, 1.2, 2.3). A DLL is
 * loaded once and never unloaded; a type is started once.
 */

#include <windows.h>

#include "channel.h"
#include "lane.h"
#include "resapi.h"

struct type;

/* Loads resapid's own clusapi.dll and resutils.dll, so that they are what resource DLLs get, and
 * starts the thread that loads. Ends the process when that is impossible. Main thread, once. */
void loader_start(void);

/* Answers a LOAD with LOADED, later and on another thread. Main thread. */
void loader_load(const struct channel_message *request);

/* A type that was started; NULL if there is none of that name. Never freed. Any thread. */
struct type *loader_find_type(const char *name);

/* A type as a DLL names it, also while its startup routine runs; NULL if there is none. name may
 * point anywhere. Any thread. */
const struct type *loader_find_named_type(const WCHAR *name);

const WCHAR *type_name(const struct type *type);
const char *type_utf8_name(const struct type *type);

/* Its function table, for entry-table.h, and what table_entries() said of it. */
const CLRES_FUNCTION_TABLE *type_table(const struct type *type);
uint32_t type_entries(const struct type *type);
struct lane *type_lane(const struct type *type);

/* A key handle for Open, from clusapi.dll; to be closed with loader_close_key(). Any thread. */
DWORD loader_make_key(const WCHAR *path, HKEY *key);
void loader_close_key(HKEY key);

/* The name of the resource DLL that is mapped there, or NULL. Takes no lock: for crashes. */
const char *loader_library_at(const void *base);

#endif
