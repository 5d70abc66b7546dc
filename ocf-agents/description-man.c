/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The man page of a resource type's agent, in mdoc(7).
 */

#include "daemon/properties.h"
#include "description.h"
#include "roff.h"

/* Macros and sentences with one argument between them. */
static void
with_argument(struct roff *roff, const char *before, const char *text, const char *behind)
{
    roff_put(roff, before);
    roff_put_argument(roff, text);
    roff_put(roff, behind);
}

static void
put_number(struct roff *roff, const char *before, uint64_t number, const char *behind)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);

    roff_put(roff, before);
    roff_put(roff, digits);
    roff_put(roff, behind);
}

/* mdoc(7), "Dd": in English, whatever the locale. */
static void
put_date(struct roff *roff, GDateTime *made)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    g_autofree char *line =
        g_strdup_printf(".Dd %s %d, %d\n", months[g_date_time_get_month(made) - 1],
                        g_date_time_get_day_of_month(made), g_date_time_get_year(made));

    roff_put(roff, line);
}

static void
put_prologue(struct roff *roff, const struct agent_description *description, GDateTime *made)
{
    g_autofree char *upper = g_ascii_strup(description->agent, -1);

    put_date(roff, made);
    roff_put(roff, ".Dt OCF_RESAPI_");
    roff_put_literal(roff, upper);
    roff_put_joined(roff, " 7");
    roff_put(roff, "\n.Os\n");
}

static void
put_name(struct roff *roff, const struct agent_description *description)
{
    g_autofree char *name = g_strconcat("ocf:resapi:", description->agent, NULL);

    with_argument(roff, ".Sh NAME\n.Nm ", name, "\n");
    if (description->short_text != NULL) {
        roff_put(roff, ".Nd Pacemaker resource agent of a built-in resource type\n");
    } else {
        roff_put(roff, ".Nd Pacemaker resource agent of one resource type\n");
    }
}

static void
put_synopsis(struct roff *roff, const struct agent_description *description)
{
    struct agent_action actions[AGENT_ACTIONS];
    const char *last = "";

    agent_description_actions(description, actions);
    roff_put(roff, ".Sh SYNOPSIS\n.Nm\n.Cm ");
    for (size_t i = 0; i < AGENT_ACTIONS; i++) {
        /* A line for each depth. */
        if (!g_str_equal(actions[i].name, last)) {
            roff_put(roff, i > 0 ? " | " : "");
            roff_put(roff, actions[i].name);
        }
        last = actions[i].name;
    }
    roff_put(roff, "\n");
}

#define HOW_IT_RUNS                                                                                \
    "is not changed:\n.Xr resapid 8\nloads it under Wine, calls its entry points and keeps the\n"  \
    "resource's state.\nThe agent asks\n.Xr resapid 8 ,\n"                                         \
    "which has to run on each node that may run the resource.\n"

static void
put_origin(struct roff *roff, const struct agent_description *description)
{
    if (description->text != NULL) {
        roff_put(roff, "The type is built in.\n.Pp\n");
        roff_put_prose(roff, description->text);
        return;
    }
    roff_put(roff, "The type has to be added on each with\n.Ql resapictl type add ,\n"
                   "which makes the agent there.\n.Pp\n"
                   "This page is made with the agent, from what the DLL and the file in\n"
                   ".Pa types.d\n.Pq Xr resapid.conf 5\ntell of the type's properties;\n"
                   ".Ql resapictl type agent\nmakes both anew.\n");
}

static void
put_description(struct roff *roff, const struct agent_description *description)
{
    roff_put(roff, ".Sh DESCRIPTION\nRuns one resource of the type\n");
    with_argument(roff, ".Dq ", description->type, "\n");
    roff_put(roff, "of a Windows failover cluster.\nIts resource DLL,\n");
    with_argument(roff, ".Pa ", description->dll, " ,\n" HOW_IT_RUNS);
    put_origin(roff, description);
}

/* Parameters */

static void
put_property(struct roff *roff, const struct agent_parameter *parameter)
{
    g_autofree char *format = property_format_name(parameter->type);

    roff_put(roff, parameter->common ? "Common property\n" : "Private property\n");
    with_argument(roff, ".Va ", parameter->property, "\n.Pq ");
    roff_put(roff, format);
    roff_put(roff, " .\n");
}

