/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Whether what --set gives is something that the agent can take, as far as that is known here. It is set all the
 * same: an agent may be newer than what is known. */

#include <arpa/inet.h>
#include <string.h>

#include "daemon/properties.h"
#include "mapping-type-table.h"
#include "secrets.h"

#define SET_ALL_THE_SAME "--set sets it all the same"

/* --- agents of Linux: what their meta-data says of parameters, and their code where that says "string" */

static bool
is_of_family(const char *value, int family)
{
    struct in6_addr address;

    return inet_pton(family, value, &address) == 1;
}

static bool
fits_address(const struct parameter *parameter, const char *value)
{
    (void)parameter;
    return is_of_family(value, AF_INET) || is_of_family(value, AF_INET6);
}

static bool
fits_prefix(const struct parameter *parameter, const char *value)
{
    const char *set = mapping_setting(parameter->mapping, parameter->primitive->windows, "ip");
    const char *ip = set != NULL ? set : plan_pairs_find(parameter->primitive->parameters, "ip");
    guint64 most = ip != NULL && is_of_family(ip, AF_INET) ? 32 : 128;

    return g_ascii_string_to_unsigned(value, 10, 0, most, NULL, NULL);
}

static bool
is_among(const char *const *words, const char *value)
{
    for (; *words != NULL; words++) {
        if (g_ascii_strcasecmp(*words, value) == 0) {
            return true;
        }
    }
    return false;
}

/* To ocf_is_true of resource-agents these spellings are true, and whatever else there is false. */
static bool
fits_boolean(const struct parameter *parameter, const char *value)
{
    static const char *const are_true[] = { "yes",  "true", "1",  "YES", "TRUE",
                                            "True", "ja",   "on", "ON",  NULL };
    static const char *const are_false[] = { "no", "false", "0", "off", NULL };

    (void)parameter;
    return g_strv_contains(are_true, value) || is_among(are_false, value);
}

static bool
fits_check(const struct parameter *parameter, const char *value)
{
    static const char *const words[] = { "auto", "force", "no", NULL };

    (void)parameter;
    return is_among(words, value);
}

static bool
fits_path(const struct parameter *parameter, const char *value)
{
    (void)parameter;
    return value[0] == '/';
}

static bool
fits_number(const struct parameter *parameter, const char *value)
{
    (void)parameter;
    return g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, NULL, NULL);
}

static bool
has_format(const char *format, const char *value)
{
    g_autofree char *word = g_strdup_printf("value:%s=%s", format, value);
    struct property property;
    g_autoptr(GBytes) bytes = NULL;
    uint32_t type;

    if (property_parse(word, &property, NULL)) {
        bytes = property_encode(&property, 0, &type, NULL);
        property_clear(&property);
    }
    return bytes != NULL;
}

static bool
fits_dword(const struct parameter *parameter, const char *value)
{
    (void)parameter;
    return has_format("DWORD", value);
}

#define A_PREFIX  "a number of bits, at most 32, or 128 with an IPv6 address"
#define A_BOOLEAN "true or false"
#define A_PATH    "a path from the root"
#define A_NUMBER  "a number"
#define A_DWORD   "a DWORD"

/* Agents that have a parameter of the same name mean the same by it. The times of ocf:resapi are not here: the
 * operations are made of them, and mapping-policy.c says if they are none. */
