/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_STATUS_H
#define RESAPID_TOOLS_STATUS_H

/* Shared by status.c and detail.c alone. */

#include "resapictl.h"

/* What a record has by now: words and numbers as JSON and XML have them, and what text is made of. */
struct facts {
    const struct client_detail *detail;
    uint64_t now_us;
    char **information; /* texts, NULL behind the last */
};

/* "alive", "failed" or "hung"; NULL: it was never called. */
const char *check_result_word(uint32_t result);

/* One resource, as a page: "name: value" lines in text, the record of the table in JSON and XML. */
void show_page(struct output *output, const struct facts *facts);

/* The last lines about it, in a table below. */
bool show_last_lines(struct command *command, const char *name, GError **error);

#endif
