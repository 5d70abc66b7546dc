/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

enum option_kind {
    OPTION_STRING,
    OPTION_PATH,
    OPTION_CHOICE,
    OPTION_NUMBER,
    OPTION_SECONDS,
    OPTION_BOOLEAN
};

struct option {
    const char *group;
    const char *key;
    enum option_kind kind;
    size_t offset;
    const char *preset;
    const char *choices; /* of OPTION_CHOICE, each with a blank on both sides */
    uint32_t least;
    uint32_t most;
};

#define AT(field) offsetof(struct config, field)

/* The group that says where resapid and its keepers are. */
#define OF_THE_WAY "resapid"

static const struct option options[] = {
    { "resapid", "state_directory", OPTION_PATH, AT(state_directory), RESAPID_STATE_DIRECTORY, NULL,
      0, 0 },
    { "resapid", "run_directory", OPTION_PATH, AT(run_directory), RESAPID_RUN_DIRECTORY, NULL, 0,
      0 },
    { "resapid", "ipc_name", OPTION_STRING, AT(ipc_name), "resapid", NULL, 1, 64 },
    { "resapid", "log_target", OPTION_CHOICE, AT(log_target), "syslog", " syslog stderr ", 0, 0 },
    { "resapid", "log_level", OPTION_CHOICE, AT(log_level), "info",
      " error warning notice info debug trace ", 0, 0 },
    { "host", "user", OPTION_STRING, AT(host_user), RESAPID_HOST_USER, NULL, 0, 32 },
    { "host", "program", OPTION_PATH, AT(host_program), RESAPID_HOST_PROGRAM, NULL, 0, 0 },
    { "host", "runtime", OPTION_CHOICE, AT(host_runtime), "wine", " wine native ", 0, 0 },
    { "host", "start_timeout", OPTION_SECONDS, AT(host_start_ms), "60", NULL, 1, 3600 },
    { "host", "open_files", OPTION_NUMBER, AT(host_open_files), "4096", NULL, 64, 1048576 },
    { "host", "output_limit", OPTION_NUMBER, AT(host_output_limit), "65536", NULL, 1024,
      1073741824 },
    { "host", "keeper", OPTION_PATH, AT(keeper_program), RESAPID_KEEPER_PROGRAM, NULL, 0, 0 },
    { "cluster", "name", OPTION_STRING, AT(cluster_name), "", NULL, 0, 15 },
    { "cluster", "source", OPTION_CHOICE, AT(cluster_source), "auto", " auto standalone pacemaker ",
      0, 0 },
    { "database", "backend", OPTION_CHOICE, AT(database_backend), "file", " file cib ", 0, 0 },
    { "database", "value_limit", OPTION_NUMBER, AT(value_limit), "65536", NULL, 256, 98304 },
    { "database", "total_limit", OPTION_NUMBER, AT(total_limit), "65536", NULL, 4096, 16777216 },
    { "wine", "program", OPTION_STRING, AT(wine_program), "wine", NULL, 1, 4096 },
    { "wine", "debug", OPTION_STRING, AT(wine_debug), "-all", NULL, 0, 4096 },
    { "wine", "prefix", OPTION_STRING, AT(wine_prefix), "", NULL, 0, 4096 },
    { "wine", "setup_program", OPTION_PATH, AT(wine_setup_program), RESAPID_PREFIX_PROGRAM, NULL, 0,
      0 },
    { "wine", "setup_timeout", OPTION_SECONDS, AT(wine_setup_ms), "600", NULL, 1, 3600 },
    { "pacemaker", "push_failures", OPTION_BOOLEAN, AT(push_failures), "yes", NULL, 0, 0 },
    { "pacemaker", "agent_directory", OPTION_STRING, AT(agent_directory), RESAPID_AGENT_DIRECTORY,
      NULL, 0, 4096 },
    { "pacemaker", "agent_program", OPTION_PATH, AT(agent_program), RESAPID_AGENT_PROGRAM, NULL, 0,
      0 },
    { "pacemaker", "crm_resource", OPTION_STRING, AT(crm_resource_program), "crm_resource", NULL, 1,
      4096 },
    { "pacemaker", "node_attribute", OPTION_STRING, AT(node_attribute), "resapid", NULL, 0, 64 },
    { "pacemaker", "status_timeout", OPTION_SECONDS, AT(status_timeout_ms), "10", NULL, 1, 600 },
    { "pacemaker", "status_kept", OPTION_SECONDS, AT(status_kept_ms), "60", NULL, 1, 3600 },
};

