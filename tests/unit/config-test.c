/* SPDX-License-Identifier: GPL-2.0-or-later */

/* resapid.conf: presets, every kind of value, and what is refused. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "config.h"
#include "error.h"

static char *folder;
static char *path;

static void
setup(void)
{
    folder = g_dir_make_tmp("config-XXXXXX", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    path = g_build_filename(folder, "resapid.conf", NULL);
    g_setenv("RESAPID_CONFIG", path, TRUE);
}

static void
teardown(void)
{
    g_unsetenv("RESAPID_CONFIG");
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

static struct config *
load(const char *text)
{
    GError *error = NULL;
    struct config *config;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text, -1, NULL));
    config = config_load(&error);
    if (config == NULL) {
        g_printerr("config: %s\n", error->message);
        g_error_free(error);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    return config;
}

/* The message names the file and holds the text, in one line. */
static void
must_be_refused(const char *content, const char *text)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, content, -1, NULL));
    CU_ASSERT_PTR_NULL(config_load(&error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_TRUE(g_error_matches(error, RESAPID_ERROR, OUTCOME_INVALID));
    CU_ASSERT_TRUE(g_str_has_prefix(error->message, path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, text));
    CU_ASSERT_PTR_NULL(strchr(error->message, '\n'));
}

/* What agents make of it; config_load() refuses all of these. */
static void
must_lead(const char *content, bool leads)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(config_t) config = NULL;
    g_autoptr(config_t) refused = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, content, -1, NULL));
    refused = config_load(NULL);
    CU_ASSERT_PTR_NULL(refused);
    config = config_load_way(&error);
    CU_ASSERT_EQUAL(config != NULL, leads);
    CU_ASSERT_EQUAL(error == NULL, leads);
    if (config != NULL) {
        CU_ASSERT_TRUE(g_path_is_absolute(config->keeper_program));
        CU_ASSERT_STRING_EQUAL(config->database_backend, "file");
    }
}

static void
test_presets(void)
{
    g_autoptr(config_t) config = load("");

    CU_ASSERT_STRING_EQUAL(config->file, path);
    CU_ASSERT_TRUE(g_path_is_absolute(config->state_directory));
    CU_ASSERT_TRUE(g_path_is_absolute(config->run_directory));
    CU_ASSERT_STRING_EQUAL(config->ipc_name, "resapid");
    CU_ASSERT_STRING_EQUAL(config->log_target, "syslog");
    CU_ASSERT_STRING_EQUAL(config->log_level, "info");
    CU_ASSERT_STRING_EQUAL(config->host_runtime, "wine");
    CU_ASSERT_EQUAL(config->host_start_ms, 60000);
    CU_ASSERT_EQUAL(config->host_open_files, 4096);
    CU_ASSERT_STRING_EQUAL(config->wine_prefix, "");
    CU_ASSERT_STRING_EQUAL(config->cluster_source, "auto");
    CU_ASSERT_STRING_EQUAL(config->database_backend, "file");
    CU_ASSERT_EQUAL(config->value_limit, 65536);
    CU_ASSERT_EQUAL(config->total_limit, 65536);
    CU_ASSERT_TRUE(config->push_failures);
    CU_ASSERT_STRING_EQUAL(config->node_attribute, "resapid");
    CU_ASSERT_EQUAL(config->status_timeout_ms, 10000);
    CU_ASSERT_EQUAL(config->status_kept_ms, 60000);
}

