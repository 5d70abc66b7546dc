/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "property-notes.h"

#include <stdlib.h>

#include "host-access.h"
#include "text.h"

/* The host, while this thread answers a control for properties. */
static const struct host_interface *
find_listener(void)
{
    const struct host_interface *host = host_access();

    return host != NULL && host->wants_properties() ? host : NULL;
}

static bool
is_text(LPCWSTR text, size_t most)
{
    return !IsBadStringPtrW(text, most + 1) && wcsnlen(text, most + 1) <= most;
}

/* To be freed; NULL for what cannot be one. */
static char *
read_name(LPCWSTR name)
{
    if (name == NULL) {
        return _strdup("");
    }
    return is_text(name, PROPERTY_ITEM_NAME_MAX) ? text_to_utf8(name) : NULL;
}

/* Whether what the item points to can be read, and is short enough to be told. */
static bool
has_readable_default(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item)
{
    if (format->shape == VALUE_FIXED) {
        return format->size <= sizeof(item->Default) || item->lpDefault == NULL ||
               !IsBadReadPtr(item->lpDefault, sizeof(*item->ULargeIntData));
    }
    if (item->lpDefault == NULL) {
        return true;
    }
    if (format->shape == VALUE_TEXT) {
        return is_text(item->lpDefault, PROPERTY_ITEM_PRESET_MAX / sizeof(WCHAR) - 1);
    }
    return item->Minimum <= PROPERTY_ITEM_PRESET_MAX &&
           !IsBadReadPtr(item->lpDefault, item->Minimum);
}

/* Every number in a table has a default; one beyond the limits is the zero that nobody wrote there. */
static void
fill_values(const RESUTIL_PROPERTY_ITEM *item, struct channel_property_item *note)
{
    const PropertyFormat *format = property_format_find(item->Format);
    PropertyLimits limits;
    ValueBytes preset;

    if (format == NULL || !has_readable_default(format, item)) {
        return;
    }
    preset = property_default(format, item);
    note->has_bounds = property_limits(format, item, &limits);
    note->is_signed = limits.is_signed;
    note->least = limits.least;
    note->most = limits.most;
    note->has_preset = preset.data != NULL && property_is_in_range(format, item, preset);
    note->preset = (struct wire_bytes){ .data = preset.data, .length = preset.length };
}

static void
tell(const struct host_interface *host, const RESUTIL_PROPERTY_ITEM *item)
{
    struct channel_property_item note = { .format = item->Format, .flags = item->Flags };
    char *name = read_name(item->Name);
    char *key = read_name(item->KeyName);

    if (name != NULL && key != NULL) {
        note.name = name;
        note.key = key;
        fill_values(item, &note);
        host->note_property(&note);
    }
    free(key);
    free(name);
}

void
property_table_note(const RESUTIL_PROPERTY_ITEM *table)
{
    const struct host_interface *host = table != NULL ? find_listener() : NULL;
    size_t i;

    for (i = 0; host != NULL && i < PROPERTY_ITEMS_MAX &&
                !IsBadReadPtr(&table[i], sizeof(*table)) && table[i].Name != NULL;
         i++) {
        tell(host, &table[i]);
    }
}

void
property_item_note(const RESUTIL_PROPERTY_ITEM *item)
{
    const struct host_interface *host = find_listener();

    if (host != NULL && !IsBadReadPtr(item, sizeof(*item)) && item->Name != NULL) {
        tell(host, item);
    }
}
