/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_DEPENDENCIES_H
#define CLUSRES_SERVICE_DEPENDENCIES_H

/* Which services a service needs, and which need it. */

#include <windows.h>

#define DEPENDENCIES_DEEPEST 16 /* more services behind one another are taken for a circle */

/* The names of the services that this one depends on (names.h), or NULL. Load-ordering groups are
 * not among them: a group is no service, and Wine knows none. */
LPWSTR dependencies_of(LPCWSTR service_name);

/* The names of the active services that depend on this one. */
DWORD dependents_of(LPCWSTR service_name, LPWSTR *names);

#endif
