/* SPDX-License-Identifier: MIT */
#include "replay/limiter.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"

static const double max_count = 1e15; /* doubles count exactly far beyond */

/* Somebody can always go on: if neither may, error_buffer - insert < credit < batch - error_buffer,
 * with insert = samples_per_insert * insert_rows; no credit is between them when the two buffers
 * hold a step and an update. */
static double least_buffer(const struct replay_limiter *l)
{
    double insert = l->limits.samples_per_insert * (double)l->insert_rows;
    return (insert + (double)l->limits.batch_size) / 2;
}

static int check_ratio(struct replay_limiter *l, struct rl_error *err)
{
    double ratio = l->limits.samples_per_insert;
    if (!(ratio > 0 && ratio <= max_count))
        return rl_error_set(err, RL_ECONFIG, "samples_per_insert %g: it must be a number above 0",
                            ratio);
    double least = least_buffer(l);
    if (l->limits.error_buffer == 0)
        l->limits.error_buffer = least;
    if (!(l->limits.error_buffer >= least && l->limits.error_buffer <= max_count))
        return rl_error_set(err, RL_ECONFIG,
                            "error_buffer %g: collecting and learning would wait for each other "
                            "for ever; with %lld envs, batches of %lld and samples_per_insert %g "
                            "it must be at least %g",
                            l->limits.error_buffer, (long long)l->insert_rows,
                            (long long)l->limits.batch_size, ratio, least);
    return 0;
}

static int check_lock_step(const struct replay_limits *limits, struct rl_error *err)
{
    if (limits->train_freq < 1)
        return rl_error_set(err, RL_ECONFIG, "train_freq %lld: it must be at least 1",
                            (long long)limits->train_freq);
    if (limits->gradient_steps < -1)
        return rl_error_set(err, RL_ECONFIG,
                            "gradient_steps %lld: it must be at least 0, or -1 for one update per "
                            "transition",
                            (long long)limits->gradient_steps);
    if (limits->gradient_steps == 0)
        return rl_error_set(err, RL_ECONFIG, "gradient_steps 0: nothing would ever be learned");
    return 0;
}

int replay_limiter_init(struct replay_limiter *l, const struct replay_limits *limits,
                        int64_t capacity, int32_t n_envs, struct rl_error *err)
{
    *l = (struct replay_limiter){.limits = *limits, .insert_rows = n_envs};
    if (limits->batch_size < 1)
        return rl_error_set(err, RL_ECONFIG, "batch_size %lld: it must be at least 1",
                            (long long)limits->batch_size);
    if (limits->min_size < 0 || limits->min_size > capacity)
        return rl_error_set(err, RL_ECONFIG,
                            "learning begins with %lld transitions, but the replay holds %lld: "
                            "learning would never begin; raise the capacity or begin earlier",
                            (long long)limits->min_size, (long long)capacity);
    return limits->kind == REPLAY_LIMIT_RATIO ? check_ratio(l, err) : check_lock_step(limits, err);
}

bool replay_limiter_can_sample(const struct replay_limiter *l)
{
    if (l->limits.kind == REPLAY_LIMIT_LOCK_STEP)
        return l->owed > 0;
    return l->ready && l->credit - (double)l->limits.batch_size >= -l->limits.error_buffer;
}

int64_t replay_limiter_updates(const struct replay_limiter *l)
{
    if (l->limits.kind == REPLAY_LIMIT_LOCK_STEP)
        return l->owed;
    if (!replay_limiter_can_sample(l))
        return 0;
    return (int64_t)((l->credit + l->limits.error_buffer) / (double)l->limits.batch_size);
}

/* The last resort is for rounding: where the buffers just fit, credit may lie on both edges. */
bool replay_limiter_can_insert(const struct replay_limiter *l)
{
    if (l->limits.kind == REPLAY_LIMIT_LOCK_STEP)
        return l->owed == 0;
    double insert = l->limits.samples_per_insert * (double)l->insert_rows;
    return !l->ready || l->credit + insert <= l->limits.error_buffer ||
           !replay_limiter_can_sample(l);
}

static void round_ended(struct replay_limiter *l)
{
    if (l->ready)
        l->owed = l->limits.gradient_steps < 0 ? l->round_rows : l->limits.gradient_steps;
    l->round = 0;
    l->round_rows = 0;
}

