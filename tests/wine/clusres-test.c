/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of what the built-in types are made of: their workers, and of shim/clusres/script encodings,
 * results, the thread, and engines made and ended many times. With the database in memory of
 * resutils-test.
 */
#include "resutils/resutils-test.h"

#include <wchar.h>

#include "shim/clusres/monitor.h"
#include "shim/clusres/pending.h"
#include "shim/clusres/script/engine-class.h"
#include "shim/clusres/script/engine.h"
#include "shim/clusres/script/log-text.h"
#include "shim/clusres/script/result.h"
#include "shim/clusres/script/source.h"
#include "shim/clusres/script/stored-property.h"
#include "shim/clusres/script/thread.h"

#define LOADS 200

static const char *failure;
static int failure_line;
static unsigned lines_logged;
static size_t longest_line;
static WCHAR last_line[1024];

void
expect(bool holds, const char *what, const char *file, int line)
{
    (void)file;
    if (!holds && failure == NULL) {
        failure = what;
        failure_line = line;
    }
}

static VOID __cdecl keep_line(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...)
{
    va_list arguments;

    (void)handle;
    (void)level;
    va_start(arguments, format);
    FormatMessageW(FORMAT_MESSAGE_FROM_STRING, format, 0, 0, last_line, ARRAYSIZE(last_line),
                   &arguments);
    va_end(arguments);
    last_line[wcscspn(last_line, L"\r\n")] = L'\0';
    lines_logged++;
    longest_line = max(longest_line, wcslen(last_line));
}

PLOG_EVENT_ROUTINE monitor_log = keep_line;
PSET_RESOURCE_STATUS_ROUTINE monitor_set_status;

static bool
decodes(const char *bytes, size_t size, const WCHAR *expected)
{
    WCHAR *text = NULL;
    DWORD error = source_decode((const BYTE *)bytes, (DWORD)size, &text);
    bool same = error == ERROR_SUCCESS && wcscmp(text, expected) == 0;

    LocalFree(text);
    return same;
}

static DWORD
decoding_error(const char *bytes, size_t size)
{
    WCHAR *text = NULL;
    DWORD error = source_decode((const BYTE *)bytes, (DWORD)size, &text);

    EXPECT(text == NULL || error == ERROR_SUCCESS);
    LocalFree(text);
    return error;
}

#define DECODES(bytes, text)  EXPECT(decodes(bytes, sizeof(bytes) - 1, text))
#define DECODING_ERROR(bytes) decoding_error(bytes, sizeof(bytes) - 1)

static void
encodings(void)
{
    DECODES("", L"");
    DECODES("x = 1\r\n", L"x = 1\r\n");
    DECODES("\xC3\xA4\xE2\x82\xAC", L"\u00e4\u20ac");
    DECODES("\xEF\xBB\xBF\xC3\xA4", L"\u00e4");
    DECODES("\xEF\xBB\xBF", L"");
    DECODES("\xE4\xF6\xFC\xDF", L"\u00e4\u00f6\u00fc\u00df");
    DECODES("\xC3\xA4\xE4", L"\u00c3\u00a4\u00e4"); /* not UTF-8 throughout */
    DECODES("\xFF\xFE\xE4\x00\x41\x00", L"\u00e4A");
    DECODES("\xFE\xFF\x00\xE4\x00\x41", L"\u00e4A");
    DECODES("\xFF\xFE", L"");
}

static void
encodings_that_are_none(void)
{
    EXPECT(DECODING_ERROR("\xFF\xFE\xE4") == ERROR_NO_UNICODE_TRANSLATION);
    EXPECT(DECODING_ERROR("\xFE\xFF\xE4") == ERROR_NO_UNICODE_TRANSLATION);
    EXPECT(DECODING_ERROR("\xEF\xBB\xBF\xE4") == ERROR_NO_UNICODE_TRANSLATION);
    EXPECT(DECODING_ERROR("x\0y") == ERROR_INVALID_DATA);
    EXPECT(DECODING_ERROR("x\0y\0") == ERROR_INVALID_DATA); /* UTF-16 without its mark */
    EXPECT(DECODING_ERROR("\xFF\xFEx\0\0\0y\0") == ERROR_INVALID_DATA);
    EXPECT(DECODING_ERROR("\xEF\xBB\xBFx\0") == ERROR_INVALID_DATA);
}

