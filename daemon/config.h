/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CONFIG_H
#define RESAPID_CONFIG_H

/*
 * resapid.conf(5): read by resapid, resapictl and the OCF agents, once, at their start.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

/* Strings are never NULL. */
struct config {
    char *file; /* where it was read from */

    char *state_directory;
    char *run_directory;
    char *ipc_name;
    char *log_target; /* syslog or stderr */
    char *log_level;  /* error, warning, notice, info, debug or trace */

    char *host_user;            /* "" runs hosts as the user that resapid runs as */
    char *host_program;         /* resapi-host.exe, or with runtime=native a native program */
    char *host_runtime;         /* wine, or native: the tests' fake host, no prefix */
    uint32_t host_start_ms;     /* until a host has said HELLO */
    uint32_t host_open_files;   /* RLIMIT_NOFILE */
    uint32_t host_output_limit; /* bytes in ten seconds */

    char *keeper_program;

    char *cluster_name;   /* "" leaves it to Pacemaker or the cluster database */
    char *cluster_source; /* auto, standalone or pacemaker */

    char *wine_program;
    char *wine_debug;  /* WINEDEBUG */
    char *wine_prefix; /* "" means prefix below state_directory */
    char *wine_setup_program;
    uint32_t wine_setup_ms;
    char *wine_inspect_program;
    char *import_program;

    char *database_backend; /* file or cib */
    uint32_t value_limit;   /* bytes; of backend=cib, and so is total_limit */
    uint32_t total_limit;

    bool push_failures;
    char *agent_directory; /* where the agents of resource types are made */
    char *agent_program;   /* ocf-resapi, which they are links to */
    char *crm_resource_program;
    char *node_attribute;       /* its name, "" for none */
    uint32_t status_timeout_ms; /* for crm_mon and cibadmin together; for the
                                   database for each call of cibadmin */
    uint32_t status_kept_ms;    /* what they said is told for so long when they fail */
};

/* Reads the file named by the environment's RESAPID_CONFIG, which must exist, or else the built-in
 * path, which need not. Unknown groups and keys, bad values and options that are given twice are errors that
 * name file, line and option: the first one is told. */
struct config *config_load(GError **error);
/* The same, but adds all that is wrong to messages, in the order of lines, and what is wrong is then as if it
 * was not given. An error only if the file cannot be read. */
struct config *config_check(GPtrArray *messages, GError **error);
/* For the agents: the same, but only what leads to resapid and to its keepers, the group [resapid], has to
 * be good. A mistake elsewhere, made while resapid runs, must not let a stop fail; what it concerns is as
 * if it was not given. */
struct config *config_load_way(GError **error);
void config_free(struct config *config);

/* The options there are, one by one; false behind the last. */
struct config_option {
    const char *group;
    const char *key;
    const char *preset;
    const char *choices; /* each with a blank on both sides; NULL for no choice */
    bool is_seconds;
    bool is_number;
    uint32_t least;
    uint32_t most;
};
bool config_option(size_t index, struct config_option *shown);

typedef struct config config_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config_t, config_free)

#endif
