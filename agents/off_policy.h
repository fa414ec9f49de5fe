/* SPDX-License-Identifier: MIT */
/* What agents that learn from a replay share: the hyper-parameters of collecting and sampling,
 * under Stable-Baselines3's names, and what they amount to for the trainer, which owns the replay,
 * decides when an update is granted, and acts at random until `learning_starts`.
 *
 * Collecting and learning either take turns (lock-step: `gradient_steps` updates after every
 * `train_freq` steps of all envs, exactly as Stable-Baselines3) or overlap, in which case the same
 * two numbers give the ratio of samples to transitions that the rate limiter keeps.
 */
#pragma once

#include "agents/agent.h"
#include "nn/optim_options.h"

/* What an agent wants of the trainer's replay. */
struct agent_replay {
    int64_t capacity;   /* rows */
    int32_t batch_size; /* the largest batch that is drawn */
    int32_t n_steps;    /* of the returns in a batch */
    float gamma;

    bool prioritized; /* else uniform */
    double priority_alpha, priority_eps;
    struct rl_schedule priority_beta;

    int64_t learning_starts; /* env steps with random actions and without updates */
    bool lock_step;
    int64_t train_freq; /* steps of all envs, or episodes */
    bool train_per_episode;
    int64_t gradient_steps;    /* after them; -1: one per transition */
    double samples_per_insert; /* overlap; 0: from the two above */
    double error_buffer;       /* overlap: samples that one side may be ahead; 0: one round */
    int64_t max_policy_lag;    /* overlap: updates between the policy that acted and the newest when
                                * its transition is stored; 0: no limit */
};

enum agent_train_unit { AGENT_TRAIN_STEPS, AGENT_TRAIN_EPISODES };
enum agent_collect { AGENT_COLLECT_OVERLAP, AGENT_COLLECT_LOCK_STEP };

/* Hyper-parameters: a member of an off-policy agent's own struct. */
struct agent_off_policy {
    struct rl_schedule learning_rate;
    struct nn_opt_options optimizer; /* of networks */
    int64_t buffer_size, learning_starts, batch_size;
    double max_grad_norm, max_grad_value; /* 0: off */
    double tau, gamma;
    int64_t train_freq;
    int32_t train_freq_unit; /* enum agent_train_unit */
    int64_t gradient_steps, n_steps;
    bool prioritized_replay;
    double prioritized_replay_alpha, prioritized_replay_eps;
    struct rl_schedule prioritized_replay_beta;
    int32_t collect; /* enum agent_collect */
    double samples_per_insert, error_buffer;
    int64_t max_policy_lag;
};

extern const char *const agent_train_unit_names[], *const agent_collect_names[];

/* One row of an option table for field `member.name` of `owner`. */
#define AGENT_OFF_POLICY_ROW(owner, member, field, kind, lo, hi, text, names, ...)                 \
    {                                                                                              \
        .name = #field, .type = RL_OPT_##kind,                                                     \
        .offset = offsetof(owner, member) + offsetof(struct agent_off_policy, field), .min = (lo), \
        .max = (hi), .default_text = (text), .choices = (names), .doc = __VA_ARGS__                \
    }

/* The rows, for the table of an agent whose struct `owner` has the hyper-parameters as `member`;
 * the last six arguments are the defaults that differ between algorithms, as texts. */
