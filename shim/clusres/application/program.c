/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "program.h"

#include "linux-program.h"
#include "windows-program.h"

DWORD
program_start(const struct program_start *start, struct program **program)
{
    return start->command->request != NULL ? linux_program_start(start, program)
                                           : windows_program_start(start, program);
}

HANDLE
program_ended(const struct program *program)
{
    return program->kind->ended(program);
}

BOOL
program_runs(const struct program *program)
{
    return WaitForSingleObject(program_ended(program), 0) == WAIT_TIMEOUT;
}

void
program_describe_end(struct program *program, WCHAR text[END_TEXT_MAX])
{
    program->kind->describe_end(program, text);
}

BOOL
program_ask(struct program *program, DWORD time)
{
    return program->kind->ask(program, time);
}

BOOL
program_is_empty(struct program *program)
{
    return program->kind->is_empty(program);
}

BOOL
program_kill(struct program *program)
{
    return program->kind->kill(program);
}

void
program_free(struct program *program)
{
    if (program != NULL) {
        program->kind->free(program);
    }
}
