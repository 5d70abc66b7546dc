/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_MAPPING_PRIVATE_H
#define RESAPID_IMPORT_MAPPING_PRIVATE_H

/* What the files mapping*.c share, and nobody else. */

#include "mapping.h"

#define PROVIDER_HEARTBEAT "heartbeat"
#define PROVIDER_RESAPI    "resapi"

struct mapping {
    const windows_cluster_t *cluster;
    const struct mapping_options *options;
    notes_t *notes;
    pacemaker_plan_t *plan;
    GHashTable *primitives;  /* of the resources that are in the plan: struct plan_primitive */
    GHashTable *settings;    /* of resources and types that have some: arrays of struct setting */
    GHashTable *properties;  /* of types, by key_of() of mapping-names.c: struct windows_property */
    GHashTable *moved;       /* a set of struct windows_group */
    GHashTable *offline;     /* the same: nothing in them was on */
    GHashTable *nodes;       /* struct windows_node to its name on the Linux side */
    GHashTable *agents_used; /* names of agents of custom types; the plan has them */
    GHashTable *ids;         /* folded; to the number that was tried last */
    GHashTable *named;       /* folded ids to the struct windows_object whose they are */
};

/* mapping-ids.c */

/* An id for the plan that nobody has yet. */
char *mapping_id_new(struct mapping *mapping, const char *name);
/* The same, made of the object's name; what had to be changed beyond blanks is noted. */
char *mapping_id_of(struct mapping *mapping, const struct windows_object *object);
/* What the object's name has that an id can have; another object may have it as well. */
char *mapping_id_wanted(const struct windows_object *object);

/* mapping-options.c */

bool mapping_take_options(struct mapping *mapping, GError **error);
/* Whether the group runs on Linux already, as the user says. */
bool mapping_has_moved(const struct mapping *mapping, const struct windows_group *group);
const char *mapping_node_name(const struct mapping *mapping, const struct windows_node *node);

/* mapping-settings.c */

/* What --set gives. Names are compared without regard to case. */
struct setting {
    char *parameter;         /* as the agent spells it */
    const char *value;       /* of the options */
    struct setting *of_type; /* that it is the resource's share of; NULL: it is given by itself */
    bool is_open;            /* the value only stands for one, so that nothing is decided */
    bool is_told;            /* what became of it is noted */
    bool is_faulted;         /* of a type: what is wrong with it is noted */
};

void mapping_free_setting(void *pointer);
bool mapping_take_settings(struct mapping *mapping, GError **error);
/* Its own, else its type's; NULL: nothing is said. */
struct setting *mapping_find_setting(const struct mapping *mapping,
                                     const struct windows_resource *resource,
                                     const char *parameter);
/* What the user wants as a parameter; NULL: nothing is decided. */
const char *mapping_setting(const struct mapping *mapping, const struct windows_resource *resource,
                            const char *parameter);
/* Settings of parameters that nothing else gives. */
void mapping_add_settings(struct mapping *mapping, struct plan_primitive *primitive);
/* Notes the settings that were for nothing. */
void mapping_note_lost_settings(struct mapping *mapping);

/* mapping-names.c */

/* Before the other functions here: a type's properties are looked for once, and not for each setting. */
void mapping_index_properties(struct mapping *mapping);

/* As the agent of a type's resources spells it, of what is spelt with other cases or, of a custom type's
 * property, as on Windows; as it is where there is none. The resource's own spelling goes before, unless it is
 * NULL. Free with g_free(). */
char *mapping_parameter_name(const struct mapping *mapping, const struct windows_resource *resource,
                             const char *type, const char *name);
/* Whether Windows has brought the type, and its agent has the parameter. */
bool mapping_parameter_is_known(const char *type, const char *name);
/* Whether it is one of every agent of ocf:resapi. */
bool mapping_parameter_is_common(const char *name);
/* The property that a parameter is made of, of the resource or else of another one of its type; NULL: none of
 * them has such a one. */
const struct windows_property *mapping_property_of(const struct mapping *mapping,
                                                   const struct windows_resource *resource,
                                                   const char *type, const char *parameter);

