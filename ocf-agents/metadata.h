/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_METADATA_H
#define RESAPID_OCF_METADATA_H

/* What the meta-data action of ocf:resapi:ResourceDLL prints: OCF 1.1, and what the older
 * ra-api-1.dtd that ocf-tester uses takes as well, so no unique-group, reloadable or reload-agent.
 */
extern const char agent_metadata[];

#endif
