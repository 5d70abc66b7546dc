/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The memory of trees, with the processes of this test. */

#include "unit.h"

#include <CUnit/CUnit.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "footprint.h"

#define TOUCHED (8U << 20)

/* A child that has touched so much memory by the time this returns. */
static pid_t
start_child(bool with_grandchild)
{
    int ready[2];
    char byte = 0;
    pid_t child, parent;

    if (pipe(ready) != 0) {
        return -1;
    }
    child = fork();
    if (child == 0) {
        char *memory =
            mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        parent = getpid();
        if (with_grandchild && fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            /* It may have been killed before that. */
            while (getppid() == parent) {
                pause();
            }
            _exit(0);
        }
        memset(memory, 1, TOUCHED);
        byte = write(ready[1], "", 1) == 1;
        pause();
        _exit(byte);
    }
    close(ready[1]);
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void
measure(pid_t pid, struct footprint *footprint)
{
    struct footprints *footprints = footprints_new();

    footprint_below(footprints, pid, footprint);
    footprints_free(footprints);
}

/* Of this process, in bytes: a sanitizer's own memory is resident, too. */
static uint64_t
own_rss(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fscanf(file, "%*u %lu", &pages), 1);
    fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
test_tree(void)
{
    struct footprint footprint;
    pid_t child = start_child(true);

    measure(getpid(), &footprint);
    CU_ASSERT_TRUE(footprint.known);
    CU_ASSERT_EQUAL(footprint.processes, 2);
    CU_ASSERT_TRUE(footprint.rss >= TOUCHED);
    CU_ASSERT_TRUE(footprint.rss <= 2 * (own_rss() + TOUCHED));
    measure(child, &footprint);
    CU_ASSERT_EQUAL(footprint.processes, 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* What has no descendants is not nothing, it is not known. */
static void
test_nothing(void)
{
    struct footprint footprint;
    pid_t child = start_child(false);

    measure(child, &footprint);
    CU_ASSERT_FALSE(footprint.known);
    CU_ASSERT_EQUAL(footprint.processes, 0);
    measure(0, &footprint);
    CU_ASSERT_FALSE(footprint.known);
    measure(-1, &footprint);
    CU_ASSERT_FALSE(footprint.known);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    measure(child, &footprint);
    CU_ASSERT_FALSE(footprint.known);
}

void
suite_footprint(void)
{
    CU_pSuite suite = CU_add_suite("footprint", NULL, NULL);

    CU_ADD_TEST(suite, test_tree);
    CU_ADD_TEST(suite, test_nothing);
}
