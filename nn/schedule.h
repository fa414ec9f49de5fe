/* SPDX-License-Identifier: MIT */
/* The learning rate of an optimizer over a run: a schedule (base/schedule.h) with the memory that
 * reduce-on-plateau needs. What decides the rate is registered, so a resumed run goes on exactly.
 *
 * An agent calls nn_schedule_apply before its updates (before each, where nn_schedule_per_update),
 * nn_schedule_evaluated in eval_end, and logs what apply returns.
 */
#pragma once

#include "base/schedule.h"
#include "nn/state.h"

struct nn_schedule {
    struct rl_schedule spec;
    struct nn_optimizer *opt; /* borrowed; its steps are the updates that the schedule counts */
    /* Registered as one array of doubles; the last three are a plateau's. */
    struct nn_schedule_memory {
        double evaluations, n_bad, reductions, best;
    } memory;
};

/* After nn_opt_init. */
void nn_schedule_init(struct nn_schedule *s, const struct rl_schedule *spec,
                      struct nn_optimizer *opt);
/* "optim/<name>/schedule" (F64, 4). */
int nn_state_add_schedule(struct nn_state *state, struct nn_schedule *s);

/* Does the rate change from one update to the next? */
bool nn_schedule_per_update(const struct nn_schedule *s);
/* Gives the optimizer its rate at this point of the run, and returns it. */
double nn_schedule_apply(const struct nn_schedule *s, double progress, uint64_t env_steps);

/* An evaluation gave `metric`. PyTorch's ReduceLROnPlateau with its defaults: better means by more
 * than 1e-4 of the best; `patience` evaluations without are borne, the next one reduces the rate
 * (not by less than 1e-8). NaN is never better. Unlike PyTorch's, the share of a negative best has
 * the right sign: returns of -200 after -200 are no improvement. */
void nn_schedule_evaluated(struct nn_schedule *s, double metric, bool higher_is_better);
