/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "listeners.h"
#include "registry-fixture.h"

#include <time.h>

/* How long the main loop stands still under the biggest batches that a host can send. */

#define ROUNDS   4
#define BATCHES  4 /* as many as a host may have waiting */
#define COMMANDS 10000
#define WATCHES  64

/* What one turn of the loop may cost; the tests run on slow machines too. */
#define PAUSE_US 250000

static gint64 last_turn;
static gint64 longest;
static unsigned int turns;

/* Not the clock on the wall: other programs have their share of the machine. */
static gint64
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
begin_turn(void)
{
    last_turn = now_us();
}

static void
note_pause(void)
{
    longest = MAX(longest, now_us() - last_turn);
    begin_turn();
}

/* What others ask for would be served in its place. */
static void
on_turn(void *unused)
{
    qb_loop_timer_handle timer;

    (void)unused;
    note_pause();
    turns++;
    qb_loop_timer_add(fixture_loop, QB_LOOP_MED, 0, NULL, on_turn, &timer);
}

/* One key below the other, and a watch for each. */
static char *
watch_keys(void)
{
    GString *path = g_string_new("A");

    for (uint32_t i = 0; i < WATCHES; i++) {
        struct channel_message watch = { .header.type = CHANNEL_KEY_WATCH,
                                         .key_watch = { i, 1, path->str } };

        hosts_make_key(path->str);
        hosts_ask(other, &watch);
        CU_ASSERT_EQUAL(hosts_next_of_type(other, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
        g_string_append(path, "\\A");
    }
    g_string_truncate(path, path->len - 2);
    return g_string_free(path, FALSE);
}

static GByteArray *
biggest_batch(const char *path)
{
    GByteArray *commands = g_byte_array_new();

    for (unsigned int i = 0; i < COMMANDS; i++) {
        char name[16];

        snprintf(name, sizeof(name), "%u", i);
        hosts_add_set(commands, i % 2 == 0 ? path : "B", name, "");
    }
    return commands;
}

/* Returns how many answers there will be. */
static unsigned int
send_whole(uint32_t number, const GByteArray *commands)
{
    unsigned int parts = 0;

    for (guint offset = 0; offset < commands->len; offset += 100000, parts++) {
        guint length = MIN(commands->len - offset, 100000);

        begin_turn();
        hosts_send_part(host, number, offset, offset + length < commands->len,
                        commands->data + offset, length);
        note_pause();
    }
    return parts;
}

static void
send_as_many_as_may_wait(const GByteArray *commands)
{
    unsigned int parts = 0;

    for (uint32_t i = 0; i < BATCHES; i++) {
        parts += send_whole(i, commands);
    }
    begin_turn();
    for (; parts > 0; parts--) {
        CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_BATCH_DONE)->batch_done.error,
                        WIN32_SUCCESS);
    }
}

static void
test_loop_goes_on(void)
{
    g_autofree char *path = watch_keys();
    GByteArray *commands = NULL;

    hosts_make_key("B");
    commands = biggest_batch(path);
    listeners_set(other, true);
    begin_turn();
    on_turn(NULL);
    for (int i = 0; i < ROUNDS; i++) {
        send_as_many_as_may_wait(commands);
    }
    printf("# the longest pause: %ld us in %u turns\n", (long)longest, turns);
    CU_ASSERT_TRUE(longest < PAUSE_US);
    g_byte_array_unref(commands);
}

void
suite_pauses(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("pauses", NULL, NULL, hosts_setup, hosts_teardown);

    CU_ADD_TEST(suite, test_loop_goes_on);
}
