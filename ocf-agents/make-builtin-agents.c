/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Writes the files of the built-in types' agents when resapid is built:
 *
 *     make-builtin-agents FOLDER PROGRAM
 *
 * as resapictl writes those of all others (agent-files.h). PROGRAM is ocf-resapi, where it will be
 * installed.
 */

#include <stdlib.h>

#include "agent-files.h"
#include "builtin-agents.h"
#include "daemon/builtin-types.h"

int
main(int argc, char **argv)
{
    if (argc != 3) {
        g_printerr("usage: make-builtin-agents FOLDER PROGRAM\n");
        return EXIT_FAILURE;
    }
    for (const struct builtin_type *type = builtin_types; type->name != NULL; type++) {
        g_autoptr(agent_description_t) description = builtin_agent_describe(type->name);
        g_autoptr(GError) error = NULL;

        if (!agent_files_write(argv[1], argv[2], description, NULL, &error)) {
            g_printerr("make-builtin-agents: %s\n", error->message);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
