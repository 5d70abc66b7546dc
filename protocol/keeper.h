/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_KEEPER_H
#define RESAPID_KEEPER_H

/*
 * resapid and resapi-keeper, over a SOCK_SEQPACKET socket in the run folder that the keeper listens
 * on. One client at a time; a new connection replaces an old one, whose process is gone.
 *
 * On every connection the keeper sends HERE, with the channel's file descriptor as SCM_RIGHTS, and
 * then what happens: OUTPUT for each line that its tree wrote to stdout or stderr, EXITED when the
 * host process ended, EMPTY_TREE when no process of the tree is left. The tree is killed when the
 * host process ends or when KILL arrives. EMPTY_TREE is the keeper's last word: it removes its
 * socket and exits. Without a client it removes its socket and exits as well, once the tree is
 * empty: a socket that refuses connections means that a keeper died and its tree is not known to
 * be.
 */

#include "wire.h"

#define KEEPER_VERSION 1

#define SCHEMA      keeper
#define SCHEMA_FILE "keeper.def"
#include "schema.h"
#undef SCHEMA
#undef SCHEMA_FILE

enum keeper_verb {
#define MESSAGE(upper, lower, number) KEEPER_##upper = number,
#define FIELD(lower, kind, name)
#define END(lower)
#define EMPTY(upper, lower, number) KEEPER_##upper = number,
#include "keeper.def"
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY
};

extern const struct wire_schema keeper_schema;

#endif
