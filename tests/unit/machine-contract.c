/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Rules are those of resapi.md 2.1, 2.2 and 2.4, and design.md 2. Not in this world: the Arbitrate that
 * confirms what is owned (quorum.c). The machine does not know of it, and the host lets neither
 * Terminate nor Release overlap it.
 */

#include "machine-contract.h"

void
world_must(struct walk *walk, bool holds, const char *rule)
{
    if (!holds && walk->broken == NULL) {
        walk->broken = rule;
    }
}

bool
world_has_changing_call(const struct world *world)
{
    return world->arbitrate || world->online || world->offline || world->terminate ||
           world->release || world->close || world->opening != OPENING_NOT;
}

/* The machine's actions, as actions.c carries them out */

void
world_end_opening(struct walk *walk)
{
    world_raise(walk, walk->world.quorum ? EVENT_OPENED_QUORUM : EVENT_OPENED);
}

static void
act_open(struct walk *walk)
{
    struct world *world = &walk->world;

    world_must(walk, !world_has_changing_call(world), "it is opened beside no other call");
    if (!world->tenant) {
        world->opening = OPENING_PREFIX;
    } else if (!world->open) {
        world->opening = OPENING_LOAD;
    } else {
        world_end_opening(walk);
    }
}

static void
act_abandon(struct walk *walk)
{
    if (walk->world.opening == OPENING_PREFIX || walk->world.opening == OPENING_HELLO) {
        world_raise(walk, EVENT_OPEN_FAILED);
    }
}

static void
act_online(struct walk *walk)
{
    struct world *world = &walk->world;

    world_must(walk, world->open, "Online needs Open");
    world_must(walk, !world->quorum || world->owned,
               "Online of a quorum resource needs its ownership");
    world_must(walk, !world_has_changing_call(world), "Online runs beside no other call");
    world_must(walk, !world->may_be_online, "Online comes only when it is known to be down");
    world->online = world->may_be_online = true;
    world->unproven = world->reopens;
}

static void
act_offline(struct walk *walk)
{
    world_must(walk, walk->world.open, "Offline needs Open");
    world_must(walk, !world_has_changing_call(&walk->world), "Offline runs beside no other call");
    walk->world.offline = true;
}

static void
act_arbitrate(struct walk *walk)
{
    world_must(walk, walk->world.open && walk->world.quorum,
               "Arbitrate needs Open and the entry point");
    world_must(walk, !world_has_changing_call(&walk->world), "Arbitrate runs beside no other call");
    world_must(walk, !walk->world.may_be_online, "Arbitrate comes before Online");
    walk->world.arbitrate = true;
    walk->world.lost = false;
}

void
world_terminate(struct walk *walk)
{
    struct world *world = &walk->world;

    world_must(walk, world->open, "Terminate needs Open");
    world_must(walk, world->opening == OPENING_NOT && !world->close,
               "Terminate overlaps no Open, Close");
    world_must(walk, !world->arbitrate && !world->release,
               "Terminate overlaps no Arbitrate, Release");
    world_must(walk, !world->terminate, "Terminate runs once at a time");
    world->terminate = true;
    world->terminated = false;
}

static void
act_close(struct walk *walk)
{
    struct world *world = &walk->world;

    if (!world->tenant) {
        world_raise_empty(walk);
        return;
    }
    if (!world->open) {
        world_raise(walk, EVENT_CLOSED);
        return;
    }
    world_must(walk, !world_has_changing_call(world), "Release and Close run beside no other call");
    world_must(walk, !world->may_be_online, "Release and Close come behind Offline or Terminate");
    world->release = world->owned;
    world->close = !world->owned;
}

static void
cancel_opening(struct world *world)
{
    if (world->opening == OPENING_PREFIX) {
        world->opening = OPENING_NOT;
    }
}

static void
act_finish(struct walk *walk)
{
    cancel_opening(&walk->world);
    if (walk->world.tenant) {
        world_must(walk, !walk->world.may_be_online,
                   "a host is left only behind Offline or Terminate");
        walk->world.leaving = true;
    } else {
        world_raise_empty(walk);
    }
}

static void
act_kill(struct walk *walk)
{
    cancel_opening(&walk->world);
    if (walk->world.tenant) {
        walk->world.killed = true;
    } else {
        world_raise_empty(walk);
    }
}

