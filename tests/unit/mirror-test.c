/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The copy of the cluster database: a real database, and a model of the registry that does what a host does
 * with MIRROR messages. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "mirror.h"
#include "moment-walk.h"

static struct clusdb *db;
static struct mirror *mirror;

/* Keys by their path, values by path, two backslashes and name; both in lower case. */
static GHashTable *registry;
static GHashTable *named; /* NULL unless a copy is under way */

static GByteArray *message; /* the commands of the one in flight, or NULL */
static uint32_t flags;
static unsigned int begun;
static unsigned int advanced;
static void (*between)(void); /* called between two changes of a batch, unless NULL */
static uint64_t mark_between;

static char *
value_name(const char *path, const char *name)
{
    g_autofree char *whole = g_strconcat(path, "\\\\", name, NULL);

    return g_utf8_casefold(whole, -1);
}

static void
put(char *name, GBytes *content)
{
    if (named != NULL) {
        g_hash_table_add(named, g_strdup(name));
    }
    g_hash_table_replace(registry, name, content);
}

/* As RegCreateKeyEx does, with the keys above. */
static void
put_key(const char *path)
{
    g_autofree char *folded = g_utf8_casefold(path, -1);

    for (char *at = strchr(folded, '\\'); at != NULL; at = strchr(at + 1, '\\')) {
        *at = '\0';
        g_hash_table_replace(registry, g_strdup(folded), NULL);
        *at = '\\';
    }
    put(g_strdup(folded), NULL);
}

static gboolean
is_below(void *key, void *value, void *path)
{
    size_t length = strlen(path);
    const char *name = key;

    (void)value;
    return strncmp(name, path, length) == 0 && (name[length] == '\\' || name[length] == '\0');
}

static void
put_value(const struct channel_value_set *set)
{
    GByteArray *content = g_byte_array_new();
    g_autofree char *folded = g_utf8_casefold(set->path, -1);

    CU_ASSERT_TRUE(g_hash_table_contains(registry, folded));
    g_byte_array_append(content, (const uint8_t *)&set->type, sizeof(set->type));
    g_byte_array_append(content, set->data.data, set->data.length);
    put(value_name(set->path, set->name), g_byte_array_free_to_bytes(content));
}

static void
apply(const struct channel_message *command)
{
    g_autofree char *name = NULL;

    switch (command->header.type) {
    case CHANNEL_KEY_CREATE:
        put_key(command->key_create.path);
        return;
    case CHANNEL_KEY_DELETE:
        name = g_utf8_casefold(command->key_delete.path, -1);
        g_hash_table_foreach_remove(registry, is_below, name);
        return;
    case CHANNEL_VALUE_SET:
        put_value(&command->value_set);
        return;
    case CHANNEL_VALUE_DELETE:
        name = value_name(command->value_delete.path, command->value_delete.name);
        g_hash_table_remove(registry, name);
        return;
    default:
        CU_FAIL("a MIRROR message has another command");
    }
}

static gboolean
is_not_named(void *key, void *value, void *unused)
{
    (void)value;
    (void)unused;
    return !g_hash_table_contains(named, key);
}

static void
apply_all(void)
{
    static struct channel_message command;
    size_t consumed = 0;

    for (size_t done = 0; done < message->len; done += consumed) {
        CU_ASSERT_EQUAL_FATAL(wire_decode_next(&channel_schema, message->data + done,
                                               message->len - done, &command, &consumed),
                              WIRE_OK);
        CU_ASSERT_TRUE(message->len <= 32768 || consumed == message->len);
        apply(&command);
    }
}

/* The host answers what it was sent, if it was. */
static bool
answer(uint32_t error)
{
    if (message == NULL) {
        return false;
    }
    if ((flags & MIRROR_BEGINS) != 0) {
        g_clear_pointer(&named, g_hash_table_unref);
        named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        begun++;
    }
    apply_all();
    if ((flags & MIRROR_ENDS) != 0) {
        g_hash_table_foreach_remove(registry, is_not_named, NULL);
        g_clear_pointer(&named, g_hash_table_unref);
    }
    g_clear_pointer(&message, g_byte_array_unref);
    mirror_answered(mirror, error);
    return true;
}

