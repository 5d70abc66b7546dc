/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_OPENMETRICS_H
#define RESAPID_TOOLS_OPENMETRICS_H

/*
 * OpenMetrics 1.0 text, as far as Prometheus' older text format has it too, since that is what
 * node_exporter's textfile collector reads: the types are gauge and counter. Pure.
 */

#include <stdint.h>
#include <glib.h>

/* Begins a family of samples. type is "gauge" or "counter"; unit is what the name ends with, or NULL; help
 * is text without `\`, `"` and line ends. */
void metrics_family(GString *text, const char *name, const char *type, const char *unit,
                    const char *help);

/* One sample. labels: a name and a value by turns, NULL behind the last; values are any text. */
void metrics_sample(GString *text, const char *name, const char *const *labels, uint64_t value);
/* The same in seconds. */
void metrics_sample_seconds(GString *text, const char *name, const char *const *labels,
                            uint64_t microseconds);

void metrics_end(GString *text);

#endif
