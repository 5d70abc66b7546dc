/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world-fixture.h"

struct resource_world fixture_world;
struct inventory *fixture_inventory;
struct config *fixture_config;

static void
ignore_message(void *user, struct host *host, const struct channel_message *message)
{
    (void)user;
    (void)host;
    (void)message;
}

static void
ignore_host(void *user, struct host *host)
{
    (void)user;
    (void)host;
}

static void
ignore_loss(void *user)
{
    (void)user;
}

static void
load_config(const char *options)
{
    g_autofree char *path = g_build_filename(fixture_folder, "conf", NULL);
    g_autofree char *text = g_strdup_printf("[resapid]\nstate_directory=%s\nrun_directory=%s\n"
                                            "[host]\nruntime=native\n%s",
                                            fixture_folder, fixture_folder, options);

    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text, -1, NULL));
    g_setenv("RESAPID_CONFIG", path, TRUE);
    fixture_config = config_load(NULL);
    g_unsetenv("RESAPID_CONFIG");
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture_config);
}

void
fixture_setup_world(const char *options)
{
    struct resource_world *world = &fixture_world;

    fixture_setup();
    load_config(options);
    *world = (struct resource_world){ .loop = fixture_loop,
                                      .config = fixture_config,
                                      .db = fixture_open() };
    world->prefix = prefix_new(fixture_loop, fixture_config, world->db, ignore_loss, NULL);
    world->monitors = monitors_new(fixture_loop, fixture_config, ignore_message, ignore_host, NULL);
    fixture_inventory = inventory_new(world);
}

void
fixture_close_world(void)
{
    if (fixture_world.db != NULL) {
        clusdb_close(fixture_world.db);
        fixture_world.db = NULL;
    }
}

void
fixture_teardown_world(void)
{
    inventory_free(fixture_inventory);
    monitors_free(fixture_world.monitors);
    prefix_free(fixture_world.prefix);
    fixture_close_world();
    config_free(fixture_config);
    fixture_teardown();
}