#undef AT

static void *
field_of(struct config *config, const struct option *option)
{
    return (char *)config + option->offset;
}

static bool
parse_number(const struct option *option, const char *text, uint32_t *number)
{
    guint64 wide;

    if (!g_ascii_string_to_unsigned(text, 10, option->least, option->most, &wide, NULL)) {
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

static bool
parse_choice(const struct option *option, const char *text)
{
    g_autofree char *padded = g_strdup_printf(" %s ", text);

    return strchr(text, ' ') == NULL && strstr(option->choices, padded) != NULL;
}

static bool
parse_string(const struct option *option, const char *text, char **string)
{
    size_t length = strlen(text);

    if (length < option->least || length > option->most) {
        return false;
    }
    *string = g_strdup(text);
    return true;
}

static bool
parse(struct config *config, const struct option *option, const char *text)
{
    void *field = field_of(config, option);
    uint32_t seconds;

    switch (option->kind) {
    case OPTION_STRING:
        return parse_string(option, text, field);
    case OPTION_PATH:
        *(char **)field = g_strdup(text);
        return g_path_is_absolute(text);
    case OPTION_CHOICE:
        *(char **)field = g_strdup(text);
        return parse_choice(option, text);
    case OPTION_NUMBER:
        return parse_number(option, text, field);
    case OPTION_SECONDS:
        if (!parse_number(option, text, &seconds)) {
            return false;
        }
        *(uint32_t *)field = seconds * 1000;
        return true;
    case OPTION_BOOLEAN:
        *(bool *)field = g_str_equal(text, "yes");
        return g_str_equal(text, "yes") || g_str_equal(text, "no");
    }
    return false;
}

static char *
what_is_wanted(const struct option *option)
{
    switch (option->kind) {
    case OPTION_STRING:
        return g_strdup_printf("%u to %u bytes", option->least, option->most);
    case OPTION_PATH:
        return g_strdup("an absolute path");
    case OPTION_CHOICE:
        return g_strchomp(g_strdup_printf("one of%s", option->choices));
    case OPTION_NUMBER:
        return g_strdup_printf("a number from %u to %u", option->least, option->most);
    case OPTION_SECONDS:
        return g_strdup_printf("seconds from %u to %u", option->least, option->most);
    case OPTION_BOOLEAN:
        return g_strdup("yes or no");
    }
    return NULL;
}

static bool
is_known(const char *group, const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (g_str_equal(options[i].group, group) &&
            (key == NULL || g_str_equal(options[i].key, key))) {
            return true;
        }
    }
    return false;
}

static bool
refuse_unknown_keys(GKeyFile *keys, const char *group, const char *path, GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(keys, group, NULL, NULL);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (!is_known(group, names[i])) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                        "%s: [%s] has no option '%s'; resapid.conf(5) lists them", path, group,
                        names[i]);
            return false;
        }
    }
    return true;
}

static bool
refuse_unknown(GKeyFile *keys, const char *path, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(keys, NULL);

    for (size_t i = 0; groups[i] != NULL; i++) {
        if (!is_known(groups[i], NULL)) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                        "%s: there is no group [%s]; resapid.conf(5) lists them", path, groups[i]);
            return false;
        }
        if (!refuse_unknown_keys(keys, groups[i], path, error)) {
            return false;
        }
    }
    return true;
}

/* What is no text is given all the same. */
static bool
is_not_given(const GError *error)
{
    return g_error_matches(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND) ||
           g_error_matches(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND);
}

