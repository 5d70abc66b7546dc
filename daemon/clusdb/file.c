/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/backend.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <qb/qbloop.h>

#include "error.h"
#include "clusdb/store.h"

/*
 * A sync may take longer than the main loop may stand still, so one thread does all the writing. It
 * is handed one job at a time; an eventfd tells the main loop that the job is done.
 */

enum job_state { JOB_NONE, JOB_READY, JOB_WRITTEN, JOB_QUIT };

struct file_backend {
    struct backend backend;
    int event_fd; /* -1 while the loop does not watch it */
    pthread_t writer;

    pthread_mutex_t mutex; /* for the state */
    pthread_cond_t changed;
    enum job_state state;

    /* The writer's while the state is JOB_READY, else the main loop's. */
    struct store *store;
    struct clusdb_batch *const *batches;
    size_t n_batches;
    GError *error;

    backend_done done;
    void *user;
};

static void
set_state(struct file_backend *file, enum job_state state)
{
    pthread_mutex_lock(&file->mutex);
    file->state = state;
    pthread_cond_broadcast(&file->changed);
    pthread_mutex_unlock(&file->mutex);
}

/* The state that is neither of these. */
static enum job_state
wait_for_other_state(struct file_backend *file, enum job_state one, enum job_state other)
{
    enum job_state state = JOB_NONE;

    pthread_mutex_lock(&file->mutex);
    while (file->state == one || file->state == other) {
        pthread_cond_wait(&file->changed, &file->mutex);
    }
    state = file->state;
    pthread_mutex_unlock(&file->mutex);
    return state;
}

static void *
write_jobs(void *data)
{
    struct file_backend *file = data;

    while (wait_for_other_state(file, JOB_NONE, JOB_WRITTEN) == JOB_READY) {
        store_write(file->store, file->batches, file->n_batches, &file->error);
        set_state(file, JOB_WRITTEN);
        eventfd_write(file->event_fd, 1);
    }
    return NULL;
}

static void
finish_job(struct file_backend *file)
{
    const struct backend_news none = { .foreign = NULL };
    g_autoptr(GError) error = NULL;

    set_state(file, JOB_NONE);
    error = g_steal_pointer(&file->error);
    file->done(file->user, error, &none);
}

static int32_t
on_event(int32_t fd, int32_t events, void *data)
{
    struct file_backend *file = data;
    eventfd_t count = 0;

    (void)events;
    /* Nothing to read: file_wait() has been faster. */
    if (eventfd_read(fd, &count) == 0) {
        finish_job(file);
    }
    return 0;
}

static struct tree_key *
file_load(struct backend *backend, GError **error)
{
    return store_load(((struct file_backend *)backend)->store, error);
}

static void
file_persist(struct backend *backend, const struct backend_job *job, backend_done done, void *user)
{
    struct file_backend *file = (struct file_backend *)backend;

    file->batches = job->batches;
    file->n_batches = job->n_batches;
    file->done = done;
    file->user = user;
    set_state(file, JOB_READY);
}

/* The event, not the state: it is sent last, and must not be left to speak for a later job. */
static void
file_wait(struct backend *backend)
{
    struct file_backend *file = (struct file_backend *)backend;
    struct pollfd event = { .fd = file->event_fd, .events = POLLIN };

    while (poll(&event, 1, -1) < 0 && errno == EINTR) {}
    on_event(file->event_fd, POLLIN, file);
}

static void
free_file(struct file_backend *file)
{
    if (file->event_fd >= 0) {
        qb_loop_poll_del(NULL, file->event_fd);
        close(file->event_fd);
    }
    pthread_cond_destroy(&file->changed);
    pthread_mutex_destroy(&file->mutex);
    g_clear_pointer(&file->store, store_close);
    g_free(file);
}

static void
file_close(struct backend *backend)
{
    struct file_backend *file = (struct file_backend *)backend;

    set_state(file, JOB_QUIT);
    pthread_join(file->writer, NULL);
    free_file(file);
}

static const struct backend_class file_class = {
    .load = file_load,
    .persist = file_persist,
    .wait = file_wait,
    .close = file_close,
};

/* Signals are for the main loop's thread. */
static int
start_writer(struct file_backend *file)
{
    sigset_t all;
    sigset_t before;
    int code = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&file->writer, NULL, write_jobs, file);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

static int
watch_events(struct file_backend *file)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int code = 0;

    if (fd < 0) {
        return errno;
    }
    code = -qb_loop_poll_add(NULL, QB_LOOP_HIGH, fd, POLLIN, file, on_event);
    if (code != 0) {
        close(fd);
        return code;
    }
    file->event_fd = fd;
    return 0;
}

struct backend *
file_backend_open(const char *path, GError **error)
{
    struct file_backend *file = g_new0(struct file_backend, 1);
    int code = 0;

    file->backend.class = &file_class;
    pthread_mutex_init(&file->mutex, NULL);
    pthread_cond_init(&file->changed, NULL);
    file->event_fd = -1;
    file->store = store_open(path, error);
    if (file->store == NULL) {
        free_file(file);
        return NULL;
    }
    code = watch_events(file);
    if (code == 0) {
        code = start_writer(file);
    }
    if (code != 0) {
        set_system_error(error, code, "cluster database \"%s\": its writer cannot start", path);
        free_file(file);
        return NULL;
    }
    return &file->backend;
}
