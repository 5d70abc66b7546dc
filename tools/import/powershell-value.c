/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "powershell-value.h"

char **
powershell_names(const struct powershell_object *object)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; object->items != NULL && i < object->items->len; i++) {
        const struct powershell_object *item = g_ptr_array_index(object->items, i);
        const char *name = powershell_name(item);

        if (name != NULL) {
            g_ptr_array_add(names, g_strdup(name));
        } else if (item->kind == POWERSHELL_NUMBER) {
            g_ptr_array_add(names, g_strdup_printf("%" G_GUINT64_FORMAT, item->number));
        }
    }
    if (object->kind != POWERSHELL_LIST && powershell_name(object) != NULL &&
        powershell_name(object)[0] != '\0') {
        g_ptr_array_add(names, g_strdup(powershell_name(object)));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static enum powershell_fit
to_texts(const struct powershell_object *object, struct windows_value **value)
{
    g_auto(GStrv) names = powershell_names(object);

    *value = windows_value_texts((const char *const *)names);
    return FIT_WHOLE;
}

/* "1 0 255": what is left of an array of bytes that was too deep in ConvertTo-Json. */
static bool
bytes_of_text(const char *text, GByteArray *bytes)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ", -1);

    for (char **word = words; *word != NULL; word++) {
        guint64 number = 0;
        guint8 byte;

        if (!g_ascii_string_to_unsigned(*word, 10, 0, G_MAXUINT8, &number, NULL)) {
            return text[0] == '\0';
        }
        byte = (guint8)number;
        g_byte_array_append(bytes, &byte, 1);
    }
    return true;
}

static bool
bytes_of_list(const struct powershell_object *list, GByteArray *bytes)
{
    for (guint i = 0; list->items != NULL && i < list->items->len; i++) {
        const struct powershell_object *item = g_ptr_array_index(list->items, i);
        guint8 byte = (guint8)item->number;

        if (item->kind != POWERSHELL_NUMBER || item->number > G_MAXUINT8) {
            return false;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
    return true;
}

static enum powershell_fit
to_bytes(const struct powershell_object *object, struct windows_value **value)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    bool is_whole = object->kind == POWERSHELL_LIST   ? bytes_of_list(object, bytes)
                    : object->kind == POWERSHELL_TEXT ? bytes_of_text(object->text, bytes)
                                                      : false;

    if (object->bytes != NULL) {
        size_t size = 0;
        const void *data = g_bytes_get_data(object->bytes, &size);

        *value = windows_value_binary(data, size);
        return FIT_WHOLE;
    }
    if (!is_whole) {
        return FIT_WRONG;
    }
    *value = windows_value_binary(bytes->data, bytes->len);
    return FIT_WHOLE;
}

static enum powershell_fit
to_number(const struct powershell_object *object, struct windows_value **value)
{
    gint64 below = 0;
    guint64 number = object->number;

    if (object->kind == POWERSHELL_TEXT) {
        if (g_ascii_string_to_signed(object->text, 10, G_MININT64, -1, &below, NULL)) {
            number = powershell_unsigned(below);
        } else if (!g_ascii_string_to_unsigned(object->text, 10, 0, G_MAXUINT64, &number, NULL)) {
            return FIT_WRONG;
        }
    } else if (object->kind != POWERSHELL_NUMBER) {
        return FIT_WRONG;
    }
    *value = windows_value_number(number);
    return FIT_WHOLE;
}

static bool
is_list_of_bytes(const struct powershell_object *list)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    return list->items != NULL && list->items->len > 0 && bytes_of_list(list, bytes);
}

