/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "object-store.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define W_INVALID_FUNCTION     1
#define W_FILE_NOT_FOUND       2
#define W_DEPENDENCY_NOT_FOUND 5002

#define GET_NETWORK_NAME 0x01000169 /* CLUSCTL_RESOURCE_... */

struct row {
    uint32_t kind;
    const char *id;
    const char *name; /* NULL: the long one */
    uint32_t state;
    const char *node;
    const char *group;
    bool ghost; /* is listed, and gone when it is asked for */
};

static const struct row rows[] = {
    { OBJECT_CLUSTER, "c-1", "pair", 0, "", "", false },
    { OBJECT_NODE, "1", "alpha", 0, "", "", false },
    { OBJECT_NODE, "2", "beta", 1, "", "", false },
    { OBJECT_NODE, "7", "3", 2, "", "", false },
    { OBJECT_GROUP, "g-1", "web", 0, "1", "", false },
    { OBJECT_GROUP, "g-2", "db", 1, "", "", false },
    { OBJECT_GROUP, "g-3", NULL, 2, "2", "", false },
    { OBJECT_GROUP, "g-4", "gone", 0, "1", "", true },
    { OBJECT_RESOURCE, "r-1", "site", 2, "1", "g-1", false },
    { OBJECT_RESOURCE, "r-2", "mid", 130, "1", "g-1", false },
    { OBJECT_RESOURCE, "r-3", "net name", 3, "1", "g-1", false },
    { OBJECT_RESOURCE, "r-4", "loop", 3, "", "g-2", false },
    { OBJECT_RESOURCE, "r-5", "other loop", 4, "", "g-2", false },
    { OBJECT_RESOURCE_TYPE, "Driver", "Driver", 0, "", "", false },
    { OBJECT_RESOURCE_TYPE, "Network Name", "Network Name", 0, "", "", false },
    { OBJECT_NETWORK, "n-1", "Front", 3, "", "", false },
    { OBJECT_NETWORK, "n-2", "Back", 1, "", "", false },
    { OBJECT_NETINTERFACE, "i-1", "alpha - Front", 3, "1", "n-1", false },
    { OBJECT_NETINTERFACE, "i-2", "alpha - Back", 2, "1", "n-2", false },
    { OBJECT_NETINTERFACE, "i-3", "beta - Front", 0, "2", "n-1", false },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* What belongs to an object and does not stand in the rows. */
static const struct {
    uint32_t kind;
    const char *id;
    uint32_t bit;
    uint32_t other_kind;
    const char *other;
} relations[] = {
    { OBJECT_GROUP, "g-1", 2, OBJECT_NODE, "2" },
    { OBJECT_GROUP, "g-1", 2, OBJECT_NODE, "1" },
    { OBJECT_RESOURCE, "r-1", 1, OBJECT_RESOURCE, "r-2" },
    { OBJECT_RESOURCE, "r-2", 1, OBJECT_RESOURCE, "r-3" },
    { OBJECT_RESOURCE, "r-2", 2, OBJECT_RESOURCE, "r-1" },
    { OBJECT_RESOURCE, "r-3", 2, OBJECT_RESOURCE, "r-2" },
    { OBJECT_RESOURCE, "r-4", 1, OBJECT_RESOURCE, "r-5" },
    { OBJECT_RESOURCE, "r-5", 1, OBJECT_RESOURCE, "r-4" },
    { OBJECT_RESOURCE, "r-1", 4, OBJECT_NODE, "1" },
    { OBJECT_RESOURCE, "r-1", 4, OBJECT_NODE, "2" },
    { OBJECT_RESOURCE_TYPE, "Driver", 1, OBJECT_NODE, "1" },
    { OBJECT_RESOURCE_TYPE, "Driver", 2, OBJECT_RESOURCE, "r-1" },
    { OBJECT_RESOURCE_TYPE, "Driver", 2, OBJECT_RESOURCE, "r-2" },
};

static const uint32_t not_found[] = {
    [OBJECT_CLUSTER] = W_FILE_NOT_FOUND,
    [OBJECT_NODE] = 5042,
    [OBJECT_GROUP] = 5013,
    [OBJECT_RESOURCE] = 5007,
    [OBJECT_RESOURCE_TYPE] = 5078,
    [OBJECT_NETWORK] = 5045,
    [OBJECT_NETINTERFACE] = 5047,
};

/* The bits of CLUSTER_ENUM. */
static const uint32_t cluster_bits[] = {
    [OBJECT_CLUSTER] = 0,       [OBJECT_NODE] = 1,          [OBJECT_GROUP] = 8,
    [OBJECT_RESOURCE] = 4,      [OBJECT_RESOURCE_TYPE] = 2, [OBJECT_NETWORK] = 16,
    [OBJECT_NETINTERFACE] = 32,
};

/* A property list: Description "d" and Priority 5, as Windows lays them out. */
static const uint8_t properties[] = {
    2,   0, 0,   0, 3,   0, 4,   0, 24,  0, 0, 0, 'D', 0, 'e', 0, 's', 0, 'c', 0, 'r', 0, 'i', 0,
    'p', 0, 't', 0, 'i', 0, 'o', 0, 'n', 0, 0, 0, 3,   0, 1,   0, 4,   0, 0,   0, 'd', 0, 0,   0,
    0,   0, 0,   0, 3,   0, 4,   0, 18,  0, 0, 0, 'P', 0, 'r', 0, 'i', 0, 'o', 0, 'r', 0, 'i', 0,
    't', 0, 'y', 0, 0,   0, 0,   0, 2,   0, 1, 0, 4,   0, 0,   0, 5,   0, 0,   0, 0,   0, 0,   0,
};

/* The one read-only property: Name "n". */
static const uint8_t ro_properties[] = {
    1, 0, 0, 0, 3, 0, 4, 0, 10, 0, 0, 0, 'N', 0, 'a', 0, 'm', 0, 'e', 0,
    0, 0, 0, 0, 3, 0, 1, 0, 4,  0, 0, 0, 'n', 0, 0,   0, 0,   0, 0,   0,
};

void
object_store_init(struct object_store *store, struct key_store *keys)
{
    memset(store, 0, sizeof(*store));
    memset(store->long_name, 'x', LONG_NAME_LENGTH);
    key_store_set_text(keys, "Resources\\r-2", "Type", "Driver");
    key_store_set_text(keys, "Nodes\\2", "NodeName", "beta");
    key_store_set_text(keys, "Groups\\g-1", "Name", "web");
    key_store_set_text(keys, "Resources\\r-1", "Name", "site");
    key_store_set_text(keys, "ResourceTypes\\Driver", "Name", "Driver");
    key_store_set_text(keys, "Networks\\n-1", "Name", "Front");
    key_store_set_text(keys, "NetworkInterfaces\\i-1", "Name", "alpha - Front");
}

void
object_store_add_resource(struct object_store *store, uint32_t id, const char *name)
{
    if (store->n_opened < OBJECT_STORE_OPENED) {
        struct opened_resource *opened = &store->opened[store->n_opened++];

        snprintf(opened->id, sizeof(opened->id), "%u", id);
        snprintf(opened->name, sizeof(opened->name), "%s", name);
    }
}

static const char *
name_of(const struct object_store *store, const struct row *row)
{
    return row->name != NULL ? row->name : store->long_name;
}

static bool
is_called(const struct object_store *store, const struct row *row, const char *name)
{
    return strcasecmp(row->id, name) == 0 || strcasecmp(name_of(store, row), name) == 0;
}

/* "" is the cluster, or the first node. */
static const struct row *
find_row(const struct object_store *store, uint32_t kind, const char *name)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].kind == kind && !rows[i].ghost &&
            (name[0] == '\0' || is_called(store, &rows[i], name))) {
            return &rows[i];
        }
    }
    return NULL;
}

