/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types-d.h"

#include <string.h>

#include "daemon/error.h"
#include "daemon/properties.h"

#define PROPERTY "property "
#define TYPE     "type"

struct file {
    const char *path;
    GKeyFile *keys;
    struct agent_description *description;
};

static bool
fail(GError **error, const struct file *file, const char *group, const char *why)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s: [%s]: %s", file->path, group, why);
    return false;
}

/* A property's type is asked of the one who reads the words of a command line. */
static bool
read_format(const struct file *file, const char *group, uint32_t *type, GError **error)
{
    g_autofree char *format = g_key_file_get_string(file->keys, group, "format", NULL);
    g_autofree char *word = g_strconcat("x:", format != NULL ? format : "SZ", "=", NULL);
    struct property property;
    bool known = property_parse(word, &property, NULL);

    *type = property.type;
    property_clear(&property);
    return known ||
           fail(error, file, group, "format: use SZ, EXPAND_SZ, MULTI_SZ, DWORD, QWORD or BINARY");
}

static bool
read_bound(const struct file *file, const char *group, const char *key, uint64_t *bound,
           struct agent_parameter *parameter, GError **error)
{
    g_autofree char *text = g_key_file_get_string(file->keys, group, key, NULL);
    gint64 negative;

    if (text == NULL) {
        return true;
    }
    parameter->has_bounds = true;
    if (text[0] == '-' && g_ascii_string_to_signed(text, 10, G_MININT64, -1, &negative, NULL)) {
        parameter->is_signed = true;
        *bound = (uint64_t)negative;
        return true;
    }
    return g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, bound, NULL) ||
           fail(error, file, group, "minimum and maximum are whole numbers");
}

static bool
read_boolean(const struct file *file, const char *group, const char *key, bool *result,
             GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean value = g_key_file_get_boolean(file->keys, group, key, &cause);

    if (g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND)) {
        return true;
    }
    *result = value;
    return cause == NULL || fail(error, file, group, "required and reloadable are true or false");
}

static bool
check_keys(const struct file *file, const char *group, GError **error)
{
    static const char *const known[] = { "format",  "required", "reloadable", "default",
                                         "minimum", "maximum",  NULL };
    g_auto(GStrv) keys = g_key_file_get_keys(file->keys, group, NULL, NULL);

    for (size_t i = 0; keys[i] != NULL; i++) {
        if (!g_strv_contains(known, keys[i])) {
            return fail(error, file, group,
                        "knows format, required, reloadable, default, minimum and maximum only");
        }
    }
    return true;
}

static struct agent_parameter *
find_or_add(const struct file *file, const char *group, GError **error)
{
    const char *name = group + strlen(PROPERTY);
    const struct agent_parameter *known = agent_description_find(file->description, name);
    uint32_t type;

    if (!read_format(file, group, &type, error)) {
        return NULL;
    }
    if (known == NULL) {
        struct agent_parameter *added = agent_description_add(file->description, name, type, error);

        if (added != NULL) {
            added->by_hand = true;
        }
        return added;
    }
    return (struct agent_parameter *)known;
}

static bool
read_property(const struct file *file, const char *group, GError **error)
{
    struct agent_parameter *parameter;
    g_autofree char *preset = NULL;

    if (!g_str_has_prefix(group, PROPERTY)) {
        return fail(error, file, group, "is no group: write [property NAME] or [type]");
    }
    parameter = check_keys(file, group, error) ? find_or_add(file, group, error) : NULL;
    if (parameter == NULL) {
        return false;
    }
    if (!parameter->has_bounds) {
        parameter->most = G_MAXUINT32;
    }
    preset = g_key_file_get_string(file->keys, group, "default", NULL);
    if (preset != NULL) {
        g_free(parameter->preset);
        parameter->preset = g_steal_pointer(&preset);
    }
    return read_boolean(file, group, "required", &parameter->required, error) &&
           read_boolean(file, group, "reloadable", &parameter->reloadable, error) &&
           read_bound(file, group, "minimum", &parameter->least, parameter, error) &&
           read_bound(file, group, "maximum", &parameter->most, parameter, error);
}

/* What is no agent's, but resapid's to know. */
static bool
read_type(const struct file *file, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file->keys, TYPE, NULL, NULL);
    g_autofree char *reopen = g_key_file_get_string(file->keys, TYPE, "reopen", NULL);

    for (size_t i = 0; keys[i] != NULL; i++) {
        if (!g_str_equal(keys[i], "reopen")) {
            return fail(error, file, TYPE, "knows reopen only");
        }
    }
    if (g_strcmp0(reopen, "yes") != 0 && g_strcmp0(reopen, "no") != 0) {
        return fail(error, file, TYPE, "reopen is yes or no");
    }
    file->description->reopen = g_str_equal(reopen, "yes") ? "yes" : "no";
    return true;
}

static bool
read_group(const struct file *file, const char *group, GError **error)
{
    return g_str_equal(group, TYPE) ? read_type(file, error) : read_property(file, group, error);
}

bool
types_d_read(const char *config_file, struct agent_description *description, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(config_file);
    g_autofree char *path = g_build_filename(folder, "types.d", description->agent, NULL);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    const struct file file = { .path = path, .keys = keys, .description = description };
    g_auto(GStrv) groups = NULL;

    if (!g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, &cause)) {
        if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
            g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
            return true;
        }
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s: %s", path, cause->message);
        return false;
    }
    groups = g_key_file_get_groups(keys, NULL);
    for (size_t i = 0; groups[i] != NULL; i++) {
        if (!read_group(&file, groups[i], error)) {
            return false;
        }
    }
    return true;
}
