/* SPDX-License-Identifier: MIT */
/* What a load reads, beside the loop thread: its file, found and verified while the run goes on,
 * and the contents of a replay in memory while the run stands still. What run_load.c does on the
 * loop thread in between finds all it needs in memory: the very bytes that were verified, but for
 * those contents, which are read anew. */
#include <stdlib.h>
#include <string.h>

#include "daemon/run_private.h"

/* "runs/x/version_0/checkpoints/a.safetensors" -> "a.safetensors", if it lies in this run's folder.
 */
static void own_file(const char *dir, const char *path, char *out, size_t out_bytes)
{
    char folder[RLTD_PATH_MAX + 16], *real_path = realpath(path, NULL), *real_folder;
    snprintf(folder, sizeof folder, "%s/checkpoints", dir);
    real_folder = realpath(folder, NULL);
    size_t n = real_folder ? strlen(real_folder) : 0;
    bool ours =
        real_path && n > 0 && strncmp(real_path, real_folder, n) == 0 && real_path[n] == '/';
    snprintf(out, out_bytes, "%s", ours ? real_path + n + 1 : "");
    free(real_path);
    free(real_folder);
}

static int open_file(void *arg, const atomic_bool *cancelled, struct rl_error *err)
{
    struct rltd_run *run = arg; /* of which only what stays as it is, and: */
    struct run_load *load = &run->load;
    struct run_order *order = load->order;
    struct rltd_ckpt_hold hold = {.digest = true,
                                  .hold = true,
                                  .leaves = run->collector->is_contents,
                                  .cancelled = cancelled};
    int rc = rltd_ckpt_resolve_in(run->dir, load->what, order->path, sizeof order->path, err);
    if (rc == 0)
        rc = rltd_ckpt_open_held(&order->ckpt, order->path, &hold, err);
    if (rc == 0)
        own_file(run->dir, order->path, order->file, sizeof order->file);
    return rc;
}

static int read_contents(void *arg, const atomic_bool *cancelled, struct rl_error *err)
{
    struct rltd_run *run = arg;
    return run->collector->read_contents(run, run->load.order->ckpt, cancelled, err);
}

static void wake(void *arg)
{
    struct rltd_run *run = arg;
    uv_async_send(&run->learner_wake);
}

static int start(struct rltd_run *run,
                 int (*work)(void *arg, const atomic_bool *cancelled, struct rl_error *err),
                 struct rl_error *err)
{
    struct rltd_task *task = &run->load.task;
    task->work = work;
    task->wake = wake;
    task->arg = task->wake_arg = run;
    return rltd_task_start(task, err);
}

int run_load_read(struct rltd_run *run, struct rl_error *err)
{
    return start(run, read_contents, err);
}

void run_load_over(struct rltd_run *run, const struct run_order *order)
{
    if (run->load.order == order)
        memset(&run->load, 0, sizeof run->load);
}

static void answer(const struct rltd_asker *asker, int code, const struct rl_error *err)
{
    if (asker->done)
        asker->done(asker->arg, &(struct rltd_told){.code = code, .err = *err});
}

static void refuse(struct rltd_run *run, int code, const struct rl_error *err)
{
    struct rltd_asker asker = run->load.asker;
    struct run_order *order = run->load.order;
    run_load_over(run, order);
    run_order_free(order);
    answer(&asker, code, err);
}

void run_load_look(struct rltd_run *run)
{
    struct run_load *load = &run->load;
    struct rl_error err;
    if (!load->order || load->queued || !rltd_task_ended(&load->task))
        return;
    int rc = rltd_task_join(&load->task, &err);
    if (rc == 0)
        rc = run_check_ckpt(run, load->order->ckpt, &err);
    if (rc == 0)
        rc = rltd_ckpt_fits(load->order->ckpt, run->agent->state, &err);
    if (rc == 0 && run->collector->fits)
        rc = run->collector->fits(run, load->order->ckpt, &err);
    if (rc < 0) {
        refuse(run, rc, &err);
        return;
    }
    struct rltd_asker asker = load->asker;
    load->queued = true;
    rc = run_add_order(run, load->order, &asker, &err);
    if (rc < 0)
        answer(&asker, rc, &err);
}

void run_load_stop(struct rltd_run *run)
{
    struct run_load *load = &run->load;
    struct rl_error err;
    rltd_task_cancel(&load->task);
    if (load->order && !load->queued)
        refuse(run, rl_error_set(&err, RL_ESTOPPED, "the run ended before the checkpoint was read"),
               &err);
}

int rltd_run_load(struct rltd_run *run, const char *what, const struct rltd_asker *asker,
                  struct rl_error *err)
{
    struct run_load *load = &run->load;
    int rc = run_takes_orders(run, err);
    if (rc < 0)
        return rc;
    if (load->order)
        return rl_error_set(err, RL_EBUSY,
                            "the run is going back to '%.200s' already, as %s asked: try again "
                            "when it has",
                            load->what, load->by);
    if (strlen(what) >= sizeof load->what)
        return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", what);
    load->order = calloc(1, sizeof *load->order);
    if (!load->order)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    load->order->carry_out = run_load_carry_out;
    snprintf(load->what, sizeof load->what, "%s", what);
    snprintf(load->by, sizeof load->by, "%s", asker->by);
    load->asker = (struct rltd_asker){load->by, asker->done, asker->arg};
    rc = start(run, open_file, err);
    if (rc < 0) {
        free(load->order);
        memset(load, 0, sizeof *load);
    }
    return rc;
}
