/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Values that Linux writes in another way, and parameters that more than one property gives. */

#include <arpa/inet.h>
#include <string.h>

#include "mapping-type-table.h"

/* 255.255.255.0 is 24; the ones have to come first. */
char *
convert_mask(const struct parameter *parameter, const struct windows_value *value)
{
    g_autofree char *text = windows_value_show(value);
    struct in_addr address;
    guint32 mask;
    int ones = 0;

    (void)parameter;
    if (inet_pton(AF_INET, text, &address) != 1) {
        return NULL;
    }
    for (mask = ntohl(address.s_addr); (mask & 0x80000000U) != 0; mask <<= 1) {
        ones++;
    }
    return mask == 0 && ones > 0 ? g_strdup_printf("%d", ones) : NULL;
}

/* "Physical Disk Private Properties": 2 runs chkdsk at each mount, 4 does not look at all; all others
 * look, and repair what they find or do not. */
char *
convert_check(const struct parameter *parameter, const struct windows_value *value)
{
    (void)parameter;
    if (value->kind != WINDOWS_NUMBER) {
        return g_strdup("auto");
    }
    return g_strdup(value->number == 2 ? "force" : value->number == 4 ? "no" : "auto");
}

char *
convert_comment(const struct parameter *parameter, const struct windows_value *value)
{
    g_autofree char *text = windows_value_show(value);

    (void)parameter;
    return g_strdup_printf("comment = %s", text);
}

/* Samba's 0 is no limit, as Windows' -1 is. */
char *
convert_limit(const struct parameter *parameter, const struct windows_value *value)
{
    guint64 most = value->kind == WINDOWS_NUMBER && value->number < G_MAXUINT32 ? value->number : 0;

    (void)parameter;
    return g_strdup_printf("max connections = %" G_GUINT64_FORMAT, most);
}

/* The first provider of the resource that is run by this agent. Providers are in the plan before it. */
static const struct plan_primitive *
provider_with(struct mapping *mapping, const struct windows_resource *resource, const char *agent)
{
    for (guint i = 0; i < resource->providers->len; i++) {
        const GPtrArray *any = g_ptr_array_index(resource->providers, i);

        for (guint j = 0; j < any->len; j++) {
            const struct plan_primitive *provider =
                g_hash_table_lookup(mapping->primitives, g_ptr_array_index(any, j));

            if (provider != NULL && strcmp(provider->agent, agent) == 0) {
                return provider;
            }
        }
    }
    return NULL;
}

/* E:\Data\x on a disk that is mounted at /srv/disk is /srv/disk/Data/x. */
char *
convert_path(const struct parameter *parameter, const struct windows_value *value)
{
    const struct plan_primitive *disk =
        provider_with(parameter->mapping, parameter->primitive->windows, "Filesystem");
    g_autofree char *path = windows_value_show(value);
    const char *folder = path;

    if (disk == NULL || !g_ascii_isalpha(path[0]) || path[1] != ':') {
        return NULL;
    }
    g_strdelimit(path, "\\", '/');
    folder += 2 + strspn(path + 2, "/");
    return g_build_filename(plan_pairs_find(disk->parameters, "directory"), folder, NULL);
}

/* DnsName is in lower case where it is told, and goes before Name. */
char *
convert_dns_name(const struct parameter *parameter, const struct windows_value *value)
{
    const windows_properties_t *private = parameter->primitive->windows->object.private;
    const char *suffix = windows_properties_text(private, "DnsSuffix");
    const char *dns = windows_properties_text(private, "DnsName");
    g_autofree char *name =
        dns != NULL && dns[0] != '\0' ? g_strdup(dns) : windows_value_show(value);
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return suffix != NULL && suffix[0] != '\0' ? g_strdup_printf("%s.%s", lower, suffix)
                                               : g_steal_pointer(&lower);
}

/* Agents of our own take what Windows has. */
char *
convert_own(const struct parameter *parameter, const struct windows_value *value)
{
    (void)parameter;
    return parameter_text(value);
}

/* Both spellings of it that Windows' documents have; the first goes before. */
char *
convert_script(const struct parameter *parameter, const struct windows_value *value)
{
    const windows_properties_t *private = parameter->primitive->windows->object.private;
    const char *path = windows_properties_text(private, "ScriptFilepath");

    return path != NULL ? g_strdup(path) : parameter_text(value);
}

