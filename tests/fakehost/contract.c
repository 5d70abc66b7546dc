/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "contract.h"

#include "record.h"

static void
check_online(const struct resource *resource)
{
    if (resource->in_flight[SCRIPT_ONLINE] > 0 || resource->pending == SCRIPT_ONLINE) {
        violation(resource, "Online while Online is in flight");
    } else if (resource->online) {
        violation(resource, "Online while online");
    }
}

static void
check_offline(const struct resource *resource)
{
    if (resource->in_flight[SCRIPT_OFFLINE] > 0 || resource->pending == SCRIPT_OFFLINE) {
        violation(resource, "Offline while Offline is in flight");
    }
}

static void
check_close(const struct resource *resource)
{
    if (resource->online) {
        violation(resource, "Close while online, without Offline or Terminate");
    }
    if (resource->pending != 0 || resource->in_flight[SCRIPT_ONLINE] > 0 ||
        resource->in_flight[SCRIPT_OFFLINE] > 0) {
        violation(resource, "Close while Online or Offline is in flight");
    }
    if (resource->in_flight[SCRIPT_TERMINATE] > 0) {
        violation(resource, "Close while Terminate is in flight");
    }
    if (resource->in_flight[SCRIPT_CLOSE] > 0) {
        violation(resource, "Close while Close is in flight");
    }
}

static void
check_terminate(const struct resource *resource)
{
    if (resource->in_flight[SCRIPT_OPEN] > 0 || resource->in_flight[SCRIPT_CLOSE] > 0) {
        violation(resource, "Terminate while Open or Close is in flight");
    }
}

static void
check_poll(const struct resource *resource, enum entry entry)
{
    if (!resource->online) {
        violation(resource, "%s while not online", entry_name(entry));
    }
}

static void
check(const struct resource *resource, enum entry entry)
{
    if (!resource->opened && entry != SCRIPT_OPEN) {
        violation(resource, "%s before Open has returned", entry_name(entry));
    }
    switch (entry) {
    case SCRIPT_ONLINE:
        check_online(resource);
        break;
    case SCRIPT_OFFLINE:
        check_offline(resource);
        break;
    case SCRIPT_CLOSE:
        check_close(resource);
        break;
    case SCRIPT_TERMINATE:
        check_terminate(resource);
        break;
    case SCRIPT_LOOKS_ALIVE:
    case SCRIPT_IS_ALIVE:
        check_poll(resource, entry);
        break;
    default:
        break;
    }
}

void
contract_asked(struct resource *resource, enum entry entry)
{
    check(resource, entry);
    resource->in_flight[entry]++;
    if (entry == SCRIPT_ONLINE) {
        resource->given_up = false;
    }
    if (entry == SCRIPT_TERMINATE) {
        resource->given_up = true;
        resource->pending = 0;
    }
    if (entry == SCRIPT_TERMINATE || entry == SCRIPT_OFFLINE) {
        resource->online = false;
    }
}

void
contract_returned(struct resource *resource, enum entry entry)
{
    resource->in_flight[entry]--;
}

void
contract_online(struct resource *resource)
{
    /* resapid that has asked for Terminate meanwhile no longer takes it for online. */
    resource->online = !resource->given_up;
}
