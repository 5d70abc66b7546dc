/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "footprint.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <glib.h>

struct process {
    pid_t pid;
    pid_t parent;
};

struct footprints {
    GArray *processes; /* struct process */
    bool complete;
};

/* The file's beginning, as far as it fits; false if it cannot be read, as when the process has ended. */
static bool
read_beginning(pid_t pid, const char *name, char *text, size_t size)
{
    char path[64];
    ssize_t length;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* 0 if there is no such process. */
static pid_t
parent_of(pid_t pid)
{
    char text[512];
    const char *name_end;
    int parent = 0;

    if (!read_beginning(pid, "stat", text, sizeof(text))) {
        return 0;
    }
    name_end = strrchr(text, ')'); /* the name may hold anything, ") R 1" as well */
    return name_end != NULL && sscanf(name_end, ") %*c %d", &parent) == 1 ? parent : 0;
}

static void
note_process(struct footprints *footprints, pid_t pid)
{
    const struct process process = { pid, parent_of(pid) };

    if (footprints->processes->len >= FOOTPRINT_NODE_MAX) {
        footprints->complete = false;
    } else if (process.parent > 0) {
        g_array_append_val(footprints->processes, process);
    }
}

struct footprints *
footprints_new(void)
{
    struct footprints *footprints = g_new0(struct footprints, 1);
    DIR *directory = opendir("/proc");
    const struct dirent *entry;

    footprints->processes = g_array_new(FALSE, FALSE, sizeof(struct process));
    footprints->complete = directory != NULL;
    while (footprints->complete && (entry = readdir(directory)) != NULL) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 1) {
            note_process(footprints, pid);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return footprints;
}

void
footprints_free(struct footprints *footprints)
{
    if (footprints != NULL) {
        g_array_unref(footprints->processes);
        g_free(footprints);
    }
}

static void
append_children(const struct footprints *footprints, pid_t parent, GArray *tree)
{
    for (guint i = 0; i < footprints->processes->len; i++) {
        const struct process *process = &g_array_index(footprints->processes, struct process, i);

        if (process->parent == parent) {
            g_array_append_val(tree, process->pid);
        }
    }
}

/* False: there are too many. Parents that changed during the pass may form a circle. */
static bool
find_tree(const struct footprints *footprints, pid_t root, GArray *tree)
{
    append_children(footprints, root, tree);
    for (guint i = 0; i < tree->len && tree->len <= FOOTPRINT_TREE_MAX; i++) {
        append_children(footprints, g_array_index(tree, pid_t, i), tree);
    }
    return tree->len <= FOOTPRINT_TREE_MAX;
}

/* proc(5), /proc/pid/statm: the second number is resident pages. A zombie has none. Not smaps_rollup, for
 * PSS: it waits for the lock of the process's memory, which one that hangs may hold for ever. */
static bool
read_rss(pid_t pid, uint64_t *rss)
{
    char text[128];
    unsigned long pages;

    if (!read_beginning(pid, "statm", text, sizeof(text)) || sscanf(text, "%*u %lu", &pages) != 1) {
        return false;
    }
    *rss = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return true;
}

static void
add_process(pid_t pid, struct footprint *footprint)
{
    uint64_t rss;

    if (read_rss(pid, &rss)) {
        footprint->processes++;
        footprint->rss += rss;
    }
}

void
footprint_below(const struct footprints *footprints, pid_t pid, struct footprint *footprint)
{
    g_autoptr(GArray) tree = g_array_new(FALSE, FALSE, sizeof(pid_t));

    *footprint = (struct footprint){ 0 };
    if (pid <= 0 || !footprints->complete || !find_tree(footprints, pid, tree)) {
        return;
    }
    for (guint i = 0; i < tree->len; i++) {
        add_process(g_array_index(tree, pid_t, i), footprint);
    }
    footprint->known = footprint->processes > 0;
}
