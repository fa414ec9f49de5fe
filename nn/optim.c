/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/optim_options.h"

struct nn_opt_config nn_opt_defaults(enum nn_opt_kind kind, const char *name)
{
    return (struct nn_opt_config){
        .kind = kind,
        .name = name,
        .beta1 = 0.9,
        .beta2 = kind == NN_OPT_RMSPROP ? 0.99 : 0.999,
        .eps = kind == NN_OPT_ADADELTA ? 1e-6f : 1e-8f,
        .weight_decay = kind == NN_OPT_ADAMW ? 0.01f : 0,
    };
}

/* Each kind's own: Adam's betas below 1, RMSprop's alpha at least 0, Adadelta's rho at most 1. */
static bool betas_fit(const struct nn_opt_config *c)
{
    if (c->kind == NN_OPT_SGD)
        return true;
    if (c->kind == NN_OPT_RMSPROP)
        return c->beta2 >= 0 && isfinite(c->beta2);
    if (c->kind == NN_OPT_ADADELTA)
        return c->beta1 >= 0 && c->beta1 <= 1;
    return c->beta1 >= 0 && c->beta1 < 1 && c->beta2 >= 0 && c->beta2 < 1;
}

static int check_config(const struct nn_opt_config *c, struct rl_error *err)
{
    if (!c->name || !*c->name || strlen(c->name) >= NN_NAME_MAX)
        return rl_error_set(err, RL_EINVAL, "an optimizer needs a name of at most %d characters",
                            NN_NAME_MAX - 1);
    if (!betas_fit(c))
        return rl_error_set(err, RL_ERANGE,
                            "optimizer '%s': beta1 %g and beta2 %g must be in [0, 1) (rmsprop: "
                            "beta2 at least 0; adadelta: beta1 in [0, 1])",
                            c->name, c->beta1, c->beta2);
    if (!(c->eps >= 0 && isfinite(c->eps)) || !(c->momentum >= 0 && isfinite(c->momentum)) ||
        !(c->weight_decay >= 0 && isfinite(c->weight_decay)))
        return rl_error_set(err, RL_ERANGE,
                            "optimizer '%s': eps %g, momentum %g and weight_decay %g must be "
                            "finite and at least 0",
                            c->name, (double)c->eps, (double)c->momentum, (double)c->weight_decay);
    if (c->nesterov && c->momentum == 0)
        return rl_error_set(err, RL_ERANGE,
                            "optimizer '%s': Nesterov's step needs a momentum, and momentum 0 must "
                            "be above 0",
                            c->name);
    return 0;
}

/* Moments and gradients start at zero, as the backend hands memory out. */
static int alloc_block(struct nn_optimizer *opt, float **out, struct rl_error *err)
{
    struct nn_backend *be = opt->params->backend;
    void *memory = NULL;
    int code = be->ops->alloc(be, opt->params->block_floats * sizeof(float), &memory, err);
    *out = memory;
    return code;
}

/* Scalars and the arrays that they point at, the widest type first. */
static int alloc_scalars(struct nn_optimizer *opt, struct rl_error *err)
{
    struct nn_backend *be = opt->params->backend;
    const struct nn_params *params = opt->params;
    const size_t n = (size_t)params->n;
    struct nn_opt_param *param = malloc(n * sizeof(*param));
    uint8_t *frozen = calloc(n, sizeof(*frozen));
    if (!param || !frozen) {
        free(param);
        free(frozen);
        return rl_error_set(err, RL_ENOMEM, "optimizer '%s': out of memory", opt->config.name);
    }
    void *memory = NULL;
    int code = be->ops->alloc(
        be,
        sizeof(*opt->scalars) + n * (sizeof(*opt->missed) + sizeof(*param) + sizeof(*opt->frozen)),
        &memory, err);
    if (!code) {
        opt->scalars = memory;
        opt->missed = (uint64_t *)(opt->scalars + 1);
        opt->param = (struct nn_opt_param *)(opt->missed + n);
        opt->frozen = (uint8_t *)(opt->param + n);
        const struct nn_opt_scalars scalars = {.n_params = (uint32_t)n,
                                               .missed = opt->missed,
                                               .param = opt->param,
                                               .frozen = opt->frozen};
        for (size_t i = 0; i < n; i++) {
            frozen[i] = params->items[i].buffer;
            param[i] = (struct nn_opt_param){.n_floats = params->items[i].n_floats,
                                             .lr_scale = 1,
                                             .weight_decay = opt->config.weight_decay};
        }
        be->ops->upload(be, opt->scalars, &scalars, sizeof(scalars));
        be->ops->upload(be, opt->param, param, n * sizeof(*param));
        be->ops->upload(be, opt->frozen, frozen, n * sizeof(*frozen));
    }
    free(param);
    free(frozen);
    return code;
}