static enum powershell_fit
to_what_it_is(const struct powershell_object *object, struct windows_value **value)
{
    switch (object->kind) {
    case POWERSHELL_NUMBER:
        return to_number(object, value);
    case POWERSHELL_BYTES:
        return to_bytes(object, value);
    case POWERSHELL_LIST:
        return is_list_of_bytes(object) ? to_bytes(object, value) : to_texts(object, value);
    case POWERSHELL_TEXT:
    case POWERSHELL_OBJECT:
        break;
    case POWERSHELL_NULL:
        return FIT_NOTHING;
    }
    if (powershell_name(object) == NULL) {
        return FIT_WRONG;
    }
    *value = windows_value_text(powershell_name(object));
    return FIT_WHOLE;
}

static enum powershell_fit
to_text(const struct powershell_object *object, struct windows_value **value)
{
    if (object->kind != POWERSHELL_NUMBER || object->text != NULL) {
        return to_what_it_is(object, value);
    }
    *value = windows_value_text(NULL);
    g_free((*value)->text);
    (*value)->text = g_strdup_printf("%" G_GUINT64_FORMAT, object->number);
    return FIT_WHOLE;
}

enum family { AS_IT_IS, TEXT, NUMBER, BYTES, TEXTS };

/* The ClusterParameterTypes, and .NET's words for them. */
static enum family
family_of(const char *type)
{
    static const struct {
        const char *word; /* what the type's name begins with */
        enum family family;
    } families[] = {
        { "StringCollection", TEXTS },
        { "MultiString", TEXTS },
        { "String[]", TEXTS },
        { "String", TEXT },
        { "ExpandString", TEXT },
        { "ExpandedString", TEXT },
        { "DateTime", TEXT },
        { "UInt", NUMBER },
        { "Int", NUMBER },
        { "ULong", NUMBER },
        { "Long", NUMBER },
        { "ULarge", NUMBER },
        { "Large", NUMBER },
        { "DWord", NUMBER },
        { "Word", NUMBER },
        { "Bool", NUMBER },
        { "ByteArray", BYTES },
        { "Byte[]", BYTES },
        { "Binary", BYTES },
        { "SecurityDescr", BYTES },
    };

    for (size_t i = 0; type != NULL && i < G_N_ELEMENTS(families); i++) {
        if (g_ascii_strncasecmp(type, families[i].word, strlen(families[i].word)) == 0) {
            return families[i].family;
        }
    }
    return AS_IT_IS;
}

enum powershell_fit
powershell_private_value(const struct powershell_object *object, const char *type,
                         struct windows_value **value)
{
    enum family family = family_of(type);

    *value = NULL;
    if (object->kind == POWERSHELL_NULL) {
        return FIT_NOTHING;
    }
    if ((family == BYTES || family == TEXTS) && powershell_is_cut(object)) {
        return FIT_CUT;
    }
    switch (family) {
    case TEXT:
        return to_text(object, value);
    case NUMBER:
        return to_number(object, value);
    case BYTES:
        return to_bytes(object, value);
    case TEXTS:
        return to_texts(object, value);
    case AS_IT_IS:
        break;
    }
    return to_what_it_is(object, value);
}