static void
test_values(void)
{
    g_autoptr(config_t) config = load("# a comment\n"
                                      "[resapid]\n"
                                      "state_directory = /s p a c e\n"
                                      "ipc_name=other\n"
                                      "log_level=trace\n"
                                      "[host]\n"
                                      "user=\n"
                                      "start_timeout=3600\n"
                                      "open_files=64\n"
                                      "[pacemaker]\n"
                                      "push_failures=no\n"
                                      "node_attribute=\n"
                                      "status_timeout=600\n"
                                      "status_kept=1\n"
                                      "[cluster]\n"
                                      "source=pacemaker\n"
                                      "[database]\n"
                                      "backend=cib\n"
                                      "value_limit=98304\n"
                                      "total_limit=4096\n"
                                      "[host]\n"
                                      "output_limit=1024\n");

    CU_ASSERT_STRING_EQUAL(config->state_directory, "/s p a c e");
    CU_ASSERT_STRING_EQUAL(config->ipc_name, "other");
    CU_ASSERT_STRING_EQUAL(config->log_level, "trace");
    CU_ASSERT_STRING_EQUAL(config->host_user, "");
    CU_ASSERT_EQUAL(config->host_start_ms, 3600000);
    CU_ASSERT_EQUAL(config->host_open_files, 64);
    CU_ASSERT_EQUAL(config->host_output_limit, 1024);
    CU_ASSERT_FALSE(config->push_failures);
    CU_ASSERT_STRING_EQUAL(config->node_attribute, "");
    CU_ASSERT_EQUAL(config->status_timeout_ms, 600000);
    CU_ASSERT_EQUAL(config->status_kept_ms, 1000);
    CU_ASSERT_STRING_EQUAL(config->cluster_source, "pacemaker");
    CU_ASSERT_STRING_EQUAL(config->database_backend, "cib");
    CU_ASSERT_EQUAL(config->value_limit, 98304);
    CU_ASSERT_EQUAL(config->total_limit, 4096);
}

static void
test_unknown(void)
{
    must_be_refused("[hosts]\n", "there is no group [hosts]");
    must_be_refused("[host]\nusers=a\n", "[host] has no option 'users'");
    must_be_refused("[host]\nipc_name=a\n",
                    ":2: [host] has no option 'ipc_name': it belongs into the group [resapid]");
    must_be_refused("[cluster]\nuser=a\n", "belongs into the group [host]");
    must_be_refused("[resapid]\nLog_Level=info\n", "[resapid] has no option 'Log_Level'");
}

static void
test_wrong_values(void)
{
    must_be_refused("[resapid]\nstate_directory=\n", "state_directory=: give an absolute path");
    must_be_refused("[resapid]\nrun_directory=run\n", "run_directory=run: give an absolute path");
    must_be_refused("[resapid]\nipc_name=\n", "ipc_name=: give 1 to 64 bytes");
    must_be_refused("[resapid]\nlog_level=loud\n", "log_level=loud: give one of error");
    must_be_refused("[resapid]\nlog_level=\n", "log_level=: give one of");
    must_be_refused("[resapid]\nlog_level=error warning\n", "give one of");
    must_be_refused("[host]\nruntime=Wine\n", "runtime=Wine: give one of wine native");
    must_be_refused("[cluster]\nsource=cib\n", "source=cib: give one of auto standalone pacemaker");
    must_be_refused("[database]\nbackend=sqlite\n", "backend=sqlite: give one of file cib");
    must_be_refused("[database]\nvalue_limit=98305\n", "give a number from 256 to 98304");
    must_be_refused("[database]\ntotal_limit=0\n", "give a number from 4096 to 16777216");
    must_be_refused("[host]\nstart_timeout=0\n", "give seconds from 1 to 3600");
    must_be_refused("[host]\nstart_timeout=3601\n", "give seconds from 1 to 3600");
    must_be_refused("[host]\nstart_timeout=60s\n", "give seconds from 1 to 3600");
    must_be_refused("[host]\nopen_files=63\n", "give a number from 64 to 1048576");
    must_be_refused("[host]\nopen_files=-1\n", "give a number from");
    must_be_refused("[host]\nopen_files=18446744073709551616\n", "give a number from");
    must_be_refused("[pacemaker]\npush_failures=true\n", "push_failures=true: give yes or no");
}