static bool
line_is(const WCHAR *text, ULONG line, const WCHAR *expected)
{
    WCHAR buffer[8];

    source_line(text, line, buffer, ARRAYSIZE(buffer));
    return wcscmp(buffer, expected) == 0;
}

static void
lines_and_extensions(void)
{
    EXPECT(line_is(L"a\r\n\tb \nc", 0, L"a"));
    EXPECT(line_is(L"a\r\n\tb \nc", 1, L"b"));
    EXPECT(line_is(L"a\r\n\tb \nc", 2, L"c"));
    EXPECT(line_is(L"a", 7, L""));
    EXPECT(line_is(L"a\rb", 1, L"b"));
    EXPECT(line_is(L"0123456789", 0, L"0123456"));
    EXPECT(wcscmp(source_extension(L"C:\\a.b\\c.vbs"), L".vbs") == 0);
    EXPECT(wcscmp(source_extension(L"/a.b/c"), L"") == 0);
    EXPECT(wcscmp(source_extension(L""), L"") == 0);
}

static bool
is_judged(VARIANT value, BOOL is_good, const WCHAR *text)
{
    struct verdict verdict;

    result_judge(&value, &verdict);
    return verdict.is_good == is_good && wcscmp(verdict.text, text) == 0;
}

#define JUDGE(type, member, value, good, text)                                                     \
    do {                                                                                           \
        VARIANT judged;                                                                            \
        VariantInit(&judged);                                                                      \
        V_VT(&judged) = (type);                                                                    \
        member(&judged) = (value);                                                                 \
        EXPECT(is_judged(judged, (good), (text)));                                                 \
    } while (0)

static void
results_that_are_good(void)
{
    VARIANT empty;

    VariantInit(&empty);
    EXPECT(is_judged(empty, TRUE, L"nothing"));
    JUDGE(VT_BOOL, V_BOOL, VARIANT_TRUE, TRUE, L"True");
    JUDGE(VT_I2, V_I2, 0, TRUE, L"0");
    JUDGE(VT_I4, V_I4, 0, TRUE, L"0");
    JUDGE(VT_UI1, V_UI1, 0, TRUE, L"0");
    JUDGE(VT_R8, V_R8, 0.0, TRUE, L"0");
}

static void
results_that_are_bad(void)
{
    JUDGE(VT_BOOL, V_BOOL, VARIANT_FALSE, FALSE, L"False");
    JUDGE(VT_I2, V_I2, -1, FALSE, L"-1");
    JUDGE(VT_I4, V_I4, 1, FALSE, L"1");
    JUDGE(VT_R8, V_R8, 0.5, FALSE, L"0.5");
    JUDGE(VT_NULL, V_I4, 0, FALSE, L"Null");
    JUDGE(VT_BSTR, V_BSTR, NULL, FALSE, L"text");
    JUDGE(VT_DATE, V_DATE, 0.0, FALSE, L"a date");
    JUDGE(VT_DISPATCH, V_DISPATCH, NULL, FALSE, L"an object");
    JUDGE(VT_ERROR, V_ERROR, 0, FALSE, L"an error value");
    JUDGE(VT_ARRAY | VT_VARIANT, V_ARRAY, NULL, FALSE, L"an array");
}

static void
results_by_reference(void)
{
    SHORT number = -1;
    VARIANT_BOOL boolean = VARIANT_TRUE;
    VARIANT inner;

    VariantInit(&inner);
    V_VT(&inner) = VT_BOOL;
    V_BOOL(&inner) = VARIANT_FALSE;
    JUDGE(VT_BYREF | VT_I2, V_I2REF, &number, FALSE, L"-1");
    JUDGE(VT_BYREF | VT_BOOL, V_BOOLREF, &boolean, TRUE, L"True");
    JUDGE(VT_BYREF | VT_VARIANT, V_VARIANTREF, &inner, FALSE, L"False");
}

static bool
disarms(enum engine_language language, const WCHAR *text, const WCHAR *expected)
{
    WCHAR *disarmed = engine_class_disarm(language, text);
    bool same = disarmed != NULL && wcscmp(disarmed, expected) == 0;

    LocalFree(disarmed);
    return same;
}

