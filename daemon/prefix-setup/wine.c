/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wine.h"

#include "daemon/error.h"
#include "daemon/wine-addresses.h"
#include "daemon/wine-overrides.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child. */
G_NORETURN static void
execute(const char *const *command, char **environment, int output, pid_t parent)
{
    int null = open("/dev/null", O_RDONLY);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    wine_addresses_fix();
    if (getppid() == parent && dup2(null, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
        dup2(output, STDERR_FILENO) >= 0 && close_range(3, ~0U, 0) == 0 && chdir("/") == 0) {
        execve(command[0], (char *const *)command, environment);
    }
    dprintf(STDERR_FILENO, "%s (%d)\n", strerrorname_np(errno), errno);
    _exit(127);
}

/* Returns false at the deadline, with the process killed. */
static bool
wait_for(pid_t pid, unsigned int timeout_s, int *status)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC;
    pid_t ended;

    while ((ended = waitpid(pid, status, WNOHANG)) == 0 && g_get_monotonic_time() < deadline) {
        g_usleep(1000);
    }
    if (ended == 0) {
        kill(pid, SIGKILL);
        waitpid(pid, status, 0);
    }
    return ended == pid;
}

static char *
read_output(int output)
{
    GString *text = g_string_new(NULL);
    char bytes[4096];
    ssize_t length;

    for (off_t at = 0; (length = pread(output, bytes, sizeof(bytes), at)) > 0; at += length) {
        g_string_append_len(text, bytes, length);
    }
    return g_string_free(text, FALSE);
}

static const char *
last_line(char *text)
{
    const char *newline = strrchr(g_strchomp(text), '\n');

    return newline != NULL ? newline + 1 : text;
}

/* Returns what the command printed, NULL unless it exited 0 in time. The output is a file in
 * memory: what Wine leaves running could hold a pipe open for ever (practice.md 0.2). */
static char *
run(const struct wine *wine, const char *const *command, char **environment, GError **error)
{
    int output = memfd_create("output", MFD_CLOEXEC), status = 0;
    pid_t parent = getpid();
    pid_t pid = output >= 0 ? fork() : -1;
    g_autofree char *name = g_strjoinv(" ", (char **)command);
    g_autofree char *text = NULL;
    bool in_time;

    if (pid < 0) {
        set_system_error(error, errno, "%s: cannot be started", name);
        return NULL;
    }
    if (pid == 0) {
        execute(command, environment, output, parent);
    }
    in_time = wait_for(pid, wine->timeout_s, &status);
    text = read_output(output);
    close(output);
    if (!in_time) {
        set_system_error(error, ETIMEDOUT,
                         "%s: not done after %u s: give it more time with "
                         "--wineboot-timeout",
                         name, wine->timeout_s);
        return NULL;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: %s %d: %s", name,
                    WIFEXITED(status) ? "exited with" : "killed by signal",
                    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), last_line(text));
        return NULL;
    }
    return g_steal_pointer(&text);
}

static bool
run_quietly(const struct wine *wine, const char *const *command, char **environment, GError **error)
{
    g_autofree char *output = run(wine, command, environment, error);

    return output != NULL;
}

/* Distributions put it beside wine, or beside what wine is a link to; upstream's is beside wine. */
static char *
find_wineserver(const char *program)
{
    g_autofree char *resolved = realpath(program, NULL);
    g_autofree char *beside = g_path_get_dirname(program);
    g_autofree char *behind = g_path_get_dirname(resolved != NULL ? resolved : program);
    g_autofree char *first = g_build_filename(beside, "wineserver", NULL);
    g_autofree char *second = g_build_filename(behind, "wineserver", NULL);

    if (g_file_test(first, G_FILE_TEST_IS_EXECUTABLE)) {
        return g_steal_pointer(&first);
    }
    if (g_file_test(second, G_FILE_TEST_IS_EXECUTABLE)) {
        return g_steal_pointer(&second);
    }
    return g_find_program_in_path("wineserver");
}

/* Only what Wine needs, and no DISPLAY or WAYLAND_DISPLAY: it must not matter who calls us. The
 * home folder is an empty one in the prefix, because wineboot links Documents and the like to it.
 */
