/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "config-file.h"
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
    { "wine", "inspect_program", OPTION_PATH, AT(wine_inspect_program), RESAPID_INSPECT_PROGRAM,
      NULL, 0, 0 },
    { "import", "program", OPTION_PATH, AT(import_program), RESAPID_IMPORT_PROGRAM, NULL, 0, 0 },
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

/* The group that has an option of this name, NULL if none has. */
static const char *
group_of(const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (g_str_equal(options[i].key, key)) {
            return options[i].group;
        }
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

static void
find_unknown_option(struct config_file *file, const struct config_entry *entry)
{
    const char *other = group_of(entry->key);

    if (other != NULL) {
        config_file_find_at(file, entry, "[%s] has no option '%s': it belongs into the group [%s]",
                            entry->group, entry->key, other);
    } else {
        config_file_find_at(file, entry, "[%s] has no option '%s'; resapid.conf(5) lists them",
                            entry->group, entry->key);
    }
}

static void
find_unknown(struct config_file *file)
{
    for (guint i = 0; i < file->entries->len; i++) {
        const struct config_entry *entry = file->entries->pdata[i];
        bool is_group = is_known(entry->group, NULL);

        if (is_group && entry->key != NULL && !is_known(entry->group, entry->key)) {
            find_unknown_option(file, entry);
        } else if (!is_group && entry->key == NULL) {
            config_file_find_at(file, entry, "there is no group [%s]; resapid.conf(5) lists them",
                                entry->group);
        } else if (!is_group && g_strcmp0(group_of(entry->key), OF_THE_WAY) == 0) {
            find_unknown_option(file, entry);
        }
    }
}

/* What is no text is given all the same. */
static bool
is_not_given(const GError *error)
{
    return g_error_matches(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND) ||
           g_error_matches(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND);
}

static bool
has_string(const struct option *option)
{
    return option->kind == OPTION_STRING || option->kind == OPTION_PATH ||
           option->kind == OPTION_CHOICE;
}

/* False: text is refused, and the field is as it was. */
static bool
set_option(struct config *config, const struct option *option, const char *text)
{
    bool done = parse(config, option, text);

    if (!done && has_string(option)) {
        g_clear_pointer((char **)field_of(config, option), g_free);
    }
    return done;
}

/* A wrong value is found, and the option as if it was not given. */
static void
read_option(struct config *config, struct config_file *file, const struct option *option)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *given = g_key_file_get_string(file->keys, option->group, option->key, &cause);

    if (given == NULL && !is_not_given(cause)) {
        config_file_find(file, option->group, option->key, "[%s] %s: %s", option->group,
                         option->key, cause->message);
    } else if (given != NULL && !set_option(config, option, given)) {
        g_autofree char *wanted = what_is_wanted(option);

        config_file_find(file, option->group, option->key, "[%s] %s=%s: give %s", option->group,
                         option->key, given, wanted);
    } else if (given != NULL) {
        return;
    }
    if (!set_option(config, option, option->preset)) {
        config_file_find(file, option->group, NULL, "[%s] %s: has no good default: give one",
                         option->group, option->key);
    }
}

static struct config *
read_options(struct config_file *file)
{
    struct config *config = g_new0(struct config, 1);

    config->file = g_strdup(file->path);
    find_unknown(file);
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        read_option(config, file, &options[i]);
    }
    config_file_sort(file);
    return config;
}

/* The file that RESAPID_CONFIG names has to be there. */
static struct config_file *
read_file(GError **error)
{
    const char *named = g_getenv("RESAPID_CONFIG");
    const char *path = named != NULL ? named : RESAPID_CONFIG_FILE;
    g_autoptr(GError) cause = NULL;
    struct config_file *file = config_file_read(path, &cause);

    if (file != NULL) {
        return file;
    }
    if (named == NULL && g_error_matches(cause, RESAPID_SYSTEM_ERROR, ENOENT)) {
        return config_file_empty(path);
    }
    if (named != NULL) {
        error_append(cause, "RESAPID_CONFIG names it: make it readable, or unset that");
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}

/* What keeps the agents, too, from knowing where resapid and its keepers are. */
static bool
is_of_the_way(const struct config_finding *finding)
{
    return finding->is_no_option || g_strcmp0(finding->group, OF_THE_WAY) == 0 ||
           (finding->key != NULL && !is_known(finding->group, finding->key) &&
            g_strcmp0(group_of(finding->key), OF_THE_WAY) == 0);
}

static struct config *
load(bool (*concerns)(const struct config_finding *finding), GError **error)
{
    g_autoptr(config_file_t) file = read_file(error);
    g_autoptr(config_t) config = NULL;

    if (file == NULL) {
        return NULL;
    }
    config = read_options(file);
    for (guint i = 0; i < file->findings->len; i++) {
        const struct config_finding *finding = file->findings->pdata[i];

        if (concerns == NULL || concerns(finding)) {
            g_set_error_literal(error, RESAPID_ERROR, OUTCOME_INVALID, finding->message);
            return NULL;
        }
    }
    return g_steal_pointer(&config);
}

struct config *
config_load(GError **error)
{
    return load(NULL, error);
}

struct config *
config_load_way(GError **error)
{
    return load(is_of_the_way, error);
}

struct config *
config_check(GPtrArray *messages, GError **error)
{
    g_autoptr(config_file_t) file = read_file(error);
    struct config *config;

    if (file == NULL) {
        return NULL;
    }
    config = read_options(file);
    for (guint i = 0; i < file->findings->len; i++) {
        const struct config_finding *finding = file->findings->pdata[i];

        g_ptr_array_add(messages, g_strdup(finding->message));
    }
    return config;
}

bool
config_option(size_t index, struct config_option *shown)
{
    if (index >= G_N_ELEMENTS(options)) {
        return false;
    }
    shown->group = options[index].group;
    shown->key = options[index].key;
    shown->preset = options[index].preset;
    shown->choices = options[index].choices;
    shown->is_seconds = options[index].kind == OPTION_SECONDS;
    shown->is_number = options[index].kind == OPTION_NUMBER;
    shown->least = options[index].least;
    shown->most = options[index].most;
    return true;
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
