/* SPDX-License-Identifier: MIT */
/* Optimizers: gradients and moments of one parameter set, each ONE block in the set's layout. A
 * step is one fused pass, recorded into a program by nn_opt_step. The learning rate and the count
 * of applied steps are memory that the program reads, so a replayed plan follows a schedule.
 *
 * Formulae and defaults are PyTorch's. Adam: Kingma & Ba 2015, Algorithm 1, with PyTorch's
 * placement of eps (after the bias correction).
 */
#pragma once

#include "nn/params.h"

enum nn_opt_kind { NN_OPT_ADAM, NN_OPT_ADAMW, NN_OPT_SGD, NN_OPT_RMSPROP, NN_OPT_ADADELTA };

/* Host-writable scalars of an optimizer, in device memory. */
struct nn_opt_scalars {
    float lr;
    float reserved;
    uint64_t steps; /* applied steps: `updates.<optimizer>` */
};

struct nn_opt_config {
    enum nn_opt_kind kind;
    const char *name; /* "policy": counters and checkpoints use it; static text */
    /* RMSprop's alpha is beta2, Adadelta's rho beta1. */
    double beta1, beta2;
    float eps;
    float momentum;     /* SGD, RMSprop */
    float weight_decay; /* added to the gradient; AdamW: taken off the parameters */
    bool nesterov;      /* SGD */
};

struct nn_optimizer {
    struct nn_opt_config config;
    struct nn_params *params; /* borrowed; must outlive the optimizer */
    float *grad, *m, *v;      /* device blocks of params->block_floats */
    struct nn_opt_scalars *scalars;
};

/* After nn_params_alloc. PyTorch's defaults where fields are 0: beta1 0.9, beta2 0.999 (RMSprop
 * 0.99), eps 1e-8 (Adadelta 1e-6). */
int nn_opt_init(struct nn_optimizer *opt, struct nn_params *params, struct nn_opt_config config,
                struct rl_error *err);
void nn_opt_deinit(struct nn_optimizer *opt); /* accepts zeroed */
void nn_opt_set_lr(struct nn_optimizer *opt, float lr);
uint64_t nn_opt_steps(const struct nn_optimizer *opt);
