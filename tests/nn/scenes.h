/* SPDX-License-Identifier: MIT */
/* Whole updates that tests and benchmarks share: soft actor-critic, PPO, DQN on images. Each
 * is one program with its own networks and inputs filled with reproducible draws. */
#pragma once

#include "nn/cnn.h"
#include "nn/module.h"
#include "nn/program.h"

enum { SCENE_MAX_SETS = 4, SCENE_MAX_OPTS = 3 };

struct scene {
    struct nn_params set[SCENE_MAX_SETS]; /* all parameter sets, in the order of creation */
    struct nn_optimizer opt[SCENE_MAX_OPTS];
    struct nn_mlp net[SCENE_MAX_SETS];
    struct nn_cnn cnn[SCENE_MAX_SETS];
    struct nn_program *program;
};

/* Soft actor-critic (Haarnoja et al. 2018): 17 observations, 6 actions, ReLU networks of two layers
 * of `width`; temperature, twin critics as an ensemble, actor and the target critics' average. */
int scene_sac_init(struct scene *s, struct nn_backend *be, int64_t rows, int64_t width,
                   struct rl_error *err);
/* PPO (Schulman et al. 2017): two 4-64-64 tanh networks under one optimizer, clipped norm. */
int scene_ppo_init(struct scene *s, struct nn_backend *be, int64_t rows, struct rl_error *err);
/* scene_dqn.c: DQN (Mnih et al. 2015) with the Nature-CNN on stacks of four 84 x 84 bytes, 6
 * actions: online and target network forward, Huber loss, backward, Adam. */
int scene_dqn_init(struct scene *s, struct nn_backend *be, int64_t rows, struct rl_error *err);
void scene_deinit(struct scene *s); /* accepts zeroed, and what a failed init left */

/* n normal draws into an F32 input of a program. */
void scene_fill(struct nn_program *program, const char *input, size_t n);