const char *const nn_opt_kind_names[] = {
    [NN_OPT_ADAM] = "adam",       [NN_OPT_ADAMW] = "adamw",       [NN_OPT_SGD] = "sgd",
    [NN_OPT_RMSPROP] = "rmsprop", [NN_OPT_ADADELTA] = "adadelta", NULL};

struct nn_opt_options nn_opt_options_default(enum nn_opt_kind kind)
{
    return (struct nn_opt_options){
        .optimizer = (int32_t)kind, .beta1 = NAN, .beta2 = NAN, .eps = NAN, .weight_decay = NAN};
}

int nn_opt_options_check(const struct nn_opt_options *o, struct rl_error *err)
{
#define OF(kind) (1u << NN_OPT_##kind)
    const struct {
        const char *name;
        bool set;
        uint32_t kinds;
        const char *where;
    } key[] = {
        {"beta1", !isnan(o->beta1), OF(ADAM) | OF(ADAMW) | OF(ADADELTA), "adam, adamw or adadelta"},
        {"beta2", !isnan(o->beta2), OF(ADAM) | OF(ADAMW) | OF(RMSPROP), "adam, adamw or rmsprop"},
        {"momentum", o->momentum != 0, OF(SGD) | OF(RMSPROP), "sgd or rmsprop"},
        {"nesterov", o->nesterov, OF(SGD), "sgd"},
    };
#undef OF
    for (size_t i = 0; i < RL_COUNTOF(key); i++)
        if (key[i].set && !(key[i].kinds >> o->optimizer & 1))
            return rl_error_set(err, RL_ECONFIG,
                                "%s has no effect on %s; remove it, or set optimizer to %s",
                                key[i].name, nn_opt_kind_names[o->optimizer], key[i].where);
    return 0;
}

struct nn_opt_config nn_opt_options_config(const struct nn_opt_options *o, const char *name)
{
    struct nn_opt_config config = nn_opt_defaults((enum nn_opt_kind)o->optimizer, name);
    if (!isnan(o->beta1))
        config.beta1 = o->beta1;
    if (!isnan(o->beta2))
        config.beta2 = o->beta2;
    if (!isnan(o->eps))
        config.eps = (float)o->eps;
    if (!isnan(o->weight_decay))
        config.weight_decay = (float)o->weight_decay;
    config.momentum = (float)o->momentum;
    config.nesterov = o->nesterov;
    return config;
}

int nn_opt_init(struct nn_optimizer *opt, struct nn_params *params, struct nn_opt_config config,
                struct rl_error *err)
{
    assert(params->block);
    *opt = (struct nn_optimizer){.config = config, .params = params};
    int code = check_config(&config, err);
    if (!code)
        code = alloc_block(opt, &opt->grad, err);
    if (!code)
        code = alloc_block(opt, &opt->m, err);
    if (!code)
        code = alloc_block(opt, &opt->v, err);
    if (!code)
        code = alloc_scalars(opt, err);
    if (code)
        nn_opt_deinit(opt);
    return code;
}

void nn_opt_deinit(struct nn_optimizer *opt)
{
    void *blocks[] = {opt->grad, opt->m, opt->v, opt->scalars};
    for (size_t i = 0; i < RL_COUNTOF(blocks); i++)
        if (blocks[i])
            opt->params->backend->ops->release(opt->params->backend, blocks[i]);
    *opt = (struct nn_optimizer){0};
}

void nn_opt_set_lr(struct nn_optimizer *opt, float lr)
{
    struct nn_backend *be = opt->params->backend;
    be->ops->upload(be, &opt->scalars->lr, &lr, sizeof(lr));
}

uint64_t nn_opt_steps(const struct nn_optimizer *opt)
{
    struct nn_backend *be = opt->params->backend;
    uint64_t steps;
    be->ops->download(be, &steps, &opt->scalars->steps, sizeof(steps));
    return steps;
}
