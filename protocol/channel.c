/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "channel.h"

#define SCHEMA      channel
#define SCHEMA_FILE "channel.def"
#include "schema-table.h"
