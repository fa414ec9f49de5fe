/* SPDX-License-Identifier: MIT */
/* The programs that act, one for each power of two of rows: batches of any size run on the least
 * program that holds them, larger ones in pieces. What the programs compute is the agent's; they
 * read agent->acting, or the published block of it that a batch names. */
#pragma once

#include "agents/agent.h"
#include "nn/program.h"

#define AGENT_POLICY_MAX_BUCKETS 11

struct agent_policy {
    const struct agent_setup *setup; /* borrowed */
    const struct nn_params *acting;  /* borrowed */
    bool wire;                       /* "obs" takes wire bytes instead of float features */
    int32_t n_buckets;
    struct agent_policy_bucket {
        struct nn_program *program;
        int32_t rows;
        void *obs;
        float *mask;        /* input "mask"; NULL: the program has none */
        const float *bound; /* block that it reads; NULL: the set's own */
    } bucket[AGENT_POLICY_MAX_BUCKETS];
};

/* Writes the program for `rows` observations: inputs with the names that it likes, of which "obs"
 * is the observations and "mask", if there, (rows, choices) the masks that they carry; and
 * outputs. */
typedef void (*agent_policy_trace_fn)(struct agent *agent, struct nn_trace *t, int32_t rows);

/* Programs for up to setup.n_envs rows; after agent->acting is set and allocated. */
int agent_policy_compile(struct agent_policy *policy, struct agent *agent, bool wire,
                         agent_policy_trace_fn trace, struct rl_error *err);
void agent_policy_deinit(struct agent_policy *policy); /* accepts zeroed */
/* Of the largest program: what is decided at a time. */
static inline int32_t agent_policy_max_rows(const struct agent_policy *policy)
{
    return policy->bucket[policy->n_buckets - 1].rows;
}

/* The program for rows [first, first + *n) of a batch, observations filled in and parameters bound;
 * the caller fills other inputs, runs it, reads *n rows of its outputs, and goes on behind them. */
struct nn_program *agent_policy_piece(struct agent_policy *policy, const struct agent_act *act,
                                      int32_t first, int32_t *n);
