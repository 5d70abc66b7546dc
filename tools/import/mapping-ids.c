/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Ids of the plan. They are XML ids, words in crmsh and pcs, names of files and, for our own agents,
 * the names of resources in resapid, which knows them without regard to case.
 */

#include <string.h>

#include "mapping-private.h"

#define LONGEST_ID 128

static bool
is_id_character(char character)
{
    return g_ascii_isalnum(character) || (character != '\0' && strchr("._-", character) != NULL);
}

/* What has no likeness in ASCII is a `?` behind g_str_to_ascii(), and goes as blanks do. */
static char *
clean(const char *name)
{
    g_autofree char *ascii = g_str_to_ascii(name, "C");
    GString *id = g_string_new(NULL);

    for (const char *at = ascii; *at != '\0' && id->len < LONGEST_ID; at++) {
        if (is_id_character(*at)) {
            g_string_append_c(id, *at);
        } else if (id->len > 0 && id->str[id->len - 1] != '-') {
            g_string_append_c(id, '-');
        }
    }
    while (id->len > 0 && strchr("-.", id->str[id->len - 1]) != NULL) {
        g_string_truncate(id, id->len - 1);
    }
    if (id->len > 0 && !g_ascii_isalpha(id->str[0]) && id->str[0] != '_') {
        g_string_prepend_c(id, '_');
    }
    return g_string_free(id, FALSE);
}

static bool
has_letter_or_digit(const char *text)
{
    while (*text != '\0' && !g_ascii_isalnum(*text)) {
        text++;
    }
    return *text != '\0';
}

/* Of a name that has nothing left. */
static char *
id_without_name(const struct windows_object *object)
{
    g_autofree char *kind = g_strdelimit(g_strdup(windows_kind_word(object->kind)), " ", '-');

    return object->id != NULL ? g_strdup_printf("%s-%.8s", kind, object->id)
                              : g_strdup_printf("%s-1", kind);
}

/*
 * What has an id of its own inside an object has the object's and more: ID-meta_attributes,
 * ID-instance_attributes-NAME, ID-resource_set-0 (cib-text.c, crmsh and pcs); and the sets of options have
 * the ids that all tools give them. No object is named so.
 */
static char *
apart_from_parts(const char *wanted)
{
    static const char *const parts[] = { "-meta_attributes", "-instance_attributes",
                                         "-resource_set" };
    static const char *const sets[] = { "cib-bootstrap-options", "rsc-options", "op-options" };
    char *id = g_strdup(wanted);

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        for (char *at = strstr(id, parts[i]); at != NULL; at = strstr(at, parts[i])) {
            *strchr(at, '_') = '-';
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        if (g_str_has_prefix(id, sets[i])) {
            g_autofree char *bare = id;

            id = g_strconcat("_", bare, NULL);
        }
    }
    return id;
}

/* ID-start-0s */
static bool
is_like_operation(const char *id)
{
    const char *end = strrchr(id, '-');
    size_t digits = end != NULL ? strspn(end + 1, G_CSET_DIGITS) : 0;

    return digits > 0 && g_ascii_strcasecmp(end + 1 + digits, "s") == 0;
}

char *
mapping_id_new(struct mapping *mapping, const char *name)
{
    g_autofree char *wanted = apart_from_parts(name);
    g_autofree char *base = g_ascii_strdown(wanted, -1);
    guint number = MAX(1, GPOINTER_TO_UINT(g_hash_table_lookup(mapping->ids, base)));
    g_autofree char *id = g_strdup(wanted);

    while (true) {
        char *folded = g_ascii_strdown(id, -1);

        if (!g_hash_table_contains(mapping->ids, folded) && !is_like_operation(id)) {
            g_hash_table_insert(mapping->ids, folded, GUINT_TO_POINTER(1));
            break;
        }
        g_free(folded);
        number++;
        g_free(id);
        id = g_strdup_printf("%s-%u", wanted, number);
    }
    if (number > 1) {
        g_hash_table_insert(mapping->ids, g_steal_pointer(&base), GUINT_TO_POINTER(number));
    }
    return g_steal_pointer(&id);
}

char *
mapping_id_wanted(const struct windows_object *object)
{
    char *wanted = clean(object->name);

    if (!has_letter_or_digit(wanted)) {
        g_free(wanted);
        wanted = id_without_name(object);
    }
    return wanted;
}

/* Why an object does not get the id that it should have. g_free(). */
static char *
who_has(const struct mapping *mapping, const char *wanted)
{
    g_autofree char *folded = g_ascii_strdown(wanted, -1);
    const struct windows_object *owner = g_hash_table_lookup(mapping->named, folded);

    if (owner != NULL) {
        return g_strdup_printf("the %s %s has the id %s%s", windows_kind_word(owner->kind),
                               owner->name, wanted,
                               owner->kind == WINDOWS_GROUP
                                   ? ", which its tag or group in Pacemaker is called by"
                                   : "");
    }
    return g_strdup_printf(g_hash_table_contains(mapping->ids, folded)
                               ? "a constraint has the id %s"
                               : "%s could be the id of a part of another object, such as of its "
                                 "operations, or of a set of options",
                           wanted);
}

/* Of what differs from the name in more than blanks. */
static void
note_id(struct mapping *mapping, const struct windows_object *object, const char *wanted,
        const char *id, const char *why)
{
    g_autofree char *expected = g_strdelimit(g_strdup(object->name), " ", '-');

    if (strcmp(id, expected) != 0) {
        notes_add(mapping->notes, NOTE_CHANGED, object, "Name", id, "%s",
                  strcmp(id, wanted) != 0
                      ? why
                      : "ids have letters and digits of ASCII, '.', '_' and '-'");
    }
}

char *
mapping_id_of(struct mapping *mapping, const struct windows_object *object)
{
    g_autofree char *wanted = mapping_id_wanted(object);
    g_autofree char *why = who_has(mapping, wanted);
    char *id = mapping_id_new(mapping, wanted);

    g_hash_table_insert(mapping->named, g_ascii_strdown(id, -1), (void *)(uintptr_t)object);
    note_id(mapping, object, wanted, id, why);
    return id;
}
