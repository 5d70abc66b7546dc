/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "script.h"

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
    [SCRIPT_RESOURCE_CONTROL] = "ResourceControl",
    [SCRIPT_RESOURCE_TYPE_CONTROL] = "ResourceTypeControl",
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
    { "late", offsetof(struct behaviour, late), true },
    { "spawn", offsetof(struct behaviour, spawn), false },
    { "garbage", offsetof(struct behaviour, garbage), false },
    { "truncated", offsetof(struct behaviour, truncated), false },
    { "oversized", offsetof(struct behaviour, oversized), false },
    { "print", offsetof(struct behaviour, print), true },
    { "log", offsetof(struct behaviour, log), true },
    { "signal", offsetof(struct behaviour, signal), true },
    { "fail-after", offsetof(struct behaviour, fail_after), true },
    { "key-write", offsetof(struct behaviour, key_write), false },
    { "key-delete", offsetof(struct behaviour, key_delete), false },
    { "name-set", offsetof(struct behaviour, name_set), false },
    { "wrong-reply", offsetof(struct behaviour, wrong_reply), false },
    { "flood", offsetof(struct behaviour, flood), true },
    { "close-channel", offsetof(struct behaviour, close_channel), false },
};

const char *
entry_name(enum entry entry)
{
    return entry_names[entry];
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

static bool
parse_word(char *text, struct behaviour *behaviour)
{
    char *number = strchr(text, '=');
    const struct word *word;
    struct option *option;

    if (number != NULL) {
        *number++ = 0;
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

static bool
parse_setting(const char *key, char *value, struct script *script)
{
    if (strcmp(key, "Record") == 0) {
        size_t length = strlen(value);
        memcpy(script->record, value, length + 1);
        return length > 0;
    }
    for (int i = 0; i < N_SCRIPT_ENTRIES; i++) {
        if (strcmp(key, entry_names[i]) == 0) {
            script->entries[i].given = true;
            return parse_words(value, &script->entries[i]);
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
