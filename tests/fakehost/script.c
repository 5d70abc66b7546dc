/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "script.h"

#include "codes.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const entry_names[N_SCRIPT_ENTRIES] = {
    [SCRIPT_LOAD] = "Load",
    [SCRIPT_STARTUP] = "Startup",
    [SCRIPT_OPEN] = "Open",
    [SCRIPT_CLOSE] = "Close",
    [SCRIPT_ONLINE] = "Online",
    [SCRIPT_OFFLINE] = "Offline",
    [SCRIPT_TERMINATE] = "Terminate",
    [SCRIPT_LOOKS_ALIVE] = "LooksAlive",
    [SCRIPT_IS_ALIVE] = "IsAlive",
    [SCRIPT_ARBITRATE] = "Arbitrate",
    [SCRIPT_RELEASE] = "Release",
    [SCRIPT_CANCEL] = "Cancel",
    [SCRIPT_RESOURCE_CONTROL] = "ResourceControl",
    [SCRIPT_RESOURCE_TYPE_CONTROL] = "ResourceTypeControl",
    [SCRIPT_RESOURCE_CONTROL_AS_USER] = "BeginResourceControlAsUser",
    [SCRIPT_RESOURCE_TYPE_CONTROL_AS_USER] = "BeginResourceTypeControlAsUser",
};

struct word {
    const char *name;
    size_t offset;
    bool has_number;
};

static const struct word words[] = {
    { "ok", offsetof(struct behaviour, ok), false },
    { "error", offsetof(struct behaviour, error), true },
    { "stage", offsetof(struct behaviour, stage), true },
    { "hang", offsetof(struct behaviour, hang), false },
    { "crash", offsetof(struct behaviour, crash), false },
    { "exit", offsetof(struct behaviour, exit), true },
    { "sleep", offsetof(struct behaviour, sleep), true },
    { "pending", offsetof(struct behaviour, pending), true },
    { "checkpoints", offsetof(struct behaviour, checkpoints), true },
    { "pending-fail", offsetof(struct behaviour, pending_fail), true },
    { "pending-never", offsetof(struct behaviour, pending_never), false },
    { "early", offsetof(struct behaviour, early), true },
    { "early-fail", offsetof(struct behaviour, early_fail), true },
    { "progress", offsetof(struct behaviour, progress), false },
    { "flags", offsetof(struct behaviour, flags), true },
    { "late", offsetof(struct behaviour, late), true },
    { "spawn", offsetof(struct behaviour, spawn), false },
    { "garbage", offsetof(struct behaviour, garbage), false },
    { "truncated", offsetof(struct behaviour, truncated), false },
    { "oversized", offsetof(struct behaviour, oversized), false },
    { "print", offsetof(struct behaviour, print), true },
    { "log", offsetof(struct behaviour, log), true },
    { "complain", offsetof(struct behaviour, complain), true },
    { "signal", offsetof(struct behaviour, signal), true },
    { "signal-early", offsetof(struct behaviour, signal_early), false },
    { "fail-after", offsetof(struct behaviour, fail_after), true },
    { "key-write", offsetof(struct behaviour, key_write), false },
    { "key-delete", offsetof(struct behaviour, key_delete), false },
    { "name-set", offsetof(struct behaviour, name_set), false },
    { "drops", offsetof(struct behaviour, drops), true },
    { "ask", offsetof(struct behaviour, ask), false },
    { "batches", offsetof(struct behaviour, batches), true },
    { "wrong-reply", offsetof(struct behaviour, wrong_reply), false },
    { "flood", offsetof(struct behaviour, flood), true },
    { "close-channel", offsetof(struct behaviour, close_channel), false },
    { "bye", offsetof(struct behaviour, bye), false },
    { "still", offsetof(struct behaviour, still), false },
    { "async", offsetof(struct behaviour, async), true },
    { "async-never", offsetof(struct behaviour, async_never), false },
    { "async-lost", offsetof(struct behaviour, async_lost), false },
    { "extend", offsetof(struct behaviour, extend), true },
    { "out", offsetof(struct behaviour, out), true },
    { "failure", offsetof(struct behaviour, failure), true },
    { "information", offsetof(struct behaviour, information), true },
    { "local-garbage", offsetof(struct behaviour, local_garbage), false },
    { "type-notification", offsetof(struct behaviour, type_notification), false },
    { "locks", offsetof(struct behaviour, locks), true },
    { "notifies", offsetof(struct behaviour, notifies), true },
    { "failures", offsetof(struct behaviour, failures), true },
    { "items", offsetof(struct behaviour, items), true },
    { "quorum-lost", offsetof(struct behaviour, quorum_lost), true },
};

