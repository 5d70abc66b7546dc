/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "builtin-agents.h"

#include "daemon/builtin-types.h"
#include "daemon/common-tables.h"
#include "daemon/property-list.h"
#include "names.h"

struct explained_property {
    const char *name; /* NULL behind the last */
    uint32_t format;
    bool required;
    bool is_switch; /* 0 or 1 */
    const char *preset;
    const char *short_text;
    const char *text;
};

#define NETWORK_NAME                                                                               \
    {                                                                                              \
        .name = "UseNetworkName", .format = CLUSPROP_FORMAT_DWORD, .is_switch = true,              \
        .preset = "0", .short_text = "Run under the network name",                                 \
        .text = "With 1, what runs is given the name of the Network Name resource that this "      \
                "resource depends on as the computer's name."                                      \
    }

static const struct explained_property application[] = {
    { .name = "CommandLine",
      .format = CLUSPROP_FORMAT_SZ,
      .required = true,
      .short_text = "Command line",
      .text =
          "The program that is run, with its arguments: a Windows program by its Windows path, or "
          "a Linux program by its Unix path. Put a path that has blanks in it in double quotes." },
    { .name = "CurrentDirectory",
      .format = CLUSPROP_FORMAT_SZ,
      .preset = ".",
      .short_text = "Working directory",
      .text = "The folder in which the program is started: an absolute path, without environment "
              "variables." },
    { .name = "InteractWithDesktop",
      .format = CLUSPROP_FORMAT_DWORD,
      .is_switch = true,
      .preset = "0",
      .short_text = "Interact with the desktop (ignored)",
      .text = "On Windows, 1 shows the program's windows on the desktop. There is none here: it is "
              "accepted, and has no effect." },
    NETWORK_NAME,
    { .name = NULL },
};

static const struct explained_property service[] = {
    { .name = "ServiceName",
      .format = CLUSPROP_FORMAT_SZ,
      .required = true,
      .short_text = "Service name",
      .text =
          "The name of the Windows service as Wine's service manager knows it, which is not the "
          "name that it displays. It has to be installed on each node, not to be started by "
          "itself." },
    { .name = "StartupParameters",
      .format = CLUSPROP_FORMAT_SZ,
      .preset = "",
      .short_text = "Startup parameters",
      .text = "The arguments that the service is started with." },
    NETWORK_NAME,
    { .name = NULL },
};

static const struct explained_property script[] = {
    { .name = "ScriptFilepath",
      .format = CLUSPROP_FORMAT_SZ,
      .required = true,
      .short_text = "Script file",
      .text =
          "The script, in VBScript (.vbs) or JScript (.js), whose functions manage the resource. "
          "The same file has to be on each node." },
    { .name = NULL },
};

/* In the order of builtin_types. */
static const struct {
    const struct explained_property *properties;
    bool takes_others;
    const char *short_text;
    const char *text;
} agents[] = {
    { .properties = application,
      .short_text = "Runs a program as the Generic Application of a Windows failover cluster",
      .text =
          "Runs a program, and takes the resource for failed when the program ends. Stop asks the "
          "program to close, and ends it with all that it has started if it does not." },
    { .properties = service,
      .short_text = "Runs a Windows service as the Generic Service of a Windows failover cluster",
      .text =
          "Starts and stops a Windows service under Wine, and takes the resource for failed when "
          "the service does not run." },
    { .properties = script,
      .takes_others = true,
      .short_text = "Runs a script as the Generic Script of a Windows failover cluster",
      .text = "Manages whatever a script manages: its functions Open, Online, LooksAlive, IsAlive, "
              "Offline, Close and Terminate are called as those of a resource DLL." },
};

static void
set_text(char **text, const char *new_text)
{
    g_free(*text);
    *text = g_strdup(new_text);
}

static void
add_others(struct agent_description *description)
{
    struct agent_parameter *parameter = agent_description_add_words(description, BUILTIN_OTHERS);

    set_text(&parameter->short_text, "Properties that the script declares");
    set_text(&parameter->text,
             "Private properties that the script adds itself (Resource.AddProperty), written as "
             "words in "
             "a shell: NAME=VALUE NAME=\"VALUE WITH SPACES\". Outside of single quotes a backslash "
             "quotes "
             "the next character, so write Windows paths as NAME='C:\\FOLDER\\FILE'.");
}

static size_t
number_of(const struct builtin_type *type)
{
    return (size_t)(type - builtin_types);
}

void
builtin_agent_explain(struct agent_description *description)
{
    const struct builtin_type *type = builtin_type_find(description->type);
    size_t number = type != NULL ? number_of(type) : 0;

    if (type == NULL) {
        return;
    }
    set_text(&description->short_text, agents[number].short_text);
    set_text(&description->text, agents[number].text);
    for (const struct explained_property *property = agents[number].properties;
         property->name != NULL; property++) {
        struct agent_parameter *parameter =
            (struct agent_parameter *)agent_description_find(description, property->name);

        if (parameter != NULL) {
            set_text(&parameter->short_text, property->short_text);
            set_text(&parameter->text, property->text);
        }
    }
    if (agents[number].takes_others) {
        add_others(description);
    }
}

static void
add_property(struct agent_description *description, const struct explained_property *property)
{
    struct agent_parameter *parameter =
        agent_description_add(description, property->name,
                              property_type_of_format(property->format), NULL);

    parameter->format = property->format;
    parameter->required = property->required;
    parameter->has_bounds = property->is_switch;
    parameter->most = property->is_switch ? 1 : 0;
    set_text(&parameter->preset, property->preset);
}

/* What a type has whose common properties nobody has set. */
static uint32_t
preset_of_types(const char *name)
{
    const struct common_table *table = &common_tables[COMMON_OF_TYPE];
    uint32_t preset = 0;

    for (size_t i = 0; i < table->count; i++) {
        if (g_str_equal(table->properties[i].name, name)) {
            preset = (uint32_t)table->properties[i].preset;
        }
    }
    return preset;
}

struct agent_description *
builtin_agent_describe(const char *name)
{
    const struct builtin_type *type = builtin_type_find(name);
    g_autofree char *agent = type != NULL ? agent_name_of_type(type->name, NULL) : NULL;
    struct agent_description *description;

    if (type == NULL) {
        return NULL;
    }
    description = agent_description_new(agent, type->name, BUILTIN_DLL);
    description->times =
        (struct agent_times){ .pending = preset_of_types("PendingTimeout"),
                              .deadlock = preset_of_types("DeadlockTimeout"),
                              .looks_alive = preset_of_types("LooksAlivePollInterval"),
                              .is_alive = preset_of_types("IsAlivePollInterval") };
    for (const struct explained_property *property = agents[number_of(type)].properties;
         property->name != NULL; property++) {
        add_property(description, property);
    }
    builtin_agent_explain(description);
    agent_description_add_common(description);
    return description;
}
