/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_RECORD_H
#define FAKE_HOST_RECORD_H

/*
 * The record of calls, for tests to read. One line each, written with one write():
 *
 *     TIME_MS ENTRYPOINT begin - resource=NAME
 *     TIME_MS ENTRYPOINT end RESULT resource=NAME
 *     TIME_MS VIOLATION TEXT resource=NAME
 *
 * TIME_MS is CLOCK_MONOTONIC. Load, Startup and ResourceTypeControl have type=NAME instead, and
 * `Finish begin -`, `Finish end 0` have nothing. Violations go to stderr as well.
 */

#include "host.h"

void record_begin(const struct call *call);
void record_end(const struct call *call, uint32_t result);
void record_finish(const struct dll *dll);

/* resapid did what channel.h or the ResApi contract forbids. resource may be NULL. */
void violation(const struct resource *resource, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
