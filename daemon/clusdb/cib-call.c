/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/cib-call.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

#include "child.h"
#include "error.h"
#include "pacemaker-xml.h"
#include "clusdb/cib-text.h"

#define PROGRAM       "cibadmin"
#define ARGUMENTS_MAX 8
#define OUTPUT_MAX    (16U << 20)

/* Exit statuses: CRM_EX_NOSUCH, CRM_EX_EXISTS and CRM_EX_OSERR, which a message that is too large ends
 * with. Such a one is not much smaller than PCMK_ipc_buffer, 128 KiB. */
#define STATUS_NO_SUCH 105
#define STATUS_EXISTS  108
#define STATUS_OS      71
#define LARGE          65536

struct calling {
    struct cib_call call;
    GByteArray *output;
    size_t input_length;
};

static enum cib_outcome
set_failure(const struct calling *calling, int wait_status, bool timed_out, const char *last_line,
            GError **error)
{
    g_autofree char *status = child_describe_status(wait_status);

    if (timed_out) {
        set_win32_error(error, WIN32_CLUSTER_NODE_DOWN,
                        PROGRAM " did not answer within %u seconds, ETIMEDOUT (%d)",
                        calling->call.timeout_ms / 1000, ETIMEDOUT);
    } else if (calling->output->len > OUTPUT_MAX) {
        set_win32_error(error, WIN32_CLUSTER_NODE_DOWN, PROGRAM " wrote more than %u MiB",
                        OUTPUT_MAX >> 20);
    } else if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == STATUS_OS &&
               calling->input_length > LARGE) {
        set_win32_error(error, WIN32_NOT_ENOUGH_QUOTA,
                        "cluster database: Pacemaker does not take its %zu bytes: raise "
                        "PCMK_ipc_buffer on all nodes, or lower [database] total_limit; " PROGRAM
                        " says: %s",
                        calling->input_length, last_line);
        return CIB_TOO_LARGE;
    } else {
        set_win32_error(error, WIN32_CLUSTER_NODE_DOWN, PROGRAM " %s%s%s", status,
                        last_line[0] != '\0' ? ": " : "", last_line);
    }
    return CIB_FAILED;
}

static enum cib_outcome
judge(const struct calling *calling, int wait_status, bool timed_out, const char *last_line,
      GError **error)
{
    int status = WIFEXITED(wait_status) && !timed_out ? WEXITSTATUS(wait_status) : -1;

    if (calling->output->len <= OUTPUT_MAX) {
        switch (status) {
        case 0:
            return CIB_DONE;
        case STATUS_NO_SUCH:
            return CIB_NO_MATCH;
        case STATUS_EXISTS:
            return CIB_EXISTS;
        default:
            break;
        }
    }
    return set_failure(calling, wait_status, timed_out, last_line, error);
}

static void
on_ended(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct calling *calling = user;
    g_autoptr(GError) error = NULL;
    enum cib_outcome outcome = judge(calling, wait_status, timed_out, last_line, &error);

    calling->call.done(calling->call.user, outcome, calling->output, error);
    g_byte_array_unref(calling->output);
    g_free(calling);
}

pid_t
cib_call_start(const struct cib_call *call, GError **error)
{
    struct calling *calling = g_new0(struct calling, 1);
    const char *arguments[ARGUMENTS_MAX + 2] = { PROGRAM };
    const struct child_spec spec = {
        .arguments = arguments,
        .pass_fd = -1,
        .capture = true,
        .output = g_byte_array_new(),
        .output_max = OUTPUT_MAX,
        .timeout_ms = call->timeout_ms,
        .input = call->input,
    };
    g_autoptr(GError) cause = NULL;
    pid_t pid;

    for (size_t i = 0; i < ARGUMENTS_MAX && call->arguments[i] != NULL; i++) {
        arguments[i + 1] = call->arguments[i];
    }
    calling->call = *call;
    calling->output = spec.output;
    calling->input_length = call->input != NULL ? g_bytes_get_size(call->input) : 0;
    pid = child_start(&spec, on_ended, calling, &cause);
    if (pid == 0) {
        set_win32_error(error, WIN32_CLUSTER_NODE_DOWN, "%s", cause->message);
        g_byte_array_unref(calling->output);
        g_free(calling);
    }
    return pid;
}

char *
cib_path_of_version(const struct cib_version *version)
{
    return g_strdup_printf("/cib[@admin_epoch='%" G_GUINT64_FORMAT
                           "' and @epoch='%" G_GUINT64_FORMAT "']",
                           version->admin_epoch, version->epoch);
}

char *
cib_path_of_set(const struct cib_version *version)
{
    g_autofree char *cib = cib_path_of_version(version);

    return g_strconcat(cib,
                       "/configuration/crm_config/cluster_property_set[@id='" CIB_TEXT_SET "']",
                       NULL);
}

static bool
read_part(const xmlNode *cib, const char *name, guint64 *number)
{
    g_autofree char *text = pacemaker_xml_attribute_or(cib, name, "");

    return g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, number, NULL);
}

bool
cib_version_read(const GByteArray *xml, struct cib_version *version, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(xmlDoc) document =
        pacemaker_xml_read((const char *)xml->data, xml->len, "cib", PROGRAM, &cause);
    const xmlNode *cib = document != NULL ? xmlDocGetRootElement(document) : NULL;

    if (cib != NULL && read_part(cib, "admin_epoch", &version->admin_epoch) &&
        read_part(cib, "epoch", &version->epoch)) {
        return true;
    }
    set_win32_error(error, WIN32_CLUSTER_NODE_DOWN, "%s",
                    cause != NULL ? cause->message : PROGRAM ": the CIB has no version");
    return false;
}
