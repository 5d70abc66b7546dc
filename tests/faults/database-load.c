/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * database-load RESAPID IPC-NAME KILLS SEED PIDS BATCHES
 *
 * Starts resapid, lets four clients and a DLL write and one read, kills resapid with SIGKILL at a random
 * moment, and starts over, KILLS times. Writer n sets the properties A and B of the resource wN, which must
 * exist, to the same number, one after the other, each time in one batch. The DLL is fake-host's of the
 * resource `batch`, whose Online never ends (tests/fakehost/batches.h); its numbers are in the file BATCHES.
 * After each start it looks whether all that was acknowledged is there; the reader looks for half a batch
 * all the time. What is wrong is one line on stderr, and exit status 1. The process ids of all resapids go
 * to the file PIDS; RESAPID_CONFIG is theirs.
 */

#include "tools/client.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS     4
#define CHILDREN    (WRITERS + 2)
#define READER      WRITERS
#define BATCH_SIZE  50 /* values */
#define REQUEST_MS  30000
#define START_TRIES 3000 /* of 10 ms */
#define BATCH_TRIES 500  /* likewise */
#define FIRST_MS    5
#define SPREAD_MS   120

/* What the children of all rounds share. */
struct shared {
    _Atomic uint32_t begun[WRITERS];        /* the last number that was sent */
    _Atomic uint32_t acknowledged[WRITERS]; /* and acknowledged */
    _Atomic uint32_t halves;
    _Atomic uint32_t reads;
};

static struct shared *shared;
static const char *ipc_name;
static int batches; /* the file */

static bool
request(struct client *client, struct client_message *message)
{
    struct client_reply reply;

    return client_request(client, message, REQUEST_MS, &reply, NULL) && reply.outcome == OUTCOME_OK;
}

static bool
set_numbers(struct client *client, int writer, uint32_t number)
{
    char name[16];
    char properties[64];
    int length;

    snprintf(name, sizeof(name), "w%d", writer);
    length = snprintf(properties, sizeof(properties), "A=%u%cB=%u", number, '\0', number) + 1;
    {
        struct client_message message = {
            .header.type = CLIENT_RESOURCE_SET,
            .resource_set = { name, { properties, (uint32_t)length, 2 } },
        };

        return request(client, &message);
    }
}

/* Both numbers as one answer shows them. */
static bool
get_numbers(struct client *client, int writer, uint32_t *a, uint32_t *b)
{
    char name[16];
    struct client_message message = { .header.type = CLIENT_PROPERTIES,
                                      .properties = { name, "" } };
    struct client_message record;
    unsigned int found = 0;

    snprintf(name, sizeof(name), "w%d", writer);
    if (!request(client, &message)) {
        return false;
    }
    while (client_next_record(client, &record)) {
        if (record.header.type == CLIENT_PROPERTY && strcmp(record.property.name, "A") == 0) {
            *a = (uint32_t)strtoul(record.property.value, NULL, 10);
            found |= 1;
        } else if (record.header.type == CLIENT_PROPERTY &&
                   strcmp(record.property.name, "B") == 0) {
            *b = (uint32_t)strtoul(record.property.value, NULL, 10);
            found |= 2;
        }
    }
    return found == 3;
}

/* What the DLL has sent and what it was acknowledged. */
static void
get_batch_numbers(uint32_t *begun, uint32_t *acknowledged)
{
    uint32_t numbers[2] = { 0, 0 };

    if (pread(batches, numbers, sizeof(numbers), 0) != sizeof(numbers)) {
        memset(numbers, 0, sizeof(numbers));
    }
    *begun = numbers[0];
    *acknowledged = numbers[1];
}

/* The number that all values show, 0 if there are none; false if they are not all the same, or not all
 * there. */
static bool
get_batch(struct client *client, uint32_t *number)
{
    struct client_message message = { .header.type = CLIENT_PROPERTIES,
                                      .properties = { "batch", "" } };
    struct client_message record;
    unsigned int found = 0;
    bool same = true;

    *number = 0;
    if (!request(client, &message)) {
        return true;
    }
    while (client_next_record(client, &record)) {
        uint32_t shown;

        if (record.header.type != CLIENT_PROPERTY || record.property.name[0] != 'V') {
            continue;
        }
        shown = (uint32_t)strtoul(record.property.value, NULL, 10);
        same = same && (found == 0 || shown == *number);
        *number = shown;
        found++;
    }
    return same && (found == 0 || found == BATCH_SIZE);
}

/* The DLL may go on meanwhile: a host that resapid takes over has a batch on its way. */
static bool
check_batch(struct client *client, long round)
{
    uint32_t acknowledged;
    uint32_t begun;
    uint32_t number;
    uint32_t unused;
    bool whole;

    get_batch_numbers(&unused, &acknowledged);
    whole = get_batch(client, &number);
    get_batch_numbers(&begun, &unused);
    if (!whole || number < acknowledged || number > begun) {
        fprintf(stderr, "round %ld: the batch shows %u%s, %u was acknowledged, %u sent\n", round,
                number, whole ? "" : " and something else", acknowledged, begun);
        return false;
    }
    return true;
}

/* The children end when resapid does, or are killed. */

/* Online does not end, and does not succeed before the host of the last round is gone. */
static void
let_batches_be_written(void)
{
    g_autoptr(client_t) client = client_connect(ipc_name, REQUEST_MS, NULL);
    struct client_message online = { .header.type = CLIENT_ONLINE,
                                     .online = { .name = "batch", .timeout_ms = REQUEST_MS } };

    for (int i = 0; client != NULL && i < START_TRIES; i++) {
        request(client, &online);
        usleep(1000);
    }
}