static void
scripts_are_disarmed(void)
{
    EXPECT(disarms(LANGUAGE_JSCRIPT, L"f();", L"throw 0;f();"));
    EXPECT(disarms(LANGUAGE_VBSCRIPT, L"f", L"\nErr.Raise 5\nf"));
    EXPECT(disarms(LANGUAGE_VBSCRIPT, L"' a\r\nRem b\r\n OPTION  explicit\r\nf",
                   L"' a\r\nRem b\r\n OPTION  explicit\nErr.Raise 5\n\r\nf"));
    EXPECT(disarms(LANGUAGE_VBSCRIPT, L"Options", L"\nErr.Raise 5\nOptions"));
    EXPECT(disarms(LANGUAGE_VBSCRIPT, L"' only", L"\nErr.Raise 5\n' only"));
    EXPECT(engine_class_disarm(LANGUAGE_OTHER, L"f") == NULL);
}

static void
engine_classes(void)
{
    struct engine_class found;

    EXPECT(engine_class_find(L".VBS", &found) == ERROR_SUCCESS &&
           found.language == LANGUAGE_VBSCRIPT);
    EXPECT(engine_class_find(L".js", &found) == ERROR_SUCCESS &&
           found.language == LANGUAGE_JSCRIPT);
    EXPECT(engine_class_find(L"", &found) == ERROR_NO_ASSOCIATION);
    EXPECT(engine_class_find(L".txt", &found) == ERROR_NO_ASSOCIATION);
}

static void
log_lines(void)
{
    static WCHAR text[LOG_TEXT_MAX + 1000];

    lines_logged = 0;
    longest_line = 0;
    log_text(NULL, L"one\r\ntwo\n\nthree", 15);
    EXPECT(lines_logged == 3 && wcscmp(last_line, L"three") == 0);
    wmemset(text, L'x', ARRAYSIZE(text));
    lines_logged = 0;
    log_text(NULL, text, ARRAYSIZE(text));
    EXPECT(lines_logged == LOG_TEXT_MAX / 480 + 2 && longest_line <= 500);
    EXPECT(wcsstr(last_line, L"1000 more characters") != NULL);
}

/* --- the thread */

static HANDLE gate;
static LONG ended;

static void
note_end(void *context)
{
    EXPECT(context == &ended);
    InterlockedIncrement(&ended);
}

static DWORD
add_one(void *context, const WCHAR *name)
{
    (void)name;
    return (DWORD)InterlockedIncrement((LONG *)context) + 41;
}

static DWORD
wait_for_gate(void *context, const WCHAR *name)
{
    (void)context;
    (void)name;
    return WaitForSingleObject(gate, INFINITE);
}

static DWORD
call_until_free(struct script_thread *thread, DWORD *result)
{
    const WCHAR *hung;
    DWORD error;

    do {
        error = script_thread_call(thread, add_one, L"add", INFINITE, result, &hung);
    } while (error == ERROR_BUSY);
    return error;
}

static void
thread_calls(void)
{
    struct script_thread *thread = script_thread_start(&ended, note_end);
    const WCHAR *hung = NULL;
    DWORD result = 0;

    ended = 0;
    EXPECT(script_thread_call(thread, add_one, L"add", INFINITE, &result, &hung) == ERROR_SUCCESS);
    EXPECT(result == 42);
    script_thread_close(thread);
    EXPECT(ended == 2);
}

static void
thread_hangs_and_comes_back(void)
{
    struct script_thread *thread = script_thread_start(&ended, note_end);
    const WCHAR *hung = NULL;
    DWORD result = 0;

    ended = 0;
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    EXPECT(script_thread_call(thread, wait_for_gate, L"wait", 20, &result, &hung) == ERROR_TIMEOUT);
    EXPECT(script_thread_call(thread, add_one, L"add", INFINITE, &result, &hung) == ERROR_BUSY);
    EXPECT(hung != NULL && wcscmp(hung, L"wait") == 0);
    SetEvent(gate);
    EXPECT(call_until_free(thread, &result) == ERROR_SUCCESS && result == 42);
    script_thread_close(thread);
    EXPECT(ended == 2);
    CloseHandle(gate);
}

static void
thread_is_left_while_it_hangs(void)
{
    struct script_thread *thread = script_thread_start(&ended, note_end);
    const WCHAR *hung = NULL;
    DWORD result = 0;

    ended = 0;
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    EXPECT(script_thread_call(thread, wait_for_gate, L"wait", 20, &result, &hung) == ERROR_TIMEOUT);
    script_thread_leave(thread);
    EXPECT(ended == 0);
    SetEvent(gate);
    for (int tries = 0; tries < 3000 && InterlockedCompareExchange(&ended, 1, 1) == 0; tries++) {
        Sleep(10);
    }
    EXPECT(ended == 1);
    CloseHandle(gate);
}