/* In the order of actions.c. */
static const struct {
    enum machine_action action;
    void (*act)(struct walk *walk);
} actions[] = {
    { ACTION_OPEN, act_open },
    { ACTION_PROVE, act_open },
    { ACTION_ABANDON, act_abandon },
    { ACTION_ONLINE, act_online },
    { ACTION_OFFLINE, act_offline },
    { ACTION_ARBITRATE, act_arbitrate },
    { ACTION_TERMINATE, world_terminate },
    { ACTION_CLOSE, act_close },
    { ACTION_FINISH, act_finish },
    { ACTION_KILL, act_kill },
};

/* What holds in a state */

static void
check_all_states(struct walk *walk)
{
    const struct world *world = &walk->world;

    world_must(walk,
               !world->may_be_online || machine_resource_state(world->state) != RESOURCE_OFFLINE,
               "what is shown as offline is down");
    world_must(walk, !machine_is_visit(world->state) || !world->unproven,
               "a visit is of what is proven to be offline");
    world_must(walk,
               !machine_takes_controls(world->state) ||
                   (!world->terminate && !world->release && !world->close),
               "controls are begun beside no Terminate, Release or Close");
}

static void
check_state(struct walk *walk)
{
    const struct world *world = &walk->world;

    check_all_states(walk);
    switch ((enum machine_state)world->state) {
    case STATE_OFFLINE:
        world_must(walk, !world->tenant, "nothing of it runs when it is offline");
        world_must(walk, world->opening == OPENING_NOT, "nothing of it starts when it is offline");
        world_must(walk, !world->unproven, "what is offline is proven to be");
        return;
    case STATE_FAILED:
        world_must(walk, !world_has_changing_call(world), "no call runs when it has failed");
        world_must(walk, !world->tenant || world->open, "what has failed is open or gone");
        world_must(walk, !world->may_be_online, "what has failed is known to be down");
        return;
    case STATE_ONLINE:
        world_must(walk, world->open && !world_has_changing_call(world),
                   "no call runs when it is online");
        world_must(walk, !world->quorum || world->owned, "what is online is owned");
        return;
    case STATE_OWNED:
        world_must(walk, world->open && !world_has_changing_call(world),
                   "no call runs when it is owned");
        world_must(walk, world->owned && !world->may_be_online, "what is owned is down");
        return;
    case STATE_VISITED:
        world_must(walk, world->open && !world_has_changing_call(world),
                   "controls run beside polls alone");
        world_must(walk, !world->owned && !world->may_be_online, "what is visited is down");
        return;
    default:
        return;
    }
}

/* control.c: controls_update() */
void
world_update_controls(struct walk *walk)
{
    struct world *world = &walk->world;

    if (world->state == STATE_VISITED && !world->asked) {
        world_raise(walk, EVENT_VISIT_OVER);
    } else if (world->asked && world->open && machine_takes_controls(world->state)) {
        world->other = true;
    } else if (world->asked && world->state == STATE_OFFLINE) {
        world_raise(walk, EVENT_VISIT);
    } else if (world->asked && world->state == STATE_FAILED && !world->tenant) {
        world->asked = false;
    }
}

void
world_raise(struct walk *walk, enum machine_event event)
{
    struct machine_step step = machine_step(walk->world.state, event);

    if (!step.defined) {
        return;
    }
    walk->world.state = (uint8_t)step.next;
    if (machine_is_stable(step.next)) {
        walk->world.to_stop = walk->world.unbounded = false;
    }
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if ((step.actions & actions[i].action) != 0) {
            actions[i].act(walk);
        }
    }
    check_state(walk);
    world_update_controls(walk);
}

/* proof.c: proof_event() */
void
world_raise_empty(struct walk *walk)
{
    world_raise(walk, walk->world.unproven ? EVENT_TREE_UNPROVEN : EVENT_TREE_EMPTY);
}

/* A visit's failure is the failure of the controls that wait for it. */
void
world_fail(struct walk *walk, enum machine_event event)
{
    struct world *world = &walk->world;

    if (machine_is_visit(world->state) && machine_step(world->state, event).defined) {
        world->asked = false;
    }
    world_raise(walk, event);
}

/* actions.c: resource_call_returned() */
void
world_call_returned(struct walk *walk)
{
    struct world *world = &walk->world;

    if (world->terminated && !world->other && !world_has_changing_call(world)) {
        world->terminated = world->may_be_online = false;
        world_raise(walk, EVENT_TERMINATED);
    }
}
