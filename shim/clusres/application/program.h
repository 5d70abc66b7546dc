/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_PROGRAM_H
#define CLUSRES_APPLICATION_PROGRAM_H

/*
 * A program that was started, and all that it started: of Windows or of Linux. All functions but
 * program_free() may run at the same time.
 */

#include <windows.h>

#include "command.h"
#include "resapi.h"

#define END_TEXT_MAX 256

struct program {
    const struct program_kind *kind;
};

/* What the functions below are for one kind of program. */
struct program_kind {
    HANDLE (*ended)(const struct program *program);
    void (*describe_end)(struct program *program, WCHAR text[END_TEXT_MAX]);
    BOOL (*ask)(struct program *program, DWORD time);
    BOOL (*is_empty)(struct program *program);
    BOOL (*kill)(struct program *program);
    void (*free)(struct program *program);
};

struct program_start {
    RESOURCE_HANDLE handle; /* for the log */
    const struct command *command;
    LPWSTR environment; /* NULL: the host's */

    /* Becomes TRUE when the start is no longer wanted. NULL: it stays so. */
    const volatile LONG *cancelled;
};

/* Logs why it failed. */
DWORD program_start(const struct program_start *start, struct program **program);

/* Is signaled when the program itself has ended. The program's own. */
HANDLE program_ended(const struct program *program);
BOOL program_runs(const struct program *program);

/* How it ended, as "exit code 3". */
void program_describe_end(struct program *program, WCHAR text[END_TEXT_MAX]);

/* Asks the program and what it started to end, for the first time or, with time 1, again in another
 * way. Returns TRUE if it is worth asking again after a while. */
BOOL program_ask(struct program *program, DWORD time);

/* Nothing of it runs. */
BOOL program_is_empty(struct program *program);

/* Ends all of it, at once. FALSE: something is left after some seconds. */
BOOL program_kill(struct program *program);

/* It has to be empty. NULL does nothing. */
void program_free(struct program *program);

#endif
