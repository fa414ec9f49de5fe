/* SPDX-License-Identifier: MIT */
/* Updates from a rollout in minibatches: one program computes a minibatch's gradients and metrics,
 * another one takes the step, so that a divergence or a number that is not finite is seen before
 * parameters move. The rows that are left at the end of a pass are a shorter minibatch, with a
 * program of its own. Several minibatches may be one step (agents/window.h).
 *
 *     agent_minibatch_set(&m, "clip_range", 0.2f)                     as often as it changes
 *     agent_minibatch_run(&m, rollout, i, metric)                     gradients of minibatch i
 *     if (agent_minibatch_closes(&m, i))                              it was its step's last:
 *         agent_minibatch_clip(&m, max_norm, norm), agent_minibatch_step(&m)
 *
 * B rows of a minibatch, R of a rollout.
 */
#pragma once

#include "agents/window.h"
#include "replay/batch.h"

#define AGENT_MINIBATCH_METRICS 8

struct agent_minibatch_config {
    int32_t n_rows;        /* R */
    int64_t batch_size;    /* B; at most R of them are used */
    int64_t accumulate;    /* minibatches of a step */
    double max_grad_value; /* of a step's gradient elements; 0: off */
    /* Losses and backward for `rows` rows: with an `accumulate` of 1 zeroes and clips too, else
     * multiplies losses by the input "scale". Inputs of the names that struct replay_minibatch has
     * are gathered from the rollout. */
    void (*trace)(struct agent *agent, struct nn_trace *t, int32_t rows);
    bool wire_obs;               /* input "obs" takes bytes as they travel, not features */
    const char *gradient, *step; /* names of the programs, for profiles; static text */
    const char *const *metric;   /* (n_metrics) names of scalar outputs; static text */
    int n_metrics;
};

struct agent_minibatch_program {
    struct nn_program *nn;
    int32_t rows;
    struct replay_minibatch batch;       /* gathered straight into the program's inputs */
    float *scale;                        /* NULL: each minibatch is a step */
    int metric[AGENT_MINIBATCH_METRICS]; /* outputs; negative: this configuration has none */
};

struct agent_minibatch {
    struct agent *agent; /* borrowed */
    struct agent_minibatch_config config;
    struct agent_minibatch_program full, last; /* last: the shorter one, if any */
    struct nn_program *step;
    struct agent_window window;
    uint32_t *order; /* (R) rows of the rollout as this pass takes them; the agent's to fill */
};

/* After all optimizers were added. */
int agent_minibatch_init(struct agent_minibatch *m, struct agent *agent,
                         const struct agent_minibatch_config *config, struct rl_error *err);
void agent_minibatch_deinit(struct agent_minibatch *m); /* accepts zeroed */

/* Does minibatch i begin inside of the rollout? */
static inline bool agent_minibatch_there(const struct agent_minibatch *m, int64_t i)
{
    return i * m->full.rows < m->config.n_rows;
}
int32_t agent_minibatch_rows(const struct agent_minibatch *m, int64_t i);
/* The scalar input `name`, where this configuration has it. */
void agent_minibatch_set(struct agent_minibatch *m, const char *name, double value);
bool agent_minibatch_has(const struct agent_minibatch *m, int metric);

/* Gradients of minibatch i; metric (n_metrics), those that this configuration lacks stay. */
int agent_minibatch_run(struct agent_minibatch *m, const struct replay_rollout *rollout, int64_t i,
                        float *metric, struct rl_error *err);
/* Counts minibatch i, whose gradients were computed: was it the last one of its step? */
bool agent_minibatch_closes(struct agent_minibatch *m, int64_t i);
/* An open step is dropped: the next minibatch is the first of another one. */
void agent_minibatch_drop(struct agent_minibatch *m);
/* Several minibatches a step: clips the sums; norm (n_optimizers) are those before. */
int agent_minibatch_clip(struct agent_minibatch *m, double max_norm, float *norm,
                         struct rl_error *err);
/* All optimizers move. */
int agent_minibatch_step(struct agent_minibatch *m, struct rl_error *err);