static void
answer_all(void)
{
    while (answer(WIN32_SUCCESS)) {}
}

static void
on_send(void *owner, struct channel_message *sent)
{
    CU_ASSERT_PTR_EQUAL(owner, &db);
    CU_ASSERT_PTR_NULL(message);
    CU_ASSERT_EQUAL(sent->header.type, CHANNEL_MIRROR);
    message = g_byte_array_new();
    g_byte_array_append(message, sent->mirror.commands.data, sent->mirror.commands.length);
    flags = sent->mirror.flags;
}

static void
on_advanced(void *owner)
{
    CU_ASSERT_PTR_EQUAL(owner, &db);
    advanced++;
}

static void
on_landed(void *user, const struct clusdb_batch *batch, size_t index)
{
    (void)user;
    mirror_landed(mirror, batch, index);
    if (between != NULL && index + 1 < clusdb_batch_size(batch)) {
        between();
    }
}

static void
forget_content(void *content)
{
    if (content != NULL) {
        g_bytes_unref(content);
    }
}

static void
setup(void)
{
    static const struct mirror_events events = { .send = on_send, .advanced = on_advanced };

    fixture_setup();
    db = fixture_open();
    registry = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, forget_content);
    mirror = mirror_new(db, &events, &db);
    clusdb_observe(db, on_landed, NULL);
    begun = 0;
    advanced = 0;
    between = NULL;
    mark_between = 0;
}

static void
teardown(void)
{
    clusdb_observe(db, NULL, NULL);
    mirror_free(mirror);
    g_clear_pointer(&message, g_byte_array_unref);
    g_clear_pointer(&named, g_hash_table_unref);
    g_clear_pointer(&registry, g_hash_table_unref);
    clusdb_close(db);
    fixture_teardown();
}

static void
set(const char *path, const char *name, uint32_t type, const void *data, size_t length)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_EQUAL(clusdb_batch_create_key(batch, path), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(clusdb_batch_set(batch, path, name, type, data, length), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
}

static void
drop(const char *path)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    CU_ASSERT_EQUAL(clusdb_batch_drop_key(batch, path), WIN32_SUCCESS);
    fixture_must_commit(db, batch);
}

static GBytes *
content_of(const struct channel_value_set *value)
{
    GByteArray *content = g_byte_array_new();

    g_byte_array_append(content, (const uint8_t *)&value->type, sizeof(value->type));
    g_byte_array_append(content, value->data.data, value->data.length);
    return g_byte_array_free_to_bytes(content);
}

/* Whether the registry has one of the database's, as it is there. */
static bool
has(const struct channel_message *item)
{
    g_autofree char *name = NULL;
    g_autoptr(GBytes) content = NULL;
    void *found = NULL;

    if (item->header.type == CHANNEL_KEY_CREATE) {
        name = g_utf8_casefold(item->key_create.path, -1);
        return g_hash_table_contains(registry, name);
    }
    name = value_name(item->value_set.path, item->value_set.name);
    content = content_of(&item->value_set);
    found = g_hash_table_lookup(registry, name);
    return found != NULL && g_bytes_equal(found, content);
}

/* Returns how many of the database's are not in the registry; what is there besides is a failure. */
static unsigned int
compare(void)
{
    struct moment_walk *walk = moment_walk_new(clusdb_moment_take(db));
    struct channel_message item;
    unsigned int count = 0;
    unsigned int missing = 0;

    while (moment_walk_next(walk, &item)) {
        count++;
        missing += has(&item) ? 0 : 1;
    }
    moment_walk_free(walk);
    CU_ASSERT_EQUAL(g_hash_table_size(registry), count - missing);
    return missing;
}

