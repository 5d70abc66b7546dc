/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "own-output.h"

#include <errno.h>
#include <string.h>

#include "daemon/error.h"

/* As much of a file is looked at. */
#define HEAD_MAX 65536

#define REPORT        "is a report of resapictl import"
#define CONFIGURATION "is a configuration for Pacemaker"

/* How it begins, blanks aside, and what else is in it then. */
static const struct {
    const char *begin;
    const char *part;
    const char *what;
} outputs[] = {
    { "Import of the Windows failover cluster", "====", REPORT },
    { "<!DOCTYPE html>", "<title>Import of the Windows failover cluster", REPORT },
    { "<?xml", "<resapictl>", REPORT },
    { "{ \"notes\" : [", "\"object_kind\"", REPORT },
    { "{ \"notes\" : [", "\"groups\"", REPORT },
    { "<?xml", "<configuration>", CONFIGURATION },
    { "<?xml", "<cib ", CONFIGURATION },
    { "<configuration>", "", CONFIGURATION },
    { "<cib ", "", CONFIGURATION },
    { "property ", "primitive ", CONFIGURATION },
    { "rsc_defaults ", "primitive ", CONFIGURATION },
    { "primitive ", "", CONFIGURATION },
    { "#!/bin/sh", "pcs", CONFIGURATION },
};

/* A blank of word stands for any number of them, also for none. */
static bool
begins_with(const char *text, const char *word)
{
    for (; *word != '\0'; word++) {
        if (*word == ' ') {
            while (g_ascii_isspace(*text)) {
                text++;
            }
        } else if (*text++ != *word) {
            return false;
        }
    }
    return true;
}

bool
own_output_check(const char *data, size_t size, const char *path, GError **error)
{
    g_autofree char *head = g_strndup(data, MIN(size, HEAD_MAX));
    const char *begin = g_strchug(head);

    for (size_t i = 0; i < G_N_ELEMENTS(outputs); i++) {
        if (begins_with(begin, outputs[i].begin) && strstr(begin, outputs[i].part) != NULL) {
            set_system_error(error, EINVAL, "%s: %s: give the export of the Windows cluster", path,
                             outputs[i].what);
            return false;
        }
    }
    return true;
}
