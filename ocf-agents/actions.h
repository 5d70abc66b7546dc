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
enum ocf_code action_validate_all(struct agent *agent);

#endif
