/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_CLAIM_H
#define CLUSRES_SERVICE_CLAIM_H

/*
 * Whose a service is. A claim is a named object of the prefix, so it holds against the resources of
 * all hosts in it and ends with the process that has it, however that ends. Whoever starts or stops
 * the service of a resource has its claim.
 */

#include <windows.h>

/* ERROR_SUCCESS: it is the caller's until claim_drop(). ERROR_BUSY: another resource is online with
 * it, or about to be. ERROR_RETRY: somebody has it who only stops what a dead host left, which ends
 * soon. */
DWORD claim_take(LPCWSTR service_name, HANDLE *claim);

/* The holder is about to start the service. */
void claim_for_online(HANDLE claim);

void claim_drop(HANDLE claim);

BOOL claim_is_taken(LPCWSTR service_name);

#endif
