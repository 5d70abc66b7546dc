/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Which values of a Windows cluster must not be shown. */

#include "unit.h"

#include <CUnit/Basic.h>

#include "tools/import/secrets.h"

static bool
is_secret(const char *property, struct windows_value *value)
{
    bool secret = secret_is(property, value);

    windows_value_free(value);
    return secret;
}

static void
test_names(void)
{
    CU_ASSERT_TRUE(is_secret("Password", windows_value_text("x")));
    CU_ASSERT_TRUE(is_secret("SQLADMINPWD", windows_value_text("x")));
    CU_ASSERT_TRUE(is_secret("Private Key", windows_value_text("x")));
    CU_ASSERT_TRUE(is_secret("pre-shared_key", windows_value_text("x")));
    CU_ASSERT_TRUE(is_secret("PrimaryAccessKey", windows_value_text("")));
    CU_ASSERT_TRUE(is_secret("EncryptedPin", windows_value_number(4711)));
    CU_ASSERT_TRUE(is_secret("DbPass", windows_value_text("x")));
    CU_ASSERT_TRUE(is_secret("PASS", windows_value_text("x")));
    CU_ASSERT_FALSE(is_secret("ProxyBypass", windows_value_text("x")));
    CU_ASSERT_FALSE(is_secret("PassThrough", windows_value_text("x")));
    CU_ASSERT_FALSE(is_secret("UseCredentials", windows_value_number(1)));
    CU_ASSERT_FALSE(is_secret("Address", windows_value_text("192.0.2.7")));
    CU_ASSERT_FALSE(is_secret("KeyName", windows_value_text("x")));
    CU_ASSERT_FALSE(is_secret("Port", windows_value_number(1433)));
}

static void
test_binary(void)
{
    CU_ASSERT_TRUE(is_secret("ResourceData", windows_value_binary("\1", 1)));
    CU_ASSERT_TRUE(is_secret("Whatever", windows_value_binary("\1", 1)));
    CU_ASSERT_FALSE(is_secret("DiskUniqueIds", windows_value_binary("\1", 1)));
    CU_ASSERT_FALSE(is_secret("Security Descriptor", windows_value_binary("\1", 1)));
    CU_ASSERT_TRUE(is_secret("DiskUniqueIdsPassword", windows_value_binary("\1", 1)));
}

static void
test_inside_of_texts(void)
{
    const char *const texts[] = { "Server=a", "Server=b;Pwd=x", NULL };
    const char *const harmless[] = { "Server=a", "Pwd", NULL };

    CU_ASSERT_TRUE(is_secret("Connection", windows_value_text("Server=a;PASSWORD = x;Db=c")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe /password:x")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe -password -pwd=x")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe --password x")));
    CU_ASSERT_TRUE(is_secret("StartupParameters", windows_value_text("/PWD \"x y\"")));
    CU_ASSERT_FALSE(is_secret("CommandLine", windows_value_text("a.exe -password -v")));
    CU_ASSERT_FALSE(is_secret("CommandLine", windows_value_text("a.exe -token")));
    CU_ASSERT_TRUE(is_secret("Connections", windows_value_texts(texts)));
    CU_ASSERT_FALSE(is_secret("Connections", windows_value_texts(harmless)));
    CU_ASSERT_FALSE(is_secret("Connection", windows_value_text("Server=a;Password=;Db=c")));
    CU_ASSERT_FALSE(is_secret("Connection", windows_value_text("Password=")));
    CU_ASSERT_FALSE(is_secret("Remark", windows_value_text("ask for the password")));
}

/* Secrets that no word stands before. */
static void
test_forms(void)
{
    CU_ASSERT_TRUE(is_secret("Url", windows_value_text("x https://user:pw@host/")));
    CU_ASSERT_TRUE(is_secret("Url", windows_value_text("a://b c://:pw@host")));
    CU_ASSERT_FALSE(is_secret("Url", windows_value_text("https://host:80/user@host")));
    CU_ASSERT_FALSE(is_secret("Url", windows_value_text("https://user@host:80/")));
    CU_ASSERT_FALSE(is_secret("Url", windows_value_text("https://user:@host")));
    CU_ASSERT_TRUE(is_secret("Key", windows_value_text("-----BEGIN RSA PRIVATE KEY-----\nx")));
    CU_ASSERT_FALSE(is_secret("Key", windows_value_text("-----BEGIN CERTIFICATE-----\nx")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe --dbpassword x")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe /db_pass x")));
    CU_ASSERT_TRUE(is_secret("CommandLine", windows_value_text("a.exe sap_pass=x")));
    CU_ASSERT_FALSE(is_secret("CommandLine", windows_value_text("a.exe --bypass x")));
    CU_ASSERT_FALSE(is_secret("CommandLine", windows_value_text("a.exe the dbpassword x")));
}

void
suite_import_secrets(void)
{
    CU_pSuite suite = CU_add_suite("import secrets", NULL, NULL);

    CU_add_test(suite, "names that say secret", test_names);
    CU_add_test(suite, "binary values", test_binary);
    CU_add_test(suite, "secrets inside of texts", test_inside_of_texts);
    CU_add_test(suite, "secrets without a word", test_forms);
}
