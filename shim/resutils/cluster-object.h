/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the resource utilities ask clusapi.dll about the objects of the cluster. Errors are Win32
 * errors as clusapi.dll gave them; what a handle is worth is for clusapi.dll to say.
 */
#ifndef RESUTILS_CLUSTER_OBJECT_H
#define RESUTILS_CLUSTER_OBJECT_H

#include "property-list.h"

/* What a control code answered. Two NUL characters follow the data; LocalFree() it. */
typedef struct ControlOutput {
    BYTE *data;
    DWORD size;
} ControlOutput;

DWORD resource_control(HRESOURCE resource, DWORD code, ControlOutput *output);
DWORD group_control(HGROUP group, DWORD code, ControlOutput *output);

/* The text that a control code answers with; NULL and the last error set on failure. */
LPWSTR resource_text(HRESOURCE resource, DWORD code);
LPWSTR group_text(HGROUP group, DWORD code);

/* The private property of that name; ERROR_FILE_NOT_FOUND when the resource has none. */
DWORD resource_private_text(HRESOURCE resource, LPCWSTR name, LPWSTR *text);

DWORD resource_has_type(HRESOURCE resource, LPCWSTR type, bool *has);
DWORD resource_has_class(HRESOURCE resource, DWORD resource_class, bool *has);

/* The cluster database knows groups that nobody gave a type: ClusGroupTypeUnknown. */
DWORD group_type(HGROUP group, CLUSGROUP_TYPE *type);

/* What dwDesiredAccess of the functions without one is. */
#define FULL_ACCESS GENERIC_ALL

/* NULL and the last error set on failure. */
HRESOURCE resource_open(HCLUSTER cluster, LPCWSTR name, DWORD access);

/* Calls visit for each name until it returns an error, and returns that. */
typedef DWORD (*ObjectNameVisitor)(void *context, LPCWSTR name);

/* type is one CLUSTER_ENUM_... */
DWORD cluster_names_visit(HCLUSTER cluster, DWORD type, ObjectNameVisitor visit, void *context);

/* types has CLUSTER_RESOURCE_ENUM_... */
DWORD resource_names_visit(HRESOURCE resource, DWORD types, ObjectNameVisitor visit, void *context);

#endif
