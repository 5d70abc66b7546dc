/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_CALLS_H
#define FAKE_HOST_CALLS_H

/*
 * Calls of entry points: asked for by resapid, queued per DLL, begun when the contract allows it,
 * returned. One entry point of a DLL runs at a time; Terminate and Cancel may overlap all others and
 * one another, except Startup, Open, Close, Arbitrate and Release.
 */

#include "host.h"

/* Requests of resapid. Each is answered once, now or when its call returns. */
void request_load(const struct channel_message *message);
void request_open(const struct channel_message *message);
void request_call(const struct channel_message *message);
void request_control(const struct channel_message *message);
void request_type_control(const struct channel_message *message);

/* resapid's answer to a request of a call. */
void answer_to_call(const struct channel_message *message);

#endif
