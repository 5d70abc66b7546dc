/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * libFuzzer target for what resapi-inspect makes of a file: the input is a PE file, and an API set schema.
 * FUZZ_INSPECT_WINE names a folder that stands for Wine's, without which imports are not looked for.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/inspect/api-sets.h"
#include "tools/inspect/verdict.h"
#include "tools/inspect/wine-stubs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* What libyara does not free is no leak of ours. */
const char *
__lsan_default_suppressions(void)
{
    return "leak:libyara\n";
}

static void
require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: %s\n", what);
        abort();
    }
}

/* A verdict of more than this would be no line to read. */
#define VERDICT_MAX 20000

/* What it has found stays with it: now and then a new one, or names would heap up. */
#define SEARCHES_RUNS 200

static struct dll_search *
current_search(const char *wine)
{
    static char nothing[] = "", nowhere[] = "/nonexistent/file";
    static const struct config config = { .state_directory = nowhere,
                                          .host_program = nowhere,
                                          .wine_program = nowhere,
                                          .wine_prefix = nothing };
    static struct dll_search *search;
    static unsigned int runs;

    if (runs++ % SEARCHES_RUNS == 0) {
        dll_search_free(search);
        search = dll_search_new(&config, "/nonexistent", wine, PE_MACHINE_X86_64, NULL);
        require(search != NULL, "FUZZ_INSPECT_WINE is no folder like Wine's");
    }
    return search;
}

static void
judge(const struct pe_file *file, const char *wine)
{
    struct inspection *inspection = inspection_new(file, current_search(wine), NULL);
    struct verdict *verdict;

    if (inspection == NULL) {
        return;
    }
    verdict = verdict_new(inspection);
    require(verdict->text->len > 0 && verdict->text->len < VERDICT_MAX, "no verdict to read");
    require(!verdict->runs || inspection_entry_points(file)[0] != '\0',
            "what is no resource DLL runs");
    verdict_free(verdict);
    inspection_free(inspection);
}

static void
find_api_sets(GBytes *bytes)
{
    struct api_sets *sets = api_sets_new(bytes);

    g_free(api_sets_find(sets, "api-ms-win-core-a-l1-1-0.dll"));
    g_free(api_sets_find(sets, "ext-ms-b-l1-1-1"));
    g_free(api_sets_find(sets, "api-"));
    api_sets_free(sets);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool is_open;
    const char *wine = getenv("FUZZ_INSPECT_WINE");
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    struct pe_file *file;

    if (!is_open) {
        require(pe_files_open(NULL), "libyara has no module pe");
        is_open = true;
    }
    file = pe_file_parse("fuzzed.dll", bytes, &error);
    require((file != NULL) != (error != NULL), "neither a file nor an error");
    if (file != NULL) {
        wine_stubs_mark(file);
        wine_made(file);
        if (wine != NULL) {
            judge(file, wine);
        }
    }
    pe_file_free(file);
    find_api_sets(bytes);
    return 0;
}
