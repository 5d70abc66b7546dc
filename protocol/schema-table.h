/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Makes the wire_schema of one .def file; include behind schema.h, with the same SCHEMA and
 * SCHEMA_FILE. Defines `const struct wire_schema SCHEMA_schema`.
 */

#define SCHEMA_TEXT_(x) #x
#define SCHEMA_TEXT(x)  SCHEMA_TEXT_(x)

#define MESSAGE(upper, lower, number) static const struct wire_field lower##_fields[] = {
#define FIELD(lower, kind, name)                                                                   \
    { WIRE_##kind, offsetof(struct SCHEMA_PASTE(SCHEMA, message), lower.name), #name },
#define END(lower)                                                                                 \
    }                                                                                              \
    ;
#define EMPTY(upper, lower, number)
#include SCHEMA_FILE
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY

#define MESSAGE(upper, lower, number)                                                              \
    { number, #upper, lower##_fields, sizeof(lower##_fields) / sizeof(lower##_fields[0]) },
#define FIELD(lower, kind, name)
#define END(lower)
#define EMPTY(upper, lower, number) { number, #upper, NULL, 0 },
static const struct wire_type SCHEMA_PASTE(SCHEMA, types)[] = {
#include SCHEMA_FILE
};
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY

const struct wire_schema SCHEMA_PASTE(SCHEMA, schema) = {
    SCHEMA_TEXT(SCHEMA),
    SCHEMA_PASTE(SCHEMA, types),
    sizeof(SCHEMA_PASTE(SCHEMA, types)) / sizeof(SCHEMA_PASTE(SCHEMA, types)[0]),
    sizeof(struct SCHEMA_PASTE(SCHEMA, message)),
};
