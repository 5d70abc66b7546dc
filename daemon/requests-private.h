/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_REQUESTS_PRIVATE_H
#define RESAPID_REQUESTS_PRIVATE_H

/* Shared by the files requests*.c alone. */

#include "answer.h"
#include "catalog.h"
#include "changes.h"
#include "groups.h"
#include "requests.h"
#include "type-control.h"

struct requests {
    const struct resource_world *world;
    struct inventory *inventory;
    struct changes *changes;
    struct type_controls *type_controls;
    GList *held;      /* of requests-managed.c */
    int64_t began_us; /* as g_get_real_time() */
    bool ending;
};

/* An answer that waits for what was asked of a resource. */
struct wish {
    struct answer *answer;
    struct resource *resource;
};

struct wish *wish_new(struct answer *answer, struct resource *resource);
/* A resource_done. */
void wish_done(void *user, const GError *error);

/* Answers in place of the verb if there is no such resource. */
struct resource *requests_find_or_answer(const struct requests *requests, struct answer *answer,
                                         const char *name);
/* Answers in place of the verb if a change of that resource is under way. */
bool requests_pending_and_answered(const struct requests *requests, struct answer *answer,
                                   const char *name);
/* The same of a group, which may not exist; NULL is none. */
bool requests_group_pending_and_answered(const struct requests *requests, struct answer *answer,
                                         const char *group);
/* Commits a change that only needs an answer once it has landed. name of the resource concerned, or
 * NULL; message is said after success, or NULL. */
void requests_commit(struct requests *requests, struct answer *answer, const char *name,
                     struct clusdb_batch *batch, const char *message);
void requests_set_no_type(GError **error, const char *type);
/* Whether dll is the one that a built-in type has. */
bool requests_check_builtin(const struct requests *requests, const char *type, const char *dll,
                            GError **error);
/* The strings of a wire list as a NULL-terminated vector that points into it; g_free() it. */
const char **requests_words(const struct wire_list *list);

/* Busy, in a state that passes: an agent asks again until nobody listens, and then does without resapid, or
 * waits for the next. */
void requests_answer_ending(struct answer *answer);

/* Calls the verb's function. */
void requests_serve(struct requests *requests, struct answer *answer,
                    const struct client_message *request);

/* requests-managed.c */
/* For what a client asks: if Pacemaker may have the resource, answers or serves the verb later on, and
 * refuses what would be done behind its back. A resource that Pacemaker has no more is not its any more. */
bool requests_managed_and_taken(struct requests *requests, struct answer *answer,
                                const struct client_message *request);
/* Nobody is answered. */
void requests_end_held(struct requests *requests);

/* requests-properties.c */
void serve_resource_set(struct requests *requests, struct answer *answer,
                        const struct client_message *request);
void serve_properties(struct requests *requests, struct answer *answer,
                      const struct client_message *request);
void serve_common_set(struct requests *requests, struct answer *answer,
                      const struct client_message *request);
void serve_common(struct requests *requests, struct answer *answer,
                  const struct client_message *request);
void serve_type_common_set(struct requests *requests, struct answer *answer,
                           const struct client_message *request);
void serve_type_common(struct requests *requests, struct answer *answer,
                       const struct client_message *request);

/* requests-details.c */
void serve_details(struct requests *requests, struct answer *answer,
                   const struct client_message *request);
void serve_about(struct requests *requests, struct answer *answer,
                 const struct client_message *request);
void serve_listen(struct requests *requests, struct answer *answer,
                  const struct client_message *request);
void serve_lines(struct requests *requests, struct answer *answer,
                 const struct client_message *request);

/* requests-groups.c */
/* The group of a new resource by name: the given one, or for "" one of its own. */
char *requests_group_name(const struct requests *requests, const char *resource, const char *group);
/* Puts a new resource into that group. */
bool requests_put_in_group(const struct requests *requests, struct clusdb_batch *batch,
                           const char *resource_key, const char *group, bool own, GError **error);
/* The name of the group that a resource is in, NULL if none; g_free(). */
char *requests_group_of(const struct requests *requests, const struct resource *resource);
/* A groups_taken; user is a struct requests. */
bool requests_group_taken(void *user, const char *name);

/* requests-controls.c */
void serve_control(struct requests *requests, struct answer *answer,
                   const struct client_message *request);
void serve_type_control(struct requests *requests, struct answer *answer,
                        const struct client_message *request);
void serve_resource_remove(struct requests *requests, struct answer *answer,
                           const struct client_message *request);
void serve_rename(struct requests *requests, struct answer *answer,
                  const struct client_message *request);

/* requests-types.c */
void serve_type_add(struct requests *requests, struct answer *answer,
                    const struct client_message *request);
void serve_type_remove(struct requests *requests, struct answer *answer,
                       const struct client_message *request);
void serve_types(struct requests *requests, struct answer *answer,
                 const struct client_message *request);
void serve_type_items(struct requests *requests, struct answer *answer,
                      const struct client_message *request);
void serve_type_items_forget(struct requests *requests, struct answer *answer,
                             const struct client_message *request);

/* requests-start.c */
void serve_start(struct requests *requests, struct answer *answer,
                 const struct client_message *request);
void serve_validate(struct requests *requests, struct answer *answer,
                    const struct client_message *request);

#endif