static void
test_wrong_files(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strnfill(65, 'n');
    g_autofree char *too_long = g_strdup_printf("[resapid]\nipc_name=%s\n", name);
    g_autofree char *long_attribute = g_strdup_printf("[pacemaker]\nnode_attribute=%s\n", name);

    must_be_refused("log_level=info\n", "group");
    must_be_refused("[resapid]\nnonsense\n", "nonsense");
    must_be_refused("[host]\nuser=w\374\n", "[host] user: ");
    must_be_refused(too_long, "give 1 to 64 bytes");
    must_be_refused(long_attribute, "give 0 to 64 bytes");
    must_lead("[host]\nusr=x\n", true);
    must_lead("[hots]\nuser=x\n", true);
    must_lead("[host]\nkeeper=relative\n[database]\nbackend=none\n", true);
    must_lead("[resapid]\nrun_directry=/x\n", false);
    must_lead("[resapid]\nrun_directory=x\n", false);
    must_lead("[resapd]\nrun_directory=/x\n", false);
    must_lead("[resapid]\nnonsense\n", false);
    g_unlink(path);
    CU_ASSERT_PTR_NULL(config_load(&error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_TRUE(g_str_has_prefix(error->message, path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "ENOENT (2)"));
}

/* Each text in a message of its own, in this order; there are no others. */
static void
must_be_found(const char *content, const char *const *texts)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(config_t) config = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, content, -1, NULL));
    config = config_check(findings, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_EQUAL_FATAL(findings->len, g_strv_length((char **)texts));
    for (guint i = 0; i < findings->len; i++) {
        const char *message = findings->pdata[i];

        CU_ASSERT_TRUE(g_str_has_prefix(message, path));
        CU_ASSERT_PTR_NOT_NULL(strstr(message, texts[i]));
        CU_ASSERT_PTR_NULL(strpbrk(message, "\r\n"));
    }
}

static void
test_all_findings(void)
{
    const char *const none[] = { NULL };
    const char *const some[] = {
        ":1: 'stray=1' stands before the first [group]",
        ":3: [resapid] log_level=loud: give one of",
        ":4: [resapid] has no option 'colour'; resapid.conf(5) lists them",
        ":6: 'nonsense' is no option: write OPTION=VALUE",
        ":7: there is no group [hots]; resapid.conf(5) lists them",
        ":9: '[host' is no group: write [NAME]",
        ":12: [resapid] log_level is given in line 3 too: remove one",
        ":14: [host] open_files=63: give a number from 64 to 1048576",
        ":15: [host] user: ",
        NULL,
    };

    must_be_found("", none);
    must_be_found("# [hots]\n\t# stray=1\r\n\r\n  [host] \r\n  user = x \r\n", none);
    must_be_found("stray=1\n[resapid]\n  log_level = loud\r\ncolour=red\n# comment\nnonsense\n"
                  "[hots]\nuser=x\n[host\nkeeper=x\n[resapid]\nlog_level=info\n[host]\n"
                  "open_files=63\nuser=w\374\n",
                  some);
}

/* What is wrong is as if it was not given; the rest holds. */
static void
test_rest_holds(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(config_t) config = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(
        path, "[host]\nuser=\nopen_files=x\n[resapid]\nipc_name=a\nipc_name=b\n", -1, NULL));
    config = config_check(findings, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_EQUAL(findings->len, 2);
    CU_ASSERT_STRING_EQUAL(config->host_user, "");
    CU_ASSERT_EQUAL(config->host_open_files, 4096);
    CU_ASSERT_STRING_EQUAL(config->ipc_name, "a");
}

static void
test_unreadable(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    g_setenv("RESAPID_CONFIG", folder, TRUE);
    CU_ASSERT_PTR_NULL(config_check(findings, &error));
    CU_ASSERT_EQUAL(findings->len, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "EISDIR (21)"));
}

/* The text of resapid.conf(5) between the option's .It line and the next one. */
static char *
text_of_option(const char *page, const struct config_option *option)
{
    g_autofree char *heading = g_strdup_printf(".Ss The group [%s]\\&\n", option->group);
    g_autofree char *item = g_strdup_printf("\n.It Cm %s\n", option->key);
    const char *group = strstr(page, heading);
    const char *end = group != NULL ? strstr(group + 1, "\n.S") : NULL;
    const char *begin = group != NULL ? strstr(group, item) : NULL;
    const char *next;

    if (begin == NULL || begin > end) {
        return NULL;
    }
    next = strstr(begin + 1, "\n.It Cm ");
    for (const char *key; next != NULL && next < end; next = strstr(next + 1, "\n.It Cm ")) {
        g_autofree char *word = NULL;

        /* Values of a choice are items too. */
        key = next + strlen("\n.It Cm ");
        word = g_strndup(key, strcspn(key, "\n"));
        if (option->choices == NULL || strstr(option->choices, word) == NULL) {
            break;
        }
    }
    return g_strndup(begin, (gsize)((next != NULL && next < end ? next : end) - begin));
}

