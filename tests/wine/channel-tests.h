/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHANNEL_TESTS_H
#define CHANNEL_TESTS_H

/*
 * The tests of channel-driver. Each begins with a host that was just started and not greeted yet;
 * it returns false with `why` filled.
 */

#include "fake-resapid.h"

#define CHANNEL_TESTS                                                                              \
    TEST(starts_fast)                                                                              \
    TEST(refuses_other_build)                                                                      \
    TEST(tells_files_apart)                                                                        \
    TEST(checks_startup)                                                                           \
    TEST(startup_crash_is_told)                                                                    \
    TEST(accepts_table_sizes)                                                                      \
    TEST(refuses_tables)                                                                           \
    TEST(tells_refusals_apart)                                                                     \
    TEST(startup_ex_crash_is_told)                                                                 \
    TEST(tells_missing_import)                                                                     \
    TEST(tells_dll_main_refusal)                                                                   \
    TEST(tells_dll_main_crash)                                                                     \
    TEST(tells_dll_main_throw)                                                                     \
    TEST(cuts_names_between_characters)                                                            \
    TEST(calls_version_1)                                                                          \
    TEST(calls_version_2)                                                                          \
    TEST(calls_version_3)                                                                          \
    TEST(calls_version_4)                                                                          \
    TEST(passes_open_flags)                                                                        \
    TEST(tolerates_missing_entries)                                                                \
    TEST(hosts_several_types)                                                                      \
    TEST(takes_status_ex)                                                                          \
    TEST(takes_log_event)                                                                          \
    TEST(takes_locked_mode)                                                                        \
    TEST(takes_internal_state)                                                                     \
    TEST(takes_failures)                                                                           \
    TEST(takes_local_properties)                                                                   \
    TEST(tells_local_properties_again)                                                             \
    TEST(takes_type_notification)                                                                  \
    TEST(takes_property_items)                                                                     \
    TEST(takes_diagnostics)                                                                        \
    TEST(takes_quorum_loss)                                                                        \
    TEST(lost_arbitration_owns_nothing)                                                            \
    TEST(refuses_wild_handles)                                                                     \
    TEST(refuses_far_handles)                                                                      \
    TEST(refuses_closed_handles)                                                                   \
    TEST(tells_resources_apart)                                                                    \
    TEST(watches_again)                                                                            \
    TEST(tells_still_signaled)                                                                     \
    TEST(tells_signaled_again)                                                                     \
    TEST(answers_controls_later)                                                                   \
    TEST(answers_type_controls_later)                                                              \
    TEST(answers_later_in_version_3)                                                               \
    TEST(answers_as_user_later)                                                                    \
    TEST(answers_control_now)                                                                      \
    TEST(takes_early_end)                                                                          \
    TEST(refuses_second_end)                                                                       \
    TEST(refuses_unknown_contexts)                                                                 \
    TEST(tells_kinds_of_context_apart)                                                             \
    TEST(extends_controls)                                                                         \
    TEST(goes_on_while_pending)                                                                    \
    TEST(close_aborts_controls)                                                                    \
    TEST(cancel_overlaps_control)                                                                  \
    TEST(cancel_overlaps_terminate)                                                                \
    TEST(terminate_overlaps_cancel)                                                                \
    TEST(cancel_waits_for_open)                                                                    \
    TEST(open_waits_for_cancel)                                                                    \
    TEST(arbitrate_overlaps_nothing)                                                               \
    TEST(release_overlaps_nothing)                                                                 \
    TEST(terminate_voids_arbitrate)                                                                \
    TEST(bye_names_guilty)                                                                         \
    TEST(lives_a_life)                                                                             \
    TEST(refuses_what_is_wrong)                                                                    \
    TEST(reports_in_order)                                                                         \
    TEST(passes_early_report)                                                                      \
    TEST(terminate_overlaps_online)                                                                \
    TEST(terminate_overlaps_is_alive)                                                              \
    TEST(keeps_the_line)                                                                           \
    TEST(terminate_waits_for_open)                                                                 \
    TEST(terminate_waits_for_startup)                                                              \
    TEST(watches_event_of_online)                                                                  \
    TEST(watches_event_of_report)                                                                  \
    TEST(offline_disarms_event)                                                                    \
    TEST(signals_behind_online)                                                                    \
    TEST(knows_facts)                                                                              \
    TEST(outlived_terminate_is_no_offline)                                                         \
    TEST(online_begins_without_event)                                                              \
    TEST(online_drops_older_event)                                                                 \
    TEST(pseudo_handles_are_no_events)                                                             \
    TEST(late_report_is_void)                                                                      \
    TEST(report_after_offline_is_no_fact)                                                          \
    TEST(wild_report_is_failure)                                                                   \
    TEST(answers_fast)                                                                             \
    TEST(formats_log)                                                                              \
    TEST(controls)                                                                                 \
    TEST(controls_type)                                                                            \
    TEST(uses_registry)                                                                            \
    TEST(uses_cluster)                                                                             \
    TEST(objects_cluster)                                                                          \
    TEST(objects_nodes)                                                                            \
    TEST(objects_groups)                                                                           \
    TEST(objects_resources)                                                                        \
    TEST(objects_network_names)                                                                    \
    TEST(objects_resource_types)                                                                   \
    TEST(objects_networks)                                                                         \
    TEST(objects_netinterfaces)                                                                    \
    TEST(objects_access)                                                                           \
    TEST(objects_wrong_handles)                                                                    \
    TEST(objects_long_names)                                                                       \
    TEST(objects_cluster_enum)                                                                     \
    TEST(objects_node_enum)                                                                        \
    TEST(objects_group_enum)                                                                       \
    TEST(objects_resource_enum)                                                                    \
    TEST(objects_type_enum)                                                                        \
    TEST(objects_network_enum)                                                                     \
    TEST(objects_netinterface_enum)                                                                \
    TEST(objects_enum_ex)                                                                          \
    TEST(objects_group_enum_ex)                                                                    \
    TEST(objects_resource_enum_ex)                                                                 \
    TEST(objects_enum_properties)                                                                  \
    TEST(objects_wrong_enums)                                                                      \
    TEST(objects_cut_properties)                                                                   \
    TEST(objects_refused)                                                                          \
    TEST(refusals_are_logged_once)                                                                 \
    TEST(controls_objects)                                                                         \
    TEST(controls_objects_in_type_control)                                                         \
    TEST(changes_resources)                                                                        \
    TEST(changes_groups)                                                                           \
    TEST(changes_nodes)                                                                            \
    TEST(gives_reasons)                                                                            \
    TEST(creates_objects)                                                                          \
    TEST(knows_dependencies)                                                                       \
    TEST(notifies)                                                                                 \
    TEST(notifies_of_objects)                                                                      \
    TEST(notifies_of_keys)                                                                         \
    TEST(notifies_of_depths)                                                                       \
    TEST(notifies_v2)                                                                              \
    TEST(notify_queue_ends)                                                                        \
    TEST(notify_port_is_free_while_it_gives)                                                       \
    TEST(notify_waits)                                                                             \
    TEST(asks_concurrently)                                                                        \
    TEST(asks_again)                                                                               \
    TEST(uses_own_dlls)                                                                            \
    TEST(prints_to_log)                                                                            \
    TEST(crashes_are_told)                                                                         \
    TEST(exits_are_told)                                                                           \
    TEST(stack_overflow_is_told)                                                                   \
    TEST(mingw_exception_is_told)                                                                  \
    TEST(thread_exit_is_told)                                                                      \
    TEST(thread_crash_is_told)                                                                     \
    TEST(eof_ends_host)                                                                            \
    TEST(finishes)                                                                                 \
    TEST(child_has_no_channel)                                                                     \
    TEST(leaves_over_garbage)                                                                      \
    TEST(leaves_over_truncated)                                                                    \
    TEST(leaves_over_oversized)                                                                    \
    TEST(leaves_over_wrong_direction)                                                              \
    TEST(survives_random_packets)

#define TEST(name) bool name(void);
CHANNEL_TESTS
#undef TEST

/* LOADs and expects this answer, its detail to contain this one. */
bool expect_load(const char *type_name, const char *dll, uint32_t stage, uint32_t error,
                 const char *detail);

#endif
