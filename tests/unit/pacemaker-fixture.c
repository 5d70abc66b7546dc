/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-fixture.h"

#include <string.h>

static char *
read_recorded(const char *name, const char *what, gsize *length)
{
    g_autofree char *file = g_strdup_printf("%s-%s.xml", name, what);
    g_autofree char *path = g_build_filename(UNIT_RECORDED, file, NULL);
    char *text = NULL;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &text, length, NULL));
    return text;
}

struct pacemaker_status *
fixture_status(const char *name)
{
    gsize length;
    g_autofree char *text = read_recorded(name, "status", &length);
    struct pacemaker_status *status = pacemaker_status_parse(text, length, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    return status;
}

struct pacemaker_configuration *
fixture_configuration(const char *name)
{
    gsize length;
    g_autofree char *text = read_recorded(name, "configuration", &length);
    struct pacemaker_configuration *configuration =
        pacemaker_configuration_parse(text, length, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(configuration);
    return configuration;
}

struct pacemaker_configuration *
fixture_configuration_of(const char *xml)
{
    struct pacemaker_configuration *configuration =
        pacemaker_configuration_parse(xml, strlen(xml), NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(configuration);
    return configuration;
}
