/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_ACTIONS_H
#define RESAPID_OCF_ACTIONS_H

/*
 * The agent's actions. Each prints the exit reason where it does not succeed; a probe that finds
 * nothing running is no failure and prints none.
 */

#include "agent.h"

enum ocf_code action_start(struct agent *agent);
enum ocf_code action_stop(struct agent *agent);
enum ocf_code action_monitor(struct agent *agent);
/* Makes changed parameters effective in a resource that runs; only those that did change are told. */
enum ocf_code action_reload(struct agent *agent);
enum ocf_code action_validate_all(struct agent *agent);

/* What the actions share. Parameters that cannot be right on any node. */
enum ocf_code action_check_parameters(const struct agent *agent);
/* The state as it is known; calls no entry point. */
enum ocf_code action_probe(struct agent *agent);
enum ocf_code agent_end_with_outcome(const struct agent *agent, const struct answer *answer);

#endif
