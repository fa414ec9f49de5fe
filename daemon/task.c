/* SPDX-License-Identifier: MIT */
#include "daemon/task.h"

#include <assert.h>
#include <signal.h>

static void *run(void *arg)
{
    struct rltd_task *task = arg;
    task->rc = task->work(task->arg, &task->cancelled, &task->err);
    atomic_store(&task->done, true);
    task->wake(task->wake_arg);
    return NULL;
}

int rltd_task_start(struct rltd_task *task, struct rl_error *err)
{
    sigset_t all, before;
    assert(!task->started);
    atomic_store(&task->done, false);
    atomic_store(&task->cancelled, false);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the loop thread's */
    int rc = pthread_create(&task->thread, NULL, run, task);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    task->started = rc == 0;
    return rc ? rl_error_errno(err, rc, "cannot start a thread") : 0;
}

bool rltd_task_ended(const struct rltd_task *task)
{
    return task->started && atomic_load(&task->done);
}

int rltd_task_join(struct rltd_task *task, struct rl_error *err)
{
    pthread_join(task->thread, NULL);
    task->started = false;
    if (task->rc < 0 && err)
        *err = task->err;
    return task->rc;
}

void rltd_task_cancel(struct rltd_task *task)
{
    if (!task->started)
        return;
    atomic_store(&task->cancelled, true);
    rltd_task_join(task, NULL);
}
