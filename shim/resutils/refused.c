/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is in refused.def. No header declares these functions with their own arguments here. */

#include "refusal.h"

#define REFUSED_DLL                  "resutils.dll"
#define REFUSED(name, result, words) REFUSED_FUNCTION(name, result, words)
#include "refused.def"
