/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * resapi-host.exe: loads resource DLLs and calls their entry points as resapid asks, and passes on
 * what they call back. It decides nothing and waits for nothing but resapid. See channel.h.
 */

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "channel.h"
#include "checkpoints.h"
#include "connection.h"
#include "crash.h"
#include "host-interface.h"
#include "loader.h"
#include "log.h"
#include "mirror.h"
#include "pe-file.h"
#include "pending-controls.h"
#include "resapi.h"
#include "resources.h"

#ifndef RESAPID_BUILD_ID
#error "define RESAPID_BUILD_ID, the same in all parts of one build"
#endif

static void
log_for_process(uint32_t level, const char *text)
{
    log_text(0, level, text);
}

/* Who calls is filled in here, so that no asker can forget it. */
static DWORD
ask_for_dll(struct channel_message *question, uint32_t expected, struct host_answer **answer)
{
    if (question->header.type == CHANNEL_OBJECT_CONTROL) {
        question->object_control.caller = crash_caller();
    }
    return connection_ask(question, expected, answer);
}

static bool
wants_properties(void)
{
    return controls_type_of_properties() != NULL;
}

static void
note_property(const struct channel_property_item *item)
{
    const struct type *type = controls_type_of_properties();
    struct channel_message message = { .header.type = CHANNEL_PROPERTY_ITEM,
                                       .property_item = *item };

    if (type != NULL) {
        message.property_item.type_name = type_utf8_name(type);
        connection_send(&message);
    }
}

static const struct host_interface host_interface = {
    .version = HOST_INTERFACE_VERSION,
    .build_id = RESAPID_BUILD_ID,
    .ask = ask_for_dll,
    .forget = connection_forget,
    .process_exits = crash_process_exits,
    .log = log_for_process,
    .listen = connection_listen,
    .wants_properties = wants_properties,
    .note_property = note_property,
};

__declspec(dllexport) const struct host_interface *ResapidHostInterface(uint32_t version);

const struct host_interface *
ResapidHostInterface(uint32_t version)
{
    return version == HOST_INTERFACE_VERSION ? &host_interface : NULL;
}

/* Resource DLLs print: stdout goes where stderr goes, into resapid's log, at once, since there is
 * no orderly exit that would flush it. The C runtime has handles of its own for both. */
static void
redirect_standard_handles(void)
{
    int null = _open("NUL", _O_RDWR);

    if (null >= 0) {
        _dup2(null, 0);
        _close(null);
    }
    if (_dup2(2, 1) != 0) {
        freopen("NUL", "w", stdout);
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    SetStdHandle(STD_INPUT_HANDLE, (HANDLE)_get_osfhandle(0));
    SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
}

/* The channel is file descriptor 0. Wine gives a program its standard input for reading only; a
 * duplicate may write as well. It is inherited by no child process and all that is left of the
 * channel in this one, so that no resource DLL can read or write it by accident. */
static HANDLE
take_channel(void)
{
    HANDLE self = GetCurrentProcess();
    HANDLE channel = INVALID_HANDLE_VALUE;

    if (!DuplicateHandle(self, GetStdHandle(STD_INPUT_HANDLE), self, &channel,
                         GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, FALSE, 0)) {
        fprintf(stderr,
                "resapi-host.exe: standard input is not resapid's channel: error %lu; this program "
                "is started by resapid only\n",
                GetLastError());
        ExitProcess(EXIT_CHANNEL);
    }
    redirect_standard_handles();
    return channel;
}

static void
say_hello(void)
{
    struct channel_message hello = {
        .header = { .type = CHANNEL_HELLO },
        .hello = { .version = CHANNEL_VERSION,
                   .build_id = RESAPID_BUILD_ID,
                   .machine = pe_own_machine() },
    };

    connection_send(&hello);
}

static void
check_welcome(const struct channel_message *message)
{
    if (message->header.type != CHANNEL_WELCOME) {
        log_and_leave("the channel begins with %s instead of WELCOME; install resapid and "
                      "resapi-host.exe from one build",
                      wire_type_name(&channel_schema, message->header.type));
    }
    if (message->welcome.version != CHANNEL_VERSION ||
        strcmp(message->welcome.build_id, RESAPID_BUILD_ID) != 0) {
        log_and_leave("resapid is build %.100s and resapi-host.exe is build %s; install both from "
                      "one build",
                      message->welcome.build_id, RESAPID_BUILD_ID);
    }
}

/* Only a resapid that was restarted asks for facts. */
static void
send_facts(const struct channel_message *request)
{
    struct channel_message end = {
        .header = { .type = CHANNEL_FACTS_END, .id = request->header.id },
        .facts_end = { .version = CHANNEL_VERSION },
    };

    resource_send_facts(request->header.id);
    connection_send(&end);
    connection_ask_again();
}

static _Noreturn void
finish(void)
{
    struct channel_message bye = {
        .header = { .type = CHANNEL_BYE },
        .bye = { .reason = "finished as asked" },
    };

    connection_last_words(&bye, 1, EXIT_FINISHED);
}

static void
dispatch(const struct channel_message *message)
{
    switch (message->header.type) {
    case CHANNEL_WELCOME:
        check_welcome(message);
        break;
    case CHANNEL_LOAD:
        loader_load(message);
        break;
    case CHANNEL_OPEN:
        calls_open(message);
        break;
    case CHANNEL_CALL:
        calls_call(message);
        break;
    case CHANNEL_CONTROL:
        calls_control(message);
        break;
    case CHANNEL_TYPE_CONTROL:
        calls_type_control(message);
        break;
    case CHANNEL_FACTS:
        send_facts(message);
        break;
    case CHANNEL_WATCH_AGAIN:
        calls_watch_again(message);
        break;
    case CHANNEL_CHECKPOINT_RESTORE:
        checkpoints_restore(message);
        break;
    case CHANNEL_CHECKPOINT_WATCH:
        checkpoints_watch(message);
        break;
    case CHANNEL_CHECKPOINT_END:
        checkpoints_end(message);
        break;
    case CHANNEL_MIRROR:
        mirror_write(message);
        break;
    case CHANNEL_EVENT:
        connection_take_event(&message->event);
        break;
    case CHANNEL_FINISH:
        finish();
    default:
        log_and_leave("the channel carries %s, which only a host sends; install resapid and "
                      "resapi-host.exe from one build",
                      wire_type_name(&channel_schema, message->header.type));
    }
}

int
main(void)
{
    connection_open(take_channel());
    crash_start();
    say_hello();
    check_welcome(connection_receive());
    loader_start();
    connection_run(dispatch);
    return EXIT_FAULT;
}
