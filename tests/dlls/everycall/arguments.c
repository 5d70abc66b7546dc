/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "arguments.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "handles.h"

/* Control codes that go to the DLL of a resource, or of a type. */
#define CODE_OF_RESOURCE CLUSCTL_USER_CODE(2, CLUS_OBJECT_RESOURCE)
#define CODE_OF_TYPE     CLUSCTL_USER_CODE(2, CLUS_OBJECT_RESOURCE_TYPE)

typedef struct RULE {
    const char *Function;
    const char *Type;
    const char *Name;
    uint64_t (*Make)(FRAME *frame, UINT parameter, const struct RULE *rule);
    LPCWSTR Text;
    uint64_t Number; /* or a size */
} RULE;

static uint64_t
address(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

/* Texts. A leading sign stands for a name of the scene; a trailing one makes it the thread's own. */
static LPCWSTR
expand(const SCENE *scene, LPCWSTR text, WCHAR *buffer, size_t length)
{
    const struct {
        WCHAR Sign;
        LPCWSTR Text;
    } signs[] = { { L'@', scene->Self },      { L'+', scene->Other },     { L'-', scene->Idle },
                  { L'#', scene->Type },      { L'%', scene->OtherType }, { L'&', scene->Group },
                  { L'=', scene->Interface }, { L'~', scene->Network },   { L'!', scene->File } };
    UINT i;

    for (i = 0; i < ARRAYSIZE(signs); i++) {
        if (text[0] == signs[i].Sign) {
            return signs[i].Text;
        }
    }
    swprintf(buffer, length, L"%ls%ls", text,
             text[0] != L'\0' && text[wcslen(text) - 1] == L'-' ? scene->Suffix : L"");
    return buffer;
}

static uint64_t
make_text(FRAME *frame, UINT parameter, const RULE *rule)
{
    WCHAR buffer[MAX_PATH];
    LPCWSTR text = expand(frame->Scene, rule->Text, buffer, MAX_PATH);
    size_t size = (wcslen(text) + 1) * sizeof(WCHAR);

    return address(memcpy(FramePlace(frame, parameter, size), text, size));
}

/* Names of properties. */
static uint64_t
make_names(FRAME *frame, UINT parameter, const RULE *rule)
{
    static const WCHAR names[] = L"Name\0";

    UNREFERENCED_PARAMETER(rule);
    if (frame->Scene->Beside) {
        return 0;
    }
    return address(memcpy(FramePlace(frame, parameter, sizeof(names)), names, sizeof(names)));
}

static uint64_t
make_handle(FRAME *frame, UINT parameter, const RULE *rule)
{
    WCHAR buffer[MAX_PATH];
    LPCWSTR name = rule->Text != NULL ? expand(frame->Scene, rule->Text, buffer, MAX_PATH) : NULL;

    return address(HandleMake(frame, frame->Function->Parameters[parameter].Type, name,
                              &frame->Closers[parameter]));
}

static uint64_t
make_number(FRAME *frame, UINT parameter, const RULE *rule)
{
    UNREFERENCED_PARAMETER(frame);
    UNREFERENCED_PARAMETER(parameter);
    return rule->Number;
}

/* Numbers for the function to change: zeros, or the room that an output has. */
static uint64_t
make_output(FRAME *frame, UINT parameter, const RULE *rule)
{
    return address(FramePlace(frame, parameter, (size_t)rule->Number));
}

static uint64_t
make_count(FRAME *frame, UINT parameter, const RULE *rule)
{
    DWORD *count = FramePlace(frame, parameter, sizeof(*count));

    *count = (DWORD)rule->Number;
    return address(count);
}

/* Structures */

static uint64_t
make_table(FRAME *frame, UINT parameter, const RULE *rule)
{
    static const RESUTIL_PROPERTY_ITEM table[] = {
        { .Name = L"Text",
          .Format = CLUSPROP_FORMAT_SZ,
          .Offset = offsetof(PARAMETER_BLOCK, Text) },
        { .Name = L"Number",
          .Format = CLUSPROP_FORMAT_DWORD,
          .Maximum = 100,
          .Offset = offsetof(PARAMETER_BLOCK, Number) },
        { .Name = NULL },
    };

    UNREFERENCED_PARAMETER(rule);
    return address(memcpy(FramePlace(frame, parameter, sizeof(table)), table, sizeof(table)));
}

static uint64_t
make_list(FRAME *frame, UINT parameter, const RULE *rule)
{
    static const ONE_PROPERTY list = { .Count = 1,
                                       .NameSyntax = CLUSPROP_SYNTAX_NAME,
                                       .NameSize = sizeof(L"Number"),
                                       .Name = L"Number",
                                       .ValueSyntax = CLUSPROP_SYNTAX_LIST_VALUE_DWORD,
                                       .ValueSize = sizeof(DWORD),
                                       .Value = 7 };

    UNREFERENCED_PARAMETER(rule);
    return address(memcpy(FramePlace(frame, parameter, sizeof(list)), &list, sizeof(list)));
}

/* The value in a list, as ResUtilGet...Property() take it. */
static uint64_t
make_value(FRAME *frame, UINT parameter, const RULE *rule)
{
    CLUSPROP_FILETIME *value = FramePlace(frame, parameter, sizeof(*value));

    value->Syntax.dw = (DWORD)rule->Number;
    value->cbLength =
        rule->Number == CLUSPROP_SYNTAX_LIST_VALUE_FILETIME ? sizeof(FILETIME) : sizeof(DWORD);
    value->ft.dwLowDateTime = L'7';
    return address(value);
}

/* The address of a place in memory: of the value, which stands in front, or of room. */
static uint64_t
make_cursor(FRAME *frame, UINT parameter, const RULE *rule)
{
    size_t size = (size_t)rule->Number;
    BYTE *room = FramePlace(frame, parameter, size + sizeof(BYTE *));
    BYTE **cursor = (BYTE **)(void *)(room + size);
    UINT i;

    *cursor = room;
    for (i = 0; i < parameter; i++) {
        if (NameFits("const CLUSPROP*", frame->Function->Parameters[i].Type)) {
            *cursor = (BYTE *)(uintptr_t)frame->Arguments[i];
        }
    }
    return address(cursor);
}

/* A structure that says its size, or its version, in front. */
static uint64_t
make_sized(FRAME *frame, UINT parameter, const RULE *rule)
{
    DWORD *first = FramePlace(frame, parameter, (size_t)rule->Number);

    *first = strcmp(frame->Function->Parameters[parameter].Type, "LPCLUSTERVERSIONINFO") == 0
                 ? (DWORD)rule->Number
                 : 1;
    return address(first);
}

static uint64_t
make_filter(FRAME *frame, UINT parameter, const RULE *rule)
{
    NOTIFY_FILTER_AND_TYPE *filter = FramePlace(frame, parameter, sizeof(*filter));

    UNREFERENCED_PARAMETER(rule);
    filter->dwObjectType = CLUSTER_OBJECT_TYPE_RESOURCE;
    filter->FilterFlags = CLUSTER_CHANGE_RESOURCE_STATE_V2;
    return address(filter);
}

/* An array of one. */
static uint64_t
make_array(FRAME *frame, UINT parameter, const RULE *rule)
{
    void **array = FramePlace(frame, parameter, sizeof(*array));
    CLOSER closer;

    UNREFERENCED_PARAMETER(rule);
    *array =
        HandleMake(frame,
                   strcmp(frame->Function->Parameters[parameter].Type, "HNODE[]") == 0 ? "HNODE"
                                                                                       : "HNETWORK",
                   NULL, &closer);
    return address(array);
}

/* Workers and callbacks */

static DWORD WINAPI
work(PCLUS_WORKER worker, LPVOID context)
{
    UNREFERENCED_PARAMETER(worker);
    UNREFERENCED_PARAMETER(context);
    return ERROR_SUCCESS;
}

static DWORD
take_three(void *a, void *b, PVOID context)
{
    UNREFERENCED_PARAMETER(a);
    UNREFERENCED_PARAMETER(b);
    UNREFERENCED_PARAMETER(context);
    return ERROR_SUCCESS;
}

static DWORD
take_four(void *a, void *b, void *c, PVOID context)
{
    UNREFERENCED_PARAMETER(a);
    UNREFERENCED_PARAMETER(b);
    UNREFERENCED_PARAMETER(c);
    UNREFERENCED_PARAMETER(context);
    return ERROR_SUCCESS;
}

static uint64_t
make_callback(FRAME *frame, UINT parameter, const RULE *rule)
{
    const char *type = frame->Function->Parameters[parameter].Type;

    UNREFERENCED_PARAMETER(rule);
    if (strcmp(type, "PWORKER_START_ROUTINE") == 0) {
        return address((void *)work);
    }
    return strcmp(type, "LPRESOURCE_CALLBACK") == 0 ? address((void *)take_three)
                                                    : address((void *)take_four);
}

static BOOL WINAPI
end_worker(void *worker)
{
    ClusWorkerTerminate(worker);
    return TRUE;
}

static uint64_t
make_worker(FRAME *frame, UINT parameter, const RULE *rule)
{
    CLUS_WORKER *worker = FramePlace(frame, parameter, sizeof(*worker));

    UNREFERENCED_PARAMETER(rule);
    if (strcmp(frame->Function->Name, "ClusWorkerCreate") != 0) {
        ClusWorkerCreate(worker, work, NULL);
    }
    frame->Closers[parameter] = end_worker;
    return address(worker);
}

static uint64_t
make_workers(FRAME *frame, UINT parameter, const RULE *rule)
{
    static CLUS_WORKER ended;
    PCLUS_WORKER *workers = FramePlace(frame, parameter, sizeof(*workers));

    UNREFERENCED_PARAMETER(rule);
    *workers = &ended;
    return address(workers);
}

/* The first that fits counts. */
static const RULE k_rules[] = {
#include "rules.inc"
};

void
ArgumentMake(FRAME *frame, UINT parameter)
{
    const FUNCTION *function = frame->Function;
    const PARAMETER *of = &function->Parameters[parameter];
    UINT i;

    for (i = 0; i < ARRAYSIZE(k_rules); i++) {
        const RULE *rule = &k_rules[i];

        if (NameFits(rule->Function, function->Name) && NameFits(rule->Type, of->Type) &&
            NameFits(rule->Name, of->Name)) {
            frame->UsesSelf |= rule->Text != NULL && rule->Text[0] == L'@';
            frame->Arguments[parameter] = rule->Make(frame, parameter, rule);
            return;
        }
    }
    snprintf(frame->Unknown, sizeof(frame->Unknown), "%s %s", of->Type, of->Name);
}
