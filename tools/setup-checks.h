/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_SETUP_CHECKS_H
#define RESAPID_TOOLS_SETUP_CHECKS_H

/*
 * What a node needs for resapid, one check for each thing. A check looks and changes nothing; it says what it
 * has found, and how to mend it if that is not as it should be.
 */

#include <stdbool.h>
#include <glib.h>

#include "resapictl.h"

enum finding_result {
    CHECK_OK,
    CHECK_WARNING, /* resapid works, but not all that can be expected of it */
    CHECK_FAILED   /* resapid or its resources do not work */
};

struct setup {
    struct command *command;
    const struct config *config; /* what is wrong in the file is as if it was not given */
    GPtrArray *findings;         /* char *: what is wrong in it */
    char *wine_version;          /* NULL until the check of Wine has found it */
};

struct finding {
    enum finding_result result;
    char *text;         /* never NULL */
    const char *remedy; /* NULL for CHECK_OK */
};

struct check {
    const char *name;
    void (*look)(struct setup *setup, struct finding *finding);
};

extern const struct check setup_checks[];
extern const size_t n_setup_checks;

#endif
