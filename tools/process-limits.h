/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_PROCESS_LIMITS_H
#define RESAPID_TOOLS_PROCESS_LIMITS_H

/* What a hostile file may cost before the kernel ends this process: 2 GiB of memory, so much processor
 * time, no core. Programs built with a sanitizer take all the memory they want. */
void limits_set(unsigned int seconds);

#endif