static void
put_default(struct roff *roff, const struct agent_parameter *parameter)
{
    const char *preset = agent_parameter_default(parameter);

    if (parameter->required || parameter->words) {
        return;
    }
    if (preset == NULL) {
        roff_put(roff, "No default is known.\n");
    } else if (preset[0] == '\0') {
        roff_put(roff, "Default: empty.\n");
    } else {
        with_argument(roff, "Default:\n.Ql ", preset, " .\n");
    }
}

static void
put_bounds(struct roff *roff, const struct agent_parameter *parameter)
{
    g_autofree char *least = agent_parameter_bound(parameter, parameter->least);
    g_autofree char *most = agent_parameter_bound(parameter, parameter->most);

    if (!parameter->has_bounds) {
        return;
    }
    with_argument(roff, "Minimum:\n.Ql ", least, " .\n");
    with_argument(roff, "Maximum:\n.Ql ", most, " .\n");
}

static void
put_unit(struct roff *roff, const struct agent_parameter *parameter)
{
    if (parameter->unit != NULL) {
        roff_put(roff, "The unit is");
        roff_put(roff, parameter->unit);
        roff_put(roff, ".\n");
    }
}

static void
put_parameter(struct roff *roff, const struct agent_parameter *parameter)
{
    with_argument(roff, ".It Sy ", parameter->name, " Pq ");
    roff_put_joined(roff, agent_parameter_content(parameter));
    roff_put_joined(roff, parameter->required ? " , required\n" : "\n");
    if (parameter->text != NULL) {
        roff_put_prose(roff, parameter->text);
    }
    if (!parameter->words) {
        put_property(roff, parameter);
    }
    roff_put_prose(roff, agent_parameter_how_to_write(parameter));
    put_default(roff, parameter);
    put_bounds(roff, parameter);
    put_unit(roff, parameter);
    roff_put(roff, parameter->reloadable ? "A change takes effect while the resource runs.\n"
                                         : "A change restarts the resource.\n");
}

/* Those that are common, or those that are not; mandoc wants no list without an item. */
static void
put_parameters_of(struct roff *roff, const struct agent_description *description, bool common)
{
    bool any = false;

    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];

        if (parameter->common == common) {
            roff_put(roff, any ? "" : ".Bl -tag -width Ds\n");
            put_parameter(roff, parameter);
            any = true;
        }
    }
    roff_put(roff, any ? ".El\n" : "None is known.\n");
}

static void
put_parameters(struct roff *roff, const struct agent_description *description)
{
    roff_put(roff, ".Sh PARAMETERS\n.Ss Private properties\n");
    put_parameters_of(roff, description, false);
    roff_put(roff,
             ".Ss Common properties\n"
             "Every resource has them; they are for who knows that they have to be changed.\n");
    put_parameters_of(roff, description, true);
}

/* Actions */

static void
put_action(struct roff *roff, const struct agent_action *action)
{
    roff_put(roff, ".It ");
    roff_put(roff, action->name);
    put_number(roff, " Ta ", action->timeout_s, "s");
    if (action->depth != NULL) {
        put_number(roff, " Ta ", action->interval_s, "s Ta ");
        roff_put(roff, action->depth);
    } else {
        roff_put(roff, " Ta \\- Ta \\-");
    }
    roff_put(roff, "\n");
}

static void
put_actions(struct roff *roff, const struct agent_description *description)
{
    struct agent_action actions[AGENT_ACTIONS];

    agent_description_actions(description, actions);
    roff_put(roff, ".Sh AGENT ACTIONS\nWith the times that the agent's meta-data suggests:\n"
                   ".Bl -column \"reload-agent\" \"4294967295s\" \"4294967295s\" \"level\"\n"
                   ".It Sy Action Ta Sy Timeout Ta Sy Interval Ta Sy OCF_CHECK_LEVEL\n");
    for (size_t i = 0; i < AGENT_ACTIONS; i++) {
        put_action(roff, &actions[i]);
    }
    roff_put(roff, ".El\n.Pp\nWhat they do is told in\n.Xr ocf_resapi_ResourceDLL 7 .\n");
}

/* Examples */

