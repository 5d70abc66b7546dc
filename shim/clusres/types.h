/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_TYPES_H
#define CLUSRES_TYPES_H

/* The built-in types, each of a folder of its own, which shares with the others only what stands in
 * this one. */

#include "resapi.h"

extern CLRES_FUNCTION_TABLE generic_application_functions;
extern CLRES_FUNCTION_TABLE generic_script_functions;
extern CLRES_FUNCTION_TABLE generic_service_functions;

#endif