/* clang-format off */
#define AGENT_OFF_POLICY_OPTIONS(owner, member, lr, batch, tau_, freq, starts, norm)               \
    AGENT_OFF_POLICY_ROW(owner, member, learning_rate, RATE, 0, 1e3, lr, NULL,                     \
                         "step size of the optimizers", .live = true),                             \
    NN_OPT_OPTIONS(owner, member.optimizer, "none"),                                               \
    AGENT_OFF_POLICY_ROW(owner, member, max_grad_norm, FLOAT, 0, 1e9, norm, NULL,                  \
                         "largest L2 norm of a network's gradient; 0: off"),                       \
    AGENT_OFF_POLICY_ROW(owner, member, max_grad_value, FLOAT, 0, 1e9, "0", NULL,                  \
                         "largest magnitude of its elements, after that; 0: off"),                 \
    AGENT_OFF_POLICY_ROW(owner, member, buffer_size, INT, 1, 2e9, "1_000_000", NULL,               \
                         "rows of the replay: one per transition, one more per episode"),          \
    AGENT_OFF_POLICY_ROW(owner, member, learning_starts, INT, 0, 1e12, starts, NULL,               \
                         "env steps with random actions before the first update"),                 \
    AGENT_OFF_POLICY_ROW(owner, member, batch_size, INT, 1, 1e6, batch, NULL,                      \
                         "transitions of one update"),                                             \
    AGENT_OFF_POLICY_ROW(owner, member, tau, FLOAT, 0, 1, tau_, NULL,                              \
                         "how far a target network moves towards its network; 1: a copy"),         \
    AGENT_OFF_POLICY_ROW(owner, member, gamma, FLOAT, 0, 1, "0.99", NULL, "discount factor"),      \
    AGENT_OFF_POLICY_ROW(owner, member, train_freq, INT, 1, 1e9, freq, NULL,                       \
                         "learn after so many steps of all envs (or episodes)"),                   \
    AGENT_OFF_POLICY_ROW(owner, member, train_freq_unit, CHOICE, 0, 0, "step",                     \
                         agent_train_unit_names, "what train_freq counts"),                        \
    AGENT_OFF_POLICY_ROW(owner, member, gradient_steps, INT, -1, 1e9, "1", NULL,                   \
                         "updates each time; -1: one for each transition since the last"),         \
    AGENT_OFF_POLICY_ROW(owner, member, n_steps, INT, 1, 1000, "1", NULL,                          \
                         "steps of the returns that are learned from"),                            \
    AGENT_OFF_POLICY_ROW(owner, member, prioritized_replay, BOOL, 0, 1, "false", NULL,             \
                         "sample in proportion to TD errors instead of uniformly"),                \
    AGENT_OFF_POLICY_ROW(owner, member, prioritized_replay_alpha, FLOAT, 0, 10, "0.6", NULL,       \
                         "exponent of priorities; 0 is uniform"),                                  \
    AGENT_OFF_POLICY_ROW(owner, member, prioritized_replay_eps, FLOAT, 0, 1, "1e-6", NULL,         \
                         "what is added to TD errors"),                                            \
    AGENT_OFF_POLICY_ROW(owner, member, prioritized_replay_beta, SCHEDULE, 0, 1, "linear(0.4, 1)", \
                         NULL, "exponent of importance weights", .needs = "prioritized_replay"),   \
    AGENT_OFF_POLICY_ROW(owner, member, collect, CHOICE, 0, 0, "overlap", agent_collect_names,     \
                         "collect while learning, or in turns (exact resume)"),                    \
    AGENT_OFF_POLICY_ROW(owner, member, samples_per_insert, FLOAT, 0, 1e12, "0", NULL,             \
                         "overlap: how often a transition is sampled; 0: as train_freq, "          \
                         "gradient_steps and batch_size say"),                                     \
    AGENT_OFF_POLICY_ROW(owner, member, error_buffer, FLOAT, 0, 1e12, "0", NULL,                   \
                         "overlap: samples that one side may be ahead; 0: a round of updates"),    \
    AGENT_OFF_POLICY_ROW(owner, member, max_policy_lag, INT, 0, 1e12, "0", NULL,                   \
                         "overlap: updates by which an acting policy may be old; 0: no limit")
/* clang-format on */

/* What the hyper-parameters ask for. */
void agent_off_policy_replay(const struct agent_off_policy *hp, struct agent_replay *out);

/* How often a target update that is due every `interval` env steps has become due between two
 * numbers of env steps, in steps of n_envs, as Stable-Baselines3 counts: an interval below n_envs
 * is due at each. */
int64_t agent_target_updates(int64_t interval, int32_t n_envs, uint64_t before, uint64_t now);
