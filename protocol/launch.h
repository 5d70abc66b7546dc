/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_LAUNCH_H
#define RESAPID_LAUNCH_H

/*
 * How clusres.dll runs a Linux program. Wine gives no handle of a program that is not a Windows one,
 * so clusres.dll starts resapi-launch, whose Unix path resapid puts into the environment variable
 * LAUNCH_VARIABLE of every host, with a connected stream socket as its standard input:
 *
 *   1. clusres.dll writes a request: LAUNCH_HEADER bytes with the length of what follows, the least
 *      significant first; LAUNCH_RUN or LAUNCH_CHECK; then strings, each with its NUL: the directory,
 *      and the words of the command, of which the first is the program's absolute path.
 *   2. The launcher answers with "started PID", or with "refused" and ends. PID is also the id of the
 *      program's process group and session. To LAUNCH_CHECK it answers "refused" or "empty", as far as
 *      can be told without starting the program, and ends.
 *   3. It tells the program's end: "exited" or "killed". What the program started may still run.
 *   4. It tells "empty" and ends when no descendant of it is left.
 *
 * From 2 on clusres.dll may write LAUNCH_ASK and LAUNCH_KILL. The end of the stream, as when the host
 * dies, is LAUNCH_KILL. Each line of the launcher ends with \n:
 *
 *   started PID          refused WHAT NUMBER NAME    WHAT is program or directory, the error errno's
 *   exited STATUS        killed NUMBER NAME          empty
 */

#include <stdbool.h>
#include <stddef.h>

#define LAUNCH_PROGRAM     "resapi-launch"
#define LAUNCH_VARIABLE    "RESAPID_LAUNCHER"
#define LAUNCH_HEADER      4
#define LAUNCH_REQUEST_MAX (256 * 1024)
#define LAUNCH_LINE_MAX    128

enum launch_request {
    LAUNCH_RUN = 'R',
    LAUNCH_CHECK = 'C',
};

enum launch_order {
    LAUNCH_ASK = 'T',  /* SIGTERM to the program's group, and to all that outlive the program */
    LAUNCH_KILL = 'K', /* SIGKILL to all descendants */
};

enum launch_event {
    LAUNCH_STARTED,
    LAUNCH_NO_PROGRAM,
    LAUNCH_NO_DIRECTORY,
    LAUNCH_EXITED,
    LAUNCH_KILLED,
    LAUNCH_EMPTY,
};

#define LAUNCH_NAME_MAX 24

struct launch_status {
    enum launch_event event;
    int number;                     /* PID, errno, exit status or signal */
    char name[LAUNCH_NAME_MAX + 1]; /* of an error or signal, or empty */
};

/* A line, with its \n or without, and back. Return false for what is none of these lines. */
bool launch_read_status(const char *line, struct launch_status *status);
bool launch_write_status(const struct launch_status *status, char line[LAUNCH_LINE_MAX]);

enum launch_split_result {
    LAUNCH_SPLIT_DONE,
    LAUNCH_SPLIT_OPEN_QUOTE,
    LAUNCH_SPLIT_LAST_BACKSLASH,
};

/*
 * Splits a command line as a shell quotes, without any expansion: words are separated by spaces, tabs
 * and line ends; between ' and ' all is literal; between " and " all but \" and \\ is; outside of
 * quotes \ takes the character behind it literally; $, *, ~, | and the like mean nothing. "" is an
 * empty word. words has room for as many bytes as line has with its NUL, and gets the words, each with
 * its NUL; length is what they take.
 */
enum launch_split_result launch_split(const char *line, char *words, size_t *length);

/* Checks the strings of a request, behind its kind. Returns how many words the command has, 0 if it is malformed. */
size_t launch_count_words(const char *request, size_t length);

#endif
