/* SPDX-License-Identifier: MIT */
/* Several minibatches, one step: what an agent with a window of gradients runs around the program
 * that computes them. That one multiplies its losses by the scalar input "scale" and calls backward
 * alone, without zeroing or clipping. All optimizers of an agent share the window.
 *
 *     agent_window_scale(&w, left, scale)   before each minibatch, `left` of them to come, it
 *     nn_program_run(gradient)              included (nn/optim.h)
 *     if (agent_window_add(&w, left))       it was the window's last:
 *         agent_window_clip(&w, max_norm); the agent's step
 */
#pragma once

#include "agents/agent.h"
#include "nn/program.h"

struct agent_window {
    struct nn_window counts;
    int32_t n_optimizers;
    struct nn_program *zero, *clip; /* NULL where every minibatch is a step */
    float *max_norm;
    int norm[4]; /* outputs of `clip`, in the order of agent->optimizer[] */
};

/* After all optimizers were added. Registers an open window's gradients. With a size of 1 there is
 * nothing to run or register. */
int agent_window_init(struct agent_window *window, struct agent *agent,
                      const struct nn_window *counts, struct rl_error *err);
void agent_window_deinit(struct agent_window *window); /* accepts zeroed */

/* A window that was begun is dropped: the next minibatch is the first of another one. */
static inline void agent_window_drop(struct agent_window *w)
{
    w->counts.done = 0;
}
/* Begins a window if none is open, and gives this minibatch its share of the step. */
int agent_window_scale(struct agent_window *window, int64_t left, float *scale);
/* Counts a minibatch; true: it was the window's last. */
static inline bool agent_window_add(struct agent_window *w, int64_t left)
{
    return nn_window_add(&w->counts, left);
}
/* Clips each optimizer's sum by its norm; norms[] (n_optimizers) are those before. */
int agent_window_clip(struct agent_window *window, float max_norm, float *norms);
