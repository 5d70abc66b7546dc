/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_EVENT_TEXT_H
#define RESAPID_TOOLS_EVENT_TEXT_H

/* One event as one line, without its end; control characters are replaced. */

#include "output.h"
#include "protocol/client.h"

/* What a client says of itself, beside those of protocol/client.h. */
enum { NEWS_GONE = 1000, NEWS_BACK };

/* As text for people, a JSON object or an XML element; g_free(). */
char *event_text(const struct client_news *news, enum output_format format);

#endif
