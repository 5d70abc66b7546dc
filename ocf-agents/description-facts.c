/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What meta-data and man page both say of an agent and its parameters.
 */

#include "daemon/properties.h"
#include "description.h"

#define ONE_SECOND_MS 1000
/* What the agent itself, and resapid between two calls, may take. */
#define MARGIN_MS 20000

static bool
is_in_xml(gunichar character)
{
    return character == '\n' ||
           (character >= ' ' && character != 0x7f && character != 0xfffe && character != 0xffff);
}

/* What a DLL's names and values may have need not be in any XML document (XML 1.0, "Characters"). */
char *
agent_text_clean(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *clean = g_string_new(NULL);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        g_string_append_unichar(clean, is_in_xml(character) ? character : ' ');
    }
    return g_string_free(clean, FALSE);
}

static uint64_t
seconds_of(uint64_t ms)
{
    return (ms + ONE_SECOND_MS - 1) / ONE_SECOND_MS;
}

/*
 * A start is one call of Open and one of Online, which may then be pending; a stop Offline, which may be
 * pending, and Terminate. Each call may take DeadlockTimeout, and PendingTimeout begins anew with each
 * progress, so a longer time than the suggested one may be right. reload-agent may have to do both.
 */
void
agent_description_actions(const struct agent_description *description,
                          struct agent_action actions[AGENT_ACTIONS])
{
    const struct agent_times *times = &description->times;
    uint64_t change_ms = (uint64_t)times->deadlock + times->pending + MARGIN_MS;
    uint64_t call_s = seconds_of((uint64_t)times->deadlock + MARGIN_MS);
    uint32_t looks_alive_s = MAX(times->looks_alive / ONE_SECOND_MS, 1);
    uint32_t is_alive_s = MAX(times->is_alive / ONE_SECOND_MS, 1);
    size_t i = 0;

    /* Pacemaker tells a resource's monitors apart by their intervals. */
    is_alive_s += is_alive_s == looks_alive_s ? 1 : 0;
    actions[i++] = (struct agent_action){ .name = "start", .timeout_s = seconds_of(change_ms) };
    actions[i++] = (struct agent_action){ .name = "stop", .timeout_s = seconds_of(change_ms) };
    actions[i++] = (struct agent_action){ "monitor", call_s, "0", looks_alive_s };
    actions[i++] = (struct agent_action){ "monitor", call_s, "10", is_alive_s };
    actions[i++] =
        (struct agent_action){ .name = "reload-agent", .timeout_s = seconds_of(2 * change_ms) };
    actions[i++] =
        (struct agent_action){ .name = "validate-all", .timeout_s = seconds_of(MARGIN_MS) };
    actions[i++] = (struct agent_action){ .name = "meta-data", .timeout_s = 5 };
    g_assert(i == AGENT_ACTIONS);
}

const char *
agent_parameter_content(const struct agent_parameter *parameter)
{
    bool number = parameter->type == REG_DWORD || parameter->type == REG_QWORD;

    return number ? "integer" : "string";
}

const char *
agent_parameter_default(const struct agent_parameter *parameter)
{
    g_autofree char *clean = agent_text_clean(parameter->preset != NULL ? parameter->preset : "");
    bool shown = !parameter->required && g_strcmp0(clean, parameter->preset) == 0;

    return shown ? parameter->preset : NULL;
}

const char *
agent_parameter_how_to_write(const struct agent_parameter *parameter)
{
    switch (parameter->type) {
    case REG_MULTI_SZ:
        return "Several texts have a semicolon between them.";
    case REG_BINARY:
        return "Pairs of hexadecimal digits.";
    case REG_EXPAND_SZ:
        return "Windows' environment variables, %NAME%, are expanded.";
    default:
        return "";
    }
}

char *
agent_parameter_bound(const struct agent_parameter *parameter, uint64_t bound)
{
    return parameter->is_signed ? g_strdup_printf("%" G_GINT64_FORMAT, (gint64)bound)
                                : g_strdup_printf("%" G_GUINT64_FORMAT, bound);
}
