/* SPDX-License-Identifier: MIT */
#include "replay/sampler.h"

#include <stdlib.h>

#include "base/base.h"
#include "replay/stack.h"

int replay_sampler_init(struct replay_sampler *s, const struct replay_view *view,
                        struct replay_selector *selector, int32_t max_batch, struct rl_error *err)
{
    *s = (struct replay_sampler){.view = *view, .selector = selector, .max_batch = max_batch};
    if (view->frame_stack < 1 || view->n_step < 1 || max_batch < 1)
        return rl_error_set(err, RL_ECONFIG,
                            "frame_stack %d, n_step %d, batch %d: each must be at least 1",
                            view->frame_stack, view->n_step, max_batch);
    if (view->frame_stack > REPLAY_STACK_MAX)
        return rl_error_set(err, RL_ECONFIG, "frame_stack %d: at most %d frames are stacked",
                            view->frame_stack, REPLAY_STACK_MAX);
    s->row = calloc((size_t)max_batch, sizeof *s->row);
    if (!s->row)
        return rl_error_set(err, RL_ENOMEM, "out of memory for batches of %d", max_batch);
    return 0;
}

void replay_sampler_deinit(struct replay_sampler *s)
{
    free(s->row);
    *s = (struct replay_sampler){0};
}

static void lock(struct replay_sampler *s)
{
    if (s->mutex)
        pthread_mutex_lock(s->mutex);
}

static void unlock(struct replay_sampler *s)
{
    if (s->mutex)
        pthread_mutex_unlock(s->mutex);
}

int replay_sampler_draw(struct replay_sampler *s, uint64_t update, double progress, int32_t n,
                        const struct replay_batch *out)
{
    assert(n >= 1 && n <= s->max_batch);
    bool again = s->frozen && s->n == n; /* `out` holds it still */
    struct replay_draw draw = {
        .update = update, .progress = progress, .n = n, .row = s->row, .weight = out->weight};
    lock(s);
    int rc = again ? 0 : s->selector->ops->draw(s->selector, &s->view, &draw);
    s->n = rc == 0 ? n : 0;
    if (rc == 0) {
        if (!again)
            replay_view_gather(&s->view, s->row, n, out);
        if (s->limiter)
            replay_limiter_sampled(s->limiter);
    }
    unlock(s);
    return rc;
}

void replay_sampler_update(struct replay_sampler *s, const float *td_error)
{
    if (!s->selector->ops->update || s->frozen)
        return;
    lock(s);
    s->selector->ops->update(s->selector, s->view.ring, s->n, s->row, td_error);
    unlock(s);
}
