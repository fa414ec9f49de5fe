/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/optim_options.h"

static int check_config(const struct nn_opt_config *c, struct rl_error *err)
{
    if (!c->name || !*c->name || strlen(c->name) >= NN_NAME_MAX)
        return rl_error_set(err, RL_EINVAL, "an optimizer needs a name of at most %d characters",
                            NN_NAME_MAX - 1);
    if (!(c->beta1 >= 0 && c->beta1 < 1) || !(c->beta2 >= 0 && c->beta2 < 1) || !(c->eps > 0))
        return rl_error_set(
            err, RL_ERANGE,
            "optimizer '%s': beta1 %g and beta2 %g must be in [0, 1), eps %g above 0", c->name,
            c->beta1, c->beta2, c->eps);
    if (!(c->momentum >= 0 && c->momentum < 1) || !(c->weight_decay >= 0) ||
        (c->nesterov && c->momentum == 0))
        return rl_error_set(err, RL_ERANGE,
                            "optimizer '%s': momentum %g must be in [0, 1), and above 0 for "
                            "Nesterov's; weight_decay %g at least 0",
                            c->name, c->momentum, c->weight_decay);
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
    if (!param)
        return rl_error_set(err, RL_ENOMEM, "optimizer '%s': out of memory", opt->config.name);
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
        for (size_t i = 0; i < n; i++)
            param[i] = (struct nn_opt_param){.n_floats = params->items[i].n_floats,
                                             .lr_scale = 1,
                                             .weight_decay = opt->config.weight_decay};
        be->ops->upload(be, opt->scalars, &scalars, sizeof(scalars));
        be->ops->upload(be, opt->param, param, n * sizeof(*param));
    }
    free(param);
    return code;
}

const char *const nn_opt_kind_names[] = {
    [NN_OPT_ADAM] = "adam",       [NN_OPT_ADAMW] = "adamw",       [NN_OPT_SGD] = "sgd",
    [NN_OPT_RMSPROP] = "rmsprop", [NN_OPT_ADADELTA] = "adadelta", NULL};

struct nn_opt_config nn_opt_options_config(const struct nn_opt_options *o, const char *name,
                                           double eps)
{
    return (struct nn_opt_config){
        .kind = (enum nn_opt_kind)o->optimizer,
        .name = name,
        .beta1 = o->beta1,
        .beta2 = o->beta2,
        .eps = (float)eps,
        .momentum = (float)o->momentum,
        .weight_decay = (float)o->weight_decay,
        .nesterov = o->nesterov,
    };
}

int nn_opt_init(struct nn_optimizer *opt, struct nn_params *params, struct nn_opt_config config,
                struct rl_error *err)
{
    assert(params->block);
    if (config.beta1 == 0)
        config.beta1 = 0.9;
    if (config.beta2 == 0)
        config.beta2 = config.kind == NN_OPT_RMSPROP ? 0.99 : 0.999;
    if (config.eps == 0)
        config.eps = config.kind == NN_OPT_ADADELTA ? 1e-6f : 1e-8f;
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
