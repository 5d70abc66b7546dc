/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_PLAN_TEXTS_H
#define RESAPID_IMPORT_PLAN_TEXTS_H

/*
 * Texts that Pacemaker cannot hold, whoever spells them. Of what Pacemaker 2.1.5 writes as an XML attribute
 *
 *  - a line break becomes a backslash and an n, a tab becomes blanks, and other control characters no XML;
 *  - whatever stands behind the first character that is not ASCII is not escaped: a double quote, an
 *    ampersand or a less-than sign there makes the whole CIB unreadable.
 *
 * Between the mapping and the writers: those rely on it.
 */

#include <stdbool.h>

#include "notes.h"
#include "pacemaker-plan.h"

/* NULL if Pacemaker holds the text, else what it cannot hold: "a line break". */
const char *plan_text_fault(const char *text);

/* Takes out parameters with such values and notes for each what to do; a description has blanks
 * instead. */
void plan_texts_clean(pacemaker_plan_t *plan, notes_t *notes);

#endif
