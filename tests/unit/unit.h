/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_UNIT_H
#define RESAPID_UNIT_H

/*
 * The unit test runner's suites. A suite is a function `void suite_NAME(void)` that registers one
 * CUnit suite, and a line here; main.c does the rest. Tests run one after the other in one process.
 * Those with hosts of their own in place of daemon/host.h are a program by themselves, unit-tests-hosts.
 */

#ifdef UNIT_HAS_HOSTS
#define UNIT_SUITES(SUITE)                                                                         \
    SUITE(registry)                                                                                \
    SUITE(key_watch)                                                                               \
    SUITE(pauses)                                                                                  \
    SUITE(object_events)                                                                           \
    SUITE(runs)                                                                                    \
    SUITE(monitor)
#else
#define UNIT_SUITES(SUITE)                                                                         \
    SUITE(protocol)                                                                                \
    SUITE(launch)                                                                                  \
    SUITE(machine)                                                                                 \
    SUITE(mirror)                                                                                  \
    SUITE(machine_walk)                                                                            \
    SUITE(clusdb)                                                                                  \
    SUITE(clusdb_cib)                                                                              \
    SUITE(cib_text)                                                                                \
    SUITE(clusdb_disk)                                                                             \
    SUITE(clusdb_file)                                                                             \
    SUITE(agent)                                                                                   \
    SUITE(agent_page)                                                                              \
    SUITE(properties)                                                                              \
    SUITE(plan)                                                                                    \
    SUITE(calls)                                                                                   \
    SUITE(catalog)                                                                                 \
    SUITE(checkpoint_list)                                                                         \
    SUITE(cluster)                                                                                 \
    SUITE(dependencies)                                                                            \
    SUITE(footprint)                                                                               \
    SUITE(groups)                                                                                  \
    SUITE(import_common)                                                                           \
    SUITE(import_groups)                                                                           \
    SUITE(import_hive)                                                                             \
    SUITE(import_incomplete)                                                                       \
    SUITE(import_input)                                                                            \
    SUITE(import_listing)                                                                          \
    SUITE(import_mapping)                                                                          \
    SUITE(import_properties)                                                                       \
    SUITE(import_powershell)                                                                       \
    SUITE(import_quote)                                                                            \
    SUITE(import_registry)                                                                         \
    SUITE(import_report)                                                                           \
    SUITE(import_resolve)                                                                          \
    SUITE(import_runbook)                                                                          \
    SUITE(import_secrets)                                                                          \
    SUITE(import_settings)                                                                         \
    SUITE(import_tools)                                                                            \
    SUITE(import_writers)                                                                          \
    SUITE(inspect)                                                                                 \
    SUITE(subject)                                                                                 \
    SUITE(networks)                                                                                \
    SUITE(pacemaker_status)                                                                        \
    SUITE(pacemaker_configuration)                                                                 \
    SUITE(pacemaker_cluster)                                                                       \
    SUITE(object_changes)                                                                          \
    SUITE(recent)                                                                                  \
    SUITE(show)                                                                                    \
    SUITE(standalone)                                                                              \
    SUITE(property_items)                                                                          \
    SUITE(property_list)                                                                           \
    SUITE(common)                                                                                  \
    SUITE(defaults)                                                                                \
    SUITE(config)                                                                                  \
    SUITE(fakehost)                                                                                \
    SUITE(fakehost_reports)                                                                        \
    SUITE(fakehost_controls)                                                                       \
    SUITE(fakehost_quorum)
#endif

#define UNIT_DECLARE(name) void suite_##name(void);
UNIT_SUITES(UNIT_DECLARE)
#undef UNIT_DECLARE

#endif
