/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types-d.h"

#include <errno.h>
#include <string.h>

#include "daemon/config-file.h"
#include "daemon/error.h"
#include "daemon/properties.h"

#define PROPERTY "property "
#define TYPE     "type"

struct file {
    struct config_file *lines;
    GKeyFile *keys;
    struct agent_description *description;
};

/* key is what is wrong in the group, NULL for the group itself. */
static bool
fail(GError **error, const struct file *file, const char *group, const char *key, const char *why)
{
    unsigned int line = config_file_line(file->lines, group, key);

    line = line != 0 ? line : config_file_line(file->lines, group, NULL);
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "%s:%u: [%s]%s%s: %s", file->lines->path,
                line, group, key != NULL ? " " : "", key != NULL ? key : "", why);
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
    return known || fail(error, file, group, "format",
                         "use SZ, EXPAND_SZ, MULTI_SZ, DWORD, QWORD or BINARY");
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
           fail(error, file, group, key, "minimum and maximum are whole numbers");
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
    return cause == NULL ||
           fail(error, file, group, key, "required and reloadable are true or false");
}

static bool
check_keys(const struct file *file, const char *group, GError **error)
{
    static const char *const known[] = { "format",  "required", "reloadable", "default",
                                         "minimum", "maximum",  NULL };
    g_auto(GStrv) keys = g_key_file_get_keys(file->keys, group, NULL, NULL);

    for (size_t i = 0; keys[i] != NULL; i++) {
        if (!g_strv_contains(known, keys[i])) {
            return fail(error, file, group, keys[i],
                        "is unknown; a property's group knows format, required, reloadable, "
                        "default, minimum and maximum only");
        }
    }
    return true;
}

/* As what stands before the value in NAME:FORMAT=VALUE, and as a value's name in the cluster database. */
static bool
check_name(const struct file *file, const char *group, const char *name, GError **error)
{
    return (name[0] != '\0' && strpbrk(name, "=\\") == NULL && g_utf8_validate(name, -1, NULL)) ||
           fail(error, file, group, NULL,
                "write [property NAME] with the property's name, in UTF-8, without '=' and '\\'");
}

static struct agent_parameter *
find_or_add(const struct file *file, const char *group, GError **error)
{
    const char *name = group + strlen(PROPERTY);
    const struct agent_parameter *known;
    uint32_t type;

    if (!check_name(file, group, name, error) || !read_format(file, group, &type, error)) {
        return NULL;
    }
    known = agent_description_find(file->description, name);
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
        return fail(error, file, group, NULL, "is no group: write [property NAME] or [type]");
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
            return fail(error, file, TYPE, keys[i], "is unknown; this group knows reopen only");
        }
    }
    if (g_strcmp0(reopen, "yes") != 0 && g_strcmp0(reopen, "no") != 0) {
        return fail(error, file, TYPE, "reopen", "reopen is yes or no");
    }
    file->description->reopen = g_str_equal(reopen, "yes") ? "yes" : "no";
    return true;
}

static bool
read_group(const struct file *file, const char *group, GError **error)
{
    return g_str_equal(group, TYPE) ? read_type(file, error) : read_property(file, group, error);
}

/* The first of what is wrong already before anybody asks for a group. */
static bool
check_lines(const struct config_file *lines, GError **error)
{
    const struct config_finding *first;

    if (lines->findings->len == 0) {
        return true;
    }
    first = lines->findings->pdata[0];
    g_set_error_literal(error, RESAPID_ERROR, OUTCOME_INVALID, first->message);
    return false;
}

bool
types_d_read(const char *config_file, struct agent_description *description, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(config_file);
    g_autofree char *path = g_build_filename(folder, "types.d", description->agent, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(config_file_t) lines = config_file_read(path, &cause);
    struct file file = { .lines = lines, .description = description };
    bool good;

    if (lines == NULL) {
        if (g_error_matches(cause, RESAPID_SYSTEM_ERROR, ENOENT) ||
            g_error_matches(cause, RESAPID_SYSTEM_ERROR, ENOTDIR)) {
            return true;
        }
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    file.keys = lines->keys;
    good = check_lines(lines, error);
    for (guint i = 0; good && i < lines->entries->len; i++) {
        const struct config_entry *entry = lines->entries->pdata[i];

        if (entry->key == NULL) {
            good = read_group(&file, entry->group, error);
        }
    }
    return good;
}