static bool
read_option(struct config *config, GKeyFile *keys, const struct option *option, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *given = g_key_file_get_string(keys, option->group, option->key, &cause);

    if (given == NULL && !is_not_given(cause)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s: [%s] %s: %s", config->file,
                    option->group, option->key, cause->message);
        return false;
    }
    if (!parse(config, option, given != NULL ? given : option->preset)) {
        g_autofree char *wanted = what_is_wanted(option);

        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s: [%s] %s=%s: give %s", config->file,
                    option->group, option->key, given != NULL ? given : option->preset, wanted);
        return false;
    }
    return true;
}

static bool
read_options(struct config *config, GKeyFile *keys, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (!read_option(config, keys, &options[i], error)) {
            return false;
        }
    }
    return true;
}

static GKeyFile *
read_file(const char *path, bool must_exist, GError **error)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) cause = NULL;

    if (must_exist && access(path, R_OK) != 0) {
        set_system_error(error, errno,
                         "%s: RESAPID_CONFIG names it: make it readable, or unset that", path);
        return NULL;
    }
    if (!g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, &cause) &&
        (must_exist || !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s: %s", path, cause->message);
        return NULL;
    }
    return g_steal_pointer(&keys);
}

struct config *
config_load(GError **error)
{
    const char *named = g_getenv("RESAPID_CONFIG");
    g_autoptr(config_t) config = g_new0(struct config, 1);
    g_autoptr(GKeyFile) keys = NULL;

    config->file = g_strdup(named != NULL ? named : RESAPID_CONFIG_FILE);
    keys = read_file(config->file, named != NULL, error);
    if (keys == NULL || !refuse_unknown(keys, config->file, error) ||
        !read_options(config, keys, error)) {
        return NULL;
    }
    return g_steal_pointer(&config);
}

static bool
has_string(const struct option *option)
{
    return option->kind == OPTION_STRING || option->kind == OPTION_PATH ||
           option->kind == OPTION_CHOICE;
}

static bool
is_of_the_way(const struct option *option)
{
    return g_str_equal(option->group, OF_THE_WAY);
}

/* Those of the way, or what may have been meant for one. */
static bool
refuse_wrong_way(GKeyFile *keys, const char *path, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(keys, NULL);

    for (size_t i = 0; groups[i] != NULL; i++) {
        g_auto(GStrv) names = g_key_file_get_keys(keys, groups[i], NULL, NULL);

        if (g_str_equal(groups[i], OF_THE_WAY)) {
            if (!refuse_unknown_keys(keys, groups[i], path, error)) {
                return false;
            }
            continue;
        }
        for (size_t j = 0; names[j] != NULL; j++) {
            if (is_known(OF_THE_WAY, names[j])) {
                g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                            "%s: [%s] %s: belongs into the group [" OF_THE_WAY "]", path, groups[i],
                            names[j]);
                return false;
            }
        }
    }
    return true;
}

static bool
read_way(struct config *config, GKeyFile *keys, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        g_autoptr(GError) cause = NULL;

        if (read_option(config, keys, &options[i], &cause)) {
            continue;
        }
        if (is_of_the_way(&options[i])) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        if (has_string(&options[i])) {
            g_clear_pointer((char **)field_of(config, &options[i]), g_free);
        }
        parse(config, &options[i], options[i].preset);
    }
    return true;
}

struct config *
config_load_way(GError **error)
{
    const char *named = g_getenv("RESAPID_CONFIG");
    g_autoptr(config_t) config = g_new0(struct config, 1);
    g_autoptr(GKeyFile) keys = NULL;

    config->file = g_strdup(named != NULL ? named : RESAPID_CONFIG_FILE);
    keys = read_file(config->file, named != NULL, error);
    if (keys == NULL || !refuse_wrong_way(keys, config->file, error) ||
        !read_way(config, keys, error)) {
        return NULL;
    }
    return g_steal_pointer(&config);
}

void
config_free(struct config *config)
{
    if (config == NULL) {
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (has_string(&options[i])) {
            g_free(*(char **)field_of(config, &options[i]));
        }
    }
    g_free(config->file);
    g_free(config);
}
