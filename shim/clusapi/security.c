/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Security of keys: ClusterRegGetKeySecurity, ClusterRegSetKeySecurity and ClusterRegSetKeySecurityEx of
 * the Failover Cluster reference.
 *
 * resapid keeps no security descriptors, since it checks none: whoever runs in a host may read and write
 * every key (resapid(8), "SECURITY"). So each key is shown with one and the same, which is what a key
 * has on Windows: full access for administrators and the system. What is to be set is checked, taken for
 * good, and not kept; and no CLUSTER_CHANGE_REGISTRY_ATTRIBUTES follows, since nothing has changed.
 */

#include "security.h"

#include <stdlib.h>

#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "registry-reason.h"
#include "text.h"

#define ACCESS_FLAGS (CONTAINER_INHERIT_ACE | OBJECT_INHERIT_ACE)

#define N_GRANTED 2

/* A self-relative descriptor: its parts one behind the other. */
struct descriptor {
    SECURITY_DESCRIPTOR_RELATIVE head;
    BYTE parts[256];
    DWORD used;
};

/* S-1-5-32-544 and S-1-5-18 ("Well-known SIDs"). */
static void
make_administrators(SID *sid)
{
    SID_IDENTIFIER_AUTHORITY authority = { SECURITY_NT_AUTHORITY };

    InitializeSid(sid, &authority, 2);
    *GetSidSubAuthority(sid, 0) = SECURITY_BUILTIN_DOMAIN_RID;
    *GetSidSubAuthority(sid, 1) = DOMAIN_ALIAS_RID_ADMINS;
}

static void
make_system(SID *sid)
{
    SID_IDENTIFIER_AUTHORITY authority = { SECURITY_NT_AUTHORITY };

    InitializeSid(sid, &authority, 1);
    *GetSidSubAuthority(sid, 0) = SECURITY_LOCAL_SYSTEM_RID;
}

/* Adds a part and returns its offset in the whole. */
static DWORD
add_part(struct descriptor *descriptor, const void *part, DWORD length)
{
    DWORD offset = (DWORD)sizeof(descriptor->head) + descriptor->used;

    memcpy(descriptor->parts + descriptor->used, part, length);
    descriptor->used += length;
    return offset;
}

static DWORD
add_dacl(struct descriptor *descriptor, SID *granted[N_GRANTED])
{
    DWORD buffer[32];
    ACL *acl = (ACL *)buffer;
    DWORD length = sizeof(*acl);

    for (size_t i = 0; i < N_GRANTED; i++) {
        length += (DWORD)(sizeof(ACCESS_ALLOWED_ACE) - sizeof(DWORD)) + GetLengthSid(granted[i]);
    }
    InitializeAcl(acl, length, ACL_REVISION);
    for (size_t i = 0; i < N_GRANTED; i++) {
        AddAccessAllowedAceEx(acl, ACL_REVISION, ACCESS_FLAGS, KEY_ALL_ACCESS, granted[i]);
    }
    return add_part(descriptor, acl, length);
}

/* There is no SACL: nothing is audited. */
static void
make_descriptor(SECURITY_INFORMATION wanted, struct descriptor *descriptor)
{
    BYTE administrators[SECURITY_MAX_SID_SIZE];
    BYTE system[SECURITY_MAX_SID_SIZE];
    SID *granted[N_GRANTED] = { (SID *)(void *)administrators, (SID *)(void *)system };

    make_administrators(granted[0]);
    make_system(granted[1]);
    *descriptor = (struct descriptor){ .head.Revision = SECURITY_DESCRIPTOR_REVISION,
                                       .head.Control = SE_SELF_RELATIVE };
    if ((wanted & OWNER_SECURITY_INFORMATION) != 0) {
        descriptor->head.Owner = add_part(descriptor, granted[0], GetLengthSid(granted[0]));
    }
    if ((wanted & GROUP_SECURITY_INFORMATION) != 0) {
        descriptor->head.Group = add_part(descriptor, granted[1], GetLengthSid(granted[1]));
    }
    if ((wanted & DACL_SECURITY_INFORMATION) != 0) {
        descriptor->head.Control |= SE_DACL_PRESENT;
        descriptor->head.Dacl = add_dacl(descriptor, granted);
    }
}

DWORD
security_size(void)
{
    struct descriptor descriptor;

    make_descriptor(OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION |
                        DACL_SECURITY_INFORMATION,
                    &descriptor);
    return (DWORD)sizeof(descriptor.head) + descriptor.used;
}

