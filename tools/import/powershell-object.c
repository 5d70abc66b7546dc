/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "powershell-object.h"

static void
free_object(void *pointer)
{
    struct powershell_object *object = pointer;

    g_free(object->type);
    g_free(object->text);
    g_clear_pointer(&object->bytes, g_bytes_unref);
    g_clear_pointer(&object->items, g_ptr_array_unref);
    g_clear_pointer(&object->properties, g_ptr_array_unref);
    g_free(object);
}

static void
free_property(void *pointer)
{
    struct powershell_property *property = pointer;

    g_free(property->name);
    g_free(property);
}

powershell_document_t *
powershell_document_new(void)
{
    powershell_document_t *document = g_new0(powershell_document_t, 1);

    document->objects = g_ptr_array_new_with_free_func(free_object);
    document->top = g_ptr_array_new();
    return document;
}

void
powershell_document_free(powershell_document_t *document)
{
    if (document != NULL) {
        g_ptr_array_unref(document->objects);
        g_ptr_array_unref(document->top);
        g_free(document);
    }
}

struct powershell_object *
powershell_new(powershell_document_t *document, enum powershell_kind kind)
{
    struct powershell_object *object;

    if (document->objects->len >= POWERSHELL_OBJECTS_MAX) {
        return NULL;
    }
    object = g_new0(struct powershell_object, 1);
    object->kind = kind;
    g_ptr_array_add(document->objects, object);
    return object;
}

void
powershell_append(struct powershell_object *list, struct powershell_object *item)
{
    list->kind = POWERSHELL_LIST;
    if (list->items == NULL) {
        list->items = g_ptr_array_new();
    }
    g_ptr_array_add(list->items, item);
}

void
powershell_set(struct powershell_object *object, const char *name, struct powershell_object *value)
{
    struct powershell_property *property = g_new0(struct powershell_property, 1);

    if (object->kind == POWERSHELL_NULL) {
        object->kind = POWERSHELL_OBJECT;
    }
    if (object->properties == NULL) {
        object->properties = g_ptr_array_new_with_free_func(free_property);
    }
    property->name = g_strdup(name);
    property->value = value;
    g_ptr_array_add(object->properties, property);
}

void
powershell_set_type(struct powershell_object *object, const char *type)
{
    /* What Import-Clixml, a remote session and Select-Object put in front. */
    static const char *const prefixes[] = { "Deserialized.", "Selected." };

    for (size_t i = 0; i < G_N_ELEMENTS(prefixes);) {
        if (g_str_has_prefix(type, prefixes[i])) {
            type += strlen(prefixes[i]);
            i = 0;
        } else {
            i++;
        }
    }
    g_free(object->type);
    object->type = g_strdup(type);
}

guint64
powershell_unsigned(gint64 number)
{
    return number < 0 && number >= G_MININT32 ? (guint32)number : (guint64)number;
}

struct powershell_object *
powershell_find(const struct powershell_object *object, const char *name)
{
    if (object == NULL || object->properties == NULL) {
        return NULL;
    }
    for (guint i = 0; i < object->properties->len; i++) {
        const struct powershell_property *property = g_ptr_array_index(object->properties, i);

        if (g_ascii_strcasecmp(property->name, name) == 0) {
            return property->value;
        }
    }
    return NULL;
}

struct powershell_object *
powershell_value(const struct powershell_object *object, const char *name)
{
    struct powershell_object *value = powershell_find(object, name);

    return value != NULL && value->kind != POWERSHELL_NULL ? value : NULL;
}

const char *
powershell_name(const struct powershell_object *object)
{
    const struct powershell_object *name;

    if (object == NULL || object->kind == POWERSHELL_TEXT) {
        return object != NULL ? object->text : NULL;
    }
    name = powershell_find(object, "Name");
    return name != NULL && name->kind == POWERSHELL_TEXT ? name->text : object->text;
}

bool
powershell_is_cut(const struct powershell_object *object)
{
    return object->kind == POWERSHELL_TEXT &&
           (g_str_has_prefix(object->text, "System.") || g_str_has_prefix(object->text, "@{"));
}
