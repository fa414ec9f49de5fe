/* SPDX-License-Identifier: MIT */
/* `rltd RECIPE`: names and locks, the control socket, signals, one run per seed, and the last
 * words. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/agent.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/config/check.h"
#include "daemon/control/control.h"
#include "daemon/loop.h"
#include "daemon/modes.h"
#include "daemon/name_lock.h"
#include "daemon/report/progress.h"
#include "daemon/requeue.h"
#include "daemon/signals.h"
#include "daemon/train.h"
#include "nn/summary.h"

enum { PROGRESS_MS = 100 };

struct trainer {
    struct rltd_config *config;
    uv_loop_t loop;
    uv_timer_t progress_timer;
    struct rl_log log;
    struct rltd_control *control;
    struct rltd_signals signals;
    struct rltd_progress progress;
    struct rltd_run *run;              /* the one that is going on, or NULL */
    char log_path[RLTD_PATH_MAX + 16]; /* "" before the first run's folder is taken */
    char ctl_path[RLTD_SOCKET_PATH_MAX], env_path[RLTD_SOCKET_PATH_MAX];
    int name_lock;
    uint64_t start_ns;
    bool stopped; /* by a signal: no further seeds */
    bool requeue; /* ... and something is left to be done elsewhere */
};

static int open_sockets(struct trainer *t, struct rl_error *err)
{
    int rc = rltd_socket_path(t->config->name, "ctl", t->ctl_path, sizeof t->ctl_path, err);
    if (rc == 0)
        rc = rltd_socket_path(t->config->name, "env", t->env_path, sizeof t->env_path, err);
    if (rc == 0)
        rc = rltd_name_lock(t->config->name, "name=...", &t->name_lock, err);
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
    if (t->config->requeue[0]) {
        rl_info(&t->log, "SIGUSR1: saving and ending, then '%s'", t->config->requeue);
        t->requeue = true;
        on_stop(t, false);
        return;
    }
    if (t->run && rltd_run_save(t->run, "", false, NULL, NULL, &err) < 0)
        rl_warn(&t->log, "SIGUSR1: %s", err.text);
}

/* logrotate moved the file away, or somebody has edited the configuration. */
static void on_reopen(void *arg)
{
    struct trainer *t = arg;
    struct rl_error err;
    if (t->log_path[0] && rl_log_open(&t->log, t->log_path, &err) < 0)
        rl_warn(&t->log, "SIGHUP: %s", err.text);
    if (t->run)
        rltd_run_reread(t->run);
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
    snprintf(t->log_path, sizeof t->log_path, "%s/rltd.log", dir);
    t->log.level = (enum rl_log_level)t->config->log.level;
    return rl_log_open(&t->log, t->log_path, err);
}

static void print_end(const struct trainer *t, const char *dir, const struct rltd_run_view *view,
                      const struct rltd_run_result *result)
{
    bool early = result->early[0] && strcmp(result->state, "finished") == 0;
    printf("%s: %s after %llu env steps, %llu updates, %.1f s%s%s\n", t->config->name,
           result->state, (unsigned long long)view->counters.env_steps,
           (unsigned long long)view->counters.updates, view->counters.elapsed_s,
           early ? "; early, " : "", early ? result->early : "");
    if (result->has_final)
        printf("final policy: return %.2f +- %.2f over %d episodes on unseen seeds\n",
               result->final.mean_return, result->final.std_return, result->final.n_episodes);
    printf("everything lies in %s\n", dir);
    fflush(stdout);
}

/* What makes it this experiment, and how long it trains. */
struct who {
    struct rl_buf identity, limits;
};

static int who_init(struct who *who, const struct rltd_config *config, struct rl_error *err)
{
    rl_buf_init(&who->identity);
    rl_buf_init(&who->limits);
    int rc = rltd_config_identity(config, &who->identity);
    if (rc == 0)
        rc = rltd_config_limits(config, &who->limits);
    rl_buf_put_u8(&who->identity, 0);
    rl_buf_put_u8(&who->limits, 0);
    if (rc == 0 && (who->identity.failed || who->limits.failed))
        rc = RL_ENOMEM;
    return rc < 0 ? rl_error_set(err, rc, "out of memory") : 0;
}

static void who_deinit(struct who *who)
{
    rl_buf_deinit(&who->identity);
    rl_buf_deinit(&who->limits);
}

/* The folder of this seed's run. */
static int take_folder(struct trainer *t, const struct who *who, struct rltd_folder *folder,
                       struct rl_error *err)
{
    const struct rltd_folder_ask ask = {
        .runs = t->config->runs,
        .name = t->config->name,
        .identity = (const char *)who->identity.data,
        .may_resume = strcmp(t->config->resume, "auto") == 0,
        .series = t->config->seeds > 1 ? (const char *)who->limits.data : NULL,
    };
    return rltd_run_folder(folder, &ask, err);
}

/* A seed that an earlier start of this series has finished: its result counts as it stands. */
static void recall(const struct rltd_folder *folder, uint64_t seed, struct rltd_run_result *result)
{
    char text[160];
    struct agent_eval_result *r = &result->final;
    result->state = "finished";
    result->has_final = rltd_run_event(folder->dir, "final_eval", text, sizeof text, NULL) == 0 &&
                        sscanf(text, "final policy: return %lf +- %lf over %d", &r->mean_return,
                               &r->std_return, &r->n_episodes) == 3;
    printf("seed %llu was finished before, in %s", (unsigned long long)seed, folder->dir);
    if (result->has_final)
        printf(": return %.2f +- %.2f", r->mean_return, r->std_return);
    printf("; not trained again (resume=none would)\n");
    fflush(stdout);
}

