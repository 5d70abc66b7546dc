/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * reload-agent: parameters that were changed while the resource runs (OCF 1.1, "reload-agent"). A DLL
 * takes private properties by a control code, as on Windows; common ones are resapid's own.
 */

#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "daemon/error.h"
#include "daemon/properties.h"
#include "private-list.h"

/* resapi.md 3.5. */
#define RESOURCE_SET_PRIVATE_PROPERTIES 0x01400086

/* As they are shown, with the format: what is compared. */
static char *
shown_value(const char *format, const char *value)
{
    return g_strconcat(format, "=", value, NULL);
}

static void
take_stored(const GArray *records, GHashTable *stored, char **after)
{
    for (guint i = 0; i < records->len; i++) {
        const struct client_message *record = &g_array_index(records, struct client_message, i);

        g_hash_table_replace(stored, g_utf8_casefold(record->property.name, -1),
                             shown_value(record->property.format, record->property.value));
        g_free(*after);
        *after = g_strdup(record->property.name);
    }
}

/* The private properties that are stored, by their folded names. */
static bool
list_stored(struct agent *agent, GHashTable *stored, GError **error)
{
    g_autofree char *after = g_strdup("");
    struct answer answer;

    do {
        struct client_message request = { .header.type = CLIENT_PROPERTIES };

        request.properties.name = agent->instance;
        request.properties.after = after;
        if (!agent_ask(agent, &request, NULL, &answer, error)) {
            return false;
        }
        take_stored(answer.records, stored, &after);
    } while (answer.reply.more != 0 && answer.records->len > 0);
    return true;
}

/* A private_list_wants. */
static bool
is_changed(void *user, const struct property_value *value, uint32_t type)
{
    GHashTable *stored = user;
    g_autofree char *folded = g_utf8_casefold(value->name, -1);
    g_autofree char *format = property_format_name(type);
    g_autofree char *text = property_decode(type, value->data, (uint32_t)value->length);
    g_autofree char *shown = shown_value(format, text);

    return g_strcmp0(g_hash_table_lookup(stored, folded), shown) != 0;
}

/* The property list of what has changed; NULL with an error, or without one if nothing has. */
static GBytes *
changed_list(struct agent *agent, GError **error)
{
    g_autoptr(GHashTable) stored = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GBytes) list = NULL;
    unsigned int count = 0;

    if (list_stored(agent, stored, error)) {
        list = private_list_new(agent, is_changed, stored, &count, error);
    }
    return count > 0 ? g_steal_pointer(&list) : NULL;
}

/* What was reloaded has to be effective (OCF 1.1), and Pacemaker takes a reload-agent that fails for a
 * start that failed, behind which the node never gets the resource again. */
static enum ocf_code
restart(struct agent *agent)
{
    enum ocf_code code;

    fprintf(stderr,
            "%s: the DLL has stored the changed properties for its next start only, "
            "ERROR_RESOURCE_PROPERTIES_STORED (%d): it is restarted now; take reloadable=true out "
            "of types.d, and Pacemaker does that itself, with what depends on it\n",
            agent->instance, WIN32_RESOURCE_PROPERTIES_STORED);
    code = action_stop(agent);
    return code == OCF_SUCCESS ? action_start(agent) : code;
}

static enum ocf_code
end_reload(struct agent *agent, const struct answer *answer)
{
    if (answer->reply.win32_error == WIN32_RESOURCE_PROPERTIES_STORED) {
        return restart(agent);
    }
    return agent_end_with_outcome(agent, answer);
}

static enum ocf_code
set_private(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_CONTROL };
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) list = changed_list(agent, &error);
    struct answer answer;
    gsize length;

    if (error != NULL) {
        return agent_end(OCF_ERR_GENERIC, "%s: %s", agent->instance, error->message);
    }
    if (list == NULL) {
        return OCF_SUCCESS;
    }
    request.control.name = agent->instance;
    request.control.code = RESOURCE_SET_PRIVATE_PROPERTIES;
    request.control.in.data = g_bytes_get_data(list, &length);
    request.control.in.length = (uint32_t)length;
    if (!agent_ask(agent, &request, &request.control.timeout_ms, &answer, &error)) {
        return agent_end(OCF_ERR_GENERIC, "%s: %s", agent->instance, error->message);
    }
    return end_reload(agent, &answer);
}

static enum ocf_code
set_common(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_COMMON_SET };
    g_autoptr(GByteArray) packed = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = properties_split(agent->common, &error);
    struct answer answer;

    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        g_byte_array_append(packed, (const guint8 *)words[i], (guint)strlen(words[i]) + 1);
        request.common_set.properties.count++;
    }
    if (words == NULL || request.common_set.properties.count == 0) {
        return words != NULL ? OCF_SUCCESS
                             : agent_end(OCF_ERR_ARGS, "%s: %s", agent->instance, error->message);
    }
    request.common_set.name = agent->instance;
    request.common_set.properties.strings = (const char *)packed->data;
    request.common_set.properties.length = packed->len;
    if (!agent_ask(agent, &request, NULL, &answer, &error)) {
        return agent_end(OCF_ERR_GENERIC, "%s: %s", agent->instance, error->message);
    }
    return agent_end_with_outcome(agent, &answer);
}

/* The agent of all types has no parameter that can be reloaded: which of the words of `properties` has
 * changed, Pacemaker cannot say. */
static enum ocf_code
check_agent(const struct agent *agent)
{
    if (agent->file == NULL && agent->file_error == NULL) {
        return agent_end(OCF_ERR_UNIMPLEMENTED, "%s: only the agents of one resource type reload",
                         agent->instance);
    }
    return action_check_parameters(agent);
}

enum ocf_code
action_reload(struct agent *agent)
{
    enum ocf_code code = check_agent(agent);

    if (code == OCF_SUCCESS && !agent_configure(agent)) {
        code = OCF_ERR_GENERIC;
    }
    if (code == OCF_SUCCESS) {
        code = action_probe(agent);
    }
    if (code == OCF_SUCCESS) {
        code = set_common(agent);
    }
    return code == OCF_SUCCESS ? set_private(agent) : code;
}
