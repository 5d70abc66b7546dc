/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <wchar.h>

#include "actions.h"
#include "steering.h"

#define ENTRY_BIT(entry) (1u << (entry))
#define ANY              (ENTRY_BIT(ENTRY_STEERABLE) - 1)
#define WITH_RESULT      (ANY & ~ENTRY_BIT(ENTRY_CLOSE) & ~ENTRY_BIT(ENTRY_TERMINATE))
#define MAY_PEND         (ENTRY_BIT(ENTRY_ONLINE) | ENTRY_BIT(ENTRY_OFFLINE))

enum number { NUMBER_NONE, NUMBER_OPTIONAL, NUMBER_NEEDED };

static const struct action {
    LPCWSTR name;
    unsigned int entries;
    enum number number;
    DWORD default_number;
    BOOL takes_checkpoints;
    DWORD (*run)(const FAULT_CALL *call);
} k_actions[] = {
    { L"ok", ANY, NUMBER_NONE, 0, FALSE, ActOk },
    { L"error", WITH_RESULT, NUMBER_NEEDED, 0, FALSE, ActError },
    { L"hang", ANY, NUMBER_NONE, 0, FALSE, ActHang },
    { L"crash", ANY, NUMBER_NONE, 0, FALSE, ActCrash },
    { L"stackoverflow", ANY, NUMBER_NONE, 0, FALSE, ActStackOverflow },
    { L"exit", ANY, NUMBER_NEEDED, 0, FALSE, ActExit },
    { L"sleep", ANY, NUMBER_NEEDED, 0, FALSE, ActSleep },
    { L"pending", MAY_PEND, NUMBER_NEEDED, 0, TRUE, ActPending },
    { L"pending-fail", MAY_PEND, NUMBER_NEEDED, 0, TRUE, ActPendingFail },
    { L"pending-never", MAY_PEND, NUMBER_NONE, 0, FALSE, ActPendingNever },
    { L"early", MAY_PEND, NUMBER_NONE, 0, FALSE, ActEarly },
    { L"late", MAY_PEND, NUMBER_NONE, 0, FALSE, ActLate },
    { L"thread-crash", ANY, NUMBER_OPTIONAL, 50, FALSE, ActThreadCrash },
    { L"spawn", ANY, NUMBER_OPTIONAL, 600, FALSE, ActSpawn },
    { L"stdout", ANY, NUMBER_OPTIONAL, 1024, FALSE, ActStdout },
    { L"log", ANY, NUMBER_OPTIONAL, 1, FALSE, ActLog },
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

/* Reads "=NNN"; NULL when it is not there, otherwise what follows it. */
static LPCWSTR
parse_number(LPCWSTR text, DWORD *number)
{
    WCHAR *rest = NULL;

    if (text[0] != L'=' || text[1] < L'0' || text[1] > L'9') {
        return NULL;
    }
    *number = wcstoul(text + 1, &rest, 10);
    return rest;
}

static LPCWSTR
parse_checkpoints(LPCWSTR text, DWORD *checkpoints)
{
    static const WCHAR name[] = L",checkpoints";
    const size_t length = ARRAYSIZE(name) - 1;

    return wcsncmp(text, name, length) == 0 ? parse_number(text + length, checkpoints) : NULL;
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
    behaviour->Run = action->run;
    behaviour->Number = action->default_number;
    behaviour->Checkpoints = 0;
    rest += length;
    if (action->number == NUMBER_NEEDED || (action->number == NUMBER_OPTIONAL && rest[0] == L'=')) {
        rest = parse_number(rest, &behaviour->Number);
    }
    if (rest != NULL && action->takes_checkpoints && rest[0] == L',') {
        rest = parse_checkpoints(rest, &behaviour->Checkpoints);
    }
    return rest != NULL && rest[0] == L'\0';
}
