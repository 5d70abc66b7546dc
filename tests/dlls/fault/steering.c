/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stddef.h>
#include <wchar.h>

#include "actions.h"
#include "callbacks.h"
#include "steering.h"

#define ENTRY_BIT(entry) (1u << (entry))
#define ANY              (ENTRY_BIT(ENTRY_COUNT) - 1)
#define WITH_RESULT      (ANY & ~ENTRY_BIT(ENTRY_CLOSE) & ~ENTRY_BIT(ENTRY_TERMINATE))
#define ONLINE           ENTRY_BIT(ENTRY_ONLINE)
#define MAY_PEND         (ONLINE | ENTRY_BIT(ENTRY_OFFLINE))
#define BEGIN                                                                                      \
    (FAULT_VERSION < 0x300                                                                         \
         ? 0                                                                                       \
         : ENTRY_BIT(ENTRY_RESOURCE_CONTROL) | ENTRY_BIT(ENTRY_RESOURCE_CONTROL_AS_USER) |         \
               ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL) |                                            \
               ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL_AS_USER))

enum number { NUMBER_NONE, NUMBER_OPTIONAL, NUMBER_NEEDED, CALLBACK_NEEDED };

enum { CHECKPOINTS = 1, EXTEND = 2, STATUS = 4, HANDLE_GIVEN = 8 };

static const struct option {
    LPCWSTR name;
    unsigned int bit;
    size_t offset;
} k_options[] = {
    { L",checkpoints", CHECKPOINTS, offsetof(BEHAVIOUR, Checkpoints) },
    { L",extend", EXTEND, offsetof(BEHAVIOUR, Extend) },
    { L",status", STATUS, offsetof(BEHAVIOUR, Status) },
    { L",handle", HANDLE_GIVEN, offsetof(BEHAVIOUR, Handle) },
};

static const struct action {
    LPCWSTR name;
    unsigned int entries;
    enum number number;
    DWORD default_number;
    unsigned int options;
    DWORD (*run)(FAULT_CALL *call);
} k_actions[] = {
    { L"ok", ANY, NUMBER_NONE, 0, 0, ActOk },
    { L"error", WITH_RESULT, NUMBER_NEEDED, 0, 0, ActError },
    { L"hang", ANY, NUMBER_NONE, 0, 0, ActHang },
    { L"crash", ANY, NUMBER_NONE, 0, 0, ActCrash },
    { L"stackoverflow", ANY, NUMBER_NONE, 0, 0, ActStackOverflow },
    { L"cpp-throw", ANY, NUMBER_NONE, 0, 0, ActCppThrow },
    { L"exit", ANY, NUMBER_NEEDED, 0, 0, ActExit },
    { L"sleep", ANY, NUMBER_NEEDED, 0, 0, ActSleep },
    { L"until-terminate", ANY, NUMBER_OPTIONAL, 20000, 0, ActUntilTerminate },
    { L"thread-crash", ANY, NUMBER_OPTIONAL, 50, 0, ActThreadCrash },
    { L"spawn", ANY, NUMBER_OPTIONAL, 600, 0, ActSpawn },
    { L"stdout", ANY, NUMBER_OPTIONAL, 1024, 0, ActStdout },
    { L"log", ANY, NUMBER_OPTIONAL, 1, 0, ActLog },
    { L"callback", ANY, CALLBACK_NEEDED, 0, HANDLE_GIVEN, ActCallback },
    { L"pending", MAY_PEND, NUMBER_NEEDED, 0, CHECKPOINTS, ActPending },
    { L"pending-fail", MAY_PEND, NUMBER_NEEDED, 0, CHECKPOINTS, ActPendingFail },
    { L"pending-never", MAY_PEND, NUMBER_NONE, 0, 0, ActPendingNever },
    { L"early", MAY_PEND, NUMBER_NONE, 0, 0, ActEarly },
    { L"early-thread", MAY_PEND, NUMBER_NONE, 0, 0, ActEarlyThread },
    { L"twice", MAY_PEND, NUMBER_NONE, 0, 0, ActTwice },
    { L"late", MAY_PEND, NUMBER_NONE, 0, 0, ActLate },
    { L"late-in-terminate", MAY_PEND, NUMBER_NONE, 0, 0, ActLateInTerminate },
    { L"event", ONLINE, NUMBER_NEEDED, 0, 0, ActEvent },
    { L"event-manual", ONLINE, NUMBER_NEEDED, 0, 0, ActEventManual },
    { L"pending-event", ONLINE, NUMBER_NEEDED, 0, 0, ActPendingEvent },
    { L"report-after", ENTRY_BIT(ENTRY_CLOSE), NUMBER_OPTIONAL, 100, 0, ActReportAfter },
    { L"lost", ENTRY_BIT(ENTRY_ARBITRATE), NUMBER_NEEDED, 0, 0, ActLost },
    { L"async", BEGIN, NUMBER_OPTIONAL, 100, EXTEND | STATUS, ActAsync },
    { L"async-early", BEGIN, NUMBER_NONE, 0, 0, ActAsyncEarly },
    { L"async-twice", BEGIN, NUMBER_NONE, 0, 0, ActAsyncTwice },
    { L"async-never", BEGIN, NUMBER_NONE, 0, 0, ActAsyncNever },
};