static DWORD WINAPI
settle_thread(LPVOID thread)
{
    script_thread_settle(thread);
    return 0;
}

static DWORD WINAPI
close_thread(LPVOID thread)
{
    script_thread_close(thread);
    return 0;
}

static void
expect_wait(struct script_thread *thread, LPTHREAD_START_ROUTINE waits)
{
    const WCHAR *hung = NULL;
    DWORD result = 0;
    HANDLE waiting;

    ResetEvent(gate);
    EXPECT(script_thread_call(thread, wait_for_gate, L"wait", 20, &result, &hung) == ERROR_TIMEOUT);
    waiting = CreateThread(NULL, 0, waits, thread, 0, NULL);
    EXPECT(WaitForSingleObject(waiting, 300) == WAIT_TIMEOUT);
    EXPECT(ended == 0);
    SetEvent(gate);
    EXPECT(WaitForSingleObject(waiting, 30000) == WAIT_OBJECT_0);
    CloseHandle(waiting);
}

static void
thread_is_waited_for(void)
{
    struct script_thread *thread = script_thread_start(&ended, note_end);
    const WCHAR *hung = NULL;
    DWORD result = 0;

    ended = 0;
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    script_thread_settle(thread); /* nothing hangs */
    expect_wait(thread, settle_thread);
    EXPECT(script_thread_call(thread, wait_for_gate, L"wait", INFINITE, &result, &hung) ==
           ERROR_SUCCESS);
    expect_wait(thread, close_thread);
    EXPECT(ended == 1);
    CloseHandle(gate);
}

/* --- workers */

static HANDLE told; /* the worker was told to end, and goes on until the gate opens */
static struct work work;

static DWORD WINAPI
deaf_worker(PCLUS_WORKER worker, LPVOID context)
{
    (void)context;
    while (!ClusWorkerCheckTerminate(worker)) {
        Sleep(1);
    }
    SetEvent(told);
    WaitForSingleObject(gate, INFINITE);
    return 0;
}

static DWORD WINAPI
replace_work(LPVOID context)
{
    (void)context;
    return work_replace(&work, deaf_worker, NULL);
}

static DWORD WINAPI
try_end_work(LPVOID context)
{
    (void)context;
    return (DWORD)work_try_end(&work, 1);
}