/* Once the envs have said their spaces there are networks. */
static bool say_networks(struct trainer *t)
{
    const struct agent *agent = rltd_run_agent(t->run);
    struct nn_summary summary;
    struct rl_buf line;
    if (!agent ||
        nn_summary_init(&summary, agent->state, agent->optimizer, agent->n_optimizers, NULL) < 0)
        return agent != NULL;
    rl_buf_init(&line);
    nn_summary_line(&summary, &line);
    if (!line.failed) {
        rl_info(&t->log, "%.*s", (int)line.n, (char *)line.data);
        printf("%.*s\n", (int)line.n, (char *)line.data);
        fflush(stdout);
    }
    rl_buf_deinit(&line);
    nn_summary_deinit(&summary);
    return true;
}

static int run_in(struct trainer *t, const struct rltd_run_config *config,
                  struct rltd_run_result *result, struct rl_error *err)
{
    struct rltd_run_view view = {0};
    int rc = rltd_run_create(&t->run, &t->loop, &t->log, config, err);
    if (rc == 0) {
        rltd_control_attach(t->control, t->run);
        if (t->stopped)
            rltd_run_stop(t->run, false);
        for (bool said = false; rltd_run_turn(t->run);)
            said = said || say_networks(t);
        rltd_run_view(t->run, &view);
        rltd_progress_draw(&t->progress, &view, t->progress.tty);
        rltd_control_attach(t->control, NULL);
    }
    if (t->run) {
        rltd_run_destroy(t->run, result);
        t->run = NULL;
    }
    rltd_progress_end(&t->progress);
    if (rc == 0 && result->exit_code == RLTD_EXIT_OK)
        print_end(t, config->dir, &view, result);
    else if (rc == 0)
        *err = result->err;
    return rc;
}

/* From the checkpoint to go on from, or from the start; returns an exit code. */
static int run_from(struct trainer *t, const struct rltd_folder *folder, const char *identity,
                    struct rltd_run_result *result, struct rl_error *err)
{
    struct rltd_resume resume;
    if (folder->other[0]) {
        rl_info(&t->log, "%s; resume=PATH would go on from its checkpoint", folder->other);
        printf("%s: a new run begins in %s; resume=PATH goes on from a checkpoint\n", folder->other,
               folder->dir);
        fflush(stdout);
    }
    int rc = rltd_resume_init(&resume, t->config, folder, &t->log, err);
    if (rc < 0)
        return rc == RL_ECORRUPT ? RLTD_EXIT_NOCHECKPOINT : rltd_exit_of(rc);
    struct rltd_run_config config = {
        .config = resume.ckpt ? &resume.config : t->config,
        .identity = identity,
        .resume = &resume,
        .dir = folder->dir,
        .env_socket = t->env_path,
        .process_start_ns = t->start_ns,
    };
    if (!resume.ckpt)
        rc = rltd_config_check_new(t->config, err);
    config.seed = (uint64_t)config.config->seed;
    t->log.level = (enum rl_log_level)config.config->log.level;
    if (rc == 0)
        rc = run_in(t, &config, result, err);
    rltd_resume_deinit(&resume);
    return rc < 0 ? rltd_exit_of(rc) : result->exit_code;
}

/* One run from its folder to its end; returns an exit code. */
static int train_seed(struct trainer *t, uint64_t seed, struct rltd_run_result *result,
                      struct rl_error *err)
{
    struct rltd_folder folder = {.lock_fd = -1};
    struct who who;
    t->config->seed = (int64_t)seed;
    int rc = who_init(&who, t->config, err), code = RLTD_EXIT_OK;
    if (rc == 0)
        rc = take_folder(t, &who, &folder, err);
    if (rc == 0 && folder.finished) {
        recall(&folder, seed, result);
    } else if (rc == 0) {
        rc = open_log(t, folder.dir, err);
        if (rc == 0)
            code = run_from(t, &folder, (const char *)who.identity.data, result, err);
    }
    if (folder.lock_fd >= 0)
        close(folder.lock_fd);
    who_deinit(&who);
    t->start_ns = rl_now_ns();
    return rc < 0 ? rltd_exit_of(rc) : code;
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
    int64_t n_finished = 0;
    for (int64_t i = 0; i < n && code == RLTD_EXIT_OK && !t->stopped; i++) {
        struct rltd_run_result result = {0};
        code = train_seed(t, first + (uint64_t)i, &result, err);
        if (result.has_final)
            ret[n_done++] = result.final.mean_return;
        if (code == RLTD_EXIT_OK && strcmp(result.state, "stopped") == 0)
            break;
        n_finished += code == RLTD_EXIT_OK;
    }
    if (t->requeue && code != RLTD_EXIT_OK)
        rl_warn(&t->log, "not requeued: the run failed");
    t->requeue = t->requeue && code == RLTD_EXIT_OK && n_finished < n;
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
    int rc = rltd_loop_init(&t.loop, err);
    if (rc < 0)
        return rltd_exit_of(rc);
    rl_log_init(&t.log);
    rltd_progress_init(&t.progress, config->log.progress);
    t.signals =
        (struct rltd_signals){.stop = on_stop, .save = on_save, .reopen = on_reopen, .arg = &t};
    rltd_signals_start(&t.signals, &t.loop);
    uv_timer_init(&t.loop, &t.progress_timer);
    t.progress_timer.data = &t;
    uv_timer_start(&t.progress_timer, on_progress, PROGRESS_MS, PROGRESS_MS);
    uv_unref((uv_handle_t *)&t.progress_timer);
    rc = open_sockets(&t, err);
    int code = rc == 0 ? train_seeds(&t, err) : rltd_exit_of(rc);
    close_loop(&t);
    if (t.requeue && rltd_requeue(config->requeue, err) < 0)
        code = RLTD_EXIT_FAILURE;
    return code;
}
