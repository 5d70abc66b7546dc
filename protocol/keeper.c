/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "keeper.h"

#define SCHEMA      keeper
#define SCHEMA_FILE "keeper.def"
#include "schema-table.h"
