/* SPDX-License-Identifier: MIT */
#include "daemon/learner.h"

#include <assert.h>
#include <signal.h>
#include <string.h>

static void *run(void *arg)
{
    struct rltd_learner *l = arg;
    pthread_mutex_lock(&l->mutex);
    for (;;) {
        while (!l->go && !l->quit)
            pthread_cond_wait(&l->changed, &l->mutex);
        if (l->quit)
            break;
        l->go = false;
        l->state = RLTD_LEARNER_RUNNING;
        pthread_mutex_unlock(&l->mutex);
        struct rl_error err = {0};
        int result = l->agent->type->training_step(l->agent, l->ctx, &err);
        pthread_mutex_lock(&l->mutex);
        l->result = result;
        l->err = err;
        l->state = RLTD_LEARNER_DONE;
        l->wake(l->arg);
    }
    pthread_mutex_unlock(&l->mutex);
    return NULL;
}

int rltd_learner_start(struct rltd_learner *l, struct agent *agent, struct agent_ctx *ctx,
                       void (*wake)(void *arg), void *arg, struct rl_error *err)
{
    memset(l, 0, sizeof *l);
    l->agent = agent;
    l->ctx = ctx;
    l->wake = wake;
    l->arg = arg;
    pthread_mutex_init(&l->mutex, NULL);
    pthread_cond_init(&l->changed, NULL);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the loop thread's */
    int rc = pthread_create(&l->thread, NULL, run, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        return rl_error_errno(err, rc, "cannot start the learner thread");
    l->started = true;
    return 0;
}

void rltd_learner_stop(struct rltd_learner *l)
{
    if (!l->started)
        return;
    pthread_mutex_lock(&l->mutex);
    l->quit = true;
    atomic_store(&l->cut_wanted, true);
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->mutex);
    pthread_join(l->thread, NULL);
    pthread_cond_destroy(&l->changed);
    pthread_mutex_destroy(&l->mutex);
    l->started = false;
}

void rltd_learner_go(struct rltd_learner *l)
{
    pthread_mutex_lock(&l->mutex);
    assert(l->state == RLTD_LEARNER_IDLE);
    l->go = true;
    l->state = RLTD_LEARNER_RUNNING;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->mutex);
}

void rltd_learner_run_here(struct rltd_learner *l)
{
    struct rl_error err = {0};
    pthread_mutex_lock(&l->mutex);
    assert(l->state == RLTD_LEARNER_IDLE);
    l->state = RLTD_LEARNER_RUNNING;
    pthread_mutex_unlock(&l->mutex);
    int result = l->agent->type->training_step(l->agent, l->ctx, &err);
    pthread_mutex_lock(&l->mutex);
    l->result = result;
    l->err = err;
    l->state = RLTD_LEARNER_DONE;
    pthread_mutex_unlock(&l->mutex);
}

void rltd_learner_want_cut(struct rltd_learner *l)
{
    atomic_store(&l->cut_wanted, true);
}

void rltd_learner_leave(struct rltd_learner *l)
{
    pthread_mutex_lock(&l->mutex);
    assert(l->state == RLTD_LEARNER_PARKED);
    l->leave = true;
    l->state = RLTD_LEARNER_RUNNING;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->mutex);
}

void rltd_learner_release(struct rltd_learner *l)
{
    pthread_mutex_lock(&l->mutex);
    assert(l->state == RLTD_LEARNER_PARKED);
    l->state = RLTD_LEARNER_RUNNING;
    pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->mutex);
}

enum rltd_learner_state rltd_learner_state(struct rltd_learner *l)
{
    pthread_mutex_lock(&l->mutex);
    enum rltd_learner_state state = l->state;
    pthread_mutex_unlock(&l->mutex);
    return state;
}

int rltd_learner_take(struct rltd_learner *l, struct rl_error *err)
{
    pthread_mutex_lock(&l->mutex);
    assert(l->state == RLTD_LEARNER_DONE);
    l->state = RLTD_LEARNER_IDLE;
    int result = l->result;
    if (result < 0 && err)
        *err = l->err;
    atomic_store(&l->cut_wanted, false);
    pthread_mutex_unlock(&l->mutex);
    return result;
}

bool rltd_learner_at_cut(struct rltd_learner *l)
{
    if (!atomic_load_explicit(&l->cut_wanted, memory_order_relaxed))
        return false;
    pthread_mutex_lock(&l->mutex);
    atomic_store(&l->cut_wanted, false);
    if (!l->quit) {
        l->state = RLTD_LEARNER_PARKED;
        l->wake(l->arg);
        while (l->state == RLTD_LEARNER_PARKED && !l->quit)
            pthread_cond_wait(&l->changed, &l->mutex);
        l->state = RLTD_LEARNER_RUNNING;
    }
    bool leave = l->quit || l->leave;
    l->leave = false;
    pthread_mutex_unlock(&l->mutex);
    return leave;
}
