/* SPDX-License-Identifier: MIT */
/* What makes checkpoints by itself: multiples of counters, the clock, and the gate that stands
 * before saves that the agent asks for. A trigger on N fires when floor(counter / N) grows, so a
 * jump over a multiple fires too. Loop thread. */
#pragma once

#include "daemon/config/config.h"

struct rltd_run;

struct run_triggers {
    const struct nn_optimizer *optimizer; /* whose steps every_updates counts; NULL: updates */
    bool by_time;                         /* the clock fired: offer to top-k at the next boundary */
    double manual_on_way; /* monitored metric of manual saves that are not durable yet; NaN: none */
    /* State, saved: counters at the last look. */
    uint64_t env_steps, iterations, updates;
    /* State, saved: of saves that the agent asked for. */
    double manual_best; /* monitored metric, the best that any durable manual save had; NaN: none */
    double agent_elapsed_s; /* when its last one was asked for, as training time; NaN: never */
    uint64_t agent_env_steps;
};

/* floor(counter / every) has grown from `before` to `now`; never for 0. */
static inline bool run_crossed(int64_t every, uint64_t before, uint64_t now)
{
    return every > 0 && now / (uint64_t)every > before / (uint64_t)every;
}

void run_triggers_init(struct run_triggers *t);
int run_triggers_register(struct run_triggers *t, struct nn_state *state);
/* The agent is there: RL_ECONFIG if it has no optimizer of that name. */
int run_triggers_begin(struct rltd_run *run, struct rl_error *err);

/* A training step is complete and its result is taken. */
void run_triggers_learned(struct rltd_run *run);
/* Nothing is half collected, and metrics are flushed. */
void run_triggers_look(struct rltd_run *run);
/* Now and then. */
void run_triggers_tick(struct rltd_run *run, uint64_t now_ns);
/* The set that periodic saves refresh: `last`, or none without checkpoint.save_last, or where it
 * holds a replay and is not due yet. */
unsigned run_last_set(const struct rltd_run *run);

/* A save that the agent asked for: through its gate, then as any manual save. */
void run_agent_save(struct rltd_run *run, const char *name);
/* The gate: may the agent save while the monitored metric has this value (NaN: none)? */
bool run_triggers_admit(const struct run_triggers *t, const struct rltd_config *config,
                        double value, double elapsed_s, uint64_t env_steps);
/* What the gate `better` compares with. A manual save, the agent's or another, is on its way to the
 * disk: one that is no better is not admitted meanwhile. */
void run_triggers_taken(struct run_triggers *t, const struct rltd_config *config, double value);
/* It is durable, or it failed: then the gate is where it was. */
void run_triggers_saved(struct run_triggers *t, const struct rltd_config *config, double value,
                        bool durable);
