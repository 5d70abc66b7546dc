/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agent-files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "agent-file.h"
#include "daemon/error.h"
#include "daemon/properties.h"
#include "daemon/property-list.h"
#include "names.h"

#define ANYBODY_READS 0644

static const char *
group_of(const struct agent_parameter *parameter)
{
    return parameter->common ? AGENT_FILE_COMMON : AGENT_FILE_PRIVATE;
}

static void
set_required(GKeyFile *keys, const struct agent_description *description)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];

        if (parameter->required) {
            g_ptr_array_add(names, parameter->name);
        }
    }
    g_key_file_set_string_list(keys, AGENT_FILE_AGENT, "required",
                               (const char *const *)names->pdata, names->len);
}

static void
set_format(GKeyFile *keys, const struct agent_parameter *parameter)
{
    if (!parameter->common && parameter->format != property_format_of_type(parameter->type)) {
        g_key_file_set_uint64(keys, AGENT_FILE_FORMATS, parameter->name, parameter->format);
    }
}

static void
set_parameter(GKeyFile *keys, const struct agent_parameter *parameter)
{
    g_autofree char *format = property_format_name(parameter->type);
    g_autofree char *property = g_strconcat(parameter->property, ":", format, NULL);

    if (parameter->words) {
        g_key_file_set_string(keys, AGENT_FILE_AGENT, AGENT_FILE_WORDS, parameter->name);
        return;
    }
    g_key_file_set_string(keys, group_of(parameter), parameter->name, property);
    set_format(keys, parameter);
}

static char *
keys_of(const struct agent_description *description)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();

    g_key_file_set_string(keys, AGENT_FILE_AGENT, "type", description->type);
    g_key_file_set_string(keys, AGENT_FILE_AGENT, "dll", description->dll);
    set_required(keys, description);
    for (guint i = 0; i < description->parameters->len; i++) {
        set_parameter(keys, description->parameters->pdata[i]);
    }
    return g_key_file_to_data(keys, NULL, NULL);
}

/* Also with a umask that would hide it from Pacemaker's shells. */
static bool
write_file(const char *path, const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (!g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  ANYBODY_READS, &cause)) {
        set_system_error(error, errno, "%s", cause->message);
        return false;
    }
    if (chmod(path, ANYBODY_READS) != 0) {
        set_system_error(error, errno, "%s cannot be made readable for all", path);
        return false;
    }
    return true;
}

static bool
make_folder(const char *folder, GError **error)
{
    g_autofree char *files = g_build_filename(folder, AGENT_FILE_FOLDER, NULL);

    if (g_mkdir_with_parents(files, 0755) == 0 && chmod(files, 0755) == 0) {
        return true;
    }
    set_system_error(error, errno,
                     "%s cannot be made, so no agent is there: run resapictl as root, or see "
                     "'agent_directory' in resapid.conf(5)",
                     files);
    return false;
}

/* The old link is there until the new one is. */
static bool
link_agent(const char *folder, const char *agent, const char *program, GError **error)
{
    g_autofree char *path = g_build_filename(folder, agent, NULL);
    g_autofree char *new_path = agent_file_path(folder, agent, ".new");

    g_unlink(new_path);
    if (symlink(program, new_path) == 0 && g_rename(new_path, path) == 0) {
        return true;
    }
    set_system_error(error, errno, "%s cannot be linked to %s", path, program);
    return false;
}

static bool
is_link_to(const char *path, const char *program)
{
    g_autofree char *target = g_file_read_link(path, NULL);

    return g_strcmp0(target, program) == 0;
}

/* Nobody else's program is replaced, and no type's agent by another's. One whose file cannot be read can
 * only be made anew. */
static bool
is_free(const char *folder, const char *program, const struct agent_description *description,
        GError **error)
{
    g_autofree char *path = g_build_filename(folder, description->agent, NULL);
    g_autoptr(agent_file_t) file = NULL;
    struct stat info;

    if (lstat(path, &info) != 0) {
        return true;
    }
    file = agent_file_read(path, NULL);
    if (file != NULL ? agent_same_name(agent_file_type(file), description->type)
                     : is_link_to(path, program)) {
        return true;
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                "agent %s: %s is %s%s%s: give the agent of '%s' another name with --agent=NAME",
                description->agent, path, file != NULL ? "the agent of the resource type '" : "",
                file != NULL ? agent_file_type(file) : "no resource type's agent",
                file != NULL ? "'" : "", description->type);
    return false;
}

bool
agent_files_write(const char *folder, const char *program,
                  const struct agent_description *description, const char *page, GError **error)
{
    g_autofree char *path = agent_file_path(folder, description->agent, "");
    g_autofree char *xml_path = agent_file_path(folder, description->agent, ".xml");
    g_autofree char *page_path = agent_file_path(folder, description->agent, AGENT_FILE_PAGE);
    g_autofree char *keys = keys_of(description);
    g_autofree char *xml = agent_description_metadata(description);

    return is_free(folder, program, description, error) && make_folder(folder, error) &&
           write_file(xml_path, xml, error) &&
           (page == NULL || write_file(page_path, page, error)) && write_file(path, keys, error) &&
           link_agent(folder, description->agent, program, error);
}

/* Finding and removing */

char *
agent_files_find(const char *folder, const char *type)
{
    g_autofree char *files = g_build_filename(folder, AGENT_FILE_FOLDER, NULL);
    g_autoptr(GDir) names = g_dir_open(files, 0, NULL);
    const char *name;

    while (names != NULL && (name = g_dir_read_name(names)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autoptr(agent_file_t) file = agent_file_read(path, NULL);

        /* Of other names are halves that a crash left. */
        if (file != NULL && agent_name_check(name, NULL) &&
            agent_same_name(agent_file_type(file), type)) {
            return g_strdup(name);
        }
    }
    return NULL;
}

static bool
remove_file(const char *path, GError **error)
{
    if (g_unlink(path) == 0 || errno == ENOENT) {
        return true;
    }
    set_system_error(error, errno, "%s cannot be removed: remove it yourself", path);
    return false;
}

bool
agent_files_remove(const char *folder, const char *agent, GError **error)
{
    g_autofree char *link = g_build_filename(folder, agent, NULL);
    g_autofree char *path = agent_file_path(folder, agent, "");
    g_autofree char *xml_path = agent_file_path(folder, agent, ".xml");
    g_autofree char *page_path = agent_file_path(folder, agent, AGENT_FILE_PAGE);

    return remove_file(link, error) && remove_file(path, error) && remove_file(xml_path, error) &&
           remove_file(page_path, error);
}
