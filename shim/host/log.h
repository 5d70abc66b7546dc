/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_HOST_LOG_H
#define RESAPID_HOST_LOG_H

/*
 * The host's own lines in resapid's log. Levels are LOG_LEVEL's of resapi.h. Any thread.
 */

#include <stdint.h>

#include <windows.h>

/* What the host process ends with. Wine passes on the low 8 bits and its own failures use them
 * too: no more than a hint. BYE is what tells a clean end. */
enum host_exit {
    EXIT_FINISHED = 0,
    EXIT_FAULT = 70,    /* something is wrong with resapid itself; the last LOG says what */
    EXIT_CHANNEL = 71,  /* the channel ended */
    EXIT_CRASH = 72,    /* a resource DLL crashed */
    EXIT_DLL_EXITS = 73 /* a resource DLL called ExitProcess */
};

/* A line that no resource is the subject of. */
__attribute__((format(gnu_printf, 2, 3))) void log_line(uint32_t level, const char *format, ...);

/* text is UTF-8; resource 0 is the host. */
void log_text(uint32_t resource, uint32_t level, const char *text);

/* Logs at LOG_SEVERE and ends the process. */
__attribute__((format(gnu_printf, 1, 2))) _Noreturn void log_and_leave(const char *format, ...);

#endif
