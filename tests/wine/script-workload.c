/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a script manages in the tests: writes to the file that its argument names that it is alive, until a
 * file of that name with .stop behind it is there, and then that it has stopped.
 */
#include <windows.h>
#include <stdio.h>

#define STEP_MS 50
#define STEPS   6000 /* that nothing stays if nobody stops it */

int
main(int argc, char **argv)
{
    char stop[MAX_PATH + 8];
    FILE *file;

    if (argc != 2 || strlen(argv[1]) >= MAX_PATH) {
        return 2;
    }
    file = fopen(argv[1], "a");
    if (file == NULL) {
        return 1;
    }
    snprintf(stop, sizeof(stop), "%s.stop", argv[1]);
    for (int i = 0; i < STEPS && GetFileAttributesA(stop) == INVALID_FILE_ATTRIBUTES; i++) {
        fprintf(file, "alive\n");
        fflush(file);
        Sleep(STEP_MS);
    }
    fprintf(file, "stopped\n");
    fclose(file);
    return 0;
}