static void
answer_opened(const struct object_store *store, const char *name, struct channel_object *answer)
{
    for (size_t i = 0; i < store->n_opened; i++) {
        const struct opened_resource *opened = &store->opened[i];

        if (strcasecmp(opened->id, name) == 0 || strcasecmp(opened->name, name) == 0) {
            answer->error = 0;
            answer->id = opened->id;
            answer->name = opened->name;
            answer->node = "1";
            answer->group = "g-1";
        }
    }
}

static void
answer_find(const struct object_store *store, const struct channel_object_find *asked,
            struct channel_object *answer)
{
    const struct row *row = find_row(store, asked->kind, asked->name);

    if (row != NULL) {
        answer->id = row->id;
        answer->name = name_of(store, row);
        answer->state = row->state;
        answer->node = row->node;
        answer->group = row->group;
        return;
    }
    answer->error = not_found[asked->kind];
    if (asked->kind == OBJECT_RESOURCE) {
        answer_opened(store, asked->name, answer);
    }
}

/* The bit with which a row belongs to an object by what stands in it; 0: it does not. */
static uint32_t
bit_of(const struct channel_object_list *asked, const struct row *row)
{
    bool of_node = strcmp(row->node, asked->id) == 0;
    bool of_group = strcmp(row->group, asked->id) == 0;

    switch (asked->kind) {
    case OBJECT_CLUSTER:
        return cluster_bits[row->kind];
    case OBJECT_NODE:
        if (row->kind == OBJECT_NETINTERFACE) {
            return of_node ? 1 : 0;
        }
        return row->kind == OBJECT_GROUP && of_node ? 2 : 0;
    case OBJECT_GROUP:
        return row->kind == OBJECT_RESOURCE && of_group ? 1 : 0;
    case OBJECT_NETWORK:
        return row->kind == OBJECT_NETINTERFACE && of_group ? 1 : 0;
    default:
        return 0;
    }
}

