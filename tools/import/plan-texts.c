/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan-texts.h"

#include <string.h>

/* Of ISO 646, and in UTF-8 those of ISO 6429 that have 8 bits, such as U+009B, which begins an escape
 * sequence. */
static bool
is_control(const char *at)
{
    unsigned char byte = (unsigned char)*at;

    return byte < 0x20 || byte == 0x7f || (byte == 0xc2 && (unsigned char)at[1] < 0xa0);
}

const char *
plan_text_fault(const char *text)
{
    bool is_foreign = false;

    if (!g_utf8_validate(text, -1, NULL)) {
        return "a character that is not UTF-8";
    }
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte == '\n' || byte == '\r') {
            return "a line break";
        }
        if (is_control(at)) {
            return "a control character";
        }
        if (is_foreign && strchr("\"&<", byte) != NULL) {
            return "a double quote, & or < behind a letter that is not ASCII";
        }
        is_foreign = is_foreign || byte >= 0x80;
        /* U+FFFE and U+FFFF are no characters of XML. */
        if (strncmp(at, "\xef\xbf\xbe", 3) == 0 || strncmp(at, "\xef\xbf\xbf", 3) == 0) {
            return "a character that XML does not have";
        }
    }
    return NULL;
}

static void
clean_parameters(struct plan_primitive *primitive, notes_t *notes)
{
    for (guint i = 0; i < primitive->parameters->len;) {
        const struct plan_pair *pair = g_ptr_array_index(primitive->parameters, i);
        const char *fault = plan_text_fault(pair->value);

        if (fault == NULL) {
            i++;
            continue;
        }
        if (primitive->windows != NULL) {
            g_autofree char *to = g_strdup_printf("%s: %s", primitive->id, pair->name);

            notes_add(notes, NOTE_DECIDE, &primitive->windows->object, pair->name, to,
                      "left out, as Pacemaker cannot hold %s in a value; give another value with "
                      "--set",
                      fault);
        }
        g_ptr_array_remove_index(primitive->parameters, i);
    }
}

/* For people: what is lost is no more than signs. */
static void
clean_description(struct plan_primitive *primitive)
{
    g_autofree char *valid = NULL;

    if (primitive->description == NULL || plan_text_fault(primitive->description) == NULL) {
        return;
    }
    valid = g_utf8_make_valid(primitive->description, -1);
    for (char *at = valid; *at != '\0'; at++) {
        if (is_control(at) && (unsigned char)*at == 0xc2) {
            *at++ = ' ';
            *at = ' ';
        } else if (is_control(at) || strchr("\"&<", *at) != NULL) {
            *at = ' ';
        }
    }
    g_free(primitive->description);
    primitive->description = plan_text_fault(valid) == NULL ? g_strdup(g_strstrip(valid)) : NULL;
}

void
plan_texts_clean(pacemaker_plan_t *plan, notes_t *notes)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);

        clean_parameters(primitive, notes);
        clean_description(primitive);
    }
}