static const struct action *
find_action(LPCWSTR name, size_t length)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(k_actions); i++) {
        if (wcslen(k_actions[i].name) == length && wcsncmp(k_actions[i].name, name, length) == 0) {
            return &k_actions[i];
        }
    }
    return NULL;
}

static BOOL
is_number(LPCWSTR text, WCHAR mark)
{
    return text[0] == mark && text[1] >= L'0' && text[1] <= L'9';
}

/* Reads "MARK NNN"; NULL when it is not there, otherwise what follows it. */
static LPCWSTR
parse_number(LPCWSTR text, WCHAR mark, DWORD *number)
{
    WCHAR *rest = NULL;

    if (!is_number(text, mark)) {
        return NULL;
    }
    *number = wcstoul(text + 1, &rest, 10);
    return rest;
}

static LPCWSTR
parse_option(LPCWSTR text, unsigned int allowed, BEHAVIOUR *behaviour)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(k_options); i++) {
        const size_t length = wcslen(k_options[i].name);

        if ((k_options[i].bit & allowed) != 0 && wcsncmp(text, k_options[i].name, length) == 0) {
            return parse_number(text + length, L'=',
                                (DWORD *)(void *)((BYTE *)behaviour + k_options[i].offset));
        }
    }
    return NULL;
}

static LPCWSTR
parse_options(LPCWSTR text, unsigned int allowed, BEHAVIOUR *behaviour)
{
    while (text != NULL && text[0] == L',') {
        text = parse_option(text, allowed, behaviour);
    }
    return text;
}

static LPCWSTR
parse_callback(LPCWSTR text, BEHAVIOUR *behaviour)
{
    size_t length = text[0] == L'=' ? wcscspn(text + 1, L",") : 0;
    size_t i;

    behaviour->Callback = CallbackFind(text + 1, length);
    if (behaviour->Callback == NULL) {
        return NULL;
    }
    CopyMemory(behaviour->Arguments, CallbackDefaults(behaviour->Callback),
               sizeof(behaviour->Arguments));
    text += 1 + length;
    for (i = 0; is_number(text, L',') && i < MAX_ARGUMENTS; i++) {
        text = parse_number(text, L',', &behaviour->Arguments[i]);
    }
    return text;
}

BOOL
BehaviourParse(ENTRY entry, LPCWSTR text, BEHAVIOUR *behaviour)
{
    LPCWSTR rest = text != NULL && text[0] != L'\0' ? text : L"ok";
    size_t length = wcscspn(rest, L"=,");
    const struct action *action = find_action(rest, length);

    if (action == NULL || (action->entries & ENTRY_BIT(entry)) == 0) {
        return FALSE;
    }
    ZeroMemory(behaviour, sizeof(*behaviour));
    behaviour->Run = action->run;
    behaviour->Number = action->default_number;
    rest += length;
    if (action->number == CALLBACK_NEEDED) {
        rest = parse_callback(rest, behaviour);
    } else if (action->number == NUMBER_NEEDED ||
               (action->number == NUMBER_OPTIONAL && rest[0] == L'=')) {
        rest = parse_number(rest, L'=', &behaviour->Number);
    }
    rest = parse_options(rest, action->options, behaviour);
    return rest != NULL && rest[0] == L'\0';
}
