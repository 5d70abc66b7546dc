/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_RECORD_H
#define FAKE_HOST_RECORD_H

/*
 * The record of calls, for tests to read. One line each, written with one write():
 *
 *     TIME_MS ENTRYPOINT begin - resource=NAME [flags=0xFLAGS] [code=0xCODE] [in=HEX]
 *     TIME_MS ENTRYPOINT end RESULT resource=NAME [code=0xCODE]
 *     TIME_MS ENTRYPOINT answered RESULT resource=NAME [code=0xCODE]
 *     TIME_MS VIOLATION TEXT resource=NAME
 *     TIME_MS ASKED..., TIME_MS EVENT...     see asks.h
 *     TIME_MS WATCH_AGAIN - - resource=NAME
 *
 * TIME_MS is CLOCK_MONOTONIC. Load, Startup and controls of types have type=NAME instead, and
 * `Finish begin -`, `Finish end 0` have nothing. FLAGS are there unless 0, CODE (8 digits) with
 * controls, HEX if anything came in, its first 64 bytes. A control that returns asynchronously ends
 * with 997 and is answered later. Violations go to stderr as well.
 *
 * Control codes that resapid sends of its own accord (codes.c) stand behind ENTRYPOINT instead, as in
 * `ResourceControl 0x01000005 begin - resource=NAME`: third words tell them from the calls that a
 * test has asked for.
 */

#include "host.h"

void record_begin(const struct call *call);
void record_end(const struct call *call, uint32_t result);
void record_answered(const struct call *call, uint32_t result);
void record_watch_again(const struct resource *resource);
/* A line of other text; cut if it is too long. */
void record_text(const struct dll *dll, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void record_finish(const struct dll *dll);

/* resapid did what channel.h or the ResApi contract forbids. resource may be NULL. */
void violation(const struct resource *resource, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
