/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_MAPPING_TYPE_TABLE_H
#define RESAPID_IMPORT_MAPPING_TYPE_TABLE_H

/* The resource types that Windows brings, and what each has on Linux: data, for mapping-types.c. */

#include "mapping-private.h"

/* What becomes of one private property. */
struct private_rule {
    const char *property;
    enum note_kind kind;   /* what is noted */
    const char *parameter; /* which it gives; NULL: none */
    const char *why;
    /* The parameter's text; NULL: as the property's value is shown. What it gives NULL for is to be
     * decided. */
    char *(*convert)(const struct parameter *parameter, const struct windows_value *value);
    const char *decided_by; /* a parameter: who sets it has decided; NULL: none */
    bool unless_zero;       /* 0 and an empty text are dropped: they are the default */
};

/* A parameter that the agent needs and no property gives with certainty. */
struct needed_parameter {
    const char *parameter;
    const char *value; /* %s is the primitive's id */
    const char *why;   /* NULL: the value is right as it is */
};

struct type_rule {
    const char *type;
    const char *agent; /* NULL: the resource is not in the plan */
    const char *class, *provider;
    enum note_kind kind; /* of the note on the resource as a whole */
    const char *why;
    const char *const *parameters;    /* that the agent has; NULL: none, as units have */
    const struct private_rule *rules; /* NULL: none; ends with one without a property */
    struct needed_parameter needed[4];
    /* What the agent's meta-data advises, in seconds. */
    unsigned int start, stop, interval, timeout;
    void (*finish)(struct mapping *mapping, struct plan_primitive *primitive);
};

/* NULL if Windows does not bring it. */
const struct type_rule *type_rule_find(const char *type);

/* mapping-convert.c */

char *convert_mask(const struct parameter *parameter, const struct windows_value *value);
char *convert_check(const struct parameter *parameter, const struct windows_value *value);
char *convert_comment(const struct parameter *parameter, const struct windows_value *value);
char *convert_limit(const struct parameter *parameter, const struct windows_value *value);
char *convert_path(const struct parameter *parameter, const struct windows_value *value);
char *convert_dns_name(const struct parameter *parameter, const struct windows_value *value);
char *convert_own(const struct parameter *parameter, const struct windows_value *value);
char *convert_script(const struct parameter *parameter, const struct windows_value *value);
void finish_disk(struct mapping *mapping, struct plan_primitive *primitive);
void finish_export(struct mapping *mapping, struct plan_primitive *primitive);
void finish_name(struct mapping *mapping, struct plan_primitive *primitive);
void finish_script(struct mapping *mapping, struct plan_primitive *primitive);

#endif