/* How the disk is found on Linux: PTUUID is the same number that Windows tells it by. */
static char *
disk_on_linux(const windows_properties_t *private)
{
    const char *guid = windows_properties_text(private, "DiskIdGuid");
    g_autofree char *id = windows_id(guid);
    guint64 signature;

    if (id != NULL) {
        return g_strdup_printf("'lsblk -o NAME,PTUUID' shows %s for the disk", id);
    }
    if (windows_properties_number(private, "DiskSignature", &signature) && signature != 0) {
        return g_strdup_printf("'lsblk -o NAME,PTUUID' shows %08" G_GINT64_MODIFIER
                               "x for the disk, and its first partition is "
                               "/dev/disk/by-partuuid/%08" G_GINT64_MODIFIER "x-01",
                               signature, signature);
    }
    return g_strdup("nothing that was read tells which disk it is");
}

static char *
drive_of(const windows_properties_t *private)
{
    static const char *const names[] = { "DiskPath", "Drive" };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *drive = windows_properties_text(private, names[i]);

        if (drive != NULL && drive[0] != '\0') {
            return g_strdup_printf(", on Windows it was %s", drive);
        }
    }
    return g_strdup("");
}

/* Which partition it is, and that Linux' by-id name is of this disk, nothing tells with certainty. */
void
finish_disk(struct mapping *mapping, struct plan_primitive *primitive)
{
    const windows_properties_t *private = primitive->windows->object.private;
    const struct parameter device = { mapping, primitive, NULL, "device" };
    g_autofree char *place_holder = g_strdup_printf("/dev/disk/by-id/CHANGE-ME-%s", primitive->id);
    g_autofree char *found = disk_on_linux(private);
    g_autofree char *drive = drive_of(private);

    parameter_decide(&device, place_holder, "the partition or volume: %s%s", found, drive);
}

/* exportfs takes a number that no other export has. */
void
finish_export(struct mapping *mapping, struct plan_primitive *primitive)
{
    g_autofree char *number = g_strdup_printf("%u", mapping->plan->primitives->len);

    if (mapping_setting(mapping, primitive->windows, "fsid") == NULL) {
        plan_pairs_set(primitive->parameters, "fsid", number);
    }
}

static guint
count_addresses(struct mapping *mapping, const struct windows_resource *resource)
{
    guint count = 0;

    for (guint i = 0; i < resource->providers->len; i++) {
        const GPtrArray *any = g_ptr_array_index(resource->providers, i);

        for (guint j = 0; j < any->len; j++) {
            const struct plan_primitive *provider =
                g_hash_table_lookup(mapping->primitives, g_ptr_array_index(any, j));

            count += provider != NULL && strcmp(provider->agent, "IPaddr2") == 0 ? 1 : 0;
        }
    }
    return count;
}

/* Windows registers those that are online. */
static void
note_addresses(struct mapping *mapping, const struct plan_primitive *primitive)
{
    guint count = count_addresses(mapping, primitive->windows);

    if (count > 1) {
        notes_add(mapping->notes, NOTE_CHANGED, &primitive->windows->object, "addresses",
                  primitive->id,
                  "only the first of its %u addresses is registered in DNS, also where that one is "
                  "not up: add an ocf:heartbeat:dnsupdate behind each other one",
                  count);
    }
}

void
finish_name(struct mapping *mapping, struct plan_primitive *primitive)
{
    const struct plan_primitive *address = provider_with(mapping, primitive->windows, "IPaddr2");
    const char *ip = address != NULL ? plan_pairs_find(address->parameters, "ip") : NULL;
    const struct parameter parameter = { mapping, primitive, NULL, "ip" };

    note_addresses(mapping, primitive);
    if (ip == NULL) {
        parameter_decide(&parameter, "CHANGE-ME", "the name depends on no address that is told");
        return;
    }
    if (strchr(ip, ':') != NULL && mapping_setting(mapping, primitive->windows, "type") == NULL) {
        plan_pairs_set(primitive->parameters, "type", "AAAA");
    }
    parameter_give(&parameter, ip);
}

/* A script's own properties are words of one parameter; the script reads them as Resource.NAME. */
void
finish_script(struct mapping *mapping, struct plan_primitive *primitive)
{
    mapping_fill_script(mapping, primitive);
}
