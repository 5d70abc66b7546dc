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
    TEST(lives_a_life)                                                                             \
    TEST(refuses_what_is_wrong)                                                                    \
    TEST(reports_in_order)                                                                         \
    TEST(passes_early_report)                                                                      \
    TEST(terminate_overlaps_online)                                                                \
    TEST(terminate_overlaps_is_alive)                                                              \
    TEST(keeps_the_line)                                                                           \
    TEST(terminate_waits_for_open)                                                                 \
    TEST(watches_event_of_online)                                                                  \
    TEST(watches_event_of_report)                                                                  \
    TEST(offline_disarms_event)                                                                    \
    TEST(signals_behind_online)                                                                    \
    TEST(knows_facts)                                                                              \
    TEST(late_report_is_void)                                                                      \
    TEST(report_after_offline_is_no_fact)                                                          \
    TEST(wild_report_is_failure)                                                                   \
    TEST(answers_fast)                                                                             \
    TEST(formats_log)                                                                              \
    TEST(controls)                                                                                 \
    TEST(controls_type)                                                                            \
    TEST(uses_registry)                                                                            \
    TEST(uses_cluster)                                                                             \
    TEST(asks_concurrently)                                                                        \
    TEST(asks_again)                                                                               \
    TEST(uses_own_dlls)                                                                            \
    TEST(prints_to_log)                                                                            \
    TEST(crashes_are_told)                                                                         \
    TEST(exits_are_told)                                                                           \
    TEST(stack_overflow_is_told)                                                                   \
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
