/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the suites and prints a line for each test. */
#include "resutils-test.h"

WCHAR program_folder[MAX_PATH];

static const char *failure;
static const char *failure_file;
static int failure_line;

void
expect(bool holds, const char *what, const char *file, int line)
{
    if (!holds && failure == NULL) {
        failure = what;
        failure_file = file;
        failure_line = line;
    }
}

static const char *running;

/* Wine ends a crashed program with status 0. */
static LONG WINAPI
report_crash(EXCEPTION_POINTERS *exception)
{
    printf("not ok - %s: crashed with exception 0x%08lx\n", running,
           exception->ExceptionRecord->ExceptionCode);
    fflush(stdout);
    ExitProcess(EXIT_FAILURE);
}

static void
find_program_folder(void)
{
    DWORD length = GetModuleFileNameW(NULL, program_folder, MAX_PATH);

    if (length == 0 || length == MAX_PATH) {
        printf("not ok - the folder of this program: error %lu\n", GetLastError());
        exit(EXIT_FAILURE);
    }
    wcsrchr(program_folder, L'\\')[1] = L'\0';
}

static bool
run_test(const Test *test)
{
    failure = NULL;
    running = test->name;
    test->run();
    if (failure == NULL) {
        printf("ok - %s\n", test->name);
    } else {
        printf("not ok - %s: %s, line %d: %s (last error %lu)\n", test->name, failure_file,
               failure_line, failure, GetLastError());
    }
    fflush(stdout);
    return failure == NULL;
}

int
main(int argc, char **argv)
{
    static const Test *const suites[] = { worker_tests, value_tests,      property_tests,
                                          list_tests,   text_tests,       object_tests,
                                          crypt_tests,  dependency_tests, service_tests,
                                          note_tests };
    const Test *test;
    int passed = 0;
    int failed = 0;
    size_t i;

    if (argc == 2 && strcmp(argv[1], "--crypt-child") == 0) {
        return crypt_child();
    }
    SetUnhandledExceptionFilter(report_crash);
    find_program_folder();
    for (i = 0; i < ARRAYSIZE(suites); i++) {
        for (test = suites[i]; test->name != NULL; test++) {
            if (run_test(test)) {
                passed++;
            } else {
                failed++;
            }
        }
    }
    printf("resutils-test: %d passed, %d failed, 0 skipped\n", passed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