static DWORD
exit_code(HANDLE thread)
{
    DWORD code = MAXDWORD;

    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void
begin_work(void)
{
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    told = CreateEventW(NULL, TRUE, FALSE, NULL);
    work_init(&work);
    EXPECT(work_replace(&work, deaf_worker, NULL) == ERROR_IO_PENDING);
}

static void
finish_work(void)
{
    SetEvent(gate);
    work_free(&work);
    CloseHandle(gate);
    CloseHandle(told);
}

/* Offline waits for Online's worker, which waits for what Terminate ends. */
static void
work_is_ended_beside_a_wait(void)
{
    HANDLE replacing, ending;

    begin_work();
    replacing = CreateThread(NULL, 0, replace_work, NULL, 0, NULL);
    WaitForSingleObject(told, INFINITE);
    ending = CreateThread(NULL, 0, try_end_work, NULL, 0, NULL);
    EXPECT(WaitForSingleObject(ending, 30000) == WAIT_OBJECT_0);
    EXPECT(WaitForSingleObject(replacing, 0) == WAIT_TIMEOUT);
    SetEvent(gate);
    WaitForSingleObject(ending, INFINITE);
    EXPECT(exit_code(ending) == FALSE);
    WaitForSingleObject(replacing, INFINITE);
    EXPECT(exit_code(replacing) == ERROR_OPERATION_ABORTED);
    EXPECT(work.worker.hThread == NULL);
    finish_work();
}

static void
work_is_replaced(void)
{
    begin_work();
    SetEvent(gate);
    EXPECT(work_replace(&work, deaf_worker, NULL) == ERROR_IO_PENDING);
    EXPECT(work_try_end(&work, INFINITE));
    EXPECT(work_replace(&work, deaf_worker, NULL) == ERROR_IO_PENDING);
    finish_work();
}

/* --- engines */

static WCHAR script_path[MAX_PATH];

static void
write_script(const WCHAR *name, const char *text)
{
    DWORD written;
    HANDLE file;

    GetTempPathW(MAX_PATH - 32, script_path);
    wcscat(script_path, name);
    file = CreateFileW(script_path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, text, (DWORD)strlen(text), &written, NULL);
    CloseHandle(file);
}

static bool
load_and_call(const struct engine_owner *owner)
{
    struct engine *engine = NULL;
    bool good = engine_load(owner, script_path, &engine) == ERROR_SUCCESS &&
                engine_require_functions(engine) == ERROR_SUCCESS &&
                engine_call(engine, L"Online") == ERROR_SUCCESS &&
                engine_call(engine, L"IsAlive") == ERROR_RESOURCE_FAILED;

    engine_unload(engine);
    return good;
}

static DWORD
handle_count(void)
{
    DWORD count = 0;

    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count;
}

/* What engines and COM keep for the process is there after the first loads. */
static void
load_many_times(const WCHAR *name, const char *text)
{
    struct engine_owner owner = { .level = LOG_ERROR, .name = L"res", .parameters = database() };
    bool good = true;
    DWORD handles;
    size_t blocks;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    write_script(name, text);
    store_text(&parameters, L"Text", REG_SZ, L"");
    EXPECT(load_and_call(&owner) && load_and_call(&owner));
    handles = handle_count();
    blocks = allocated_blocks();
    for (int i = 0; i < LOADS; i++) {
        good = good && load_and_call(&owner);
    }
    EXPECT(good);
    EXPECT(handle_count() == handles);
    EXPECT(allocated_blocks() <= blocks + LOADS / 2);
    EXPECT(is_text(&parameters, L"Text", REG_SZ, L"res:True"));
    EXPECT(open_keys == 0);
    DeleteFileW(script_path);
    CoUninitialize();
}

size_t
allocated_blocks(void)
{
    PROCESS_HEAP_ENTRY entry = { .lpData = NULL };
    size_t count = 0;

    HeapLock(GetProcessHeap());
    while (HeapWalk(GetProcessHeap(), &entry)) {
        count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0;
    }
    HeapUnlock(GetProcessHeap());
    return count;
}

/* VBScript of Wine 8 keeps two strings of each error that the script does not take itself. */
static void
vbscript_loads(void)
{
    load_many_times(
        L"clusres-test.vbs",
        "Option Explicit\nDim self\nSet self = Resource\n"
        "Function Online()\nResource.Text = self.Name & \":\" & self.PropertyExists(\"text\")\n"
        "End Function\n"
        "Function LooksAlive()\nEnd Function\n"
        "Function IsAlive()\nOn Error Resume Next\nIsAlive = Resource.Nowhere\n"
        "IsAlive = (Err.Number <> 438)\nEnd Function\n");
}

static void
jscript_loads(void)
{
    load_many_times(L"clusres-test.js", "var self = Resource;\n"
                                        "function Online() { Resource.Text = self.Name + ':' + "
                                        "(self.PropertyExists('text') ? 'True' : 'False'); }\n"
                                        "function LooksAlive() { }\n"
                                        "function IsAlive() { return Resource.Nowhere; }\n");
}

static void
errors_have_places(void)
{
    struct engine_owner owner = { .level = LOG_ERROR, .name = L"res", .parameters = database() };
    struct engine *engine = NULL;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    write_script(L"clusres-test.vbs", "x = 1\r\n  y = Resource.Nowhere\r\n");
    lines_logged = 0;
    EXPECT(engine_load(&owner, script_path, &engine) == ERROR_RESOURCE_FAILED);
    EXPECT(engine == NULL && lines_logged == 1);
    EXPECT(wcsstr(last_line, L", line 2, column 3, in its top level: Resource.Nowhere: there is no "
                             L"such property (0x800a01b6): y = Resource.Nowhere") != NULL);
    EXPECT(engine_check(&owner, script_path) == ERROR_PROC_NOT_FOUND);
    write_script(L"clusres-test.vbs", "\r\nIf Then\r\n");
    EXPECT(engine_check(&owner, script_path) == ERROR_BAD_FORMAT);
    EXPECT(wcsstr(last_line, L", line 2, column 4: Syntax error") != NULL);
    DeleteFileW(script_path);
    EXPECT(engine_check(&owner, script_path) == ERROR_FILE_NOT_FOUND);
    CoUninitialize();
}

/* --- stored properties */

static HKEY key;

static bool
read_odd(const WCHAR *name, VARTYPE type, VARIANT *value)
{
    VariantInit(value);
    return stored_property_get(key, name, value) == S_OK && V_VT(value) == type;
}

/* What other programs have stored, with sizes that do not go with the type. */
static void
properties_of_odd_sizes(void)
{
    static const BYTE half_a_character[] = { 'a', 0, 'B' };
    static const DWORD two[] = { 1, 1 };
    VARIANT value, *texts = NULL;

    key = database();
    store(&parameters, L"List", REG_MULTI_SZ, half_a_character, sizeof(half_a_character));
    store(&parameters, L"Text", REG_SZ, half_a_character, sizeof(half_a_character));
    store(&parameters, L"Number", REG_DWORD, two, sizeof(two));
    EXPECT(read_odd(L"List", VT_ARRAY | VT_VARIANT, &value));
    SafeArrayAccessData(V_ARRAY(&value), (void **)&texts);
    EXPECT(V_ARRAY(&value)->rgsabound[0].cElements == 1);
    EXPECT(texts != NULL && wcscmp(V_BSTR(&texts[0]), L"a") == 0);
    SafeArrayUnaccessData(V_ARRAY(&value));
    VariantClear(&value);
    EXPECT(read_odd(L"Text", VT_BSTR, &value) && wcscmp(V_BSTR(&value), L"a") == 0);
    VariantClear(&value);
    EXPECT(read_odd(L"Number", VT_I4, &value) && V_I4(&value) == 1);
}

static HRESULT
puts_text(const WCHAR *name, const WCHAR *text)
{
    VARIANT value;
    HRESULT result;

    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(text);
    result = stored_property_put(key, name, &value);
    VariantClear(&value);
    return result;
}

static void
properties_keep_their_types(void)
{
    key = database();
    store_dword(&parameters, L"Number", 1);
    store_text(&parameters, L"Text", REG_SZ, L"");
    EXPECT(puts_text(L"Number", L"no number") == DISP_E_TYPEMISMATCH);
    EXPECT(puts_text(L"Number", L"1.5") == DISP_E_TYPEMISMATCH);
    EXPECT(find(&parameters, L"Number")->type == REG_DWORD);
    EXPECT(puts_text(L"Number", L"7") == S_OK);
    EXPECT(find(&parameters, L"Number")->type == REG_DWORD);
    EXPECT(find(&parameters, L"Number")->data[0] == 7);
    EXPECT(puts_text(L"Text", L"1.5") == S_OK && is_text(&parameters, L"Text", REG_SZ, L"1.5"));
}

static const Test tests[] = {
    { "encodings", encodings },
    { "encodings that are none", encodings_that_are_none },
    { "lines and extensions", lines_and_extensions },
    { "results that are good", results_that_are_good },
    { "results that are bad", results_that_are_bad },
    { "results by reference", results_by_reference },
    { "scripts are disarmed", scripts_are_disarmed },
    { "engine classes", engine_classes },
    { "log lines", log_lines },
    { "thread: calls", thread_calls },
    { "thread: hangs and comes back", thread_hangs_and_comes_back },
    { "thread: is left while it hangs", thread_is_left_while_it_hangs },
    { "thread: settling and closing wait for what hangs", thread_is_waited_for },
    { "work: is ended beside a wait for it", work_is_ended_beside_a_wait },
    { "work: is replaced", work_is_replaced },
    { "properties of odd sizes", properties_of_odd_sizes },
    { "properties keep their types", properties_keep_their_types },
    { "errors have places", errors_have_places },
    { "VBScript: 200 loads leave nothing", vbscript_loads },
    { "JScript: 200 loads leave nothing", jscript_loads },
};

int
main(void)
{
    int failed = 0;

    for (size_t i = 0; i < ARRAYSIZE(tests); i++) {
        failure = NULL;
        tests[i].run();
        if (failure == NULL) {
            printf("ok - %s\n", tests[i].name);
        } else {
            printf("not ok - %s: line %d: %s\n", tests[i].name, failure_line, failure);
            failed++;
        }
        fflush(stdout);
    }
    printf("clusres-test: %d passed, %d failed, 0 skipped\n", (int)ARRAYSIZE(tests) - failed,
           failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
