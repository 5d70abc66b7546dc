/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_ENGINE_CLASS_H
#define CLUSRES_SCRIPT_ENGINE_CLASS_H

/*
 * Which engine a script is for, by the extension of its file.
 */

#include <windows.h>

enum engine_language {
    LANGUAGE_OTHER,
    LANGUAGE_VBSCRIPT,
    LANGUAGE_JSCRIPT,
};

struct engine_class {
    WCHAR name[64]; /* its ProgID */
    CLSID id;
    enum engine_language language;
};

/* ERROR_NO_ASSOCIATION: no engine is registered for the extension, or it is not installed. */
DWORD engine_class_find(const WCHAR *extension, struct engine_class *found);

/*
 * The script with a statement in front that ends it before anything of it runs, behind Option Explicit,
 * in front of which VBScript allows nothing. The engine declares its functions all the same. NULL when
 * memory runs out, or no such statement is known of the language. LocalFree() it.
 */
WCHAR *engine_class_disarm(enum engine_language language, const WCHAR *text);

#endif
