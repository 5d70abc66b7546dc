/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_LENGTH_MAX 1024

const char options_usage[] =
    "usage: resapi-keeper --label=LABEL --socket=PATH --socket-fd=N [--user=NAME]\n"
    "                     [--limit=NAME=VALUE ...] [--output-limit=BYTES] -- COMMAND ARG...\n"
    "resapid starts it: it owns one host's processes.\n";

static bool
parse_number(const char *text, uint64_t most, uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && *number <= most;
}

bool
parse_options(int argc, char *argv[], struct options *options)
{
    static const struct option known[] = { { "label", required_argument, NULL, 'n' },
                                           { "socket", required_argument, NULL, 's' },
                                           { "socket-fd", required_argument, NULL, 'f' },
                                           { "user", required_argument, NULL, 'u' },
                                           { "limit", required_argument, NULL, 'l' },
                                           { "output-limit", required_argument, NULL, 'o' },
                                           { NULL, 0, NULL, 0 } };
    bool understood = true;
    uint64_t listener = UINT64_MAX;
    size_t n_limits = 0;
    int option;

    *options = (struct options){ .output_limit = OUTPUT_LIMIT_DEFAULT };
    while (understood && (option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
        switch (option) {
        case 'n':
            options->label = optarg;
            understood = strlen(optarg) <= LABEL_LENGTH_MAX;
            break;
        case 's':
            options->socket_path = optarg;
            break;
        case 'f':
            understood = parse_number(optarg, INT_MAX, &listener);
            break;
        case 'u':
            options->host.user = optarg;
            break;
        case 'l':
            understood = n_limits < LIMITS_MAX;
            if (understood) {
                options->limits[n_limits++] = optarg;
            }
            break;
        case 'o':
            understood = parse_number(optarg, UINT64_MAX, &options->output_limit);
            break;
        default:
            understood = false;
        }
    }
    options->listener = (int)listener;
    options->host.limits = options->limits;
    options->host.command = argv + optind;
    return understood && options->label != NULL && options->socket_path != NULL &&
           listener <= INT_MAX && optind < argc;
}
