/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESUTILS_ENVIRONMENT_H
#define RESUTILS_ENVIRONMENT_H

#include <stddef.h>

#include "resapi.h"

/* The characters of an environment block, with the NUL that ends it. */
size_t environment_length(LPCWSTR block);

#endif
