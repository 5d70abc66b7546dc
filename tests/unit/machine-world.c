/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What can happen in the world, and how resource.c and its rooms turn it into events.
 */

#include "machine-world.h"

#include "machine-contract.h"

/* Requests */

static bool
may_request(const struct world *world, enum machine_event event)
{
    struct machine_step step = machine_step(world->state, event);

    return step.defined &&
           !(step.next == (enum machine_state)world->state && machine_is_stable(world->state));
}

static void
requested(struct walk *walk, enum machine_event event)
{
    walk->world.unbounded = false;
    world_raise(walk, event);
}

static void
stop_requested(struct walk *walk, enum machine_event event)
{
    walk->world.to_stop = true;
    requested(walk, event);
}

/* Opening */

static bool
may_open(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->opening == OPENING_CALL;
}

static void
opened(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.opening = OPENING_NOT;
    walk->world.open = true;
    walk->world.unproven = false;
    world_end_opening(walk);
}

static bool
may_not_open(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->opening != OPENING_NOT && world->opening != OPENING_HELLO;
}

static void
not_opened(struct walk *walk, enum machine_event event)
{
    walk->world.opening = OPENING_NOT;
    world_fail(walk, event);
}

static bool
may_enter(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->opening == OPENING_PREFIX;
}

static void
entered(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.opening = OPENING_HELLO;
    walk->world.tenant = walk->world.host = true;
}

static bool
may_greet(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->opening == OPENING_HELLO && !world->leaving && !world->killed;
}

static void
greeted(struct walk *walk, enum machine_event event)
{
    (void)event;
    world_must(walk, machine_is_opening(walk->world.state), "a host that starts is waited for");
    walk->world.opening = OPENING_LOAD;
}

static bool
may_load(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->opening == OPENING_LOAD;
}

static void
loaded(struct walk *walk, enum machine_event event)
{
    (void)event;
    if (machine_is_opening(walk->world.state)) {
        walk->world.opening = OPENING_CALL;
    } else {
        not_opened(walk, EVENT_OPEN_FAILED);
    }
}

/* Quorum */

static bool
may_arbitrate(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->arbitrate;
}

static void
arbitrated(struct walk *walk, enum machine_event event)
{
    struct world *world = &walk->world;

    world->arbitrate = false;
    world->owned = event == EVENT_ARBITRATED;
    world_fail(walk, world->lost ? EVENT_NOT_ARBITRATED : event);
    world_call_returned(walk);
}

/* The host's lane has Release and Close wait for a control that came before them. */
static bool
may_release(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->release && !world->other;
}

static void
released(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.release = walk->world.owned = false;
    walk->world.close = true;
}

static bool
may_speak(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->host && world->open && !machine_keeps_reports(world->state);
}

static bool
may_lose_quorum(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->host && world->open;
}

static void
quorum_lost(struct walk *walk, enum machine_event event)
{
    walk->world.lost = true;
    world_raise(walk, event);
}

/* Online, Offline, Terminate, Close */

static bool
may_return(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->online || world->offline;
}

static void
returned(struct walk *walk, enum machine_event event)
{
    struct world *world = &walk->world;
    bool online = world->online;

    if (world->offline && event == EVENT_RETURNED_OK) {
        world->may_be_online = false;
    }
    world->online = world->offline = false;
    if (online && world->terminated && event != EVENT_RETURNED_ERROR) {
        world_terminate(walk);
        return;
    }
    world_raise(walk, event);
    world_call_returned(walk);
}

static void
reported_offline(struct walk *walk, enum machine_event event)
{
    if (walk->world.state == STATE_OFFLINE_PENDING) {
        walk->world.may_be_online = false;
    }
    world_raise(walk, event);
}

static bool
may_terminate(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->terminate;
}

static void
terminate_returned(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.terminate = false;
    if (walk->world.busy) {
        walk->world.killed = true;
        return;
    }
    walk->world.terminated = true;
    world_call_returned(walk);
}

static bool
may_close(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->close && !world->other;
}

static void
closed(struct walk *walk, enum machine_event event)
{
    walk->world.close = walk->world.open = walk->world.unproven = false;
    world_raise(walk, event);
}

/* Controls and checks */

static bool
may_ask(const struct world *world, enum machine_event event)
{
    (void)event;
    return !world->asked;
}

static void
control_asked(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.asked = true;
    world_update_controls(walk);
}

static bool
may_give_up(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->asked && !world->other;
}

static void
control_given_up(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.asked = false;
    world_update_controls(walk);
}