/* One page as it is written: from index on, as many entries as it has room for. */
struct page {
    struct object_store *store;
    const struct channel_object_list *asked;
    struct channel_objects *answer;
    uint32_t seen;
    uint32_t taken;
};

static void
write_string(struct page *page, const char *string)
{
    struct wire_list *list = &page->answer->entries;
    size_t size = strlen(string) + 1;

    memcpy(page->store->strings + list->length, string, size);
    list->length += (uint32_t)size;
    list->count++;
}

static void
offer(struct page *page, const struct row *row, uint32_t bit)
{
    char number[16];

    if ((bit & page->asked->what) == 0 || page->seen++ < page->asked->index) {
        return;
    }
    if (page->taken == OBJECT_STORE_PAGE) {
        page->answer->more = 1;
        return;
    }
    page->taken++;
    snprintf(number, sizeof(number), "%u", bit);
    write_string(page, number);
    write_string(page, row->id);
    write_string(page, name_of(page->store, row));
}

static void
answer_list(struct object_store *store, const struct channel_object_list *asked,
            struct channel_objects *answer)
{
    struct page page = { .store = store, .asked = asked, .answer = answer };

    answer->entries.strings = store->strings;
    if (find_row(store, asked->kind, asked->id) == NULL) {
        answer->error = not_found[asked->kind];
        return;
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        offer(&page, &rows[i], bit_of(asked, &rows[i]));
    }
    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
        if (relations[i].kind == asked->kind && strcmp(relations[i].id, asked->id) == 0) {
            offer(&page, find_row(store, relations[i].other_kind, relations[i].other),
                  relations[i].bit);
        }
    }
}

/* GET_COMMON_PROPERTIES and GET_RO_COMMON_PROPERTIES of groups and resources, but not of the second
 * group, which has none to tell. They are asked in a control of resource 1, and of no DLL. */
/* r-1 and r-2 depend on the Network Name r-3. */
static void
answer_network_name(const struct channel_object_control *asked,
                    struct channel_object_controlled *answer)
{
    static const uint8_t name[] = "W\0E\0B\0S\0E\0R\0V\0E\0R\0\0";

    if (strcmp(asked->id, "r-1") != 0 && strcmp(asked->id, "r-2") != 0) {
        answer->error = W_DEPENDENCY_NOT_FOUND;
        return;
    }
    answer->out = (struct wire_bytes){ name, sizeof(name) };
    answer->needed = sizeof(name);
}

static void
answer_control(struct object_store *store, const struct channel_object_control *asked,
               struct channel_object_controlled *answer)
{
    bool common = (asked->code & 0xffffff) == 0x59;
    bool ro = (asked->code & 0xffffff) == 0x55;

    if (asked->code == GET_NETWORK_NAME) {
        answer_network_name(asked, answer);
        return;
    }
    if ((!common && !ro) || strcmp(asked->id, "g-2") == 0 || asked->caller != 1 ||
        asked->alone == 0) {
        answer->error = W_INVALID_FUNCTION;
        return;
    }
    answer->out.data = common ? properties : ro_properties;
    answer->out.length = common ? sizeof(properties) : sizeof(ro_properties);
    if (store->cuts && store->cut < answer->out.length) {
        answer->out.length = store->cut++;
    }
    answer->needed = answer->out.length;
}

bool
object_store_answer(struct object_store *store, const struct channel_message *message,
                    struct channel_message *reply)
{
    *reply = (struct channel_message){ .header = { .id = message->header.id } };
    switch (message->header.type) {
    case CHANNEL_OBJECT_FIND:
        reply->header.type = CHANNEL_OBJECT;
        answer_find(store, &message->object_find, &reply->object);
        return true;
    case CHANNEL_OBJECT_LIST:
        reply->header.type = CHANNEL_OBJECTS;
        answer_list(store, &message->object_list, &reply->objects);
        return true;
    case CHANNEL_OBJECT_CONTROL:
        reply->header.type = CHANNEL_OBJECT_CONTROLLED;
        answer_control(store, &message->object_control, &reply->object_controlled);
        return true;
    default:
        return false;
    }
}
