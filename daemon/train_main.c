/* SPDX-License-Identifier: MIT */
/* `rltd RECIPE`: names and locks, the control socket, signals, one run per seed, and the last
 * words. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/control/control.h"
#include "daemon/modes.h"
#include "daemon/report/progress.h"
#include "daemon/signals.h"
#include "daemon/train.h"

enum { PROGRESS_MS = 100 };

struct trainer {
    struct rltd_config *config;
    uv_loop_t loop;
    uv_timer_t progress_timer;
    struct rl_log log;
    struct rltd_control *control;
    struct rltd_signals signals;
    struct rltd_progress progress;
    struct rltd_run *run; /* the one that is going on, or NULL */
    char ctl_path[RLTD_SOCKET_PATH_MAX], env_path[RLTD_SOCKET_PATH_MAX];
    int name_lock;
    uint64_t start_ns;
    bool stopped; /* by a signal: no further seeds */
};

/* One live run per name: whoever holds NAME.lock may replace stale sockets of that name. */
static int lock_name(struct trainer *t, struct rl_error *err)
{
    char path[RLTD_SOCKET_PATH_MAX];
    int rc = rltd_socket_path(t->config->name, "lock", path, sizeof path, err);
    if (rc < 0)
        return rc;
    t->name_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (t->name_lock < 0)
        return rl_error_errno(err, errno, "cannot open '%s'", path);
    if (flock(t->name_lock, LOCK_EX | LOCK_NB) != 0)
        return rl_error_set(err, RL_EBUSY,
                            "a run named '%s' is live already; stop it (rltctl -r %s stop) or give "
                            "this one another name (name=...)",
                            t->config->name, t->config->name);
    return 0;
}

static int open_sockets(struct trainer *t, struct rl_error *err)
{
    int rc = rltd_socket_path(t->config->name, "ctl", t->ctl_path, sizeof t->ctl_path, err);
    if (rc == 0)
        rc = rltd_socket_path(t->config->name, "env", t->env_path, sizeof t->env_path, err);
    if (rc == 0)
        rc = lock_name(t, err);
    if (rc == 0) {
        unlink(t->ctl_path);
        rc = rltd_control_open(&t->control, &t->loop, t->ctl_path, &t->log, err);
    }
    return rc;
}

static void on_stop(void *arg, bool now)
{
    struct trainer *t = arg;
    t->stopped = true;
    if (t->run)
        rltd_run_stop(t->run, now);
}

static void on_save(void *arg)
{
    struct trainer *t = arg;
    struct rl_error err;
    if (t->run && rltd_run_save(t->run, "", false, NULL, NULL, &err) < 0)
        rl_warn(&t->log, "SIGUSR1: %s", err.text);
}

static void on_progress(uv_timer_t *timer)
{
    struct trainer *t = timer->data;
    struct rltd_run_view view;
    if (!t->run)
        return;
    rltd_run_view(t->run, &view);
    rltd_progress_draw(&t->progress, &view, false);
}

