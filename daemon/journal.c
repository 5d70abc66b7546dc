/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
/* Lines that come while the journal is busy have room here. */
#define SEND_BUFFER (4 * 1024 * 1024)

bool
journal_has_stderr(void)
{
    const char *stream = g_getenv("JOURNAL_STREAM");
    g_autofree char *own = NULL;
    struct stat status;

    if (stream == NULL || fstat(STDERR_FILENO, &status) != 0) {
        return false;
    }
    own = g_strdup_printf("%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return g_str_equal(stream, own);
}

int
journal_open(GError **error)
{
    const int size = SEND_BUFFER;
    int fd = access(JOURNAL_SOCKET, W_OK) == 0 ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

    if (fd < 0) {
        set_system_error(error, errno, JOURNAL_SOCKET ": the journal cannot be reached");
        return -1;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) != 0) {
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    }
    return fd;
}

/* A value of more than one line has its length in front, 64 bits, little-endian. */
void
journal_add(GString *entry, const char *field, const char *value)
{
    guint64 length;

    if (value == NULL) {
        return;
    }
    if (strchr(value, '\n') == NULL) {
        g_string_append_printf(entry, "%s=", field);
    } else {
        length = GUINT64_TO_LE((guint64)strlen(value));
        g_string_append_printf(entry, "%s\n", field);
        g_string_append_len(entry, (const char *)&length, sizeof(length));
    }
    g_string_append(entry, value);
    g_string_append_c(entry, '\n');
}

bool
journal_send(int fd, const GString *entry)
{
    /* Not connected: another journald, after a restart, has another socket there. */
    const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET };

    return sendto(fd, entry->str, entry->len, MSG_DONTWAIT | MSG_NOSIGNAL,
                  (const struct sockaddr *)&address, sizeof(address)) >= 0;
}
