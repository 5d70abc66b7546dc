/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/cib-text.h"

#include <string.h>

#include "log.h"
#include "pacemaker-xml.h"
#include "clusdb/cib-value.h"

#define KEY_VALUE "KEY"
#define SET_END   "</cluster_property_set>"
#define OWN_ID    "resapid-"
/* Of 160 bits: enough that no two values meet. */
#define ID_DIGITS 24
/* Of one pair: its markup and its id, which does not become less. */
#define PAIR_PACKED 20
/* So many pairs that are not understood are named. */
#define COMPLAINTS_MAX 5
#define SHOWN_LENGTH   80

bool
cib_text_is_own(const char *path)
{
    static const char *const keys[] = { "nodes", "networks", "networkinterfaces" };
    g_autofree char *first = g_strndup(path, strcspn(path, "\\"));
    g_autofree char *folded = g_utf8_casefold(first, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(folded, keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Writing */

struct writing {
    GString *xml;
    size_t packed;
};

/* Names and values hold nothing that XML has a meaning for. */
static void
write_pair(struct writing *writing, const char *name, const char *value, size_t packed)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, folded, -1);

    g_string_append_printf(writing->xml, "<nvpair id=\"" OWN_ID "%.*s\" name=\"%s\" value=\"%s\"/>",
                           ID_DIGITS, digest, name, value);
    writing->packed += packed + strlen(name) / 4 + PAIR_PACKED;
}

static void
write_value(struct writing *writing, const char *path, const struct tree_value *value)
{
    bool binary = false;
    g_autofree char *name = cib_name_write(path, value->entry.name);
    g_autofree char *text = cib_value_write(value->type, value->data, &binary);

    write_pair(writing, name, text, binary ? g_bytes_get_size(value->data) : strlen(text) / 4);
}

static void
write_key(struct writing *writing, const char *path, const struct tree_key *key)
{
    if (key->values->len == 0 && key->subkeys->len == 0 && path[0] != '\0') {
        g_autofree char *name = cib_name_write(path, NULL);

        write_pair(writing, name, KEY_VALUE, 0);
    }
    for (guint i = 0; i < key->values->len; i++) {
        write_value(writing, path, g_ptr_array_index(key->values, i));
    }
    for (guint i = 0; i < key->subkeys->len; i++) {
        const struct tree_key *subkey = g_ptr_array_index(key->subkeys, i);
        g_autofree char *below = path[0] == '\0'
                                     ? g_strdup(subkey->entry.name)
                                     : g_strconcat(path, "\\", subkey->entry.name, NULL);

        if (!cib_text_is_own(below)) {
            write_key(writing, below, subkey);
        }
    }
}

char *
cib_text_write(const struct tree_key *root, size_t *packed)
{
    struct writing writing = { .xml =
                                   g_string_new("<cluster_property_set id=\"" CIB_TEXT_SET "\">") };

    write_key(&writing, "", root);
    g_string_append(writing.xml, SET_END);
    if (packed != NULL) {
        *packed = writing.packed;
    }
    return g_string_free(writing.xml, FALSE);
}

char *
cib_text_with(const char *set, const char *others)
{
    size_t length = strlen(set) - strlen(SET_END);

    return g_strdup_printf("%.*s%s%s", (int)length, set, others, SET_END);
}

/* Reading */

struct reading {
    struct clusdb_batch *batch;
    const struct tree_key *known;
    GHashTable *names; /* case folded: those that were there */
    char *path;        /* of the key that was made last */
    GString *others;   /* pairs of somebody else's */
    unsigned int complaints;
};

static char *
shown(const char *text)
{
    g_autofree char *line = log_one_line(text);

    return g_utf8_strlen(line, -1) <= SHOWN_LENGTH ? g_steal_pointer(&line)
                                                   : g_utf8_substring(line, 0, SHOWN_LENGTH);
}

/* One of our ids may soon be a pair's of ours, and the CIB takes none twice. */
static void
keep(struct reading *reading, const xmlNode *pair, const char *name, const char *value)
{
    g_autofree char *id = pacemaker_xml_attribute_or(pair, "id", "");
    char *text =
        g_markup_printf_escaped("<nvpair id=\"%s%s\" name=\"%s\" value=\"%s\"/>",
                                g_str_has_prefix(id, OWN_ID) ? "other-" : "", id, name, value);

    g_string_append(reading->others, text);
    g_free(text);
}

/* Ids are what a crm command takes. */
static void
complain(struct reading *reading, const xmlNode *pair, const char *why)
{
    g_autofree char *id = pacemaker_xml_attribute_or(pair, "id", "");
    g_autofree char *name = pacemaker_xml_attribute_or(pair, "name", "");
    g_autofree char *shown_id = shown(id);
    g_autofree char *shown_name = shown(name);

    if (++reading->complaints <= COMPLAINTS_MAX) {
        log_warning("cluster database: the CIB's nvpair id=\"%s\" name=\"%s\" of " CIB_TEXT_SET
                    " %s and is passed over: mend or delete it, see resapid(8)",
                    shown_id, shown_name, why);
    }
}

/* The values of a key stand together. */
static bool
take_key(struct reading *reading, const char *path)
{
    if (g_strcmp0(reading->path, path) != 0) {
        if (clusdb_batch_create_key(reading->batch, path) != 0) {
            return false;
        }
        g_free(reading->path);
        reading->path = g_strdup(path);
    }
    return true;
}

/* Of a value that somebody mistyped the old one holds. */
static bool
take_known(struct reading *reading, const char *path, const char *name)
{
    const struct tree_key *key = reading->known != NULL ? tree_find(reading->known, path) : NULL;
    const struct tree_value *value = key != NULL ? tree_find_value(key, name) : NULL;
    gsize length = 0;
    const void *data = value != NULL ? g_bytes_get_data(value->data, &length) : NULL;

    return value != NULL && take_key(reading, path) &&
           clusdb_batch_set(reading->batch, path, name, value->type, data, length) == 0;
}

static bool
take_value(struct reading *reading, const char *path, const char *name, const char *text)
{
    uint32_t type = 0;
    g_autoptr(GBytes) data = cib_value_read(text, &type);
    gsize length = 0;
    const void *bytes = data != NULL ? g_bytes_get_data(data, &length) : NULL;

    if (data != NULL && take_key(reading, path) &&
        clusdb_batch_set(reading->batch, path, name, type, bytes, length) == 0) {
        return true;
    }
    take_known(reading, path, name);
    return false;
}

static const char not_ours[] = "has a name that is no key's and no value's";

/* Whether it is what it should be; why not is for the log. */
static const char *
take_pair(struct reading *reading, const char *name_text, const char *value_text)
{
    g_autofree char *path = NULL;
    g_autofree char *name = NULL;
    bool is_name = cib_name_read(name_text, &path, &name);

    if (!is_name) {
        return not_ours;
    }
    if (cib_text_is_own(path)) {
        return "is of a key that each node has for itself";
    }
    if (!g_hash_table_add(reading->names, g_utf8_casefold(name_text, -1))) {
        return "has the name of another one";
    }
    if (name == NULL) {
        return take_key(reading, path) ? NULL : "has a name that cannot be";
    }
    return take_value(reading, path, name, value_text) ? NULL : "has a value that is none";
}

static void
take_pairs(struct reading *reading, const xmlNode *set)
{
    for (const xmlNode *pair = pacemaker_xml_child(set, "nvpair"); pair != NULL;
         pair = pacemaker_xml_next(pair, "nvpair")) {
        g_autofree char *name = pacemaker_xml_attribute_or(pair, "name", "");
        g_autofree char *value = pacemaker_xml_attribute_or(pair, "value", "");
        const char *why = take_pair(reading, name, value);

        if (why == not_ours) {
            keep(reading, pair, name, value);
        }
        if (why != NULL) {
            complain(reading, pair, why);
        }
    }
    if (reading->complaints > COMPLAINTS_MAX) {
        log_warning("cluster database: and so are %u more of them",
                    reading->complaints - COMPLAINTS_MAX);
    }
}

struct tree_key *
cib_text_read(const char *xml, size_t length, const struct tree_key *known, char **others,
              GError **error)
{
    g_autoptr(xmlDoc) document =
        pacemaker_xml_read(xml, length, "cluster_property_set", "cibadmin", error);
    struct reading reading = { .known = known };
    struct tree_key *empty;
    struct tree_key *tree;

    *others = NULL;
    if (document == NULL) {
        return NULL;
    }
    reading.batch = clusdb_batch_new();
    reading.others = g_string_new(NULL);
    reading.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    take_pairs(&reading, xmlDocGetRootElement(document));
    empty = tree_new();
    tree = tree_apply(empty, reading.batch, error);
    tree_unref(empty);
    *others = g_string_free(reading.others, FALSE);
    g_hash_table_unref(reading.names);
    g_free(reading.path);
    clusdb_batch_free(reading.batch);
    return tree;
}