const char *
entry_name(enum entry entry)
{
    return entry_names[entry];
}

bool
entry_is_control(enum entry entry)
{
    return entry >= SCRIPT_RESOURCE_CONTROL && entry < N_SCRIPT_ENTRIES;
}

static const struct word *
find_word(const char *name)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].name, name) == 0) {
            return &words[i];
        }
    }
    return NULL;
}

static bool
parse_number(const char *text, uint32_t *value)
{
    char *end;
    unsigned long number;

    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    errno = 0;
    number = strtoul(text, &end, 0);
    *value = (uint32_t)number;
    return *end == 0 && errno == 0 && number <= UINT32_MAX;
}

/* Copies text to field, unless it is empty or too long. */
static bool
take_text(const char *text, char *field, size_t size)
{
    size_t length = strlen(text);

    if (length == 0 || length >= size) {
        return false;
    }
    memcpy(field, text, length + 1);
    return true;
}

static bool
parse_word(char *text, struct behaviour *behaviour)
{
    char *number = strchr(text, '=');
    const struct word *word;
    struct option *option;

    if (number != NULL) {
        *number++ = 0;
    }
    if (number != NULL && strcmp(text, "local-properties") == 0) {
        return take_text(number, behaviour->local_properties, sizeof(behaviour->local_properties));
    }
    word = find_word(text);
    if (word == NULL || word->has_number != (number != NULL)) {
        return false;
    }
    option = (struct option *)((char *)behaviour + word->offset);
    option->set = true;
    return number == NULL || parse_number(number, &option->value);
}

static bool
parse_words(char *text, struct behaviour *behaviour)
{
    char *rest = NULL;
    bool any = false;

    for (char *word = strtok_r(text, ", \t", &rest); word != NULL;
         word = strtok_r(NULL, ", \t", &rest)) {
        if (!parse_word(word, behaviour)) {
            return false;
        }
        any = true;
    }
    return any;
}

static char *
trimmed(char *text)
{
    size_t length;

    text += strspn(text, " \t\r\n");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
        length--;
    }
    text[length] = 0;
    return text;
}

/* [NAME:]ENTRY[@CODE]. A resource's name may hold `:` and `@` itself. */
static bool
parse_key(char *key, struct rule *rule)
{
    char *entry = strrchr(key, ':');
    char *code;

    if (entry != NULL) {
        *entry++ = 0;
        if (!take_text(key, rule->name, sizeof(rule->name))) {
            return false;
        }
    } else {
        entry = key;
    }
    code = strchr(entry, '@');
    rule->has_code = code != NULL;
    if (code != NULL) {
        *code++ = 0;
        if (!parse_number(code, &rule->code)) {
            return false;
        }
    }
    for (int i = 0; i < N_SCRIPT_ENTRIES; i++) {
        if (strcmp(entry, entry_names[i]) == 0) {
            rule->entry = (enum entry)i;
            return !rule->has_code || entry_is_control(rule->entry);
        }
    }
    return false;
}