static void
test_walk(void)
{
    struct channel_message item;
    struct moment_walk *walk = NULL;
    GString *seen = g_string_new(NULL);

    set("B\\C\\D", "v", 1, "x", 1);
    set("B", "w", 1, "y", 1);
    set("A", "", 1, "z", 1);
    set("B\\E", "u", 1, "", 0);
    walk = moment_walk_new(clusdb_moment_take(db));
    drop("B"); /* the moment stays */
    while (moment_walk_next(walk, &item)) {
        if (item.header.type == CHANNEL_KEY_CREATE) {
            g_string_append_printf(seen, "[%s]", item.key_create.path);
        } else {
            g_string_append_printf(seen, "%s:%s;", item.value_set.path, item.value_set.name);
        }
    }
    CU_ASSERT_FALSE(moment_walk_next(walk, &item));
    CU_ASSERT_STRING_EQUAL(seen->str, "[][A]A:;[B]B:w;[B\\C][B\\C\\D]B\\C\\D:v;[B\\E]B\\E:u;");
    g_string_free(seen, TRUE);
    moment_walk_free(walk);
}

static void
test_copy(void)
{
    uint64_t mark = 0;

    set("Groups\\g", "Name", 1, "n\0\0\0", 4);
    mark = mirror_mark(mirror);
    CU_ASSERT_PTR_NULL(message); /* there is no host */
    CU_ASSERT_FALSE(mirror_shows(mirror, mark));
    mirror_begin(mirror);
    CU_ASSERT_FALSE(mirror_shows(mirror, mark));
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mark));
    CU_ASSERT_TRUE(advanced > 0);
    CU_ASSERT_EQUAL(begun, 1);
    CU_ASSERT_EQUAL(compare(), 0);
    mirror_end(mirror);
    CU_ASSERT_FALSE(mirror_shows(mirror, mark));
}

/* What an earlier copy has left. */
static void
test_prune(void)
{
    set("Groups\\g", "Name", 1, "n", 1);
    put_key("Stale\\Below");
    put_key("Groups\\g");
    g_hash_table_replace(registry, value_name("Groups\\g", "Stale"), g_bytes_new("", 0));
    mirror_begin(mirror);
    answer_all();
    CU_ASSERT_EQUAL(compare(), 0);
}

static void
test_changes(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    uint64_t mark = 0;

    mirror_begin(mirror);
    answer_all();
    set("R\\1", "Qword", 11, "12345678", 8);
    mark = mirror_mark(mirror);
    CU_ASSERT_FALSE(mirror_shows(mirror, mark));
    set("R\\1", "Later", 1, "", 0);
    CU_ASSERT_TRUE(answer(WIN32_SUCCESS));
    CU_ASSERT_TRUE(mirror_shows(mirror, mark));
    CU_ASSERT_FALSE(mirror_shows(mirror, mirror_mark(mirror)));
    answer_all();
    CU_ASSERT_EQUAL(compare(), 0);
    clusdb_batch_drop_value(batch, "R\\1", "Qword");
    clusdb_batch_create_key(batch, "R\\2");
    clusdb_batch_drop_key(batch, "R\\3");
    fixture_must_commit(db, batch);
    answer_all();
    CU_ASSERT_EQUAL(compare(), 0);
    drop("R");
    answer_all();
    CU_ASSERT_EQUAL(compare(), 0);
    CU_ASSERT_EQUAL(g_hash_table_size(registry), 1);
    CU_ASSERT_EQUAL(begun, 1);
}

/* An error of the host's is told and holds nobody up. */
static void
test_host_fails(void)
{
    mirror_begin(mirror);
    CU_ASSERT_TRUE(answer(WIN32_ACCESS_DENIED));
    answer_all();
    set("A", "v", 1, "", 0);
    CU_ASSERT_TRUE(answer(WIN32_ACCESS_DENIED));
    CU_ASSERT_TRUE(mirror_shows(mirror, mirror_mark(mirror)));
}

