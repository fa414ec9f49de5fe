/* SPDX-License-Identifier: MIT */
/* Running mean and variance of a stream of rows, merged batch by batch (Chan et al. 1979, as
 * Stable-Baselines3's RunningMeanStd): starts at mean 0, variance 1 with the weight 1e-4. In
 * double, and in a fixed order: the same rows in the same batches give the same bits. */
#pragma once

#include "nn/state.h"

struct nn_running {
    int64_t n;          /* D: elements of a row */
    double *mean, *var; /* (D), owned */
    double count;
};

int nn_running_init(struct nn_running *r, int64_t n, struct rl_error *err);
void nn_running_deinit(struct nn_running *r); /* accepts zeroed */
/* x (rows, D), rows >= 1. */
void nn_running_update(struct nn_running *r, const double *x, int64_t rows);
/* 1 / sqrt(var + eps) of element i. */
double nn_running_scale(const struct nn_running *r, int64_t i, double eps);
/* "<prefix>/mean", "<prefix>/var" (D), "<prefix>/count" (): F64. */
int nn_running_register(struct nn_running *r, const char *prefix, struct nn_state *state);
