/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <string.h>

#include "daemon/error.h"

/* What the executor sets beside an agent's parameters (Pacemaker's lib/services and lib/common). */
static const char *const executors_own[] = { "CRM_meta_", "crm_feature_set" };

char *
agent_name_of_type(const char *type, GError **error)
{
    g_autofree char *ascii = g_str_to_ascii(type, "C");
    GString *name = g_string_new(NULL);
    bool begins_word = true;

    for (const char *at = ascii; *at != '\0'; at++) {
        if (g_ascii_isalnum(*at)) {
            g_string_append_c(name, begins_word ? g_ascii_toupper(*at) : *at);
        }
        begins_word = !g_ascii_isalnum(*at);
    }
    if (agent_name_check(name->str, NULL)) {
        return g_string_free(name, FALSE);
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                "resource type %s: no agent can be named after it: name one with --agent=NAME",
                type);
    g_string_free(name, TRUE);
    return NULL;
}

bool
agent_same_name(const char *one, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(one, -1);
    g_autofree char *other_folded = g_utf8_casefold(other, -1);

    return strcmp(folded, other_folded) == 0;
}

bool
agent_name_check(const char *name, GError **error)
{
    bool is_name = g_ascii_isalpha(name[0]) && strlen(name) <= AGENT_NAME_LONGEST;

    for (const char *at = name; *at != '\0'; at++) {
        is_name = is_name && (g_ascii_isalnum(*at) || strchr("_-", *at) != NULL);
    }
    if (is_name && !g_str_equal(name, AGENT_OF_ALL_TYPES) && !g_str_equal(name, AGENT_PROGRAM)) {
        return true;
    }
    g_set_error(
        error, RESAPID_ERROR, OUTCOME_INVALID,
        "agent %s: give 1 to %d of the letters A to Z, digits, '_' and '-', a letter first, "
        "and not %s or %s",
        name, AGENT_NAME_LONGEST, AGENT_OF_ALL_TYPES, AGENT_PROGRAM);
    return false;
}

static bool
is_executors_own(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(executors_own); i++) {
        if (g_ascii_strncasecmp(name, executors_own[i], strlen(executors_own[i])) == 0) {
            return true;
        }
    }
    return false;
}

char *
agent_parameter_of_property(const char *property)
{
    g_autofree char *ascii = g_str_to_ascii(property, "C");

    g_strcanon(ascii, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
    return g_strconcat(g_ascii_isdigit(ascii[0]) || is_executors_own(ascii) ? "_" : "", ascii,
                       NULL);
}
