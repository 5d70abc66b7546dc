/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "listing-columns.h"

/* A row that has more ways to be read than this is none. */
#define STEPS_MAX     4000U
#define OVERFLOW_COST 2

struct split {
    const gunichar *row;
    glong length;
    const guint *widths;
    guint count;
    listing_judge judge;
    void *user;
    glong starts[LISTING_COLUMNS_MAX];
    glong ends[LISTING_COLUMNS_MAX];
    guint steps;
    int best_cost; /* below 0: none is found */
    guint n_best;
    char **best;
};

static char *
cell_text(const struct split *split, guint column)
{
    glong start = MIN(split->starts[column], split->length);
    glong end = MIN(split->ends[column], split->length);
    char *text = g_ucs4_to_utf8(split->row + start, end - start, NULL, NULL, NULL);

    return text != NULL ? g_strstrip(text) : g_strdup("");
}

static void
judge_reading(struct split *split, int cost)
{
    g_auto(GStrv) cells = g_new0(char *, split->count + 1);
    int judged;

    for (guint i = 0; i < split->count; i++) {
        cells[i] = cell_text(split, i);
    }
    judged = split->judge(split->user, cells);
    if (judged < 0 || (split->best_cost >= 0 && cost + judged > split->best_cost)) {
        return;
    }
    split->n_best = cost + judged == split->best_cost ? split->n_best + 1 : 1;
    if (split->n_best == 1) {
        g_strfreev(split->best);
        split->best = g_steal_pointer(&cells);
    }
    split->best_cost = cost + judged;
}

static void split_from(struct split *split, guint column, glong at, int cost);

/* The cell ends somewhere behind its column, at a blank. */
static void
overflow(struct split *split, guint column, glong at, int cost)
{
    for (glong end = at + split->widths[column] + 1; end <= split->length; end++) {
        bool ends = end == split->length || split->row[end] == ' ';

        if (ends && split->row[end - 1] != ' ') {
            split->ends[column] = end;
            split_from(split, column + 1, end + 1, cost + OVERFLOW_COST);
        }
    }
}

static void
split_from(struct split *split, guint column, glong at, int cost)
{
    glong end;

    if (split->steps++ > STEPS_MAX || (split->best_cost >= 0 && cost > split->best_cost)) {
        return;
    }
    split->starts[column] = at;
    if (column + 1 == split->count) {
        split->ends[column] = split->length;
        judge_reading(split, cost);
        return;
    }
    end = at + split->widths[column];
    if (end >= split->length || split->row[end] == ' ') {
        split->ends[column] = end;
        split_from(split, column + 1, end + 1, cost);
    }
    if (at < split->length && split->row[at] != ' ') {
        overflow(split, column, at, cost);
    }
}

char **
listing_split(const char *row, const guint *widths, guint count, listing_judge judge, void *user,
              bool *is_doubtful)
{
    struct split split = {
        .widths = widths, .count = count, .judge = judge, .user = user, .best_cost = -1
    };
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast(row, -1, &split.length);

    split.row = letters;
    split_from(&split, 0, 0, 0);
    *is_doubtful = split.n_best > 1;
    return split.best;
}
