/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "client.h"

#define SCHEMA      client
#define SCHEMA_FILE "client.def"
#include "schema-table.h"
