/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include "alloc.h"

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
add_type(const char *name, struct dll *dll)
{
    struct type *type = must_alloc(sizeof(*type));

    type->name = must_copy(name);
    type->dll = dll;
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

struct resource *
add_resource(const struct channel_open *open, struct dll *dll)
{
    struct resource *resource = must_alloc(sizeof(*resource));

    resource->number = open->resource;
    resource->name = must_copy(open->name);
    resource->key = must_copy(open->key);
    resource->dll = dll;
    resource->state = FACT_CLOSED;
    resource->next = resources;
    resources = resource;
    return resource;
}

const struct behaviour *
behaviour_of(const struct call *call)
{
    return &call->script.entries[call->entry];
}
