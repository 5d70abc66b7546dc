/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "engine-class.h"

#include <objbase.h>
#include <stdio.h>
#include <wchar.h>

/* An empty text where there is none. */
static void
read_default(const WCHAR *key, WCHAR *buffer, DWORD characters)
{
    DWORD size = characters * (DWORD)sizeof(WCHAR);

    if (RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, buffer, &size) !=
        ERROR_SUCCESS) {
        *buffer = L'\0';
    }
}

/* As Windows Script Host does it: HKCR\.ext names a class, HKCR\class\ScriptEngine its engine. */
static void
find_registered(const WCHAR *extension, WCHAR *name, DWORD characters)
{
    WCHAR class[128];
    WCHAR key[160];

    read_default(extension, class, ARRAYSIZE(class));
    if (*class == L'\0') {
        return;
    }
    swprintf(key, ARRAYSIZE(key), L"%ls\\ScriptEngine", class);
    read_default(key, name, characters);
}

DWORD
engine_class_find(const WCHAR *extension, struct engine_class *found)
{
    /* Whatever else may have taken the two extensions over, an editor perhaps. */
    static const struct {
        const WCHAR *extension;
        const WCHAR *name;
        enum engine_language language;
    } known[] = {
        { L".vbs", L"VBScript", LANGUAGE_VBSCRIPT },
        { L".js", L"JScript", LANGUAGE_JSCRIPT },
    };

    ZeroMemory(found, sizeof(*found));
    for (size_t i = 0; i < ARRAYSIZE(known); i++) {
        if (_wcsicmp(extension, known[i].extension) == 0) {
            wcscpy(found->name, known[i].name);
            found->language = known[i].language;
        }
    }
    if (found->language == LANGUAGE_OTHER && *extension != L'\0') {
        find_registered(extension, found->name, ARRAYSIZE(found->name));
    }
    if (*found->name == L'\0' || FAILED(CLSIDFromProgID(found->name, &found->id))) {
        return ERROR_NO_ASSOCIATION;
    }
    return ERROR_SUCCESS;
}

static const WCHAR *
skip_line(const WCHAR *at)
{
    return at + wcscspn(at, L"\r\n");
}

static BOOL
is_word(const WCHAR *at, const WCHAR *word, size_t length)
{
    return _wcsnicmp(at, word, length) == 0 && !iswalnum(at[length]) && at[length] != L'_';
}

/* Over blanks, line ends and comments. */
static const WCHAR *
skip_to_statement(const WCHAR *at)
{
    for (;;) {
        at += wcsspn(at, L" \t\r\n:");
        if (*at != L'\'' && !is_word(at, L"Rem", 3)) {
            return at;
        }
        at = skip_line(at);
    }
}

static const WCHAR *
behind_option_explicit(const WCHAR *text)
{
    const WCHAR *at = skip_to_statement(text);

    if (!is_word(at, L"Option", 6)) {
        return text;
    }
    at += 6;
    at += wcsspn(at, L" \t");
    return is_word(at, L"Explicit", 8) ? at + 8 : text;
}

WCHAR *
engine_class_disarm(enum engine_language language, const WCHAR *text)
{
    static const WCHAR *const ends[] = {
        [LANGUAGE_OTHER] = NULL,
        [LANGUAGE_VBSCRIPT] = L"\nErr.Raise 5\n",
        [LANGUAGE_JSCRIPT] = L"throw 0;",
    };
    const WCHAR *end = ends[language];
    size_t before = 0;
    WCHAR *disarmed;

    if (end == NULL) {
        return NULL;
    }
    if (language == LANGUAGE_VBSCRIPT) {
        before = (size_t)(behind_option_explicit(text) - text);
    }
    disarmed = LocalAlloc(LPTR, (wcslen(text) + wcslen(end) + 1) * sizeof(WCHAR));
    if (disarmed != NULL) {
        wmemcpy(disarmed, text, before);
        wcscat(disarmed, end);
        wcscat(disarmed, text + before);
    }
    return disarmed;
}
