/* SPDX-License-Identifier: MIT */
/* An optimizer among an agent's hyper-parameters: a struct to embed, and its rows for the agent's
 * table. The learning rate stays the agent's own. */
#pragma once

#include "base/option.h"
#include "nn/optim.h"

/* In the order of enum nn_opt_kind, NULL-terminated. */
extern const char *const nn_opt_kind_names[];

struct nn_opt_options {
    int32_t optimizer;                      /* enum nn_opt_kind */
    double beta1, beta2, eps, weight_decay; /* NaN: the kind's default */
    double momentum;
    bool nesterov;
};

/* A kind without any settings. */
struct nn_opt_options nn_opt_options_default(enum nn_opt_kind kind);
/* RL_ECONFIG where a setting has no effect on the optimizer: a momentum of Adam's. (An epsilon of
 * SGD's passes: agents have defaults for it.) */
int nn_opt_options_check(const struct nn_opt_options *o, struct rl_error *err);
/* `name` is static text. Values that do not go together are refused by nn_opt_init. */
struct nn_opt_config nn_opt_options_config(const struct nn_opt_options *o, const char *name);

/* One row of an option table for field `member.name` of `owner`. */
#define NN_OPT_ROW(owner, member, key, field, kind, lo, hi, text, names, help)                   \
    {                                                                                            \
        .name = key, .type = RL_OPT_##kind,                                                      \
        .offset = offsetof(owner, member) + offsetof(struct nn_opt_options, field), .min = (lo), \
        .max = (hi), .default_text = (text), .choices = (names), .doc = (help)                   \
    }

/* clang-format off */
/* `eps_text`: the agent's default of adam_eps. */
#define NN_OPT_OPTIONS(owner, member, eps_text)                                                    \
    NN_OPT_ROW(owner, member, "optimizer", optimizer, CHOICE, 0, 0, "adam", nn_opt_kind_names,     \
               "how parameters follow gradients"),                                                 \
    NN_OPT_ROW(owner, member, "beta1", beta1, MAYBE, 0, 1, "none", NULL,                           \
               "adam, adamw: decay of the mean gradient; adadelta: rho; none: 0.9"),               \
    NN_OPT_ROW(owner, member, "beta2", beta2, MAYBE, 0, 1, "none", NULL,                           \
               "adam, adamw: decay of the mean square; rmsprop: alpha; none: 0.999, rmsprop 0.99"),\
    NN_OPT_ROW(owner, member, "adam_eps", eps, MAYBE, 0, 1e3, eps_text, NULL,                      \
               "every optimizer's epsilon but sgd's; none: 1e-8, adadelta 1e-6"),                  \
    NN_OPT_ROW(owner, member, "momentum", momentum, FLOAT, 0, 1e3, "0", NULL,                      \
               "of sgd and rmsprop"),                                                              \
    NN_OPT_ROW(owner, member, "weight_decay", weight_decay, MAYBE, 0, 1e3, "none", NULL,           \
               "added to the gradient; adamw: taken off the parameters; none: 0, adamw 0.01"),     \
    NN_OPT_ROW(owner, member, "nesterov", nesterov, BOOL, 0, 1, "false", NULL,                     \
               "Nesterov's momentum, for sgd")
/* clang-format on */
