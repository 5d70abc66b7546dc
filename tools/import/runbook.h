/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_RUNBOOK_H
#define RESAPID_IMPORT_RUNBOOK_H

/*
 * The cut-over: what is done on Windows and on Linux, in order, with a check behind each step and the
 * way back. Groups are moved one by one while the rest stays on Windows.
 *
 * What keeps both sides from running a group: its steps are together, first those that check that Linux
 * does not run it, then those that stop it on Windows and check that, then those that start it on Linux.
 * Steps are undone from the last to the first, so that a group's way back stops it on Linux, and checks
 * that, before it starts it on Windows. Of a group that has moved it is said so, in one step without a
 * command.
 *
 * Pure. All texts are printable; names are quoted for the shell that the command is for.
 */

#include "report-view.h"

enum runbook_side { RUNBOOK_WINDOWS, RUNBOOK_LINUX };

struct runbook_work {
    char *text;          /* sentences: what no command does; NULL: nothing */
    GPtrArray *commands; /* of char * */
    GPtrArray *checks;   /* of char *: what shows whether it has worked */
    char *expected;      /* a sentence: what the checks have to show; NULL where there are none */
};

struct runbook_step {
    guint number; /* from 1 */
    char *title;
    enum runbook_side side;
    const struct plan_group *group; /* NULL: before all groups, or behind them */
    struct runbook_work work;
    struct runbook_work back; /* undoes it, on the same side */
};

/* How it is to be read: for the top of it. */
#define RUNBOOK_RULES                                                                              \
    "One step after the other, and the next one only when the checks of the one before have "      \
    "shown "                                                                                       \
    "what they have to show. The way back undoes the steps from the last one that was begun to "   \
    "the "                                                                                         \
    "first; it is open as long as Windows is there."

/* Where the runbook has resource DLLs copied to. */
#define RUNBOOK_DLL_DIRECTORY "/opt/resource-dlls"

/* Where resapid is installed, as its manual has it. */
#define RUNBOOK_TYPES_DIRECTORY "/etc/resapid/types.d"
#define RUNBOOK_WINE                                                                               \
    "runuser -u resapid -- env WINEPREFIX=/var/lib/resapid/prefix "                                \
    "HOME=/var/lib/resapid/prefix/.home wine"

/* An array of struct runbook_step that owns them. */
GPtrArray *runbook_make(const report_view_t *view);

/* "Windows" or "Linux". */
const char *runbook_side_word(enum runbook_side side);

/* Whether there is anything in it. */
bool runbook_has_work(const struct runbook_work *work);

#endif
