/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "contract.h"

#include "record.h"

static bool
owns(const struct resource *resource)
{
    return resource->owns && !resource->lost;
}

static void
check_online(const struct resource *resource)
{
    if (resource->in_flight[SCRIPT_ONLINE] > 0 || resource->pending == SCRIPT_ONLINE) {
        violation(resource, "Online while Online is in flight");
    } else if (resource->online) {
        violation(resource, "Online while online");
    }
    if (has_entry(resource->type, ENTRY_ARBITRATE) && !owns(resource)) {
        violation(resource, "Online without Arbitrate");
    }
}

static void
check_offline(const struct resource *resource)
{
    if (resource->in_flight[SCRIPT_OFFLINE] > 0 || resource->pending == SCRIPT_OFFLINE) {
        violation(resource, "Offline while Offline is in flight");
    }
}

static bool
is_on_its_way(const struct resource *resource)
{
    return resource->pending != 0 || resource->in_flight[SCRIPT_ONLINE] > 0 ||
           resource->in_flight[SCRIPT_OFFLINE] > 0;
}

static void
check_close(const struct resource *resource)
{
    if (resource->online) {
        violation(resource, "Close while online, without Offline or Terminate");
    }
    if (owns(resource)) {
        violation(resource, "Close while it owns the quorum, without Release");
    }
    if (is_on_its_way(resource)) {
        violation(resource, "Close while Online or Offline is in flight");
    }
    if (resource->in_flight[SCRIPT_TERMINATE] > 0) {
        violation(resource, "Close while Terminate is in flight");
    }
    if (resource->in_flight[SCRIPT_CLOSE] > 0) {
        violation(resource, "Close while Close is in flight");
    }
}

/* Terminate and Cancel overlap what is ordinary. */
static void
check_overlap(const struct resource *resource, enum entry entry)
{
    if (resource->in_flight[SCRIPT_OPEN] > 0 || resource->in_flight[SCRIPT_CLOSE] > 0) {
        violation(resource, "%s while Open or Close is in flight", entry_name(entry));
    }
}

/* resapi.md 2.2 has neither of the two in its list of what Terminate may overlap. */
static void
check_quorum_overlap(const struct resource *resource, enum entry entry)
{
    if (resource->in_flight[SCRIPT_ARBITRATE] > 0 || resource->in_flight[SCRIPT_RELEASE] > 0) {
        violation(resource, "%s while Arbitrate or Release is in flight", entry_name(entry));
    }
}

static void
check_quorum(const struct resource *resource, enum entry entry)
{
    if (is_on_its_way(resource)) {
        violation(resource, "%s while Online or Offline is in flight", entry_name(entry));
    }
    if (resource->in_flight[SCRIPT_TERMINATE] > 0) {
        violation(resource, "%s while Terminate is in flight", entry_name(entry));
    }
    if (entry == SCRIPT_RELEASE && !resource->owns) {
        violation(resource, "Release without Arbitrate");
    }
    if (entry == SCRIPT_RELEASE && resource->online) {
        violation(resource, "Release while online");
    }
}

static bool
changes_state(enum entry entry)
{
    return entry == SCRIPT_ONLINE || entry == SCRIPT_OFFLINE || entry == SCRIPT_TERMINATE ||
           entry == SCRIPT_CLOSE || entry == SCRIPT_ARBITRATE || entry == SCRIPT_RELEASE;
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
    if (changes_state(entry)) {
        check_quorum_overlap(resource, entry);
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
    case SCRIPT_CANCEL:
        check_overlap(resource, entry);
        break;
    case SCRIPT_ARBITRATE:
    case SCRIPT_RELEASE:
        check_quorum(resource, entry);
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