static char **
make_environment(const char *prefix)
{
    g_autofree char *home = g_build_filename(prefix, ".home", NULL);
    char **environment = NULL;

    environment =
        g_environ_setenv(environment, "PATH",
                         "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
    environment = g_environ_setenv(environment, "LANG", "C.UTF-8", TRUE);
    environment = g_environ_setenv(environment, "HOME", home, TRUE);
    environment = g_environ_setenv(environment, "WINEPREFIX", prefix, TRUE);
    environment = g_environ_setenv(environment, "WINEARCH", "win64", TRUE);
    environment = g_environ_setenv(environment, "WINEDEBUG", "-all", TRUE);
    return g_environ_setenv(environment, "WINEDLLOVERRIDES", WINE_OVERRIDES, TRUE);
}

bool
wine_init(struct wine *wine, const char *program, const char *prefix, unsigned int timeout_s,
          GError **error)
{
    *wine = (struct wine){ .prefix = prefix, .timeout_s = timeout_s };
    wine->environment = make_environment(prefix);
    wine->program = g_find_program_in_path(program);
    if (wine->program == NULL) {
        set_system_error(error, ENOENT, "%s: no such program: install Wine or set --wine", program);
        return false;
    }
    wine->wineserver = find_wineserver(wine->program);
    if (wine->wineserver == NULL) {
        set_system_error(error, ENOENT, "%s: its wineserver is neither beside it nor in PATH",
                         wine->program);
        return false;
    }
    return true;
}

void
wine_clear(struct wine *wine)
{
    g_free(wine->program);
    g_free(wine->wineserver);
    g_strfreev(wine->environment);
    *wine = (struct wine){ 0 };
}

char *
wine_version(const struct wine *wine, GError **error)
{
    const char *const command[] = { wine->program, "--version", NULL };
    g_autofree char *output = run(wine, command, wine->environment, error);
    char *version;

    if (output == NULL) {
        return NULL;
    }
    version = strstr(output, "wine-");
    if (version == NULL) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: does not tell its version: \"%s\"",
                    wine->program, last_line(output));
        return NULL;
    }
    return g_strndup(version, strcspn(version, "\n"));
}

bool
wine_create_prefix(const struct wine *wine, GError **error)
{
    const char *const command[] = { wine->program, "wineboot", "-i", NULL };

    return run_quietly(wine, command, wine->environment, error);
}

/* In this mode, the one in which Wine itself starts wineboot for a new prefix, Wine does without
 * its files in system32, and wineboot puts all of them there again. */
bool
wine_update_prefix(const struct wine *wine, GError **error)
{
    const char *const command[] = { wine->program, "C:\\windows\\system32\\wineboot.exe", "-u",
                                    NULL };
    g_auto(GStrv) environment =
        g_environ_setenv(g_strdupv(wine->environment), "WINEBOOTSTRAPMODE", "1", TRUE);

    return run_quietly(wine, command, environment, error);
}

bool
wine_import_registry(const struct wine *wine, const char *windows_path, GError **error)
{
    const char *const command[] = { wine->program, "regedit", "/S", windows_path, NULL };

    return run_quietly(wine, command, wine->environment, error);
}

/* Wine gives its programs WINEDLLDIR0, an NT path of a Unix folder: \??\Z:\usr\lib\wine, and
 * \??\unix\usr\lib\wine from a program without a drive for it. */
char *
wine_dll_directory(const struct wine *wine, GError **error)
{
    const char *const command[] = { wine->program, "cmd", "/c", "echo %WINEDLLDIR0%", NULL };
    g_autofree char *output = run(wine, command, wine->environment, error);
    const char *path;

    if (output == NULL) {
        return NULL;
    }
    g_strdelimit(g_strstrip(output), "\\", '/');
    path = strlen(output) > 4 ? strchr(output + 4, '/') : NULL;
    if (path == NULL) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "%s: does not tell its folder of DLLs: \"%s\"; set --wine-dll-directory",
                    wine->program, output);
        return NULL;
    }
    return g_strdup(path);
}

bool
wine_is_running(const struct wine *wine)
{
    const char *const command[] = { wine->wineserver, "-k0", NULL };

    return run_quietly(wine, command, wine->environment, NULL);
}

bool
wine_end(const struct wine *wine, GError **error)
{
    const char *const kill_command[] = { wine->wineserver, "-k", NULL };
    const char *const wait_command[] = { wine->wineserver, "-w", NULL };

    run_quietly(wine, kill_command, wine->environment, NULL); /* fails if none runs */
    return run_quietly(wine, wait_command, wine->environment, error);
}