/* mapping-types.c */

/* Whether Pacemaker has the resource: it is then in the plan, with its parameters. */
struct plan_primitive *mapping_make_primitive(struct mapping *mapping,
                                              const struct windows_resource *resource);
/* Notes a resource of Windows' own cluster, which is not converted. */
void mapping_note_core(struct mapping *mapping, const struct windows_resource *resource);
/* Windows' own, with an agent or without one. */
bool mapping_type_is_known(const char *name);

/* mapping-custom.c */

/* The name of the type's agent in ocf:resapi. */
const char *mapping_agent_of(struct mapping *mapping, const struct windows_type *type);
void mapping_fill_custom(struct mapping *mapping, struct plan_primitive *primitive);
/* The properties that a Generic Script has added itself. */
void mapping_fill_script(struct mapping *mapping, struct plan_primitive *primitive);

/* mapping-parameters.c: a parameter, and the note of the property that it comes from */

struct parameter {
    struct mapping *mapping;
    struct plan_primitive *primitive;
    const char *property; /* NULL: no property gives it */
    const char *name;     /* of the parameter */
};

/* value is what the property gives; a setting goes before it. */
void parameter_give(const struct parameter *parameter, const char *value);
/* With a loss that why tells. */
void parameter_give_changed(const struct parameter *parameter, const char *value, const char *why);
/* Somebody has to decide it, and value stands for it until then, NULL for none; a setting decides. */
void parameter_decide(const struct parameter *parameter, const char *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* As a secret: it is never shown. */
void parameter_hide(const struct parameter *parameter);
/* Only a setting gives it. */
void parameter_set(const struct parameter *parameter);
/* In the form that the agents of ocf:resapi take; NULL for what cannot be written so. */
char *parameter_text(const struct windows_value *value);

/* mapping-checks.c */

/* What is wrong with a value that was set; NULL: nothing that is known here. g_free(). */
char *mapping_fault_of(const struct parameter *parameter, const char *value);

/* mapping-policy.c */

/* Operations, and meta attributes of the common properties; each is noted. */
void mapping_apply_policy(struct mapping *mapping, struct plan_primitive *primitive);
/* Of a resource that is not in the plan. */
void mapping_drop_properties(struct mapping *mapping, const struct windows_object *object,
                             const windows_properties_t *properties, const char *why);

/* mapping-groups.c */

/* The members that can be converted, what orders them and where they may run. */
void mapping_make_group(struct mapping *mapping, const struct windows_group *group);
/* Between groups; all are in the plan. */
void mapping_rank_groups(struct mapping *mapping);
void mapping_keep_apart(struct mapping *mapping);
/* What constraints of the group name: the Pacemaker group or the anchor. */
const char *mapping_group_handle(const struct plan_group *group);

/* mapping-order.c */

/* The resources of a group, providers first, ties by name. The array borrows them. */
GPtrArray *mapping_order(const struct windows_group *group);
/* What a primitive is ordered behind: an AND of ORs of struct plan_primitive. A resource that is not in the
 * plan is left out of an OR, and else its own providers stand for it. */
GPtrArray *mapping_providers(struct mapping *mapping, const struct plan_primitive *primitive);
/* The same of all members in their order: an array of what mapping_providers() gives. */
GPtrArray *mapping_all_providers(struct mapping *mapping, const struct plan_group *group);
/* Whether the members are a chain, and the constraints between them where they are none. */
void mapping_order_members(struct mapping *mapping, struct plan_group *group);

/* mapping-owners.c */

void mapping_place_group(struct mapping *mapping, const struct plan_group *group);

/* mapping-services.c */

/* Groups that have the same service of the host never share a node; all are in the plan. */
void mapping_part_services(struct mapping *mapping);

/* mapping-untold.c */

/* Private properties and checkpoints; all groups are in the plan. */
void mapping_note_untold(const struct mapping *mapping);

/* mapping-cluster.c */

void mapping_note_cluster(struct mapping *mapping);

#endif
