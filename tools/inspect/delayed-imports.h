/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_DELAYED_IMPORTS_H
#define RESAPID_INSPECT_DELAYED_IMPORTS_H

#include "pe-file.h"

/*
 * The one table that libyara does not give away: 4.2 reads the delay-loaded imports, but puts their names
 * where nobody can read them (its module declares delay_import_details and fills delayed_import_details).
 * Where the table and the sections are is libyara's word. The format is "Delay-Load Import Tables" of
 * Microsoft's PE format; tables of addresses, which only Visual C++ 6 wrote for i386, are left out.
 *
 * Adds to file->imports what the table at that address in memory lists. False if it lies outside of the
 * file, in part or as a whole, or lists PE_IMPORTS_MAX functions or more.
 */
bool delayed_imports_read(struct pe_file *file, uint32_t address);

#endif
