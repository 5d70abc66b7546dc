/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OCF_DESCRIPTION_H
#define RESAPID_OCF_DESCRIPTION_H

/*
 * What is known of the OCF resource agent of one resource type: its names, and a parameter for each
 * private property of the type and each common property that can be set. Its meta-data (OCF resource
 * agent API 1.1) and the file by which the agent finds the way back (agent-file.h) are written from it.
 * Pure; nothing here is shared between threads.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

struct agent_parameter {
    char *name;     /* what OCF_RESKEY_ stands before */
    char *property; /* the property's, as the DLL spells it */
    uint32_t type;  /* REG_SZ..., properties.h */
    /* CLUSPROP_FORMAT_..., in which the DLL takes it; some have the same type. */
    uint32_t format;
    bool common;     /* a common property: shown as advanced */
    bool required;   /* a start without it fails */
    bool reloadable; /* a change takes effect while the resource runs */
    bool by_hand;    /* only types.d knows it */
    char *preset;    /* as properties.h writes values; NULL: not known */
    bool is_signed;
    bool has_bounds;
    uint64_t least; /* of numbers that have bounds; int64_t if is_signed */
    uint64_t most;
    char *unit; /* " milliseconds"; NULL: none */
    bool words; /* no property: the words NAME=VALUE of any others */
    /* In words; NULL: the property's name and format are all that is known. */
    char *short_text;
    char *text;
};

/* Milliseconds; agents' operations are suggested with times made from them. */
struct agent_times {
    uint32_t pending;
    uint32_t deadlock;
    uint32_t looks_alive;
    uint32_t is_alive;
};

struct agent_description {
    char *agent; /* FileShare */
    char *type;  /* File Share */
    char *dll;
    char *short_text; /* what the type's resources are, in words; NULL: not known, and so is text */
    char *text;
    struct agent_times times;
    const char *reopen;    /* "yes" or "no" if types.d says (catalog.h); NULL: it does not */
    GPtrArray *parameters; /* struct agent_parameter, in the order in which they are shown */
};

/* Both strings are copied. Free with agent_description_free(). */
struct agent_description *agent_description_new(const char *agent, const char *type,
                                                const char *dll);
void agent_description_free(struct agent_description *description);
typedef struct agent_description agent_description_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(agent_description_t, agent_description_free)

/* Takes a parameter out again. */
void agent_description_remove(struct agent_description *description,
                              struct agent_parameter *parameter);

/*
 * Adds a parameter for a private property and returns it, so that what else is known can be filled in.
 * NULL with an error that names both properties if another has the same parameter name: neither could
 * be told from the other.
 */
struct agent_parameter *agent_description_add(struct agent_description *description,
                                              const char *property, uint32_t type, GError **error);
/* A parameter that holds the words NAME=VALUE of private properties that nobody can list. */
struct agent_parameter *agent_description_add_words(struct agent_description *description,
                                                    const char *name);
/* The common properties of a resource that can be set; behind all private ones, which hide one of
 * the same name. */
void agent_description_add_common(struct agent_description *description);

/* NULL if there is none. Names of properties are one without regard to case. */
const struct agent_parameter *agent_description_find(const struct agent_description *description,
                                                     const char *property);

/* An action as it is suggested to whoever configures a resource. */
struct agent_action {
    const char *name;
    uint64_t timeout_s;
    const char *depth;   /* OCF_CHECK_LEVEL of a monitor; NULL of all others */
    uint32_t interval_s; /* of a monitor */
};

#define AGENT_ACTIONS 7
void agent_description_actions(const struct agent_description *description,
                               struct agent_action actions[AGENT_ACTIONS]);

/* "integer" or "string": the type that OCF 1.1 has for its content. */
const char *agent_parameter_content(const struct agent_parameter *parameter);
/* The default that is shown; NULL where there is none, it does not count, or no XML could hold it. */
const char *agent_parameter_default(const struct agent_parameter *parameter);
/* A sentence, or "". */
const char *agent_parameter_how_to_write(const struct agent_parameter *parameter);
/* One of its bounds in digits; free with g_free(). */
char *agent_parameter_bound(const struct agent_parameter *parameter, uint64_t bound);
/* What an XML document can hold of a text, blanks for the rest; free with g_free(). */
char *agent_text_clean(const char *text);

/* An XML document, complete, valid to the schema of OCF 1.1; free with g_free(). */
char *agent_description_metadata(const struct agent_description *description);

/*
 * A man page in mdoc(7) of the same facts, free of findings of mandoc whatever a DLL says (roff.h). folder
 * is where the agent lies, made the date that the page bears. Free with g_free().
 */
char *agent_description_page(const struct agent_description *description, const char *folder,
                             GDateTime *made);

#endif
