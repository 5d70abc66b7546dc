/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_WORLD_FIXTURE_H
#define RESAPID_WORLD_FIXTURE_H

/*
 * What the tests of rooms above the resources share: a world with a database in the folder of
 * clusdb-fixture.h, and an inventory, in which no host ever runs.
 */

#include "clusdb-fixture.h"
#include "inventory.h"

extern struct config *fixture_config;
extern struct resource_world fixture_world;
extern struct inventory *fixture_inventory;

/* In place of fixture_setup() and fixture_teardown(). options: further lines of resapid.conf(5). */
void fixture_setup_world(const char *options);
void fixture_teardown_world(void);

/* Closes the database before that: what is being committed is then done. */
void fixture_close_world(void);

#endif
