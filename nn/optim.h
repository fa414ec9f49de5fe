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

/* How one parameter is treated. */
struct nn_opt_param {
    uint64_t n_floats; /* in the block, with padding */
    float lr_scale;    /* of the optimizer's learning rate */
    float weight_decay;
};

/* What a step reads besides the blocks, in device memory: the host changes it between runs, and no
 * program has to be traced again. Adam corrects the bias of a parameter's moments by the steps that
 * the parameter took: steps - missed. */
struct nn_opt_scalars {
    float lr;
    uint32_t n_params;
    uint64_t steps;             /* applied steps: `updates.<optimizer>` */
    uint64_t *missed;           /* (n_params) applied while the parameter was frozen */
    struct nn_opt_param *param; /* (n_params) in the order of the block */
    uint8_t *frozen;            /* (n_params) 0 or 1 */
};

/* Every field means what it says, 0 too; begin with nn_opt_defaults. Ranges are PyTorch's. */
struct nn_opt_config {
    enum nn_opt_kind kind;
    const char *name; /* "policy": counters and checkpoints use it; static text */
    double beta1,
        beta2;          /* [0, 1). RMSprop's alpha (>= 0) is beta2, Adadelta's rho ([0, 1]) beta1 */
    float eps;          /* >= 0. At 0 a gradient that was never anything but 0 moves nothing */
    float momentum;     /* SGD, RMSprop: >= 0 */
    float weight_decay; /* >= 0; added to the gradient; AdamW: taken off the parameters */
    bool nesterov;      /* SGD, with a momentum */
};

/* PyTorch's: beta1 0.9, beta2 0.999 (RMSprop 0.99), eps 1e-8 (Adadelta 1e-6), the rest 0 (AdamW's
 * weight_decay 0.01). */
struct nn_opt_config nn_opt_defaults(enum nn_opt_kind kind, const char *name);

struct nn_optimizer {
    struct nn_opt_config config;
    struct nn_params *params; /* borrowed; must outlive the optimizer */
    float *grad, *m, *v;      /* device blocks of params->block_floats */
    struct nn_opt_scalars *scalars;
    /* device arrays of (params->n), in one piece of memory with the scalars */
    uint64_t *missed;
    struct nn_opt_param *param;
    uint8_t *frozen;
};

/* After nn_params_alloc. RL_ERANGE, RL_EINVAL, RL_ENOMEM. */
int nn_opt_init(struct nn_optimizer *opt, struct nn_params *params, struct nn_opt_config config,
                struct rl_error *err);
void nn_opt_deinit(struct nn_optimizer *opt); /* accepts zeroed */
void nn_opt_set_lr(struct nn_optimizer *opt, float lr);
uint64_t nn_opt_steps(const struct nn_optimizer *opt);

/* ---- parameter groups and freezing, by name pattern (base/glob.h); between runs ---- */

/* Parameters whose names match in any of n optimizers learn at lr_scale times the learning rate
 * (>= 0) under a weight decay of their own (>= 0); NaN leaves either as it is, so that of several
 * calls the last one that matches and gives a number counts. Returns how many matched; RL_ENOTFOUND
 * if none did, RL_ERANGE. Not saved: configure calls it again. */
int nn_opt_set_group(struct nn_optimizer *const *opts, int32_t n, const char *pattern,
                     float lr_scale, float weight_decay, struct rl_error *err);

/* Freeze (or thaw) what matches in any of n optimizers. A frozen parameter hands gradients on to
 * what is below it, and gets no update, decay, moments or share of a norm; thawed, it goes on from
 * the moments that it had. A frozen batch norm keeps and uses its statistics. Its gradient is zero
 * afterwards. Saved with the optimizer. Returns how many matched; RL_ENOTFOUND if none did,
 * RL_EINVAL if nothing would be left to train: then nothing has changed. */
int nn_opt_freeze(struct nn_optimizer *const *opts, int32_t n, const char *pattern, bool frozen,
                  struct rl_error *err);
bool nn_opt_is_frozen(const struct nn_optimizer *opt, int32_t param);
int64_t nn_opt_n_trainable(const struct nn_optimizer *opt); /* of params->n_parameters */

/* ---- accumulation: several backwards, one step ---- */

/* A window of micro-batches whose gradients are summed into one step. A loss is the mean over its
 * micro-batch's rows; scaled, the window's sum is the mean over all of its rows, of which the last
 * micro-batch of a pass may have fewer. Per micro-batch, with `left` of them to come in this pass
 * over the data, this one included:
 *
 *     *scale = nn_window_scale(&window, left);   a scalar input that the loss is multiplied by
 *     nn_program_run(gradient);                  backward without zero_grad
 *     if (nn_window_add(&window, left))
 *         nn_program_run(step);                  clip, step, zero_grad
 *
 * The last window of a pass may be shorter and has its own scale. nn_state_add_window saves an open
 * one. */
struct nn_window {
    int64_t size;      /* micro-batches of a full window, >= 1 */
    int64_t rows;      /* of a micro-batch, >= 1 */
    int64_t last_rows; /* of a pass's last one, in [1, rows] */
    int64_t done;      /* micro-batches in the open one */
};
static inline float nn_window_scale(const struct nn_window *w, int64_t left)
{
    const bool ends_pass = w->done + left <= w->size;
    const int64_t n = ends_pass ? w->done + left : w->size;
    const int64_t sum = n * w->rows - (ends_pass ? w->rows - w->last_rows : 0);
    return (float)((double)(left == 1 ? w->last_rows : w->rows) / (double)sum);
}
/* Counts a micro-batch; true: it was the window's last. */
static inline bool nn_window_add(struct nn_window *w, int64_t left)
{
    if (++w->done < w->size && left > 1)
        return false;
    w->done = 0;
    return true;
}
