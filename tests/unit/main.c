/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs the CUnit suites of unit.h, or only those named as arguments. Ends with one line that counts
 * tests; a test of a suite that could not be set up counts as failed.
 */

#include "unit.h"

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct suite {
    const char *name;
    void (*add)(void);
};

#define SUITE_ENTRY(name) { #name, suite_##name },
static const struct suite suites[] = { UNIT_SUITES(SUITE_ENTRY) };
#undef SUITE_ENTRY

#define N_SUITES (sizeof(suites) / sizeof(suites[0]))

static bool
add_suite(const struct suite *suite)
{
    unsigned int before = CU_get_registry()->uiNumberOfSuites;
    unsigned int tests = CU_get_registry()->uiNumberOfTests;

    suite->add();
    if (CU_get_error() != CUE_SUCCESS) {
        fprintf(stderr, "unit: suite %s is not registered: %s\n", suite->name, CU_get_error_msg());
        return false;
    }
    if (CU_get_registry()->uiNumberOfSuites == before ||
        CU_get_registry()->uiNumberOfTests == tests) {
        fprintf(stderr, "unit: suite %s has registered no test\n", suite->name);
        return false;
    }
    return true;
}

static bool
add_named_suite(const char *name)
{
    for (size_t i = 0; i < N_SUITES; i++) {
        if (strcmp(suites[i].name, name) == 0) {
            return add_suite(&suites[i]);
        }
    }
    fprintf(stderr, "unit: there is no suite %s; the suites are:", name);
    for (size_t i = 0; i < N_SUITES; i++) {
        fprintf(stderr, " %s", suites[i].name);
    }
    fprintf(stderr, "\n");
    return false;
}

static bool
add_suites(int n_names, char **names)
{
    if (n_names == 0) {
        for (size_t i = 0; i < N_SUITES; i++) {
            if (!add_suite(&suites[i])) {
                return false;
            }
        }
    }
    for (int i = 0; i < n_names; i++) {
        if (!add_named_suite(names[i])) {
            return false;
        }
    }
    return true;
}

static unsigned int
inactive_tests(void)
{
    unsigned int count = 0;

    for (CU_pSuite suite = CU_get_registry()->pSuite; suite != NULL; suite = suite->pNext) {
        for (CU_pTest test = suite->pTest; test != NULL; test = test->pNext) {
            count += suite->fActive && test->fActive ? 0 : 1;
        }
    }
    return count;
}

int
main(int argc, char **argv)
{
    unsigned int total;
    unsigned int passed;
    unsigned int skipped;
    unsigned int failed;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS) {
        fprintf(stderr, "unit: CUnit does not start: %s\n", CU_get_error_msg());
        return EXIT_FAILURE;
    }
    if (!add_suites(argc - 1, argv + 1)) {
        CU_cleanup_registry();
        return EXIT_FAILURE;
    }
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();

    total = CU_get_registry()->uiNumberOfTests;
    skipped = inactive_tests();
    passed = CU_get_number_of_tests_run() - CU_get_number_of_tests_failed();
    failed = total - skipped - passed;
    CU_cleanup_registry();
    printf("check-unit: %u passed, %u failed, %u skipped\n", passed, failed, skipped);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
