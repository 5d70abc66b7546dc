/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CONFIG_FILE_H
#define RESAPID_CONFIG_FILE_H

/*
 * A file of groups and options that knows its lines, and all that is wrong with it. GKeyFile says what a
 * value is; it does not know lines, stops at the first mistake and takes the last of two values, so the file
 * is read by its rules (glib, "GKeyFile") here, and GKeyFile gets what is free of mistakes.
 */

#include <stdbool.h>
#include <glib.h>

struct config_entry {
    char *group;
    char *key;         /* NULL: the group's own line */
    unsigned int line; /* from 1 */
};

/* A message is one line: "FILE:LINE: what is wrong", or without LINE for what has none (line 0). */
struct config_finding {
    unsigned int line;
    bool is_no_option; /* the line is neither a group nor an option of one */
    char *group;       /* NULL for none, and so is key */
    char *key;
    char *message;
};

struct config_file {
    char *path;
    GKeyFile *keys;
    GPtrArray *entries;  /* struct config_entry *, in the file's order, each option once */
    GPtrArray *findings; /* struct config_finding * */
};

/* A file that cannot be read is an error, of the domain RESAPID_SYSTEM_ERROR. */
struct config_file *config_file_read(const char *path, GError **error);
/* One without a line. */
struct config_file *config_file_empty(const char *path);
void config_file_free(struct config_file *file);
typedef struct config_file config_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config_file_t, config_file_free)

/* The line of an option, or with key NULL of a group's first line; 0 if it is not there. */
unsigned int config_file_line(const struct config_file *file, const char *group, const char *key);

/* Adds what the caller has found, at an option's line, or at a group's. */
void config_file_find(struct config_file *file, const char *group, const char *key,
                      const char *format, ...) G_GNUC_PRINTF(4, 5);
/* At this very line, as of a group that is there twice. */
void config_file_find_at(struct config_file *file, const struct config_entry *entry,
                         const char *format, ...) G_GNUC_PRINTF(3, 4);

/* In the order of lines. */
void config_file_sort(struct config_file *file);

#endif
