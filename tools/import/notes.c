/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>

#include "notes.h"

struct notes {
    GPtrArray *all; /* of struct note */
    guint counts[NOTE_KINDS];
};

const char *
note_kind_word(enum note_kind kind)
{
    static const char *const words[] = {
        [NOTE_MAPPED] = "mapped",   [NOTE_CHANGED] = "changed",
        [NOTE_DROPPED] = "dropped", [NOTE_NO_EQUIVALENT] = "no equivalent",
        [NOTE_DECIDE] = "decide",   [NOTE_PROBLEM] = "problem",
    };

    return words[kind];
}

bool
note_is_finding(enum note_kind kind)
{
    return kind >= NOTE_NO_EQUIVALENT;
}

static void
free_note(void *pointer)
{
    struct note *note = pointer;

    g_free(note->object_kind);
    g_free(note->object);
    g_free(note->property);
    g_free(note->to);
    g_free(note->why);
    g_free(note);
}

notes_t *
notes_new(void)
{
    notes_t *notes = g_new0(notes_t, 1);

    notes->all = g_ptr_array_new_with_free_func(free_note);
    return notes;
}

void
notes_free(notes_t *notes)
{
    if (notes != NULL) {
        g_ptr_array_unref(notes->all);
        g_free(notes);
    }
}

static struct note *
add(notes_t *notes, enum note_kind kind, const char *object_kind, const char *object)
{
    struct note *note = g_new0(struct note, 1);

    note->kind = kind;
    note->object_kind = g_strdup(object_kind);
    note->object = g_strdup(object);
    g_ptr_array_add(notes->all, note);
    notes->counts[kind]++;
    return note;
}

void
notes_add(notes_t *notes, enum note_kind kind, const struct windows_object *object,
          const char *property, const char *to, const char *format, ...)
{
    struct note *note = add(notes, kind, windows_kind_word(object->kind), object->name);
    va_list arguments;

    note->property = g_strdup(property);
    note->to = g_strdup(to);
    if (format != NULL) {
        va_start(arguments, format);
        note->why = g_strdup_vprintf(format, arguments);
        va_end(arguments);
    }
}

void
notes_add_file(notes_t *notes, const char *path, const char *format, ...)
{
    struct note *note = add(notes, NOTE_PROBLEM, "file", path);
    va_list arguments;

    va_start(arguments, format);
    note->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

guint
notes_count(const notes_t *notes)
{
    return notes->all->len;
}

const struct note *
notes_at(const notes_t *notes, guint index)
{
    return g_ptr_array_index(notes->all, index);
}

guint
notes_count_of(const notes_t *notes, enum note_kind kind)
{
    return notes->counts[kind];
}

guint
notes_count_findings(const notes_t *notes)
{
    guint count = 0;

    for (int kind = 0; kind < NOTE_KINDS; kind++) {
        count += note_is_finding((enum note_kind)kind) ? notes->counts[kind] : 0;
    }
    return count;
}
