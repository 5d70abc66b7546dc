/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_RUNBOOK_PRIVATE_H
#define RESAPID_IMPORT_RUNBOOK_PRIVATE_H

/* What the parts of runbook.c share; nobody else includes it. */

#include "runbook.h"

struct runbook_maker {
    const report_view_t *view;
    GPtrArray *steps;
    GHashTable
        *idle; /* ids of members that do not run when their groups have been started: they stay
                       * off, or need what does */
};

struct runbook_step *runbook_add(struct runbook_maker *maker, enum runbook_side side,
                                 const struct plan_group *group, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* Each appends; the text is of sentences, with a blank between them. */
void runbook_say(struct runbook_work *work, const char *format, ...) G_GNUC_PRINTF(2, 3);
void runbook_command(struct runbook_work *work, const char *format, ...) G_GNUC_PRINTF(2, 3);
void runbook_check(struct runbook_work *work, const char *format, ...) G_GNUC_PRINTF(2, 3);
void runbook_expect(struct runbook_work *work, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The name of the Windows group that it was, printable; g_free(). */
char *runbook_group_name(const struct plan_group *group);

/* A type of resapid's. */
bool runbook_is_ours(const struct plan_primitive *primitive);

/* For maker->idle. */
GHashTable *runbook_find_idle(const pacemaker_plan_t *plan);

/* The parts of the runbook, in order; those of a group, in order, in between. */
void runbook_prepare_linux(struct runbook_maker *maker);
void runbook_prepare_windows(struct runbook_maker *maker);
void runbook_has_moved(struct runbook_maker *maker, const struct plan_group *group);
void runbook_ready_linux(struct runbook_maker *maker, const struct plan_group *group);
void runbook_stop_windows(struct runbook_maker *maker, const struct plan_group *group);
void runbook_move_disks(struct runbook_maker *maker, const struct plan_group *group);
void runbook_check_addresses(struct runbook_maker *maker, const struct plan_group *group);
void runbook_start_linux(struct runbook_maker *maker, const struct plan_group *group);
void runbook_finish_linux(struct runbook_maker *maker);
void runbook_finish_windows(struct runbook_maker *maker);

#endif
