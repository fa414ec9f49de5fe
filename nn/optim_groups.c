/* SPDX-License-Identifier: MIT */
/* Which parameters learn, and how: what nn/optim.h keeps for each parameter, by name pattern. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/glob.h"
#include "nn/optim.h"

/* A parameter of that name; buffers are none. */
static bool matches(const struct nn_optimizer *opt, int32_t i, const char *pattern)
{
    const struct nn_param *p = &opt->params->items[i];
    return !p->buffer && rl_glob_match(pattern, p->name);
}

/* Running statistics that a momentum follows stay as they are while it is 0. */
static void hold_statistics(struct nn_optimizer *opt, const char *pattern, bool frozen)
{
    for (int32_t i = 0; i < opt->params->n; i++) {
        const struct nn_param *p = &opt->params->items[i];
        const float momentum = frozen ? 0 : p->momentum;
        if (p->momentum > 0 && rl_glob_match(pattern, p->name))
            nn_params_set(opt->params, opt->params->block, i, &momentum);
    }
}

static int count_matches(struct nn_optimizer *const *opts, int32_t n, const char *pattern)
{
    int found = 0;
    for (int32_t o = 0; o < n; o++)
        for (int32_t i = 0; i < opts[o]->params->n; i++)
            found += matches(opts[o], i, pattern);
    return found;
}

static int no_match(struct nn_optimizer *const *opts, int32_t n, const char *what,
                    const char *pattern, struct rl_error *err)
{
    char names[256] = "";
    size_t at = 0;
    for (int32_t o = 0; o < n; o++)
        for (int32_t i = 0; i < opts[o]->params->n && at < sizeof(names); i++)
            at += (size_t)snprintf(names + at, sizeof(names) - at, "%s%s", at ? ", " : "",
                                   opts[o]->params->items[i].name);
    return rl_error_set(err, RL_ENOTFOUND,
                        "%s: no parameter matches '%s' (* stands for any characters): there are "
                        "%s%s",
                        what, pattern, names, at >= sizeof(names) ? "..." : "");
}

/* Finite and at least 0, or NaN. */
static bool is_group_value(float x)
{
    return isnan(x) || (x >= 0 && isfinite(x));
}

int nn_opt_set_group(struct nn_optimizer *const *opts, int32_t n, const char *pattern,
                     float lr_scale, float weight_decay, struct rl_error *err)
{
    if (!is_group_value(lr_scale) || !is_group_value(weight_decay))
        return rl_error_set(err, RL_ERANGE,
                            "group '%s': the learning rate's factor %g and weight_decay %g must be "
                            "finite and at least 0",
                            pattern, (double)lr_scale, (double)weight_decay);
    int found = count_matches(opts, n, pattern);
    if (!found)
        return no_match(opts, n, "parameter group", pattern, err);
    for (int32_t o = 0; o < n; o++) {
        struct nn_backend *be = opts[o]->params->backend;
        for (int32_t i = 0; i < opts[o]->params->n; i++) {
            struct nn_opt_param param;
            if (!matches(opts[o], i, pattern))
                continue;
            be->ops->download(be, &param, &opts[o]->param[i], sizeof(param));
            param.lr_scale = isnan(lr_scale) ? param.lr_scale : lr_scale;
            param.weight_decay = isnan(weight_decay) ? param.weight_decay : weight_decay;
            be->ops->upload(be, &opts[o]->param[i], &param, sizeof(param));
        }
    }
    return found;
}

bool nn_opt_is_frozen(const struct nn_optimizer *opt, int32_t param)
{
    struct nn_backend *be = opt->params->backend;
    uint8_t frozen;
    be->ops->download(be, &frozen, &opt->frozen[param], sizeof(frozen));
    return frozen;
}

int64_t nn_opt_n_trainable(const struct nn_optimizer *opt)
{
    int64_t n = 0;
    for (int32_t i = 0; i < opt->params->n; i++)
        if (!nn_opt_is_frozen(opt, i))
            n += nn_shape_elements(opt->params->items[i].shape);
    return n;
}

/* Is there a parameter that stays trainable when all that matches is frozen? */
static bool leaves_some(struct nn_optimizer *const *opts, int32_t n, const char *pattern)
{
    for (int32_t o = 0; o < n; o++)
        for (int32_t i = 0; i < opts[o]->params->n; i++)
            if (!matches(opts[o], i, pattern) && !nn_opt_is_frozen(opts[o], i))
                return true;
    return false;
}

/* A gradient that was summed up before the change belongs to no later step. */
static void zero_grad(struct nn_optimizer *opt, int32_t i)
{
    static const float zeros[256];
    struct nn_backend *be = opt->params->backend;
    const struct nn_param *p = &opt->params->items[i];
    for (size_t at = 0; at < p->n_floats; at += RL_COUNTOF(zeros))
        be->ops->upload(be, opt->grad + p->offset + at, zeros,
                        RL_MIN(p->n_floats - at, RL_COUNTOF(zeros)) * sizeof(float));
}

int nn_opt_freeze(struct nn_optimizer *const *opts, int32_t n, const char *pattern, bool frozen,
                  struct rl_error *err)
{
    const uint8_t flag = frozen;
    int found = count_matches(opts, n, pattern);
    if (!found)
        return no_match(opts, n, frozen ? "freeze" : "unfreeze", pattern, err);
    if (frozen && !leaves_some(opts, n, pattern))
        return rl_error_set(err, RL_EINVAL,
                            "freeze: with '%s' every parameter would be frozen and nothing would "
                            "learn: freeze less, or stop the run",
                            pattern);
    for (int32_t o = 0; o < n; o++) {
        hold_statistics(opts[o], pattern, frozen);
        for (int32_t i = 0; i < opts[o]->params->n; i++) {
            if (!matches(opts[o], i, pattern) || nn_opt_is_frozen(opts[o], i) == frozen)
                continue;
            struct nn_backend *be = opts[o]->params->backend;
            be->ops->upload(be, &opts[o]->frozen[i], &flag, sizeof(flag));
            zero_grad(opts[o], i);
        }
    }
    return found;
}
