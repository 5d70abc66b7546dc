/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "subject.h"

#include <string.h>

#define BEHIND_NAME ": "
/* A name hardly ever has that in it; what hosts print has it as often as they like. */
#define TRIES_MAX 4
/* In bytes: 255 characters. */
#define NAME_MAX_LENGTH 1020

struct reader {
    subject_lookup lookup;
    void *user;
};

/* Takes a name from the front of text; one that is not known only if any may be. */
static void
take_resource(struct subject *subject, const struct reader *reader, const char *text,
              gboolean may_be_unknown)
{
    const char *first = strstr(text, BEHIND_NAME);
    const char *end = first;

    for (int tries = 0; tries < TRIES_MAX && end != NULL && end - text <= NAME_MAX_LENGTH;
         tries++, end = strstr(end + 1, BEHIND_NAME)) {
        g_autofree char *name = g_strndup(text, (gsize)(end - text));
        const char *type = reader->lookup != NULL ? reader->lookup(reader->user, name) : NULL;

        if (type != NULL) {
            subject->resource = g_steal_pointer(&name);
            subject->type = g_strdup(type);
            return;
        }
    }
    if (first != NULL && may_be_unknown) {
        subject->resource = g_strndup(text, (gsize)(first - text));
    }
}

/* The type's name up to end. */
static const char *
take_type(struct subject *subject, const char *text, const char *end)
{
    const char *behind = strstr(text, end);

    if (behind == NULL) {
        return NULL;
    }
    g_free(subject->type);
    subject->type = g_strndup(text, (gsize)(behind - text));
    return behind + strlen(end);
}

static void
take_object(struct subject *subject, const struct reader *reader, const char *line)
{
    if (g_str_has_prefix(line, "resource type '")) {
        take_type(subject, line + strlen("resource type '"), "': ");
    } else if (g_str_has_prefix(line, "resource ")) {
        take_resource(subject, reader, line + strlen("resource "), TRUE);
    } else if (g_str_has_prefix(line, "host ")) {
        /* Also hosts that resources share, and the anchor. */
        take_resource(subject, reader, line + strlen("host "), FALSE);
    } else if (line[0] == '<') {
        const char *name = strstr(line, "> ");

        if (name != NULL) {
            take_resource(subject, reader, name + strlen("> "), TRUE);
            take_type(subject, line + 1, "> ");
        }
    }
}

/* "ERROR_FILE_NOT_FOUND (2)", or "Win32 error (4711)" for one without a name: the first of the line. */
static char *
find_error(const char *line)
{
    g_autoptr(GRegex) pattern = NULL;
    g_autoptr(GMatchInfo) match = NULL;

    /* Most lines have none; and what hosts say is not always UTF-8. */
    if ((strstr(line, "ERROR_") == NULL && strstr(line, "Win32 error (") == NULL) ||
        !g_utf8_validate(line, -1, NULL)) {
        return NULL;
    }
    pattern = g_regex_new("(?:\\bERROR_[A-Z0-9_]+|\\bWin32 error) \\(([0-9]{1,10})\\)", 0, 0, NULL);
    return g_regex_match(pattern, line, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

void
subject_init(struct subject *subject, const char *line, subject_lookup lookup, void *user)
{
    const struct reader reader = { lookup, user };

    *subject = (struct subject){ 0 };
    take_object(subject, &reader, line);
    subject->win32_error = find_error(line);
}

void
subject_clear(struct subject *subject)
{
    g_free(subject->resource);
    g_free(subject->type);
    g_free(subject->win32_error);
    *subject = (struct subject){ 0 };
}