/* Words of clusapi.h's enums, and of PowerShell's. */
static const struct {
    const char *property;
    const char *word;
    guint32 number;
} words[] = {
    { "PersistentState", "False", 0 },
    { "PersistentState", "True", 1 },
    { "PersistentState", "Offline", 0 },
    { "PersistentState", "Online", 1 },
    { "SeparateMonitor", "False", 0 },
    { "SeparateMonitor", "True", 1 },
    { "RestartAction", "DontRestart", 0 },
    { "RestartAction", "RestartNoNotify", 1 },
    { "RestartAction", "RestartNotify", 2 },
    { "RestartAction", "ClusterResourceDontRestart", 0 },
    { "RestartAction", "ClusterResourceRestartNoNotify", 1 },
    { "RestartAction", "ClusterResourceRestartNotify", 2 },
    { "EmbeddedFailureAction", "None", 0 },
    { "EmbeddedFailureAction", "LogOnly", 1 },
    { "EmbeddedFailureAction", "Recover", 2 },
    { "EmbeddedFailureAction", "ClusterResourceEmbeddedFailureActionNone", 0 },
    { "EmbeddedFailureAction", "ClusterResourceEmbeddedFailureActionLogOnly", 1 },
    { "EmbeddedFailureAction", "ClusterResourceEmbeddedFailureActionRecover", 2 },
    { "AutoFailbackType", "PreventFailback", 0 },
    { "AutoFailbackType", "AllowFailback", 1 },
    { "AutoFailbackType", "ClusterGroupPreventFailback", 0 },
    { "AutoFailbackType", "ClusterGroupAllowFailback", 1 },
    { "Priority", "NoAutoStart", 0 },
    { "Priority", "Low", 1000 },
    { "Priority", "Medium", 2000 },
    { "Priority", "High", 3000 },
    { "Role", "None", 0 },
    { "Role", "Cluster", 1 },
    { "Role", "Client", 2 },
    { "Role", "ClusterAndClient", 3 },
    { "GroupType", "Cluster", 1 },
    { "GroupType", "AvailableStorage", 2 },
    { "GroupType", "Temporary", 3 },
    { "GroupType", "ClusterSharedVolume", 4 },
    { "GroupType", "StoragePool", 5 },
    { "GroupType", "FileServer", 100 },
    { "GroupType", "PrintServer", 101 },
    { "GroupType", "DhcpServer", 102 },
    { "GroupType", "Dtc", 103 },
    { "GroupType", "Msmq", 104 },
    { "GroupType", "Wins", 105 },
    { "GroupType", "StandAloneDfs", 106 },
    { "GroupType", "GenericApplication", 107 },
    { "GroupType", "GenericService", 108 },
    { "GroupType", "GenericScript", 109 },
    { "GroupType", "IScsiNameService", 110 },
    { "GroupType", "VirtualMachine", 111 },
    { "GroupType", "TsSessionBroker", 112 },
    { "GroupType", "IScsiTarget", 113 },
    { "GroupType", "ScaleoutFileServer", 114 },
    { "GroupType", "VMReplicaBroker", 115 },
    { "GroupType", "TaskScheduler", 116 },
    { "GroupType", "ClusterUpdateAgent", 117 },
    { "GroupType", "ScaleoutCluster", 118 },
    { "GroupType", "StorageReplica", 119 },
    { "GroupType", "VMReplicaCoordinator", 120 },
    { "GroupType", "CrossClusterOrchestrator", 121 },
    { "GroupType", "InfrastructureFileServer", 122 },
    { "GroupType", "CoreSddc", 123 },
    { "GroupType", "Unknown", 9999 },
};

static bool
number_of_word(const char *property, const char *word, guint32 *number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(words[i].property, property) == 0 &&
            g_ascii_strcasecmp(words[i].word, word) == 0) {
            *number = words[i].number;
            return true;
        }
    }
    return false;
}

static bool
is_list(const char *property)
{
    static const char *const lists[] = {
        "AdminExtensions",   "AntiAffinityClassNames", "PreferredSite",     "DumpServices",
        "DumpLogQuery",      "EnabledEventLogs",       "WprProfiles",       "Ipv4Addresses",
        "Ipv4PrefixLengths", "Ipv6Addresses",          "Ipv6PrefixLengths",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (g_ascii_strcasecmp(lists[i], property) == 0) {
            return true;
        }
    }
    return false;
}

enum powershell_fit
powershell_common_value(const char *property, const struct powershell_object *object,
                        struct windows_value **value)
{
    guint32 number = 0;

    *value = NULL;
    if (object->kind == POWERSHELL_NULL) {
        return FIT_NOTHING;
    }
    if (is_list(property)) {
        return powershell_is_cut(object) ? FIT_CUT : to_texts(object, value);
    }
    if (object->kind != POWERSHELL_NUMBER && object->text != NULL &&
        number_of_word(property, object->text, &number)) {
        *value = windows_value_number(number);
        return FIT_WHOLE;
    }
    return to_what_it_is(object, value);
}
