/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_WINE_STUBS_H
#define RESAPID_INSPECT_WINE_STUBS_H

#include "pe-file.h"

/*
 * Wine exports functions that it has not written too. Their code, which its winebuild makes, passes two
 * strings to what ends the program: the DLL's name and the function's, or its ordinal. That is what is
 * looked for, in files for x86_64; in others none is found.
 *
 * Sets is_stub of the exports of one of Wine's DLLs, whose bytes must not have been dropped.
 */
void wine_stubs_mark(struct pe_file *file);

/* Made by Wine's winebuild, be it a DLL or one of the empty ones that stand for them in a prefix. */
bool wine_made(const struct pe_file *file);

#endif