static void
test_large(void)
{
    g_autofree uint8_t *data = g_malloc0(CLUSDB_VALUE_MAX);
    uint64_t mark = 0;

    set("Big", "1", 3, data, CLUSDB_VALUE_MAX);
    set("Big", "2", 3, data, CLUSDB_VALUE_MAX);
    for (int i = 0; i < 100; i++) {
        g_autofree char *path = g_strdup_printf("Big\\%d", i);

        set(path, "v", 3, data, 1000);
    }
    mark = mirror_mark(mirror);
    mirror_begin(mirror);
    CU_ASSERT_TRUE(answer(WIN32_SUCCESS));
    CU_ASSERT_FALSE(mirror_shows(mirror, mark));
    set("Big", "while it is copied", 3, data, CLUSDB_VALUE_MAX);
    drop("Big\\5");
    answer_all();
    CU_ASSERT_EQUAL(compare(), 0);
    CU_ASSERT_EQUAL(begun, 1);
}

/* More than may wait, while a change is in flight and while all is copied. */
static void
test_flood(void)
{
    g_autofree uint8_t *data = g_malloc0(CLUSDB_VALUE_MAX);
    uint64_t mark = 0;

    mirror_begin(mirror);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 50; i++) {
            g_autofree char *name = g_strdup_printf("%d", i);

            set("Flood", name, 3, data, CLUSDB_VALUE_MAX);
        }
        mark = mirror_mark(mirror);
        CU_ASSERT_FALSE(mirror_shows(mirror, mark));
        answer_all();
        CU_ASSERT_TRUE(mirror_shows(mirror, mark));
        CU_ASSERT_EQUAL(compare(), 0);
        CU_ASSERT_EQUAL(begun, (unsigned int)round + 2);
        set("Flood", "in flight", 3, data, (size_t)round);
    }
}

/* Its path fits no message: the rest is there, and nobody waits for it. */
static void
test_long_path(void)
{
    g_autoptr(GString) path = g_string_new("Long");

    while (path->len < WIRE_MESSAGE_MAX) {
        g_string_append_c(path, '\\');
        for (int i = 0; i < 255; i++) {
            g_string_append(path, "\xe6\xbc\xa2");
        }
    }
    mirror_begin(mirror);
    answer_all();
    set(path->str, "v", 1, "", 0);
    set("Short", "v", 1, "", 0);
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mirror_mark(mirror)));
    CU_ASSERT_TRUE(g_hash_table_contains(registry, "short\\\\v"));
    mirror_begin(mirror);
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mirror_mark(mirror)));
    CU_ASSERT_TRUE(compare() <= 3);
}

/* The mark of the first time. */
static void
take_mark(void)
{
    mark_between = mark_between == 0 ? mirror_mark(mirror) : mark_between;
    CU_ASSERT_FALSE(mirror_shows(mirror, mark_between));
}

static void
answer_and_mark(void)
{
    answer(WIN32_SUCCESS);
    take_mark();
}

static void
begin_and_copy(void)
{
    mark_between = mirror_mark(mirror);
    mirror_begin(mirror);
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mark_between));
    CU_ASSERT_EQUAL(compare(), 0);
    between = NULL;
}

/* Keys below R, and one that is there. */
static void
commit_several(const char *first, const char *second)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    mark_between = 0;
    clusdb_batch_create_key(batch, first);
    clusdb_batch_create_key(batch, second);
    clusdb_batch_create_key(batch, "R");
    fixture_must_commit(db, batch);
    CU_ASSERT_TRUE(mark_between != 0);
}

static void
begin_at_rest(void)
{
    set("R", "v", 1, "", 0);
    mirror_begin(mirror);
    answer_all();
}

