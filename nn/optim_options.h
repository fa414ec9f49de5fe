/* SPDX-License-Identifier: MIT */
/* An optimizer among an agent's hyper-parameters: a struct to embed, and its rows for the agent's
 * table. Learning rate and epsilon stay the agent's own, for their defaults differ. */
#pragma once

#include "base/option.h"
#include "nn/optim.h"

/* In the order of enum nn_opt_kind, NULL-terminated. */
extern const char *const nn_opt_kind_names[];

struct nn_opt_options {
    int32_t optimizer;   /* enum nn_opt_kind */
    double beta1, beta2; /* 0: PyTorch's default */
    double momentum, weight_decay;
    bool nesterov;
};

/* `name` is static text. Values that do not go together are refused by nn_opt_init. */
struct nn_opt_config nn_opt_options_config(const struct nn_opt_options *o, const char *name,
                                           double eps);

/* One row of an option table for field `member.name` of `owner`. */
#define NN_OPT_ROW(owner, member, field, kind, lo, hi, text, names, help)                        \
    {                                                                                            \
        .name = #field, .type = RL_OPT_##kind,                                                   \
        .offset = offsetof(owner, member) + offsetof(struct nn_opt_options, field), .min = (lo), \
        .max = (hi), .default_text = (text), .choices = (names), .doc = (help)                   \
    }

/* clang-format off */
#define NN_OPT_OPTIONS(owner, member)                                                              \
    NN_OPT_ROW(owner, member, optimizer, CHOICE, 0, 0, "adam", nn_opt_kind_names,                  \
               "how parameters follow gradients"),                                                 \
    NN_OPT_ROW(owner, member, beta1, FLOAT, 0, 0.999999, "0", NULL,                                \
               "adam, adamw: decay of the mean gradient; adadelta: rho; 0: 0.9"),                  \
    NN_OPT_ROW(owner, member, beta2, FLOAT, 0, 0.999999, "0", NULL,                                \
               "adam, adamw: decay of the mean square; rmsprop: alpha; 0: 0.999, rmsprop 0.99"),   \
    NN_OPT_ROW(owner, member, momentum, FLOAT, 0, 0.999999, "0", NULL, "of sgd and rmsprop"),      \
    NN_OPT_ROW(owner, member, weight_decay, FLOAT, 0, 1e3, "0", NULL,                              \
               "added to the gradient; adamw: taken off the parameters"),                          \
    NN_OPT_ROW(owner, member, nesterov, BOOL, 0, 1, "false", NULL, "Nesterov's momentum, for sgd")
/* clang-format on */
