/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A stray process: sleeps for as many seconds as its argument says. */

#include <windows.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    Sleep((DWORD)strtoul(argv[1], NULL, 10) * 1000);
    return 0;
}