static int open_log(struct trainer *t, const char *dir, struct rl_error *err)
{
    char path[RLTD_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/rltd.log", dir);
    rl_log_deinit(&t->log);
    rl_log_init(&t->log);
    t->log.level = (enum rl_log_level)t->config->log.level;
    t->log.fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    return t->log.fd < 0 ? rl_error_errno(err, errno, "cannot open '%s'", path) : 0;
}

static void print_end(const struct trainer *t, const char *dir, const struct rltd_run_view *view,
                      const struct rltd_run_result *result)
{
    printf("%s: %s after %llu env steps, %llu updates, %.1f s\n", t->config->name, result->state,
           (unsigned long long)view->counters.env_steps, (unsigned long long)view->counters.updates,
           view->counters.elapsed_s);
    if (result->has_final)
        printf("final policy: return %.2f +- %.2f over %d episodes on unseen seeds\n",
               result->final.mean_return, result->final.std_return, result->final.n_episodes);
    printf("everything lies in %s\n", dir);
    fflush(stdout);
}

/* One run from its folder to its end; returns an exit code. */
static int train_seed(struct trainer *t, uint64_t seed, struct rltd_run_result *result,
                      struct rl_error *err)
{
    char dir[RLTD_PATH_MAX];
    int lock_fd = -1;
    bool reopened = false, from_path = strcmp(t->config->resume, "auto") != 0;
    struct rl_buf identity;
    struct rltd_run_view view = {0};
    rl_buf_init(&identity);
    t->config->seed = (int64_t)seed;
    int rc = rltd_config_identity(t->config, &identity);
    rl_buf_put_u8(&identity, 0);
    if (rc == 0)
        rc = rltd_run_folder(t->config->runs, t->config->name, (const char *)identity.data,
                             !from_path, dir, sizeof dir, &lock_fd, &reopened, err);
    rl_buf_deinit(&identity);
    if (rc == 0)
        rc = open_log(t, dir, err);
    if (rc == 0) {
        struct rltd_run_config config = {
            .config = t->config,
            .seed = seed,
            .dir = dir,
            .lock_fd = lock_fd,
            .may_resume = reopened,
            .env_socket = t->env_path,
            .process_start_ns = t->start_ns,
        };
        rc = rltd_run_create(&t->run, &t->loop, &t->log, &config, err);
        if (rc == 0) {
            rltd_control_attach(t->control, t->run);
            if (t->stopped)
                rltd_run_stop(t->run, false);
            while (rltd_run_turn(t->run))
                ;
            rltd_run_view(t->run, &view);
            rltd_progress_draw(&t->progress, &view, t->progress.tty);
            rltd_control_attach(t->control, NULL);
        }
        if (t->run) {
            rltd_run_destroy(t->run, result);
            t->run = NULL;
        }
    }
    if (lock_fd >= 0)
        close(lock_fd);
    rltd_progress_end(&t->progress);
    if (rc < 0)
        return rc == RL_EBUSY     ? RLTD_EXIT_BUSY
               : rc == RL_ECONFIG ? RLTD_EXIT_CONFIG
                                  : RLTD_EXIT_FAILURE;
    if (result->exit_code == RLTD_EXIT_OK)
        print_end(t, dir, &view, result);
    else
        *err = result->err;
    t->start_ns = rl_now_ns();
    return result->exit_code;
}

static void print_seeds(const double *ret, int64_t n)
{
    double mean = 0, var = 0;
    for (int64_t i = 0; i < n; i++)
        mean += ret[i] / (double)n;
    for (int64_t i = 0; i < n; i++)
        var += (ret[i] - mean) * (ret[i] - mean) / (double)(n > 1 ? n - 1 : 1);
    printf("%lld seeds: return %.2f +- %.2f (mean and standard deviation over seeds)\n",
           (long long)n, mean, sqrt(var));
}

static int train_seeds(struct trainer *t, struct rl_error *err)
{
    int64_t n = t->config->seeds, n_done = 0;
    uint64_t first = (uint64_t)t->config->seed;
    double *ret = calloc((size_t)n, sizeof *ret);
    if (!ret) {
        rl_error_set(err, RL_ENOMEM, "out of memory");
        return RLTD_EXIT_FAILURE;
    }
    int code = RLTD_EXIT_OK;
    for (int64_t i = 0; i < n && code == RLTD_EXIT_OK && !t->stopped; i++) {
        struct rltd_run_result result = {0};
        code = train_seed(t, first + (uint64_t)i, &result, err);
        if (result.has_final)
            ret[n_done++] = result.final.mean_return;
        if (code == RLTD_EXIT_OK && strcmp(result.state, "stopped") == 0)
            break;
    }
    if (n > 1 && n_done > 0)
        print_seeds(ret, n_done);
    free(ret);
    return code;
}

static void close_loop(struct trainer *t)
{
    rltd_control_close(t->control);
    rltd_signals_stop(&t->signals);
    uv_close((uv_handle_t *)&t->progress_timer, NULL);
    while (uv_run(&t->loop, UV_RUN_NOWAIT) != 0)
        ;
    uv_loop_close(&t->loop);
    if (t->name_lock >= 0)
        close(t->name_lock);
    rl_log_deinit(&t->log);
}

int rltd_train_main(struct rltd_config *config, struct rl_error *err)
{
    struct trainer t = {.config = config, .name_lock = -1, .start_ns = rl_now_ns()};
    rl_log_init(&t.log);
    uv_loop_init(&t.loop);
    rltd_progress_init(&t.progress, config->log.progress);
    t.signals = (struct rltd_signals){.stop = on_stop, .save = on_save, .arg = &t};
    rltd_signals_start(&t.signals, &t.loop);
    uv_timer_init(&t.loop, &t.progress_timer);
    t.progress_timer.data = &t;
    uv_timer_start(&t.progress_timer, on_progress, PROGRESS_MS, PROGRESS_MS);
    uv_unref((uv_handle_t *)&t.progress_timer);
    int rc = open_sockets(&t, err);
    int code = rc == 0 ? train_seeds(&t, err) : rc == RL_EBUSY ? RLTD_EXIT_BUSY : RLTD_EXIT_FAILURE;
    close_loop(&t);
    return code;
}