void replay_limiter_inserted(struct replay_limiter *l, int64_t rows, int64_t episodes, int64_t size,
                             bool full)
{
    bool was_ready = l->ready;
    l->ready = was_ready || (size > 0 && (size >= l->limits.min_size || full));
    l->inserted += (uint64_t)rows;
    if (l->limits.kind == REPLAY_LIMIT_RATIO) {
        if (was_ready)
            l->credit += l->limits.samples_per_insert * (double)rows;
        return;
    }
    l->round_rows += rows;
    l->round += l->limits.train_unit == REPLAY_TRAIN_EPISODES ? episodes : 1;
    if (l->round >= l->limits.train_freq)
        round_ended(l);
}

void replay_limiter_sampled(struct replay_limiter *l)
{
    l->sampled += (uint64_t)l->limits.batch_size;
    if (l->limits.kind == REPLAY_LIMIT_RATIO)
        l->credit -= (double)l->limits.batch_size;
    else
        l->owed--;
}

void replay_limiter_restored(struct replay_limiter *l, int64_t size)
{
    if (size > 0 && size >= l->limits.min_size)
        return;
    l->ready = 0;
    l->owed = 0;
}

enum replay_waits replay_limiter_waits(const struct replay_limiter *l)
{
    if (!replay_limiter_can_sample(l))
        return REPLAY_LEARNER_WAITS;
    return replay_limiter_can_insert(l) ? REPLAY_NOBODY_WAITS : REPLAY_COLLECTOR_WAITS;
}

static void format_learner(const struct replay_limiter *l, int64_t size, char *out,
                           size_t out_bytes)
{
    double short_of = (double)l->limits.batch_size - l->limits.error_buffer - l->credit;
    if (!l->ready) {
        snprintf(out, out_bytes, "learning waits: %lld of %lld transitions", (long long)size,
                 (long long)l->limits.min_size);
    } else if (l->limits.kind == REPLAY_LIMIT_RATIO) {
        double missing = ceil(short_of / l->limits.samples_per_insert);
        snprintf(out, out_bytes, "learning waits: %.0f more transition%s at %g samples each",
                 missing, missing == 1 ? "" : "s", l->limits.samples_per_insert);
    } else {
        snprintf(out, out_bytes, "learning waits: %lld of %lld %s", (long long)l->round,
                 (long long)l->limits.train_freq,
                 l->limits.train_unit == REPLAY_TRAIN_EPISODES ? "episodes" : "steps");
    }
}

void replay_limiter_format(const struct replay_limiter *l, int64_t size, char *out,
                           size_t out_bytes)
{
    double insert = l->limits.samples_per_insert * (double)l->insert_rows;
    double over = l->credit + insert - l->limits.error_buffer;
    double updates = l->limits.kind == REPLAY_LIMIT_RATIO
                         ? ceil(over / (double)l->limits.batch_size)
                         : (double)l->owed;
    switch (replay_limiter_waits(l)) {
    case REPLAY_NOBODY_WAITS:
        snprintf(out, out_bytes, "nobody waits");
        return;
    case REPLAY_LEARNER_WAITS:
        format_learner(l, size, out, out_bytes);
        return;
    case REPLAY_COLLECTOR_WAITS:
        snprintf(out, out_bytes, "collecting waits: %.0f more update%s", updates,
                 updates == 1 ? "" : "s");
        return;
    }
}

int replay_limiter_register(struct replay_limiter *l, struct nn_state *state)
{
    const struct {
        const char *name;
        enum rl_dtype dtype;
        void *data;
    } item[] = {
        {"limiter/credit", RL_F64, &l->credit},     {"limiter/owed", RL_I64, &l->owed},
        {"limiter/round", RL_I64, &l->round},       {"limiter/round_rows", RL_I64, &l->round_rows},
        {"limiter/inserted", RL_U64, &l->inserted}, {"limiter/sampled", RL_U64, &l->sampled},
        {"limiter/ready", RL_U8, &l->ready},
    };
    int rc = 0;
    for (size_t i = 0; i < RL_COUNTOF(item) && rc == 0; i++)
        rc = nn_state_add_array(state, item[i].name, NN_STATE_RESUME, item[i].dtype, NN_SCALAR,
                                item[i].data);
    return rc;
}
