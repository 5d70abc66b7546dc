/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECT_CHANGES_PRIVATE_H
#define RESAPID_OBJECT_CHANGES_PRIVATE_H

/* Shared by the files object-changes*.c alone. */

#include "asks.h"
#include "catalog.h"
#include "error.h"
#include "groups.h"
#include "layout.h"
#include "object-changes.h"
#include "runs.h"

struct object_changes {
    const struct resource_world *world;
    struct inventory *inventory;
    struct requests *requests;
    const struct cluster_source *source;
    struct runs *runs;
    GList *list;      /* struct job */
    struct job *turn; /* the one that changes what the database says, or NULL */
    GQueue waiting;   /* those that are to, in their order */
    bool giving;      /* turns are being given */
    bool ending;
    GHashTable *wishes;
};

/* One OBJECT_CHANGE or OBJECT_CREATE, until all that it began has ended. */
struct job {
    struct object_changes *changes;
    struct ask *ask;   /* NULL once it is answered */
    struct host *host; /* that asked; NULL once it is gone */
    bool asks_pacemaker;
    bool creates;
    enum object_kind kind;
    char *id; /* of OBJECT_CREATE: the name */
    enum object_verb verb;
    uint32_t flags;
    char *other;
    char *text;
    char **nodes;
    char *type;
    char *group;
    char *dll;
    uint32_t looks_alive_ms;
    uint32_t is_alive_ms;
    struct cluster *cluster; /* as it was when it was asked for */
    GPtrArray *groups;       /* names of those that it concerns besides the one it is about */
    bool tried;              /* what was up was taken down once */
    char **left;             /* names of the resources that are to be removed still */
    qb_loop_timer_handle timer;
};

/* Asks for the cluster, which job_take_cluster(), a cluster_told, begins with. */
void job_begin(struct job *job);
void job_take_cluster(void *user, struct cluster *cluster, const GError *error);
/* Its host has as many jobs, or runs as many commands of Pacemaker's, as one may: ERROR_NOT_ENOUGH_QUOTA. */
bool job_is_one_too_many(const struct job *job);
bool job_asks_too_much(struct job *job);
/* Each ends the job; those with an error answer with its code. */
void job_end(struct job *job, uint32_t error);
void job_end_error(struct job *job, const GError *error);
/* What goes on is not waited for: ERROR_IO_PENDING, if it has not been answered. */
void job_goes_on(struct job *job);
/* A change_done and an answer_done that end the job. */
void job_landed(void *user, const GError *error, bool overtaken);
void job_carried_out(void *user, const GError *error);
/* One job at a time changes names, members, dependencies and owners, of a cluster that shows what the one
 * before it has done: it has its turn from its beginning to its end. Who has to wait for resources
 * between leaves it, and begins again then with the id in place of the name. */
void job_leave_turn(struct job *job, const char *id);
void job_begin_again(struct job *job);
/* A change of that group, by its name, cannot be made beside this one. */
void job_concern_group(struct job *job, const char *group);
/* Commits, and ends the job when that has landed. resource and group are the names of what is concerned,
 * or NULL. */
void job_commit(struct job *job, const char *resource, const char *group,
                struct clusdb_batch *batch);
/* The change is Pacemaker's to make, with that command. */
void job_refuse_managed(struct job *job, const char *command);

/* What Pacemaker has in its configuration, or has started. */
bool job_is_managed(const struct job *job, const struct cluster_resource *resource);
/* One of the group's; NULL if there is none. */
const struct cluster_resource *job_managed_of(const struct job *job, const char *group);
/* Resapid's resource, or NULL. */
struct resource *job_resource(const struct job *job, const struct cluster_resource *resource);
/* Ids of a group's resources, which are the cluster's strings; g_free(). */
const char **job_members(const struct job *job, const char *group);
/* The key in the database of a group, which may not be there. */
char *job_group_key(const char *id);

/* object-changes-wishes.c */
GHashTable *wishes_new(void);
/* Of what has that key in the database. */
void job_keep_wish(const struct job *job, const char *key, bool online);

/* object-changes-states.c: online, offline, failed, restarted, moved, paused */
void change_resource_online(struct job *job, const struct cluster_resource *resource);
void change_resource_offline(struct job *job, const struct cluster_resource *resource);
void change_resource_fail(struct job *job, const struct cluster_resource *resource);
void change_resource_restart(struct job *job, const struct cluster_resource *resource);
void change_group_online(struct job *job, const struct cluster_group *group);
void change_group_offline(struct job *job, const struct cluster_group *group);
void change_group_move(struct job *job, const struct cluster_group *group);
void change_group_cancel(struct job *job, const struct cluster_group *group);
void change_node(struct job *job, const struct cluster_node *node);

/* object-changes-edits.c: names, members, dependencies, owners */
void change_resource_name(struct job *job, const struct cluster_resource *resource);
void change_resource_group(struct job *job, const struct cluster_resource *resource);
void change_resource_dependencies(struct job *job, const struct cluster_resource *resource);
void change_resource_owners(struct job *job, const struct cluster_resource *resource);
void change_group_name(struct job *job, const struct cluster_group *group);
void change_group_owners(struct job *job, const struct cluster_group *group);
void change_other_name(struct job *job);

/* object-changes-life.c: created, deleted, destroyed */
void create_object(struct job *job);
void change_resource_delete(struct job *job, const struct cluster_resource *resource);
void change_group_delete(struct job *job, const struct cluster_group *group);
void change_group_destroy(struct job *job, const struct cluster_group *group);
void change_type_delete(struct job *job);

#endif
