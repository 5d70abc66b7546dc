/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include "alloc.h"

#include <stdlib.h>
#include <string.h>

struct dll *dlls;
struct type *types;
struct resource *resources;

struct dll *
find_or_add_dll(const char *path)
{
    struct dll *dll = dlls;

    while (dll != NULL && strcmp(dll->path, path) != 0) {
        dll = dll->next;
    }
    if (dll == NULL) {
        dll = must_alloc(sizeof(*dll));
        dll->path = must_copy(path);
        dll->next = dlls;
        dlls = dll;
    }
    return dll;
}

struct type *
find_type(const char *name)
{
    struct type *type = types;

    while (type != NULL && strcmp(type->name, name) != 0) {
        type = type->next;
    }
    return type;
}

void
add_type(const char *name, struct dll *dll, uint32_t entries)
{
    struct type *type = must_alloc(sizeof(*type));

    type->name = must_copy(name);
    type->dll = dll;
    type->entries = entries;
    type->next = types;
    types = type;
}

struct resource *
find_resource(uint32_t number)
{
    struct resource *resource = resources;

    while (resource != NULL && (number == 0 || resource->number != number)) {
        resource = resource->next;
    }
    return resource;
}

bool
was_number(uint32_t number)
{
    const struct resource *resource = resources;

    while (resource != NULL && resource->first_number != number) {
        resource = resource->next;
    }
    return resource != NULL;
}

struct resource *
add_resource(const struct channel_open *open, const struct type *type)
{
    struct resource *resource = must_alloc(sizeof(*resource));

    resource->number = open->resource;
    resource->first_number = open->resource;
    resource->name = must_copy(open->name);
    resource->key = must_copy(open->key);
    resource->type = type;
    resource->dll = type->dll;
    resource->state = FACT_CLOSED;
    resource->next = resources;
    resources = resource;
    return resource;
}

bool
has_entry(const struct type *type, uint32_t entry_point)
{
    return (type->entries & ENTRY_BIT(entry_point)) != 0;
}

const char *
name_of(const struct call *call)
{
    return call->resource != NULL ? call->resource->name : call->type_name;
}

void
free_call(struct call *call)
{
    free(call->type_name);
    free(call->in);
    free(call);
}
