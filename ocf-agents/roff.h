/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_ROFF_H
#define RESAPID_OCF_ROFF_H

/*
 * The source of a man page (mdoc(7)) in ASCII, with lines of at most 80 bytes, in which no text of others
 * can become a request, a macro or an escape sequence. What is no UTF-8 is shown as U+FFFD, what nobody
 * could see as a blank.
 */

#include <glib.h>

struct roff {
    GString *text;
    gsize line; /* where the last line begins */
};

/* As it is: macros and sentences of one's own, with their line ends. */
void roff_put(struct roff *roff, const char *source);
/* The same; where the line would be too long it is continued on a line of its own. */
void roff_put_joined(struct roff *roff, const char *source);

/* Text of others as one argument of a macro, in quotes, whatever it holds. */
void roff_put_argument(struct roff *roff, const char *text);
/* The same without quotes, for words in text that is shown as it is. */
void roff_put_literal(struct roff *roff, const char *text);

/* Sentences of one's own in words alone, filled into lines. */
void roff_put_prose(struct roff *roff, const char *text);

#endif
