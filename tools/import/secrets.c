/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "secrets.h"

/* Parts of a property's name, in lower case and without what stands between words. */
static const char *const secret_words[] = {
    "password",   "passwd",    "passphrase", "passcode",      "pwd",
    "secret",     "token",     "credential", "encrypted",     "privatekey",
    "cryptokey",  "sharedkey", "accesskey",  "accountkey",    "apikey",
    "signingkey", "masterkey", "secretkey",  "encryptionkey",
};

/* What a text has before a secret inside, in lower case. */
static const char *const inner_words[] = {
    "password",   "passwd",          "passphrase", "pwd",  "secret",
    "accountkey", "sharedaccesskey", "token",      "pass",
};

/* Binary values of Windows' own resource types that are measures, addresses or access rights: the
 * Physical Disk's, the IP Address's lease, the shares' and the cluster's access lists. */
static const char *const open_binaries[] = {
    "diskuniqueids",
    "diskvolumeinfo",
    "diskguid",
    "diskidguid",
    "leaseobtainedtime",
    "leaseexpirestime",
    "t1",
    "t2",
    "security",
    "securitydescriptor",
    "schedulerversion",
};

/* "Shared Key" and "shared_key" are "sharedkey". */
static char *
bare_name(const char *property)
{
    GString *bare = g_string_new(NULL);

    for (const char *at = property; *at != '\0'; at++) {
        if (g_ascii_isalnum(*at)) {
            g_string_append_c(bare, g_ascii_tolower(*at));
        }
    }
    return g_string_free(bare, FALSE);
}

/* "pass" itself, and behind other words, but for these. */
static bool
ends_in_pass(const char *text, size_t length)
{
    static const char *const others[] = { "bypass", "compass" };

    if (length < strlen("pass") || strncmp(text + length - strlen("pass"), "pass", 4) != 0) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        size_t other = strlen(others[i]);

        if (length >= other && strncmp(text + length - other, others[i], other) == 0) {
            return false;
        }
    }
    return true;
}

static bool
name_is_secret(const char *bare)
{
    for (size_t i = 0; i < G_N_ELEMENTS(secret_words); i++) {
        if (strstr(bare, secret_words[i]) != NULL) {
            return true;
        }
    }
    return ends_in_pass(bare, strlen(bare));
}

static bool
binary_is_open(const char *bare)
{
    for (size_t i = 0; i < G_N_ELEMENTS(open_binaries); i++) {
        if (strcmp(bare, open_binaries[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* "Password=x", "/pwd:x", "secret = x"; not "Password=". */
static bool
is_assigned(const char *behind)
{
    behind += strspn(behind, " \"'");
    if (*behind != '=' && *behind != ':') {
        return false;
    }
    behind += 1 + strspn(behind + 1, " \"'");
    return *behind != '\0' && *behind != ';';
}

/* "--password x", "--dbpassword x", "/pwd x"; not "see the password file" nor "-password -verbose". */
static bool
is_argument(const char *text, const char *at, const char *behind)
{
    while (at > text && (g_ascii_isalnum(at[-1]) || at[-1] == '_')) {
        at--;
    }
    if (at == text || (at[-1] != '-' && at[-1] != '/') || *behind != ' ') {
        return false;
    }
    behind += strspn(behind, " \"'");
    return *behind != '\0' && *behind != '-' && *behind != '/';
}

static bool
is_given_behind(const char *text, const char *word)
{
    const char *at = strstr(text, word);

    while (at != NULL) {
        const char *behind = at + strlen(word);
        bool is_word = strcmp(word, "pass") != 0 || ends_in_pass(text, (size_t)(behind - text));

        if (is_word && (is_assigned(behind) || is_argument(text, at, behind))) {
            return true;
        }
        at = strstr(at + 1, word);
    }
    return false;
}

/* "https://user:secret@host"; not "https://host:80/user@host". */
static bool
is_in_address(const char *text)
{
    for (const char *at = strstr(text, "://"); at != NULL; at = strstr(at, "://")) {
        const char *colon;
        const char *end;

        at += strlen("://");
        end = at + strcspn(at, "/ \t\r\n\"'");
        colon = memchr(at, ':', (size_t)(end - at));
        if (colon != NULL && colon + 1 < end && colon[1] != '@' &&
            memchr(colon, '@', (size_t)(end - colon)) != NULL) {
            return true;
        }
    }
    return false;
}

/* "-----BEGIN RSA PRIVATE KEY-----" (RFC 7468). */
static bool
is_key(const char *text)
{
    return strstr(text, "-----begin ") != NULL && strstr(text, "private key-----") != NULL;
}

static bool
text_has_secret(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);

    if (is_in_address(lower) || is_key(lower)) {
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(inner_words); i++) {
        if (is_given_behind(lower, inner_words[i])) {
            return true;
        }
    }
    return false;
}

static bool
texts_have_secret(char **texts)
{
    for (; *texts != NULL; texts++) {
        if (text_has_secret(*texts)) {
            return true;
        }
    }
    return false;
}

bool
secret_is(const char *property, const struct windows_value *value)
{
    g_autofree char *bare = bare_name(property);

    switch (value->kind) {
    case WINDOWS_NUMBER:
        return value->number > 1 && name_is_secret(bare);
    case WINDOWS_TEXT:
        return name_is_secret(bare) || text_has_secret(value->text);
    case WINDOWS_TEXTS:
        return name_is_secret(bare) || texts_have_secret(value->texts);
    case WINDOWS_BINARY:
        return name_is_secret(bare) || !binary_is_open(bare);
    }
    return true;
}