static char *
placeholder(const struct agent_parameter *parameter)
{
    switch (parameter->type) {
    case REG_DWORD:
    case REG_QWORD:
        return agent_parameter_bound(parameter, parameter->has_bounds ? parameter->least : 1);
    case REG_MULTI_SZ:
        return g_strdup("'ONE;ANOTHER'");
    case REG_BINARY:
        return g_strdup("00ff");
    default:
        return g_strdup("'VALUE'");
    }
}

static void
put_example_parameters(struct roff *roff, const struct agent_description *description,
                       const char *in_front)
{
    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];
        g_autofree char *value = parameter->required ? placeholder(parameter) : NULL;

        if (value != NULL) {
            roff_put(roff, " \\e\n    ");
            roff_put(roff, in_front);
            roff_put_literal(roff, parameter->name);
            roff_put_joined(roff, "=");
            roff_put_literal(roff, value);
            in_front = "";
        }
    }
}

/* One that has a depth is a monitor; the others that Pacemaker runs by itself are start and stop. */
static void
put_example_operation(struct roff *roff, const struct agent_action *action)
{
    bool monitor = action->depth != NULL;

    roff_put(roff, " \\e\n    op ");
    roff_put(roff, action->name);
    if (monitor) {
        put_number(roff, " interval=", action->interval_s, "s");
    }
    put_number(roff, " timeout=", action->timeout_s, "s");
    if (monitor && !g_str_equal(action->depth, "0")) {
        roff_put(roff, " OCF_CHECK_LEVEL=");
        roff_put(roff, action->depth);
    }
}

static void
put_example(struct roff *roff, const struct agent_description *description, const char *command,
            const char *in_front)
{
    struct agent_action actions[AGENT_ACTIONS];

    agent_description_actions(description, actions);
    roff_put(roff, ".Bd -literal -offset indent\n");
    roff_put(roff, command);
    roff_put(roff, " NAME ocf:resapi:");
    roff_put_literal(roff, description->agent);
    put_example_parameters(roff, description, in_front);
    for (size_t i = 0; i < AGENT_ACTIONS; i++) {
        bool configured = actions[i].depth != NULL || g_str_equal(actions[i].name, "start") ||
                          g_str_equal(actions[i].name, "stop");

        if (configured) {
            put_example_operation(roff, &actions[i]);
        }
    }
    roff_put(roff, "\n.Ed\n");
}

static void
put_examples(struct roff *roff, const struct agent_description *description)
{
    roff_put(roff, ".Sh EXAMPLES\nA resource with all parameters that are required, by crmsh;\n"
                   "the words in capitals are to be replaced:\n");
    put_example(roff, description, "crm configure primitive", "params ");
    roff_put(roff, ".Pp\nThe same by pcs:\n");
    put_example(roff, description, "pcs resource create", "");
}

static void
put_files(struct roff *roff, const struct agent_description *description, const char *folder)
{
    g_autofree char *agent = g_build_filename(folder, description->agent, NULL);
    g_autofree char *types_d = g_build_filename("types.d", description->agent, NULL);

    roff_put(roff, ".Sh FILES\n.Bl -tag -width Ds\n");
    with_argument(roff, ".It Pa ", agent, "\nThe agent.\n");
    with_argument(roff, ".It Pa ", types_d,
                  "\nWhat the administrator knows of the type's properties, beside\n"
                  ".Pa resapid.conf ;\nsee\n.Xr resapid.conf 5 .\n.El\n");
}

char *
agent_description_page(const struct agent_description *description, const char *folder,
                       GDateTime *made)
{
    struct roff roff = { .text = g_string_new(NULL) };

    put_prologue(&roff, description, made);
    put_name(&roff, description);
    put_synopsis(&roff, description);
    put_description(&roff, description);
    put_parameters(&roff, description);
    put_actions(&roff, description);
    put_files(&roff, description, folder);
    roff_put(&roff, ".Sh EXIT STATUS\nThat of\n.Xr ocf_resapi_ResourceDLL 7 .\n");
    put_examples(&roff, description);
    roff_put(&roff, ".Sh SEE ALSO\n.Xr resapid.conf 5 ,\n.Xr ocf_resapi 7 ,\n"
                    ".Xr ocf_resapi_ResourceDLL 7 ,\n.Xr resapictl 8 ,\n.Xr resapid 8\n");
    return g_string_free(roff.text, FALSE);
}
