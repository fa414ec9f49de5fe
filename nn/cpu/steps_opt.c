/* SPDX-License-Identifier: MIT */
/* Optimizers: steps and clipping over the blocks of a parameter set. Neighbouring parameters that
 * are treated alike are one run of floats: usually the whole block, so a step is one pass. */
#include <float.h>
#include <math.h>

#include "base/base.h"
#include "nn/cpu/steps.h"

#define at       nn_cpu_at
#define IN(k)    ((const float *)at(i->in[k], base))
#define INOUT(k) ((float *)at(i->in[k], base))
#define OUT      ((float *)at(i->out, base))

struct run {
    uint32_t first, end;  /* parameters */
    size_t start, floats; /* of a block */
};

static bool alike(const struct nn_opt_scalars *s, uint32_t a, uint32_t b)
{
    return s->frozen[a] == s->frozen[b] && s->missed[a] == s->missed[b] &&
           s->param[a].lr_scale == s->param[b].lr_scale &&
           s->param[a].weight_decay == s->param[b].weight_decay;
}

/* The next run of parameters that are not frozen; begin with a zeroed one. */
static bool next_run(const struct nn_opt_scalars *s, struct run *r)
{
    do {
        r->first = r->end;
        r->start += r->floats;
        r->floats = 0;
        while (r->end < s->n_params && alike(s, r->first, r->end))
            r->floats += s->param[r->end++].n_floats;
    } while (r->floats && s->frozen[r->first]);
    return r->floats;
}

static double squares(const struct nn_cpu_insn *i, const float *grad,
                      const struct nn_opt_scalars *s)
{
    double sum = 0;
    for (struct run r = {0}; next_run(s, &r);)
        sum += i->kernels->sum_squares(r.floats, grad + r.start);
    return sum;
}

static void scale(const struct nn_cpu_insn *i, float *grad, const struct nn_opt_scalars *s,
                  float factor)
{
    for (struct run r = {0}; next_run(s, &r);)
        i->kernels->scale(r.floats, grad + r.start, factor);
}

/* grad *= min(1, max_norm / (norm + 1e-6)), and NaN stays NaN as in PyTorch. Multiplying by one is
 * left out: it changes no bit. */
void nn_cpu_run_clip_norm(const struct nn_cpu_insn *i, char *const *base)
{
    const struct nn_opt_scalars *s = at(i->in[2], base);
    const double norm = sqrt(squares(i, IN(1), s));
    const double max_norm = *IN(0);
    const double factor = max_norm / (norm + 1e-6);
    *OUT = (float)norm;
    if (max_norm > 0 && !(factor >= 1))
        scale(i, INOUT(1), s, (float)factor);
}

void nn_cpu_run_grad_squares(const struct nn_cpu_insn *i, char *const *base)
{
    *OUT = (float)squares(i, IN(0), at(i->in[1], base));
}

void nn_cpu_run_scale_grad(const struct nn_cpu_insn *i, char *const *base)
{
    const float factor = *IN(0);
    if (factor != 1)
        scale(i, INOUT(1), at(i->in[2], base), factor);
}

void nn_cpu_run_clip_value(const struct nn_cpu_insn *i, char *const *base)
{
    const float limit = *IN(0);
    float *grad = INOUT(1);
    if (limit > 0)
        for (struct run r = {0}; next_run(at(i->in[2], base), &r);)
            i->kernels->clamp(r.floats, grad + r.start, limit);
}

/* `step` steps of these parameters, this one included. */
static void run_adam(const struct nn_cpu_insn *i, struct nn_cpu_opt *o, uint64_t step)
{
    const double t = (double)step;
    /* beta as the kernels round it: what is left over would not cancel. */
    const double c1 = 1 - pow((double)o->beta1, t), c2 = 1 - pow((double)o->beta2, t);
    const float lr = o->lr;
    o->lr = (float)(lr / c1);
    o->inv_sqrt_c2 = (float)(1 / sqrt(c2));
    if (o->weight_decay == 0) {
        i->kernels->adam(o->n, o->p, o->g, o->m, o->v, o->lr, o->inv_sqrt_c2, o->beta1, o->beta2,
                         o->eps);
        return;
    }
    if (i->attr.opt.kind == NN_OPT_ADAMW) {
        o->decoupled = lr * o->weight_decay;
        o->weight_decay = 0;
    }
    i->kernels->adam_decay(o);
}

/* The floats from `start` to `end` of the block, which are of one run. */
static void step_run(const struct nn_cpu_insn *i, char *const *base, const struct nn_opt_scalars *s,
                     const struct run *r, size_t start, size_t end)
{
    const struct nn_opt_config *c = &i->attr.opt;
    struct nn_cpu_opt o = {.n = end - start,
                           .p = INOUT(0) + start,
                           .g = IN(1) + start,
                           .m = INOUT(2) + start,
                           .v = INOUT(3) + start,
                           .lr = s->lr * s->param[r->first].lr_scale,
                           .weight_decay = s->param[r->first].weight_decay,
                           /* 0 / 0 is 0, in padding lanes above all; no other quotient sees it */
                           .eps = RL_MAX(c->eps, FLT_MIN),
                           .momentum = c->momentum,
                           .beta1 = (float)c->beta1,
                           .rest1 = (float)(1 - c->beta1),
                           .rest2 = (float)(1 - c->beta2),
                           .beta2 = (float)c->beta2,
                           .nesterov = c->nesterov};
    switch (c->kind) {
    case NN_OPT_ADAM:
    case NN_OPT_ADAMW:
        run_adam(i, &o, s->steps - s->missed[r->first]);
        break;
    case NN_OPT_SGD:
        i->kernels->sgd(&o);
        break;
    case NN_OPT_RMSPROP:
        i->kernels->rmsprop(&o);
        break;
    case NN_OPT_ADADELTA:
        i->kernels->adadelta(&o);
        break;
    }
}

/* Where everything is frozen no step is applied, and none counts. */
void nn_cpu_run_opt_count(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_opt_scalars *s = at(i->in[4], base);
    struct run r = {0};
    if (!next_run(s, &r))
        return;
    s->steps++;
    for (uint32_t k = 0; k < s->n_params; k++)
        s->missed[k] += s->frozen[k];
}

void nn_cpu_run_opt_update(const struct nn_cpu_insn *i, char *const *base)
{
    const struct nn_opt_scalars *s = at(i->in[4], base);
    const size_t first = (size_t)i->o, end = (size_t)i->o_end;
    for (struct run r = {0}; next_run(s, &r) && r.start < end;)
        if (r.start + r.floats > first)
            step_run(i, base, s, &r, RL_MAX(r.start, first), RL_MIN(r.start + r.floats, end));
}

void nn_cpu_run_opt_step(const struct nn_cpu_insn *i, char *const *base)
{
    nn_cpu_run_opt_count(i, base);
    nn_cpu_run_opt_update(i, base);
}
