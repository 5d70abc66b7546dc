/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "event-text.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "text.h"

/* FormatMessage knows %1 to %99; `*` takes two more for width and precision, and a 64-bit number on
 * a 32-bit machine takes two slots. */
#define N_SLOTS (2 * 99 + 2)

/* Where the conversions of a format find their arguments, and which of them are strings. */
struct inserts {
    size_t used; /* slots that the format can reach */
    bool wide[N_SLOTS];
    bool narrow[N_SLOTS];
};

static const WCHAR *
skip(const WCHAR *at, const WCHAR *set)
{
    while (*at != 0 && wcschr(set, *at) != NULL) {
        at++;
    }
    return at;
}

/* `!spec!` behind an insert's number, of which at is the first `!`. Returns what follows it; NULL
 * for one that printf could not be trusted with, %n above all. */
static const WCHAR *
parse_spec(const WCHAR *at, size_t slot, struct inserts *inserts)
{
    const WCHAR *flags = at + 1;
    const WCHAR *prefix = skip(flags, L"-+ #0123456789.*");
    const WCHAR *conversion = skip(prefix, L"hlwIL0123456789");

    for (const WCHAR *flag = flags; flag < prefix; flag++) {
        slot += *flag == L'*' ? 1 : 0;
    }
    if (*conversion == 0 || wcschr(L"diuxXocCsSp", *conversion) == NULL || conversion[1] != L'!' ||
        slot >= N_SLOTS) {
        return NULL;
    }
    if (*conversion == L's' || *conversion == L'S') {
        bool wide = *prefix == L'l' || *prefix == L'w' || (*conversion == L's' && *prefix != L'h');

        inserts->wide[slot] |= wide;
        inserts->narrow[slot] |= !wide;
    }
    if (inserts->used <= slot) {
        inserts->used = slot + 1;
    }
    return conversion + 2;
}

/* An insert without a specification is a string. */
static const WCHAR *
note_string(const WCHAR *at, size_t slot, struct inserts *inserts)
{
    parse_spec(L"!s!", slot, inserts);
    return at;
}

/* `%n` behind the `%`. */
static const WCHAR *
parse_insert(const WCHAR *at, struct inserts *inserts)
{
    size_t number = (size_t)(*at++ - L'0');

    if (*at >= L'0' && *at <= L'9') {
        number = number * 10 + (size_t)(*at++ - L'0');
    }
    return *at == L'!' ? parse_spec(at, number - 1, inserts) : note_string(at, number - 1, inserts);
}

static bool
parse_format(const WCHAR *format, struct inserts *inserts)
{
    const WCHAR *at = format;

    memset(inserts, 0, sizeof(*inserts));
    while (at != NULL && *at != 0) {
        if (*at != L'%') {
            at++;
        } else if (at[1] >= L'1' && at[1] <= L'9') {
            at = parse_insert(at + 1, inserts);
        } else {
            at += at[1] != 0 ? 2 : 1;
        }
    }
    return at != NULL;
}

/* The arguments lie one behind the other in slots of a pointer's size: that is what va_list is on
 * Windows, and what FormatMessage takes. */
static bool
read_slots(const struct inserts *inserts, va_list arguments, DWORD_PTR slots[N_SLOTS])
{
    static const WCHAR unreadable[] = L"(unreadable)";
    const DWORD_PTR *given = (const DWORD_PTR *)(void *)arguments;

    memset(slots, 0, N_SLOTS * sizeof(slots[0]));
    if (inserts->used > 0 && IsBadReadPtr(given, inserts->used * sizeof(slots[0]))) {
        return false;
    }
    for (size_t i = 0; i < inserts->used; i++) {
        slots[i] = given[i];
        if (inserts->wide[i] && IsBadStringPtrW((const WCHAR *)given[i], UINT_MAX)) {
            slots[i] = (DWORD_PTR)unreadable;
        }
        if (inserts->narrow[i] && IsBadStringPtrA((const char *)given[i], UINT_MAX)) {
            slots[i] = (DWORD_PTR) "(unreadable)";
        }
    }
    return true;
}

static void
cut(WCHAR *text)
{
    size_t length = wcsnlen(text, EVENT_TEXT_MAX + 1);

    if (length > EVENT_TEXT_MAX) {
        length = EVENT_TEXT_MAX;
    }
    if (length > 0 && IS_HIGH_SURROGATE(text[length - 1])) {
        length--;
    }
    while (length > 0 && wcschr(L"\r\n\t ", text[length - 1]) != NULL) {
        length--;
    }
    text[length] = 0;
}

static char *
finish(const WCHAR *text)
{
    WCHAR line[EVENT_TEXT_MAX + 2];

    wcsncpy(line, text, EVENT_TEXT_MAX + 1);
    line[EVENT_TEXT_MAX + 1] = 0;
    cut(line);
    return text_to_utf8_lossy(line);
}

char *
event_text(const WCHAR *format, va_list arguments)
{
    struct inserts inserts;
    DWORD_PTR slots[N_SLOTS];
    va_list copied = (va_list)(void *)slots;
    WCHAR *formatted = NULL;
    char *text;

    if (format == NULL || IsBadStringPtrW(format, UINT_MAX)) {
        return finish(L"(LogEvent with a format that cannot be read)");
    }
    if (!parse_format(format, &inserts) || !read_slots(&inserts, arguments, slots)) {
        return finish(format);
    }
    if (FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, format, 0, 0,
                       (WCHAR *)&formatted, 0, &copied) == 0 ||
        formatted == NULL) {
        return finish(format);
    }
    text = finish(formatted);
    LocalFree(formatted);
    return text;
}
