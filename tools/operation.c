/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

#include "progress.h"
#include "words.h"

static char *timeout_option;
static char *level_option;
static gboolean force_option;

#define TIMEOUT_ENTRY                                                                              \
    {                                                                                              \
        "timeout", 0, 0, G_OPTION_ARG_FILENAME, &timeout_option,                                   \
            "How long it may take; without it as long as it takes", "SECONDS"                      \
    }

#define FORCE_ENTRY(summary)                                                                       \
    {                                                                                              \
        "force", 0, 0, G_OPTION_ARG_NONE, &force_option, summary, NULL                             \
    }

static const GOptionEntry wait_options[] = { TIMEOUT_ENTRY, { 0 } };

static const GOptionEntry forced_options[] = {
    FORCE_ENTRY("Also if Pacemaker has it (maintenance mode)"),
    TIMEOUT_ENTRY,
    { 0 },
};

static const GOptionEntry check_options[] = {
    { "level", 0, 0, G_OPTION_ARG_FILENAME, &level_option, "LooksAlive (the default) or IsAlive",
      "looks|is" },
    TIMEOUT_ENTRY,
    { 0 },
};

static const GOptionEntry offline_options[] = {
    FORCE_ENTRY("Also if Pacemaker has it (maintenance mode), or its DLL has locked it"),
    TIMEOUT_ENTRY,
    { 0 },
};

static void
report_state(struct command *command, const char *action, const struct client_reply *reply)
{
    command_report(command, command->arguments[0], action, reply,
                   resource_state_word(reply->state));
}

static bool
run_online(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ONLINE };
    struct client_online *online = &request.online;
    struct client_reply reply;

    online->name = command->arguments[0];
    online->force = force_option ? 1 : 0;
    if (!parse_seconds(timeout_option, &online->timeout_ms, error) ||
        !progress_wait(command, &request, online->name, online->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "online", &reply);
    return true;
}

static bool
run_offline(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_OFFLINE };
    struct client_offline *offline = &request.offline;
    struct client_reply reply;

    offline->name = command->arguments[0];
    offline->flags = force_option ? OFFLINE_IGNORE_STATUS : 0;
    if (!parse_seconds(timeout_option, &offline->timeout_ms, error) ||
        !progress_wait(command, &request, offline->name, offline->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "offline", &reply);
    return true;
}

static bool
run_terminate(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TERMINATE };
    struct client_terminate *terminate = &request.terminate;
    struct client_reply reply;

    terminate->name = command->arguments[0];
    terminate->force = force_option ? 1 : 0;
    if (!parse_seconds(timeout_option, &terminate->timeout_ms, error) ||
        !progress_wait(command, &request, terminate->name, terminate->timeout_ms, &reply, error)) {
        return false;
    }
    report_state(command, "terminate", &reply);
    return true;
}

static bool
parse_level(uint32_t *level, GError **error)
{
    if (level_option == NULL || g_str_equal(level_option, "looks")) {
        *level = CHECK_LOOKS_ALIVE;
        return true;
    }
    if (g_str_equal(level_option, "is")) {
        *level = CHECK_IS_ALIVE;
        return true;
    }
    set_usage_error(error, "--level=%s: give 'looks' or 'is'", level_option);
    return false;
}

static bool
run_check(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_CHECK };
    struct client_check *check = &request.check;
    struct client_reply reply;

    check->name = command->arguments[0];
    if (!parse_level(&check->level, error) ||
        !parse_seconds(timeout_option, &check->timeout_ms, error) ||
        !command_wait(command, &request, check->timeout_ms, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "check", &reply,
                   check->level == CHECK_IS_ALIVE ? "is alive" : "looks alive");
    return true;
}

static bool
run_arbitrate(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ARBITRATE };
    struct client_arbitrate *arbitrate = &request.arbitrate;
    struct client_reply reply;

    arbitrate->name = command->arguments[0];
    if (!parse_seconds(timeout_option, &arbitrate->timeout_ms, error) ||
        !progress_wait(command, &request, arbitrate->name, arbitrate->timeout_ms, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "arbitrate", &reply, "owned by this node");
    return true;
}

static bool
run_release(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RELEASE };
    struct client_release *release = &request.release;
    struct client_reply reply;

    release->name = command->arguments[0];
    if (!parse_seconds(timeout_option, &release->timeout_ms, error) ||
        !progress_wait(command, &request, release->name, release->timeout_ms, &reply, error)) {
        return false;
    }
    command_report(command, command->arguments[0], "release", &reply, "not owned by this node");
    return true;
}

const struct verb operation_verbs[] = {
    { NULL, "online", "NAME [--force] [--timeout=SECONDS]",
      "Bring a resource online and wait for it", 1, 1, forced_options, run_online },
    { NULL, "offline", "NAME [--force] [--timeout=SECONDS]",
      "Take a resource offline and wait for it", 1, 1, offline_options, run_offline },
    { NULL, "terminate", "NAME [--force] [--timeout=SECONDS]",
      "End a resource at once, by Terminate, and wait for it", 1, 1, forced_options,
      run_terminate },
    { NULL, "check", "NAME [--level=looks|is] [--timeout=SECONDS]",
      "Call LooksAlive or IsAlive of an online resource now", 1, 1, check_options, run_check },
    { NULL, "control", "NAME CODE [--in=HEX] [--as-user] [--timeout=SECONDS]",
      "Send one control code to a resource and show what it writes", 2, 2, control_options,
      run_control },
    { NULL, "arbitrate", "NAME [--timeout=SECONDS]",
      "Have this node own a quorum-capable resource; fails if another one does", 1, 1, wait_options,
      run_arbitrate },
    { NULL, "release", "NAME [--timeout=SECONDS]",
      "Have this node no longer own a quorum-capable resource", 1, 1, wait_options, run_release },
    { 0 },
};