/* The main loop goes on while a batch is told: a mark means all of it. */
static void
test_mark_within_a_batch(void)
{
    begin_at_rest();
    between = take_mark;
    commit_several("R\\1", "R\\2");
    CU_ASSERT_FALSE(mirror_shows(mirror, mark_between));
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mark_between));
    advanced = 0;
    commit_several("R", "R\\1");
    CU_ASSERT_PTR_NULL(message); /* it has changed nothing */
    CU_ASSERT_TRUE(mirror_shows(mirror, mark_between));
    CU_ASSERT_EQUAL(advanced, 1);
    CU_ASSERT_EQUAL(compare(), 0);
}

/* The first ones are written before the last is told. */
static void
test_answer_within_a_batch(void)
{
    begin_at_rest();
    set("R", "in flight", 1, "", 0);
    between = answer_and_mark;
    commit_several("R\\1", "R\\2");
    CU_ASSERT_TRUE(g_hash_table_contains(registry, "r\\1"));
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mark_between));
    CU_ASSERT_EQUAL(compare(), 0);
    commit_several("R\\3", "R");
    answer_all();
    CU_ASSERT_TRUE(mirror_shows(mirror, mark_between));
    CU_ASSERT_EQUAL(compare(), 0);
}

/* The copy has all of the batch: nothing of it is told again. */
static void
test_copy_within_a_batch(void)
{
    set("R", "v", 1, "", 0);
    between = begin_and_copy;
    commit_several("R\\1", "R\\2");
    CU_ASSERT_PTR_NULL(message);
    CU_ASSERT_TRUE(mirror_shows(mirror, mirror_mark(mirror)));
    CU_ASSERT_EQUAL(compare(), 0);
}

static void
random_change(GRand *rand, struct clusdb_batch *batch)
{
    static const char *const paths[] = { "A", "A\\B", "A\\B\\C", "A\\b2", "D", "D\\E", "d\\e\\F" };
    const char *path = paths[g_rand_int_range(rand, 0, G_N_ELEMENTS(paths))];
    g_autofree char *name = g_strdup_printf("V%d", g_rand_int_range(rand, 0, 5));
    uint32_t number = g_rand_int(rand);

    switch (g_rand_int_range(rand, 0, 6)) {
    case 0:
        clusdb_batch_drop_key(batch, path);
        return;
    case 1:
        clusdb_batch_drop_value(batch, path, name);
        return;
    default:
        clusdb_batch_create_key(batch, path);
        clusdb_batch_set(batch, path, name, number % 12, &number, number % 5);
    }
}

/* Hosts that are slow, that die and that are taken over. */
static void
test_random(void)
{
    GRand *rand = g_rand_new_with_seed(20261129);

    mirror_begin(mirror);
    for (int i = 0; i < 400; i++) {
        struct clusdb_batch *batch = clusdb_batch_new();

        for (int change = g_rand_int_range(rand, 1, 6); change > 0; change--) {
            random_change(rand, batch);
        }
        fixture_must_commit(db, batch);
        if (g_rand_int_range(rand, 0, 3) == 0) {
            answer(WIN32_SUCCESS);
        }
        if (g_rand_int_range(rand, 0, 40) == 0) {
            g_clear_pointer(&message, g_byte_array_unref);
            mirror_begin(mirror);
        }
        if (i % 50 == 49) {
            answer_all();
            CU_ASSERT_TRUE(mirror_shows(mirror, mirror_mark(mirror)));
            CU_ASSERT_EQUAL(compare(), 0);
        }
    }
    g_rand_free(rand);
}

void
suite_mirror(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("mirror", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_walk);
    CU_ADD_TEST(suite, test_copy);
    CU_ADD_TEST(suite, test_prune);
    CU_ADD_TEST(suite, test_changes);
    CU_ADD_TEST(suite, test_host_fails);
    CU_ADD_TEST(suite, test_large);
    CU_ADD_TEST(suite, test_flood);
    CU_ADD_TEST(suite, test_long_path);
    CU_ADD_TEST(suite, test_mark_within_a_batch);
    CU_ADD_TEST(suite, test_answer_within_a_batch);
    CU_ADD_TEST(suite, test_copy_within_a_batch);
    CU_ADD_TEST(suite, test_random);
}