static bool
may_check(const struct world *world, enum machine_event event)
{
    (void)event;
    return machine_is_polled(world->state);
}

static void
check_began(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.other = true;
}

static bool
may_other_return(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->other;
}

static void
other_returned(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.other = walk->world.asked = false;
    world_update_controls(walk);
    world_call_returned(walk);
}

/* Ends */

static bool
may_die(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->host;
}

static void
close_host(struct world *world)
{
    world->host = world->leaving = world->killed = world->busy = false;
    world->open = world->owned = world->lost = false;
    world->arbitrate = world->online = world->offline = world->terminate = false;
    world->terminated = world->release = world->close = world->other = false;
    world->opening = OPENING_NOT;
}

static void
died(struct walk *walk, enum machine_event event)
{
    close_host(&walk->world);
    walk->world.asked = false;
    world_fail(walk, event);
}

/* A host that others are in outlives the resource. */
static bool
may_be_empty(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->tenant && (!world->host || (world->shared && world->leaving));
}

static void
emptied(struct walk *walk, enum machine_event event)
{
    (void)event;
    close_host(&walk->world);
    walk->world.tenant = walk->world.may_be_online = false;
    world_raise_empty(walk);
}

/* Clocks */

static bool
may_pend(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->state == STATE_ONLINE_PENDING || world->state == STATE_OFFLINE_PENDING;
}

static bool
may_hang(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->other || (world_has_changing_call(world) && world->opening != OPENING_PREFIX &&
                            world->opening != OPENING_HELLO);
}

/* host_finish() and tenant_leave() see to what hangs in a host that is left. */
static void
hung(struct walk *walk, enum machine_event event)
{
    world_fail(walk, event);
    world_must(walk, walk->world.killed || walk->world.leaving, "what hangs is killed");
}

static bool
may_last_control_hang(const struct world *world, enum machine_event event)
{
    (void)event;
    return world->other && world->asked;
}

/* Its client is told first, which may end a visit. */
static void
last_control_hung(struct walk *walk, enum machine_event event)
{
    control_given_up(walk, event);
    hung(walk, EVENT_CALL_TIMEOUT);
}

static bool
has_deadline(const struct world *world)
{
    return machine_share(world->state) != 0 && !world->unbounded;
}

/* resource.c: spares_others() */
static bool
spares_others(const struct world *world)
{
    return world->shared && world->tenant && !world->to_stop &&
           machine_step(world->state, EVENT_GIVEN_UP).defined;
}

static bool
may_expire(const struct world *world, enum machine_event event)
{
    (void)event;
    return has_deadline(world) && !spares_others(world);
}

static void
expired(struct walk *walk, enum machine_event event)
{
    const struct world *world = &walk->world;
    bool spare = world->shared && world->host && !world->killed && !world->to_stop;

    world_raise(walk, event);
    world_must(walk, !spare || !world->killed, "the deadline of a start kills no shared host");
}

static bool
may_be_given_up(const struct world *world, enum machine_event event)
{
    (void)event;
    return has_deadline(world) && spares_others(world);
}

static void
given_up(struct walk *walk, enum machine_event event)
{
    bool killed = walk->world.killed;

    walk->world.unbounded = true;
    world_raise(walk, event);
    world_must(walk, walk->world.killed == killed, "giving up kills nothing");
}

/* Adoption */

static bool
may_adopt(const struct world *world, enum machine_event event)
{
    (void)event;
    return machine_is_adopting(world->state) && !world->killed;
}

static bool
may_adopt_owned(const struct world *world, enum machine_event event)
{
    return world->quorum && may_adopt(world, event);
}

static void
adopted(struct walk *walk, enum machine_event event)
{
    struct world *world = &walk->world;

    world->open = event != EVENT_ADOPTED_ABSENT;
    world->owned =
        world->quorum && world->open && event != EVENT_ADOPTED_DOWN && event != EVENT_ADOPTED_OPEN;
    world->may_be_online = event == EVENT_ADOPTED_ONLINE || event == EVENT_ADOPTED_BUSY;
    world->unproven = world->unproven && event != EVENT_ADOPTED_OPEN;
    world_raise(walk, event);
}

static void
adopted_busy(struct walk *walk, enum machine_event event)
{
    walk->world.busy = true;
    adopted(walk, event);
}

static void
adopted_failed(struct walk *walk, enum machine_event event)
{
    (void)event;
    adopted(walk, EVENT_ADOPTED_BUSY);
}

static void
adoption_killed(struct walk *walk, enum machine_event event)
{
    (void)event;
    walk->world.killed = true;
}

