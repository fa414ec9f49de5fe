/* SPDX-License-Identifier: MIT */
/* What trial runs say: which learning rate, which batch size. */
#pragma once

#include <stdint.h>

#define RLTD_LR_STEPS 100
#define RLTD_LR_MIN   1e-8
#define RLTD_LR_MAX   1.0

/* Losses at growing rates. */
struct rltd_lr_sweep {
    double lr[RLTD_LR_STEPS], loss[RLTD_LR_STEPS];
    int n;
    /* out */
    double smooth[RLTD_LR_STEPS]; /* exponential mean (0.98), bias corrected */
    int n_used; /* up to where the smoothed loss is 4 times the best, or not finite */
    int best;   /* where it falls most steeply, the first 10 and the last aside */
};
void rltd_lr_judge(struct rltd_lr_sweep *sweep);

struct rltd_batch_best {
    int64_t largest, fastest;
    double samples_per_s;
};
