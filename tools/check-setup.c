/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup-checks.h"

#include "daemon/error.h"

static const char *const words[] = {
    [CHECK_OK] = "ok",
    [CHECK_WARNING] = "warning",
    [CHECK_FAILED] = "failed",
};

static const struct column columns[] = {
    { "check", "CHECK", VALUE_STRING },
    { "result", "RESULT", VALUE_STRING },
    { "found", "FOUND", VALUE_STRING },
    { "remedy", NULL, VALUE_STRING },
};

/* The remedy stands below: it is longer than a column. */
static enum finding_result
carry_out(struct setup *setup, const struct check *check)
{
    struct finding finding = { .result = CHECK_OK };
    struct output *output = setup->command->output;

    check->look(setup, &finding);
    output_record(output, (const char *const[]){ check->name, words[finding.result], finding.text,
                                                 finding.remedy });
    if (finding.remedy != NULL) {
        output_line(output, "  %s", finding.remedy);
    }
    g_free(finding.text);
    return finding.result;
}

static bool
run_check_setup(struct command *command, GError **error)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(config_t) config = config_check(findings, error);
    struct setup setup = { .command = command, .config = config, .findings = findings };
    unsigned int failed = 0;

    if (config == NULL) {
        return false;
    }
    command->config = config;
    output_table(command->output, "checks", "check", columns, G_N_ELEMENTS(columns));
    for (size_t i = 0; i < n_setup_checks; i++) {
        failed += carry_out(&setup, &setup_checks[i]) == CHECK_FAILED ? 1 : 0;
    }
    g_free(setup.wine_version);
    command->config = NULL;
    command->shows_failure = true;
    if (failed > 0) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%u of %zu checks failed", failed,
                    n_setup_checks);
    }
    return failed == 0;
}

const struct verb setup_verbs[] = {
    { NULL, "check-setup", "", "Tell what this node lacks for resapid, and how to mend it", 0, 0,
      NULL, run_check_setup },
    { 0 },
};
