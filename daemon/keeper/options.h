/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_KEEPER_OPTIONS_H
#define RESAPID_KEEPER_OPTIONS_H

#include "start-host.h"

#include <stdbool.h>
#include <stdint.h>

#define LIMITS_MAX           32
#define OUTPUT_LIMIT_DEFAULT 65536

/* resapi-keeper's command line; every string belongs to argv. */
struct options {
    const char *label;       /* names the host in messages */
    const char *socket_path; /* removed at the end */
    int listener;            /* the socket that is bound there */
    uint64_t output_limit;   /* bytes in ten seconds */
    struct host_options host;
    char *limits[LIMITS_MAX + 1]; /* behind host.limits */
};

extern const char options_usage[];

/* Returns false if the arguments are not understood. options must not be moved afterwards. */
bool parse_options(int argc, char *argv[], struct options *options);

#endif
