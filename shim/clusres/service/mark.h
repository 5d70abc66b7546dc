/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_MARK_H
#define CLUSRES_SERVICE_MARK_H

/*
 * Which resource has started a service, noted with the service: ServiceName may name another one by
 * the time that the service has to be found again, behind the death of its host. Whoever notes or
 * removes it has the service's claim (claim.h).
 */

#include <windows.h>

#define MARK_OWNER 64

/* The id of a resource, which stays when it is renamed. */
DWORD mark_owner(HKEY resource_key, WCHAR owner[MARK_OWNER]);

DWORD mark_set(LPCWSTR service_name, LPCWSTR owner);
BOOL mark_is(LPCWSTR service_name, LPCWSTR owner);

/* The owner's only. One that stays costs a look at the service at the owner's next Open. */
void mark_remove(LPCWSTR service_name, LPCWSTR owner);

/* The services that owner has started and that are not known to have been stopped since (names.h). */
DWORD mark_find(LPCWSTR owner, LPWSTR *names);

#endif