static struct rule *
find_rule(struct script *script, const struct rule *like)
{
    for (size_t i = 0; i < script->n_rules; i++) {
        struct rule *rule = &script->rules[i];

        if (rule->entry == like->entry && rule->has_code == like->has_code &&
            rule->code == like->code && strcmp(rule->name, like->name) == 0) {
            return rule;
        }
    }
    return NULL;
}

static bool
parse_rule(char *key, char *value, struct script *script)
{
    struct rule wanted = { .behaviour.given = true };
    struct rule *rule;

    if (!parse_key(key, &wanted)) {
        return false;
    }
    rule = find_rule(script, &wanted);
    if (rule == NULL) {
        if (script->n_rules == SCRIPT_RULES_MAX) {
            return false;
        }
        rule = &script->rules[script->n_rules++];
        *rule = wanted;
    }
    return parse_words(value, &rule->behaviour);
}

static bool
parse_setting(char *key, char *value, struct script *script)
{
    if (strcmp(key, "Record") == 0) {
        return take_text(value, script->record, sizeof(script->record));
    }
    if (strcmp(key, "Quorum") == 0) {
        script->quorum = strcmp(value, "yes") == 0;
        return script->quorum || strcmp(value, "no") == 0;
    }
    if (strcmp(key, "Characteristics") == 0) {
        script->characteristics.set = true;
        return parse_number(value, &script->characteristics.value);
    }
    return parse_rule(key, value, script);
}

/* How much more than others a rule says what it is for; 0: it is for something else. */
static unsigned int
rank(const struct rule *rule, enum entry entry, const char *name, uint32_t code)
{
    bool is_control = entry_is_control(entry);

    if (rule->entry != entry || (rule->name[0] != 0 && strcmp(rule->name, name) != 0)) {
        return 0;
    }
    if (rule->has_code ? rule->code != code : is_control && is_originated(code)) {
        return 0;
    }
    return 1U + (rule->name[0] != 0 ? 1U : 0U) + (rule->has_code ? 2U : 0U);
}

struct behaviour
script_behaviour(const struct script *script, enum entry entry, const char *name, uint32_t code)
{
    struct behaviour behaviour = { .given = false };
    unsigned int best = 0;

    for (size_t i = 0; i < script->n_rules; i++) {
        unsigned int its = rank(&script->rules[i], entry, name, code);

        if (its > best) {
            best = its;
            behaviour = script->rules[i].behaviour;
        }
    }
    return behaviour;
}

bool
script_has(const struct script *script, enum entry entry)
{
    for (size_t i = 0; i < script->n_rules; i++) {
        if (script->rules[i].entry == entry) {
            return true;
        }
    }
    return false;
}

static bool
parse_line(char *line, struct script *script)
{
    char *comment = strchr(line, '#');
    char *value;

    if (comment != NULL) {
        *comment = 0;
    }
    line = trimmed(line);
    if (*line == 0) {
        return true;
    }
    value = strchr(line, '=');
    if (value == NULL) {
        return false;
    }
    *value++ = 0;
    return parse_setting(trimmed(line), trimmed(value), script);
}

enum script_result
script_read(const char *path, struct script *script, char *problem, size_t problem_size)
{
    char line[sizeof(script->record)];
    FILE *file = fopen(path, "re");
    enum script_result result = SCRIPT_READ;

    memset(script, 0, sizeof(*script));
    if (file == NULL) {
        snprintf(problem, problem_size, "%s: %s", path, strerror(errno));
        return SCRIPT_MISSING;
    }
    for (int n = 1; result == SCRIPT_READ && fgets(line, sizeof(line), file) != NULL; n++) {
        if (!parse_line(line, script)) {
            snprintf(problem, problem_size, "%s: line %d is not KEY = WORD[=NUMBER], ...", path, n);
            result = SCRIPT_WRONG;
        }
    }
    if (ferror(file) != 0) {
        snprintf(problem, problem_size, "%s: cannot be read", path);
        result = SCRIPT_MISSING;
    }
    fclose(file);
    return result;
}
