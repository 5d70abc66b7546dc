/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_JOURNAL_H
#define RESAPID_JOURNAL_H

/*
 * systemd's journal, by its native protocol (systemd's document "Native Journal Protocol"): an entry is one
 * datagram of fields to a socket, so no library is needed.
 */

#include <stdbool.h>
#include <glib.h>

/* As systemd.exec(5) says of JOURNAL_STREAM: what is written to stderr goes to the journal. */
bool journal_has_stderr(void);

/* -1 with an error. */
int journal_open(GError **error);

/* One field of an entry; none for a value that is NULL. */
void journal_add(GString *entry, const char *field, const char *value);
/* Never waits: false if the journal does not take it now. */
bool journal_send(int fd, const GString *entry);

#endif
