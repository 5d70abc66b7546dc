/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "yara-object.h"

static const YR_OBJECT *
of_type(const YR_OBJECT *object, int type)
{
    return object != NULL && object->type == type ? object : NULL;
}

const YR_OBJECT *
yara_member(const YR_OBJECT *structure, const char *name)
{
    const void *typed = of_type(structure, OBJECT_TYPE_STRUCTURE);
    const YR_STRUCTURE_MEMBER *member =
        typed != NULL ? ((const YR_OBJECT_STRUCTURE *)typed)->members : NULL;

    while (member != NULL && g_strcmp0(member->object->identifier, name) != 0) {
        member = member->next;
    }
    return member != NULL ? member->object : NULL;
}

const YR_OBJECT *
yara_item(const YR_OBJECT *array, int64_t index)
{
    const void *typed = of_type(array, OBJECT_TYPE_ARRAY);
    const YR_ARRAY_ITEMS *items = typed != NULL ? ((const YR_OBJECT_ARRAY *)typed)->items : NULL;

    return items != NULL && index >= 0 && index < items->length ? items->objects[index] : NULL;
}

int64_t
yara_number(const YR_OBJECT *structure, const char *name, int64_t none)
{
    const YR_OBJECT *number = of_type(yara_member(structure, name), OBJECT_TYPE_INTEGER);

    return number != NULL && number->value.i != (int64_t)YR_UNDEFINED ? number->value.i : none;
}

char *
yara_text(const YR_OBJECT *structure, const char *name, size_t most)
{
    const YR_OBJECT *text = of_type(yara_member(structure, name), OBJECT_TYPE_STRING);
    const SIZED_STRING *string = text != NULL ? text->value.ss : NULL;

    return string != NULL ? g_strndup(string->c_string, MIN(string->length, most)) : NULL;
}