/* As one line, without mdoc's macros. */
static char *
plain(const char *text)
{
    g_autoptr(GRegex) macros = g_regex_new("\n\\.[A-Z][a-z] ", 0, 0, NULL);
    g_autofree char *words = g_regex_replace_literal(macros, text, -1, 0, " ", 0, NULL);
    g_autoptr(GRegex) blanks = g_regex_new("[ \n]+", 0, 0, NULL);
    g_autofree char *joined = g_regex_replace_literal(blanks, words, -1, 0, " ", 0, NULL);

    return g_regex_replace_literal(blanks, joined, -1, 0, " ", 0, NULL);
}

/* Paths that configure may have put elsewhere are compared as the README's. */
static bool
tells_preset(const char *text, const struct config_option *option)
{
    g_autofree char *base = g_path_get_basename(option->preset);
    g_autofree char *whole = g_strdup_printf("The default is %s", option->preset);
    const char *told = strstr(text, "The default is ");

    if (option->preset[0] == '\0') {
        return strstr(text, "n empty value") != NULL;
    }
    if (g_path_is_absolute(option->preset)) {
        return told != NULL && strstr(told, base) != NULL;
    }
    return told != NULL && g_str_has_prefix(told, whole) &&
           strchr(" ,.", told[strlen(whole)]) != NULL;
}

static bool
tells_bounds(const char *text, const struct config_option *option)
{
    g_autofree char *range = g_strdup_printf("%u to %u", option->least, option->most);

    return (!option->is_seconds || strstr(text, "econds") != NULL) &&
           (!(option->is_seconds || option->is_number) || strstr(text, range) != NULL);
}

/* Options, defaults, units and bounds are those of resapid.conf(5). */
static void
test_man_page(void)
{
    g_autofree char *page = NULL;
    struct config_option option;
    size_t index;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(UNIT_CONFIG_PAGE, &page, NULL, NULL));
    for (index = 0; config_option(index, &option); index++) {
        g_autofree char *found = text_of_option(page, &option);
        g_autofree char *text = plain(found != NULL ? found : "");

        if (!tells_preset(text, &option) || !tells_bounds(text, &option)) {
            g_printerr("resapid.conf(5): [%s] %s=%s, %u to %u: %s\n", option.group, option.key,
                       option.preset, option.least, option.most, text);
            CU_FAIL("resapid.conf(5) does not tell an option as it is");
        }
    }
    CU_ASSERT_TRUE(index > 25);
}

/* The page has no option that is none. */
static void
test_man_page_only(void)
{
    g_autofree char *page = NULL;
    g_autoptr(GRegex) items = g_regex_new("\n\\.It Cm ([a-z_]+)\n", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(UNIT_CONFIG_PAGE, &page, NULL, NULL));
    for (g_regex_match(items, page, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *word = g_match_info_fetch(match, 1);
        struct config_option option;
        bool is_there = false;

        for (size_t i = 0; config_option(i, &option); i++) {
            is_there |= g_str_equal(option.key, word) ||
                        (option.choices != NULL && strstr(option.choices, word) != NULL);
        }
        CU_ASSERT_TRUE(is_there);
    }
}

static void
test_free(void)
{
    config_free(NULL);
    config_free(load("[resapid]\nipc_name=a\n"));
}

void
suite_config(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("config", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_presets);
    CU_ADD_TEST(suite, test_values);
    CU_ADD_TEST(suite, test_unknown);
    CU_ADD_TEST(suite, test_wrong_values);
    CU_ADD_TEST(suite, test_wrong_files);
    CU_ADD_TEST(suite, test_all_findings);
    CU_ADD_TEST(suite, test_rest_holds);
    CU_ADD_TEST(suite, test_unreadable);
    CU_ADD_TEST(suite, test_man_page);
    CU_ADD_TEST(suite, test_man_page_only);
    CU_ADD_TEST(suite, test_free);
}