/* ERROR_FILE_NOT_FOUND for a key that was deleted while it was open. */
static DWORD
check_key(HKEY key)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_OPEN } };
    struct host_answer *answer = NULL;
    WCHAR *path = NULL;
    char *utf8 = NULL;
    DWORD error = handle_name(key, HANDLE_KEY, &path);

    if (error == ERROR_SUCCESS) {
        utf8 = text_to_utf8(path);
        error = utf8 != NULL ? ERROR_SUCCESS : GetLastError();
    }
    if (error == ERROR_SUCCESS) {
        question.key_open.path = utf8;
        error = database_ask(&question, CHANNEL_DONE, &answer);
        database_forget(answer);
    }
    free(path);
    free(utf8);
    return error;
}

LONG WINAPI
ClusterRegGetKeySecurity(HKEY hKey, SECURITY_INFORMATION RequestedInformation,
                         PSECURITY_DESCRIPTOR pSecurityDescriptor, LPDWORD lpcbSecurityDescriptor)
{
    struct descriptor descriptor;
    DWORD room;
    DWORD error = check_key(hKey);

    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    if (lpcbSecurityDescriptor == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    make_descriptor(RequestedInformation, &descriptor);
    room = pSecurityDescriptor != NULL ? *lpcbSecurityDescriptor : 0;
    *lpcbSecurityDescriptor = (DWORD)sizeof(descriptor.head) + descriptor.used;
    if (room < *lpcbSecurityDescriptor) {
        return ERROR_INSUFFICIENT_BUFFER;
    }
    memcpy(pSecurityDescriptor, &descriptor, *lpcbSecurityDescriptor);
    return ERROR_SUCCESS;
}

/* Whether a part of a descriptor lies where something can be read; NULL: there is none. */
static BOOL
is_readable(const void *part, UINT_PTR length)
{
    return part == NULL || !IsBadReadPtr(part, length);
}

/* IsValidSecurityDescriptor() follows what it finds: offsets that lead nowhere are looked at before. */
static BOOL
is_descriptor(PSECURITY_DESCRIPTOR descriptor)
{
    PSID owner = NULL;
    PSID group = NULL;
    PACL dacl = NULL;
    PACL sacl = NULL;
    BOOL present;
    BOOL defaulted;

    if (descriptor == NULL || IsBadReadPtr(descriptor, sizeof(SECURITY_DESCRIPTOR_RELATIVE)) ||
        ((const SECURITY_DESCRIPTOR_RELATIVE *)descriptor)->Revision !=
            SECURITY_DESCRIPTOR_REVISION) {
        return FALSE;
    }
    if (!GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) ||
        !GetSecurityDescriptorGroup(descriptor, &group, &defaulted) ||
        !GetSecurityDescriptorDacl(descriptor, &present, &dacl, &defaulted) ||
        !GetSecurityDescriptorSacl(descriptor, &present, &sacl, &defaulted)) {
        return FALSE;
    }
    return is_readable(owner, SECURITY_MAX_SID_SIZE - SID_MAX_SUB_AUTHORITIES * sizeof(DWORD)) &&
           is_readable(group, SECURITY_MAX_SID_SIZE - SID_MAX_SUB_AUTHORITIES * sizeof(DWORD)) &&
           is_readable(dacl, sizeof(ACL)) && is_readable(dacl, dacl != NULL ? dacl->AclSize : 0) &&
           is_readable(sacl, sizeof(ACL)) && is_readable(sacl, sacl != NULL ? sacl->AclSize : 0) &&
           IsValidSecurityDescriptor(descriptor);
}

LONG WINAPI
ClusterRegSetKeySecurity(HKEY hKey, SECURITY_INFORMATION SecurityInformation,
                         PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    DWORD error = check_key(hKey);

    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    if (SecurityInformation == 0 || pSecurityDescriptor == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    return is_descriptor(pSecurityDescriptor) ? ERROR_SUCCESS : ERROR_INVALID_SECURITY_DESCR;
}

LONG WINAPI
ClusterRegSetKeySecurityEx(HKEY hKey, SECURITY_INFORMATION SecurityInformation,
                           PSECURITY_DESCRIPTOR pSecurityDescriptor, LPCWSTR lpszReason)
{
    LONG error = ClusterRegSetKeySecurity(hKey, SecurityInformation, pSecurityDescriptor);

    reason_note(L"ClusterRegSetKeySecurityEx", lpszReason, (DWORD)error);
    return error;
}
