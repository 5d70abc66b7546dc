/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * An OCF 1.1 resource agent: by its name either ocf:resapi:ResourceDLL, for all resource types, or the
 * agent of one (agent-file.h).
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "actions.h"
#include "metadata.h"
#include "names.h"

static const struct {
    const char *name;
    enum ocf_code (*run)(struct agent *agent);
} actions[] = {
    { "start", action_start },
    { "stop", action_stop },
    { "monitor", action_monitor },
    { "reload-agent", action_reload },
    { "validate-all", action_validate_all },
};

static char watchdog_text[512];
static size_t watchdog_length;

static void
watchdog_bite(int signal_number)
{
    ssize_t written = write(STDERR_FILENO, watchdog_text, watchdog_length);

    (void)signal_number;
    (void)written;
    _exit(OCF_ERR_GENERIC);
}

/* Every wait has its own end; this is for what they do not cover, such as libqb at a server that
 * is stopped in mid-message, because a reason that is told beats Pacemaker's SIGKILL. */
static void
arm_watchdog(const struct agent *agent, const char *action)
{
    const char *prefix = g_getenv("OCF_EXIT_REASON_PREFIX");
    uint32_t left_ms = agent_ms_left(agent);
    uint32_t bite_ms = left_ms + (agent->timeout_ms - left_ms) / 2;
    struct itimerval timer = { .it_value = { .tv_sec = bite_ms / 1000,
                                             .tv_usec = bite_ms % 1000 * 1000 } };
    struct sigaction bite = { .sa_handler = watchdog_bite };

    snprintf(
        watchdog_text, sizeof(watchdog_text),
        "%s%.200s: %s took too long: ETIMEDOUT (110): resapid hangs: see its log, restart it\n",
        prefix != NULL ? prefix : "ocf-exit-reason:", agent->instance, action);
    watchdog_length = strlen(watchdog_text);
    sigaction(SIGALRM, &bite, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static enum ocf_code
run_action(const char *path, const char *name, enum ocf_code (*run)(struct agent *agent))
{
    struct agent agent = { 0 };
    enum ocf_code code = agent_init(&agent, path);

    if (code == OCF_SUCCESS) {
        arm_watchdog(&agent, name);
        code = run(&agent);
    }
    agent_clear(&agent);
    return code;
}

static void
print_usage(FILE *stream, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);

    fprintf(stream,
            "usage: %s start|stop|monitor|reload-agent|validate-all|meta-data|usage\n"
            "An OCF resource agent; see ocf_resapi_ResourceDLL(7).\n",
            name);
}

static enum ocf_code
print_metadata_of_one(const char *path)
{
    g_autoptr(GError) error = NULL;

    if (agent_file_print_metadata(path, &error)) {
        return OCF_SUCCESS;
    }
    return agent_end(OCF_ERR_INSTALLED, "%s", error->message);
}

/* Nothing is looked at before: meta-data has to work as any user, with no environment and no
 * resapid. */
static enum ocf_code
print_metadata(const char *path)
{
    if (agent_is_of_one_type(path)) {
        return print_metadata_of_one(path);
    }
    return fputs(agent_metadata, stdout) != EOF && fflush(stdout) == 0 ? OCF_SUCCESS
                                                                       : OCF_ERR_GENERIC;
}

static enum ocf_code
carry_out(const char *path, const char *action)
{
    if (strcmp(action, "meta-data") == 0) {
        return print_metadata(path);
    }
    if (strcmp(action, "usage") == 0) {
        print_usage(stdout, path);
        return OCF_SUCCESS;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
        if (strcmp(action, actions[i].name) == 0) {
            return run_action(path, action, actions[i].run);
        }
    }
    print_usage(stderr, path);
    return OCF_ERR_UNIMPLEMENTED;
}

int
main(int argc, char **argv)
{
    return (int)carry_out(argc > 0 ? argv[0] : AGENT_OF_ALL_TYPES, argc > 1 ? argv[1] : "");
}
