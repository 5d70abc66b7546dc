/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "openmetrics.h"

#include "human.h"

void
metrics_family(GString *text, const char *name, const char *type, const char *unit,
               const char *help)
{
    g_string_append_printf(text, "# TYPE %s %s\n", name, type);
    if (unit != NULL) {
        g_string_append_printf(text, "# UNIT %s %s\n", name, unit);
    }
    g_string_append_printf(text, "# HELP %s %s\n", name, help);
}

/* Part of a value, without a line end. */
static void
append_escaped(GString *text, const char *value)
{
    g_autofree char *printable = human_printable(value);

    for (const char *at = printable; *at != '\0'; at++) {
        if (*at == '\\' || *at == '"') {
            g_string_append_c(text, '\\');
        }
        g_string_append_c(text, *at);
    }
}

static void
append_value(GString *text, const char *value)
{
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);

    g_string_append_c(text, '"');
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_string_append(text, i > 0 ? "\\n" : "");
        append_escaped(text, lines[i]);
    }
    g_string_append_c(text, '"');
}

static void
append_name(GString *text, const char *name, const char *const *labels)
{
    g_string_append(text, name);
    for (size_t i = 0; labels[i] != NULL; i += 2) {
        g_string_append_printf(text, "%s%s=", i == 0 ? "{" : ",", labels[i]);
        append_value(text, labels[i + 1]);
    }
    g_string_append(text, labels[0] != NULL ? "} " : " ");
}

void
metrics_sample(GString *text, const char *name, const char *const *labels, uint64_t value)
{
    append_name(text, name, labels);
    g_string_append_printf(text, "%" G_GUINT64_FORMAT "\n", value);
}

void
metrics_sample_seconds(GString *text, const char *name, const char *const *labels,
                       uint64_t microseconds)
{
    append_name(text, name, labels);
    g_string_append_printf(text, "%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT "\n",
                           microseconds / G_USEC_PER_SEC, microseconds % G_USEC_PER_SEC);
}

void
metrics_end(GString *text)
{
    g_string_append(text, "# EOF\n");
}
