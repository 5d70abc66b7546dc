/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <glib.h>

/* One that does not tell, as a serial line. */
#define USUAL_WIDTH 80

static bool
is_set(const char *variable)
{
    const char *value = g_getenv(variable);

    return value != NULL && value[0] != '\0';
}

int
terminal_width(int fd)
{
    struct winsize size = { 0 };

    if (isatty(fd) == 0) {
        return 0;
    }
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_WIDTH;
}

bool
terminal_is_able(int fd)
{
    return isatty(fd) != 0 && is_set("TERM") && strcmp(g_getenv("TERM"), "dumb") != 0;
}

bool
terminal_has_colours(int fd)
{
    return terminal_is_able(fd) && !is_set("NO_COLOR");
}