/* All moves; those without a condition are not made by the world, but follow from others. */
static const struct {
    bool (*may)(const struct world *world, enum machine_event event);
    void (*happen)(struct walk *walk, enum machine_event event);
    const char *name; /* of what is no event */
} moves[WORLD_MOVES] = {
    [EVENT_ONLINE] = { may_request, requested, NULL },
    [EVENT_OFFLINE] = { may_request, stop_requested, NULL },
    [EVENT_TERMINATE] = { may_request, stop_requested, NULL },
    [EVENT_ARBITRATE] = { may_request, requested, NULL },
    [EVENT_RELEASE] = { may_request, stop_requested, NULL },
    [EVENT_OPENED] = { may_open, opened, NULL },
    [EVENT_OPEN_FAILED] = { may_not_open, not_opened, NULL },
    [EVENT_ARBITRATED] = { may_arbitrate, arbitrated, NULL },
    [EVENT_NOT_ARBITRATED] = { may_arbitrate, arbitrated, NULL },
    [EVENT_RETURNED_OK] = { may_return, returned, NULL },
    [EVENT_RETURNED_PENDING] = { may_return, returned, NULL },
    [EVENT_RETURNED_ERROR] = { may_return, returned, NULL },
    [EVENT_CLOSED] = { may_close, closed, NULL },
    [EVENT_HOST_DIED] = { may_die, died, NULL },
    [EVENT_TREE_EMPTY] = { may_be_empty, emptied, NULL },
    [EVENT_REPORT_PROGRESS] = { may_speak, world_raise, NULL },
    [EVENT_REPORT_ONLINE] = { may_speak, world_raise, NULL },
    [EVENT_REPORT_OFFLINE] = { may_speak, reported_offline, NULL },
    [EVENT_REPORT_FAILED] = { may_speak, world_raise, NULL },
    [EVENT_QUORUM_LOST] = { may_lose_quorum, quorum_lost, NULL },
    [EVENT_CHECK_FAILED] = { may_check, world_raise, NULL },
    [EVENT_PENDING_TIMEOUT] = { may_pend, world_raise, NULL },
    [EVENT_CALL_TIMEOUT] = { may_hang, hung, NULL },
    [EVENT_DEADLINE] = { may_expire, expired, NULL },
    [EVENT_GIVEN_UP] = { may_be_given_up, given_up, NULL },
    [EVENT_ADOPTED_ONLINE] = { may_adopt, adopted, NULL },
    [EVENT_ADOPTED_OWNED] = { may_adopt_owned, adopted, NULL },
    [EVENT_ADOPTED_OPEN] = { may_adopt, adopted, NULL },
    [EVENT_ADOPTED_DOWN] = { may_adopt, adopted, NULL },
    [EVENT_ADOPTED_BUSY] = { may_adopt, adopted_busy, NULL },
    [EVENT_ADOPTED_ABSENT] = { may_adopt, adopted, NULL },
    [MOVE_ENTERED] = { may_enter, entered, "a host is entered" },
    [MOVE_HELLO] = { may_greet, greeted, "the host says HELLO" },
    [MOVE_LOADED] = { may_load, loaded, "the DLL is loaded" },
    [MOVE_TERMINATE_RETURNED] = { may_terminate, terminate_returned, "Terminate comes back" },
    [MOVE_RELEASED] = { may_release, released, "Release returned" },
    [MOVE_CONTROL_ASKED] = { may_ask, control_asked, "a client asks for a control" },
    [MOVE_CONTROL_GIVEN_UP] = { may_give_up, control_given_up, "the client's time is over" },
    [MOVE_CHECK_BEGAN] = { may_check, check_began, "a check begins" },
    [MOVE_OTHER_RETURNED] = { may_other_return, other_returned, "a control or check returned" },
    [MOVE_LAST_CONTROL_HUNG] = { may_last_control_hang, last_control_hung, "a control hangs" },
    [MOVE_ADOPTED_FAILED] = { may_adopt, adopted_failed, "found failed" },
    [MOVE_ADOPTION_KILLED] = { may_adopt, adoption_killed, "found unusable" },
};

bool
world_allows(const struct world *world, unsigned int move)
{
    return moves[move].may != NULL && moves[move].may(world, (enum machine_event)move);
}

void
world_move(struct walk *walk, unsigned int move)
{
    moves[move].happen(walk, (enum machine_event)move);
}

const char *
world_move_name(unsigned int move)
{
    return move < MACHINE_EVENTS ? machine_event_name((enum machine_event)move) : moves[move].name;
}
