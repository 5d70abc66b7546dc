/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_TERMINAL_H
#define RESAPID_TOOLS_TERMINAL_H

/* What may be done to whoever reads a descriptor. */

#include <stdbool.h>

/* Characters in a line; 0: it is no terminal, and lines have no limit. */
int terminal_width(int fd);

/* Cursor movements are understood: a terminal, and TERM is neither unset nor "dumb". */
bool terminal_is_able(int fd);

/* The same for colours: not where NO_COLOR is set to anything (no-color.org). */
bool terminal_has_colours(int fd);

#endif
