/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_POWERSHELL_OBJECT_H
#define RESAPID_IMPORT_POWERSHELL_OBJECT_H

/*
 * Objects of PowerShell as Export-Clixml and ConvertTo-Json leave them: plain values, lists, and objects
 * with properties. A document owns all of its objects; they point to each other, and in circles where the
 * file does: who follows pointers counts how deep. Bounded in number and depth, as files are hostile.
 */

#include <stdbool.h>
#include <glib.h>

#define POWERSHELL_OBJECTS_MAX 4000000U
#define POWERSHELL_DEPTH_MAX   256U

enum powershell_kind {
    POWERSHELL_NULL,
    POWERSHELL_TEXT,
    POWERSHELL_NUMBER,
    POWERSHELL_BYTES,
    POWERSHELL_LIST,
    POWERSHELL_OBJECT, /* also a dictionary: its keys are names of properties */
};

struct powershell_object {
    enum powershell_kind kind;
    /* The first of the type names, without "Deserialized." and "Selected.". NULL: none is told, as in JSON. */
    char *type;
    char
        *text; /* of a text; what ToString() has said of an object or an enum's number; else NULL */
    guint64 number; /* of a number; a negative one of 32 bits is what it is without a sign */
    GBytes *bytes;
    GPtrArray
        *items; /* of a list: of struct powershell_object, borrowed from the document; else NULL */
    GPtrArray *properties; /* of an object: of struct powershell_property; else NULL */
};

struct powershell_property {
    char *name;
    struct powershell_object *value; /* borrowed from the document; never NULL */
};

typedef struct powershell_document {
    GPtrArray *objects; /* all, owned */
    GPtrArray *top;     /* those that stand in no other; borrowed */
} powershell_document_t;

powershell_document_t *powershell_document_new(void);
void powershell_document_free(powershell_document_t *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(powershell_document_t, powershell_document_free)

/* A new object in the document, in nothing else yet. NULL behind POWERSHELL_OBJECTS_MAX of them. */
struct powershell_object *powershell_new(powershell_document_t *document,
                                         enum powershell_kind kind);
/* Makes a list, or an object, of it and adds. */
void powershell_append(struct powershell_object *list, struct powershell_object *item);
/* The first of a name counts. */
void powershell_set(struct powershell_object *object, const char *name,
                    struct powershell_object *value);
void powershell_set_type(struct powershell_object *object, const char *type);
/* A number as it is without a sign: 32 bits where it fits into them. */
guint64 powershell_unsigned(gint64 number);

/* By name, without regard to case as PowerShell does it. NULL where there is none, or no object. */
struct powershell_object *powershell_find(const struct powershell_object *object, const char *name);
/* The same, and NULL for one that is null. */
struct powershell_object *powershell_value(const struct powershell_object *object,
                                           const char *name);
/* How it is called: a text, the property Name of an object, else what ToString() has said. NULL: nothing. */
const char *powershell_name(const struct powershell_object *object);
/* What an array has become that was too deep for -Depth: the name of its type. */
bool powershell_is_cut(const struct powershell_object *object);

#endif
