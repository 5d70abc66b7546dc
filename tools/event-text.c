/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event-text.h"

#include <json-glib/json-glib.h>
#include <libxml/tree.h>

#include "human.h"
#include "words.h"

static const struct {
    uint32_t kind;
    const char *word;
} kinds[] = {
    { NEWS_STATE, "state" },
    { NEWS_FAILURE, "failure" },
    { NEWS_POLL, "poll-failed" },
    { NEWS_CHECKPOINT, "checkpoint" },
    { NEWS_ADDED, "resource-added" },
    { NEWS_REMOVED, "resource-removed" },
    { NEWS_RENAMED, "resource-renamed" },
    { NEWS_CHANGED, "resource-changed" },
    { NEWS_TYPE_ADDED, "type-added" },
    { NEWS_TYPE_REMOVED, "type-removed" },
    { NEWS_TYPE_CHANGED, "type-changed" },
    { NEWS_LOST, "lost" },
    { NEWS_GONE, "resapid-gone" },
    { NEWS_BACK, "resapid-back" },
};

static const char *
kind_word(uint32_t kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].kind == kind) {
            return kinds[i].word;
        }
    }
    return "unknown";
}

/* Fields for programs. */

/* What a reader of the fields is told; each key once, and none that the event does not have. */
struct teller {
    void (*text)(void *user, const char *key, const char *value);
    void (*number)(void *user, const char *key, uint64_t value);
    void *user;
};

static void
tell_text(const struct teller *teller, const char *key, const char *value)
{
    g_autofree char *shown = NULL;

    if (value != NULL && value[0] != '\0') {
        shown = human_printable(value);
        teller->text(teller->user, key, shown);
    }
}

static void
tell_state(const struct teller *teller, const char *key, uint32_t state)
{
    if (state != 0) {
        tell_text(teller, key, resource_state_word(state));
    }
}

/* The key of news->text, which means something else in each. */
static const char *
text_key(uint32_t kind)
{
    switch (kind) {
    case NEWS_RENAMED:
        return "new_name";
    case NEWS_CHANGED:
    case NEWS_TYPE_CHANGED:
        return "property";
    default:
        return "reason";
    }
}

static void
tell(const struct teller *teller, const struct client_news *news)
{
    g_autoptr(GDateTime) date = human_date(news->time_us);
    g_autofree char *time = date != NULL ? g_date_time_format_iso8601(date) : NULL;

    tell_text(teller, "time", time);
    tell_text(teller, "event", kind_word(news->kind));
    tell_text(teller, "resource", news->name);
    tell_text(teller, "type", news->type);
    tell_state(teller, "from", news->from);
    tell_text(teller, "from_activity", news->from_activity);
    tell_state(teller, "state", news->state);
    tell_text(teller, "activity", news->activity);
    if (news->kind == NEWS_CHECKPOINT) {
        teller->number(teller->user, "checkpoint", news->checkpoint);
    }
    tell_text(teller, text_key(news->kind), news->text);
    if (news->kind == NEWS_LOST) {
        teller->number(teller->user, "lost", news->lost);
    }
}

static void
add_json_text(void *user, const char *key, const char *value)
{
    json_builder_set_member_name(user, key);
    json_builder_add_string_value(user, value);
}

static void
add_json_number(void *user, const char *key, uint64_t value)
{
    json_builder_set_member_name(user, key);
    json_builder_add_int_value(user, (gint64)MIN(value, (uint64_t)G_MAXINT64));
}

static char *
as_json(const struct client_news *news)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();
    const struct teller teller = { add_json_text, add_json_number, builder };
    JsonNode *root;
    char *text;

    json_builder_begin_object(builder);
    tell(&teller, news);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    text = json_generator_to_data(generator, NULL);
    json_node_unref(root);
    return text;
}

static void
add_xml_text(void *user, const char *key, const char *value)
{
    xmlNewProp(user, BAD_CAST key, BAD_CAST value);
}

static void
add_xml_number(void *user, const char *key, uint64_t value)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);

    xmlNewProp(user, BAD_CAST key, BAD_CAST text);
}

static char *
as_xml(const struct client_news *news)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *element = xmlNewNode(NULL, BAD_CAST "event");
    xmlBuffer *buffer = xmlBufferCreate();
    const struct teller teller = { add_xml_text, add_xml_number, element };
    char *text;

    xmlDocSetRootElement(document, element);
    tell(&teller, news);
    xmlNodeDump(buffer, document, element, 0, 0);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    xmlFreeDoc(document);
    return text;
}

/* For people */

static char *
sentence(const struct client_news *news)
{
    switch (news->kind) {
    case NEWS_STATE:
        return g_strdup_printf("%s -> %s: %s", news->from_activity, news->activity, news->text);
    case NEWS_FAILURE:
        return g_strdup_printf("FAILED: %s", news->text);
    case NEWS_POLL:
        return g_strdup(news->text);
    case NEWS_CHECKPOINT:
        return g_strdup_printf("%s, checkpoint %" G_GUINT32_FORMAT, news->activity,
                               news->checkpoint);
    case NEWS_ADDED:
        return g_strdup_printf("added, of type %s", news->type);
    case NEWS_TYPE_ADDED:
        return g_strdup("added");
    case NEWS_REMOVED:
    case NEWS_TYPE_REMOVED:
        return g_strdup("removed");
    case NEWS_RENAMED:
        return g_strdup_printf("renamed to %s", news->text);
    case NEWS_CHANGED:
    case NEWS_TYPE_CHANGED:
        return g_strdup_printf("%s changed", news->text);
    case NEWS_LOST:
        return g_strdup_printf("%" G_GUINT64_FORMAT " events were lost here: they were not read in "
                               "time",
                               news->lost);
    case NEWS_GONE:
        return g_strdup("resapid has gone: waiting for it");
    case NEWS_BACK:
        return g_strdup("resapid is there again");
    default:
        return g_strdup(news->text);
    }
}

static char *
as_text(const struct client_news *news)
{
    g_autoptr(GDateTime) date = human_date(news->time_us);
    g_autofree char *time = human_time(date);
    g_autofree char *what = sentence(news);
    bool has_name = news->name != NULL && news->name[0] != '\0';
    bool has_type = news->type != NULL && news->type[0] != '\0';
    g_autofree char *subject = has_name   ? g_strdup_printf("%s: ", news->name)
                               : has_type ? g_strdup_printf("type %s: ", news->type)
                                          : g_strdup("");
    g_autofree char *line = g_strdup_printf("%s  %s%s", time != NULL ? time : "-", subject, what);

    return human_printable(line);
}

char *
event_text(const struct client_news *news, enum output_format format)
{
    static char *(*const renderers[])(const struct client_news *) = {
        [OUTPUT_TEXT] = as_text, [OUTPUT_JSON] = as_json, [OUTPUT_XML] = as_xml
    };

    return renderers[format](news);
}
