/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agent-file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/error.h"

#define MAKE_ANEW "make it anew with 'resapictl type agent TYPE'"

struct agent_file {
    GKeyFile *keys;
    char *type;
    char *dll;
    char **required; /* names of parameters */
};

char *
agent_file_path(const char *folder, const char *agent, const char *suffix)
{
    g_autofree char *name = g_strconcat(agent, suffix, NULL);

    return g_build_filename(folder, AGENT_FILE_FOLDER, name, NULL);
}

struct agent_file *
agent_file_read(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *agent = g_path_get_basename(path);
    g_autofree char *file_path = agent_file_path(folder, agent, "");
    g_autoptr(GError) cause = NULL;
    struct agent_file *file = g_new0(struct agent_file, 1);

    file->keys = g_key_file_new();
    if (g_key_file_load_from_file(file->keys, file_path, G_KEY_FILE_NONE, &cause)) {
        file->type = g_key_file_get_string(file->keys, AGENT_FILE_AGENT, "type", &cause);
    }
    if (cause == NULL) {
        file->dll = g_key_file_get_string(file->keys, AGENT_FILE_AGENT, "dll", &cause);
    }
    if (cause == NULL) {
        file->required =
            g_key_file_get_string_list(file->keys, AGENT_FILE_AGENT, "required", NULL, NULL);
        return file;
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED, "%s: %s: " MAKE_ANEW, file_path,
                cause->message);
    agent_file_free(file);
    return NULL;
}

void
agent_file_free(struct agent_file *file)
{
    if (file == NULL) {
        return;
    }
    g_key_file_unref(file->keys);
    g_free(file->type);
    g_free(file->dll);
    g_strfreev(file->required);
    g_free(file);
}

const char *
agent_file_type(const struct agent_file *file)
{
    return file->type;
}

const char *
agent_file_dll(const struct agent_file *file)
{
    return file->dll;
}

/* NULL for one that has none, which an empty one is as well: crm_resource cannot tell them apart. */
static const char *
value_of(const char *parameter)
{
    g_autofree char *variable = g_strconcat("OCF_RESKEY_", parameter, NULL);
    const char *value = g_getenv(variable);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *
agent_file_find_missing(const struct agent_file *file)
{
    for (size_t i = 0; file->required != NULL && file->required[i] != NULL; i++) {
        if (value_of(file->required[i]) == NULL) {
            return file->required[i];
        }
    }
    return NULL;
}

/* As they are: whether they are words of a shell is asked with all others (actions.c). */
static void
append_words(const struct agent_file *file, GString *words)
{
    g_autofree char *parameter =
        g_key_file_get_string(file->keys, AGENT_FILE_AGENT, AGENT_FILE_WORDS, NULL);
    const char *value = parameter != NULL ? value_of(parameter) : NULL;

    if (value != NULL) {
        g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", value);
    }
}

char *
agent_file_properties(const struct agent_file *file, bool common)
{
    const char *group = common ? AGENT_FILE_COMMON : AGENT_FILE_PRIVATE;
    g_auto(GStrv) names = g_key_file_get_keys(file->keys, group, NULL, NULL);
    GString *words = g_string_new(NULL);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *property = g_key_file_get_string(file->keys, group, names[i], NULL);
        const char *value = value_of(names[i]);

        if (property != NULL && value != NULL) {
            g_autofree char *word = g_strconcat(property, "=", value, NULL);
            g_autofree char *quoted = g_shell_quote(word);

            g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", quoted);
        }
    }
    if (!common) {
        append_words(file, words);
    }
    return g_string_free(words, FALSE);
}

static bool
is_of_property(const struct agent_file *file, const char *parameter, const char *property)
{
    g_autofree char *own = g_key_file_get_string(file->keys, AGENT_FILE_PRIVATE, parameter, NULL);
    const char *end = own != NULL ? strrchr(own, ':') : NULL;

    return end != NULL && strlen(property) == (size_t)(end - own) &&
           strncmp(own, property, strlen(property)) == 0;
}

uint32_t
agent_file_format(const struct agent_file *file, const char *property, uint32_t preset)
{
    g_auto(GStrv) names = g_key_file_get_keys(file->keys, AGENT_FILE_FORMATS, NULL, NULL);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (is_of_property(file, names[i], property)) {
            return (uint32_t)g_key_file_get_uint64(file->keys, AGENT_FILE_FORMATS, names[i], NULL);
        }
    }
    return preset;
}

bool
agent_file_print_metadata(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *agent = g_path_get_basename(path);
    g_autofree char *xml_path = agent_file_path(folder, agent, ".xml");
    g_autofree char *xml = NULL;

    if (!g_file_get_contents(xml_path, &xml, NULL, NULL)) {
        set_system_error(error, errno, "%s cannot be read: " MAKE_ANEW, xml_path);
        return false;
    }
    if (fputs(xml, stdout) == EOF || fflush(stdout) != 0) {
        set_system_error(error, errno, "standard output");
        return false;
    }
    return true;
}