static const struct {
    const char *parameter;
    const char *what;
    bool (*fits)(const struct parameter *parameter, const char *value);
} kinds[] = {
    { "ip", "an IP address", fits_address },
    { "cidr_netmask", A_PREFIX, fits_prefix },
    { "lvs_support", A_BOOLEAN, fits_boolean },
    { "lvs_ipv6_addrlabel", A_BOOLEAN, fits_boolean },
    { "lvs_ipv6_addrlabel_value", A_NUMBER, fits_number },
    { "unique_clone_address", A_BOOLEAN, fits_boolean },
    { "arp_interval", A_NUMBER, fits_number },
    { "arp_count", A_NUMBER, fits_number },
    { "arp_count_refresh", A_NUMBER, fits_number },
    { "flush_routes", A_BOOLEAN, fits_boolean },
    { "ttl", A_NUMBER, fits_number },
    { "serverport", A_NUMBER, fits_number },
    { "keyfile", A_PATH, fits_path },
    { "unregister_on_stop", A_BOOLEAN, fits_boolean },
    { "directory", A_PATH, fits_path },
    { "run_fsck", "auto, force or no", fits_check },
    { "fast_stop", A_BOOLEAN, fits_boolean },
    { "force_clones", A_BOOLEAN, fits_boolean },
    { "path", A_PATH, fits_path },
    { "outfile", A_PATH, fits_path },
    { "confd", A_PATH, fits_path },
    { "includesfile", A_PATH, fits_path },
    { "unlock_on_stop", A_BOOLEAN, fits_boolean },
    { "wait_for_leasetime_on_stop", A_BOOLEAN, fits_boolean },
    { "nfsv4_only", A_BOOLEAN, fits_boolean },
    { "nfs_no_notify", A_BOOLEAN, fits_boolean },
    { "nfs_notify_foreground", A_BOOLEAN, fits_boolean },
    { "nfs_smnotify_retry_time", A_NUMBER, fits_number },
    { "nfs_shared_infodir", A_PATH, fits_path },
    { "rpcpipefs_dir", A_PATH, fits_path },
    { "chrooted", A_BOOLEAN, fits_boolean },
    { "chrooted_path", A_PATH, fits_path },
    { "config", A_PATH, fits_path },
    { "tid", A_NUMBER, fits_number },
    { "force_stop", A_BOOLEAN, fits_boolean },
    { "migration_downtime", A_NUMBER, fits_number },
    { "migration_speed", A_NUMBER, fits_number },
    { "migrateport", A_NUMBER, fits_number },
    { "start_resources", A_BOOLEAN, fits_boolean },
    { "InteractWithDesktop", A_DWORD, fits_dword },
    { "UseNetworkName", A_DWORD, fits_dword },
    { "EmbeddedFailureAction", A_DWORD, fits_dword },
    { "PersistentState", A_DWORD, fits_dword },
    { "RestartAction", A_DWORD, fits_dword },
    { "RestartPeriod", A_DWORD, fits_dword },
    { "RestartThreshold", A_DWORD, fits_dword },
    { "RetryPeriodOnFailure", A_DWORD, fits_dword },
    { "SeparateMonitor", A_DWORD, fits_dword },
};

static char *
fault_of_kind(const struct parameter *parameter, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].parameter, parameter->name) == 0) {
            return kinds[i].fits(parameter, value)
                       ? NULL
                       : g_strdup_printf("%s is %s: '%s' is none: " SET_ALL_THE_SAME,
                                         parameter->name, kinds[i].what, value);
        }
    }
    return NULL;
}

/* --- types that resapid hosts: what the export has of their properties */

/* Of what cannot be a value of every format. */
static const struct {
    const char *format;
    const char *what;
} forms[] = {
    { "DWORD", "number from 0 to 4294967295" },
    { "QWORD", "number" },
    { "BINARY", "row of pairs of hexadecimal digits" },
};

static char *
fault_of_property(const struct windows_property *property, const char *value)
{
    const char *format = windows_value_format(property->value);
    struct windows_value text = { .kind = WINDOWS_TEXT, .text = (char *)(uintptr_t)value };

    if (value[0] == '\0' || has_format(format, value)) {
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (strcmp(forms[i].format, format) == 0) {
            return g_strdup_printf("%s is a %s: '%s' is no %s: " SET_ALL_THE_SAME, property->name,
                                   format, secret_is(property->name, &text) ? "(hidden)" : value,
                                   forms[i].what);
        }
    }
    return NULL;
}

static char *
fault_of_hosted(const struct parameter *parameter, const char *value)
{
    const struct windows_resource *resource = parameter->primitive->windows;
    const struct windows_property *property =
        mapping_property_of(parameter->mapping, resource, resource->type_name, parameter->name);

    if (property != NULL) {
        return fault_of_property(property, value);
    }
    if (mapping_parameter_is_common(parameter->name)) {
        return fault_of_kind(parameter, value);
    }
    return g_strdup_printf("%s is no property that the export has of type %s: " SET_ALL_THE_SAME,
                           parameter->name, resource->type_name);
}

char *
mapping_fault_of(const struct parameter *parameter, const char *value)
{
    const struct plan_primitive *primitive = parameter->primitive;

    if (type_rule_find(primitive->windows->type_name) == NULL) {
        return fault_of_hosted(parameter, value);
    }
    if (!mapping_parameter_is_known(primitive->windows->type_name, parameter->name)) {
        return g_strdup_printf("is no parameter of %s that is known here: " SET_ALL_THE_SAME
                               "; see what the agent's meta-data names",
                               primitive->agent);
    }
    return value[0] != '\0' ? fault_of_kind(parameter, value) : NULL;
}