static void
write_numbers(int writer)
{
    g_autoptr(client_t) client = client_connect(ipc_name, REQUEST_MS, NULL);

    while (client != NULL) {
        uint32_t number = ++shared->begun[writer];

        if (!set_numbers(client, writer, number)) {
            return;
        }
        shared->acknowledged[writer] = number;
    }
}

static void
read_numbers(void)
{
    g_autoptr(client_t) client = client_connect(ipc_name, REQUEST_MS, NULL);
    uint32_t a = 0;
    uint32_t b = 0;

    for (int writer = 0; client != NULL && get_numbers(client, writer, &a, &b);
         writer = (writer + 1) % WRITERS) {
        uint32_t number;

        if (writer == 0 && !get_batch(client, &number)) {
            fprintf(stderr, "half a batch: not all shows %u\n", number);
            shared->halves++;
        }
        shared->reads++;
        if (a != b) {
            fprintf(stderr, "half a batch: w%d shows %u and %u\n", writer, a, b);
            shared->halves++;
        }
    }
}

static pid_t
start_child(int which)
{
    pid_t pid = fork();

    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (which < WRITERS) {
            write_numbers(which);
        } else if (which == READER) {
            read_numbers();
        } else {
            let_batches_be_written();
        }
        _exit(0);
    }
    return pid;
}

static pid_t
start_resapid(const char *program, FILE *pids)
{
    pid_t pid = fork();

    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    fprintf(pids, "%d\n", (int)pid);
    fflush(pids);
    return pid;
}

static struct client *
connect_to_resapid(pid_t resapid)
{
    for (int i = 0; i < START_TRIES; i++) {
        struct client *client = client_connect(ipc_name, REQUEST_MS, NULL);

        if (client != NULL) {
            return client;
        }
        if (waitpid(resapid, NULL, WNOHANG) != 0) {
            return NULL;
        }
        usleep(10000);
    }
    return NULL;
}

/* A write that was sent and not acknowledged may be there or not. */
static bool
check_numbers(struct client *client, long round)
{
    bool good = true;

    for (int writer = 0; writer < WRITERS; writer++) {
        uint32_t a = 0;
        uint32_t b = 0;

        if (!get_numbers(client, writer, &a, &b)) {
            fprintf(stderr, "round %ld: w%d is not there\n", round, writer);
            good = false;
        } else if (a != b || a < shared->acknowledged[writer] || a > shared->begun[writer]) {
            fprintf(stderr, "round %ld: w%d shows %u and %u, %u was acknowledged, %u sent\n", round,
                    writer, a, b, shared->acknowledged[writer], shared->begun[writer]);
            good = false;
        }
    }
    return good;
}

static bool
check_start(pid_t resapid, long round)
{
    g_autoptr(client_t) client = connect_to_resapid(resapid);

    if (client == NULL) {
        fprintf(stderr, "round %ld: resapid does not serve\n", round);
        return false;
    }
    return check_numbers(client, round) && check_batch(client, round);
}

static void
kill_and_wait(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* The host has to be started first; a machine that takes too long for that has a round without it. */
static void
wait_for_batches(void)
{
    uint32_t before;
    uint32_t begun;
    uint32_t unused;

    get_batch_numbers(&before, &unused);
    begun = before;
    for (int i = 0; begun == before && i < BATCH_TRIES; i++) {
        usleep(10000);
        get_batch_numbers(&begun, &unused);
    }
}

static bool
one_round(const char *program, FILE *pids, long round, bool last)
{
    pid_t resapid = start_resapid(program, pids);
    pid_t children[CHILDREN];
    bool good = check_start(resapid, round);

    for (int i = 0; good && !last && i < CHILDREN; i++) {
        children[i] = start_child(i);
    }
    if (good && !last) {
        wait_for_batches();
        usleep((useconds_t)(FIRST_MS + random() % SPREAD_MS) * 1000);
    }
    kill_and_wait(resapid);
    for (int i = 0; good && !last && i < CHILDREN; i++) {
        kill_and_wait(children[i]);
    }
    return good && shared->halves == 0;
}

/* Otherwise there was nothing to lose. */
static bool
check_load(long kills)
{
    bool good = shared->reads >= (uint32_t)kills;
    uint32_t begun;
    uint32_t acknowledged;

    for (int writer = 0; writer < WRITERS; writer++) {
        printf("writer %d: %u acknowledged of %u\n", writer, shared->acknowledged[writer],
               shared->begun[writer]);
        good = good && shared->acknowledged[writer] >= (uint32_t)kills;
    }
    get_batch_numbers(&begun, &acknowledged);
    printf("batches: %u acknowledged of %u\n", acknowledged, begun);
    printf("reads: %u\n", shared->reads);
    good = good && acknowledged >= (uint32_t)kills;
    if (!good) {
        fprintf(stderr, "too little was written to lose any of it\n");
    }
    return good;
}

int
main(int argc, char **argv)
{
    long kills = argc == 7 ? strtol(argv[3], NULL, 10) : 0;
    FILE *pids = kills > 0 ? fopen(argv[5], "w") : NULL;
    bool good = true;

    if (pids == NULL) {
        fprintf(stderr, "usage: database-load RESAPID IPC-NAME KILLS SEED PIDS BATCHES\n");
        return 2;
    }
    batches = open(argv[6], O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
    ipc_name = argv[2];
    srandom((unsigned int)strtoul(argv[4], NULL, 10));
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (long round = 1; good && round <= kills + 1; round++) {
        good = one_round(argv[1], pids, round, round > kills);
    }
    fclose(pids);
    return good && check_load(kills) ? 0 : 1;
}
