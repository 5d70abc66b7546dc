/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What clients are shown of resources.
 */

#include "allowance.h"
#include "build-id.h"
#include "error.h"
#include "news.h"
#include "requests-private.h"

/* Measuring goes on in the next answer, so that whoever waits for resapid does not wait for it. */
#define MEASURING_US 10000

static bool
add_detail(const struct requests *requests, struct answer *answer, GHashTable *groups,
           const struct footprints *moment, const struct resource *resource)
{
    struct client_message record = { .header.type = CLIENT_DETAIL };
    const char *key = groups_table_find(groups, catalog_id(resource_key(resource)));
    g_autofree char *group = key != NULL ? groups_name(requests->world->db, key) : NULL;

    resource_detail(resource, moment, &record.detail);
    record.detail.group = group;
    return answer_add(answer, &record);
}

static void
add_details_behind(const struct requests *requests, struct answer *answer, GHashTable *groups,
                   const struct footprints *moment, const char *after)
{
    int64_t end_us = g_get_monotonic_time() + MEASURING_US;
    uint32_t first = inventory_behind(requests->inventory, after);
    const struct resource *resource;

    for (uint32_t i = first; (resource = inventory_at(requests->inventory, i)) != NULL; i++) {
        if (i > first && g_get_monotonic_time() > end_us) {
            answer_more(answer);
            return;
        }
        if (!add_detail(requests, answer, groups, moment, resource)) {
            return;
        }
    }
}

void
serve_details(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    const struct client_details *details = &request->details;
    g_autoptr(GHashTable) groups = groups_table(requests->world->db);
    struct footprints *moment = details->measure != 0 ? footprints_new() : NULL;
    const struct resource *resource;

    if (details->name[0] == '\0') {
        add_details_behind(requests, answer, groups, moment, details->after);
        answer_send(answer, NULL, 0);
    } else {
        resource = requests_find_or_answer(requests, answer, details->name);
        if (resource != NULL) {
            add_detail(requests, answer, groups, moment, resource);
            answer_send(answer, NULL, resource_state(resource));
        }
    }
    footprints_free(moment);
}

static bool
add_line(struct answer *answer, const struct recent_line *line)
{
    const struct client_message record = { .header.type = CLIENT_LINE,
                                           .line = { .time_us = (uint64_t)line->time_us,
                                                     .source = line->source,
                                                     .priority = line->priority,
                                                     .text = line->text } };

    return answer_add(answer, &record);
}

void
serve_lines(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_lines *lines = &request->lines;
    const struct resource *resource = requests_find_or_answer(requests, answer, lines->name);
    const struct recent *recent;
    guint left_out;

    if (resource == NULL) {
        return;
    }
    recent = resource_recent(resource);
    left_out = recent->lines.length > lines->most ? recent->lines.length - lines->most : 0;
    for (const GList *at = recent->lines.head; at != NULL; at = at->next) {
        if (left_out > 0) {
            left_out--;
        } else if (!add_line(answer, at->data)) {
            break;
        }
    }
    answer_send(answer, NULL, resource_state(resource));
}

/* What happens behind the answer is heard. */
void
serve_listen(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const char *name = request->listen.name;
    g_autoptr(GError) error = NULL;

    if (name[0] != '\0' && requests_find_or_answer(requests, answer, name) == NULL) {
        return;
    }
    if (answer_call(answer) == NULL) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID, "only a client can listen");
    } else {
        news_listen(requests->world->news, answer_call(answer), name, &error);
    }
    answer_send(answer, error, 0);
}

void
serve_about(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_message record = {
        .header.type = CLIENT_RESAPID,
        .resapid = { .version = PACKAGE_VERSION,
                     .build = RESAPID_BUILD_ID,
                     .started_us = (uint64_t)requests->began_us,
                     .lines_dropped = allowance_left_out_in_all() },
    };

    (void)request;
    answer_add(answer, &record);
    answer_send(answer, NULL, 0);
}
