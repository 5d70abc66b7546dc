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
    must_be_refused("[host]\nipc_name=a\n", "[host] has no option 'ipc_name'");
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
    CU_ADD_TEST(suite, test_free);
}
