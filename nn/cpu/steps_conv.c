/* SPDX-License-Identifier: MIT */
/* Steps over images. */
#include "nn/cpu/steps.h"

#define at       nn_cpu_at
#define IN(k)    ((const float *)at(i->in[k], base))
#define INOUT(k) ((float *)at(i->in[k], base))
#define OUT      ((float *)at(i->out, base))

/* x is operand k: floats, or bytes that the gather scales. */
static struct nn_cpu_conv conv_of(const struct nn_cpu_insn *i, char *const *base, int k)
{
    struct nn_cpu_conv c = {
        .win = i->window, .B = i->B, .act = i->attr.conv.act, .scratch = at(i->scratch, base)};
    if (i->attr.conv.u8_scale != 0) {
        c.bytes = at(i->in[k], base);
        c.scale = i->attr.conv.u8_scale;
    } else {
        c.x = at(i->in[k], base);
    }
    return c;
}

void nn_cpu_run_conv(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_conv c = conv_of(i, base, 0);
    c.w = IN(1);
    c.bias = IN(2);
    c.y = OUT;
    i->kernels->conv_fwd(&c);
}

void nn_cpu_run_conv_dx(const struct nn_cpu_insn *i, char *const *base)
{
    const struct nn_cpu_conv c = {.win = i->window,
                                  .B = i->B,
                                  .act = i->attr.conv.act,
                                  .dy = IN(0),
                                  .w = IN(1),
                                  .x_out = i->n_in > 2 ? IN(2) : NULL,
                                  .dx = OUT,
                                  .scratch = at(i->scratch, base)};
    i->kernels->conv_dx(&c);
}

void nn_cpu_run_conv_dw(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_conv c = conv_of(i, base, 1);
    c.dy = IN(0);
    c.gw = INOUT(2);
    c.gb = INOUT(3);
    c.k = i->o;
    c.k_end = i->o_end;
    i->kernels->conv_dw(&c);
}

void nn_cpu_run_max_pool(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->max_pool(&i->window, i->B, IN(0), OUT);
}

void nn_cpu_run_max_pool_grad(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->max_pool_grad(&i->window, i->B, IN(0), IN(1), OUT);
}

static struct nn_cpu_window window_of(struct nn_shape x, struct nn_shape y)
{
    return (struct nn_cpu_window){.H = (int32_t)x.dim[1],
                                  .W = (int32_t)x.dim[2],
                                  .C = (int32_t)x.dim[3],
                                  .OH = (int32_t)y.dim[1],
                                  .OW = (int32_t)y.dim[2],
                                  .O = (int32_t)y.dim[3]};
}

/* One window that is the whole image: its weights lie as those of a linear layer in panels. */
static bool is_product(const struct nn_cpu_insn *insn)
{
    const struct nn_cpu_window *w = &insn->window;
    return w->pad == 0 && w->KH == w->H && w->KW == w->W && insn->attr.conv.u8_scale == 0 &&
           w->O > NN_THIN_MAX;
}

static void become_product(struct nn_cpu_insn *insn, enum nn_op op)
{
    const struct nn_cpu_window w = insn->window;
    const enum nn_activation act = insn->attr.conv.act;
    insn->op = op;
    insn->run = nn_cpu_function(op);
    insn->D = (int64_t)w.H * w.W * w.C;
    insn->O = w.O;
    insn->o_end = op == NN_OP_LINEAR_DX ? insn->D : insn->O;
    insn->E = 1;
    insn->next_w = insn->kernels->matrix_floats(insn->O, insn->D);
    insn->attr.act = act;
}

void nn_cpu_init_conv(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    const bool dw = step->op == NN_OP_CONV2D_DW, dx = step->op == NN_OP_CONV2D_DX;
    const struct nn_shape x = dw ? step->in_shape[1] : dx ? step->shape : step->in_shape[0];
    const struct nn_shape y = dw || dx ? step->in_shape[0] : step->shape;
    const struct nn_shape w = dw ? step->in_shape[2] : step->in_shape[1];
    insn->B = x.dim[0];
    insn->window = window_of(x, y);
    insn->window.KH = (int32_t)w.dim[2];
    insn->window.KW = (int32_t)w.dim[3];
    insn->window.stride = step->attr.conv.stride;
    insn->window.pad = step->attr.conv.pad;
    insn->o_end = (int64_t)insn->window.KH * insn->window.KW * insn->window.C;
    if (is_product(insn))
        become_product(insn, dw ? NN_OP_LINEAR_DW : dx ? NN_OP_LINEAR_DX : NN_OP_LINEAR);
}

void nn_cpu_init_pool(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    const bool grad = step->op == NN_OP_MAX_POOL_GRAD;
    const struct nn_shape x = step->in_shape[grad ? 1 : 0];
    const struct nn_shape y = grad ? step->in_shape[0] : step->shape;
    const struct nn_pool p = step->attr.pool;
    insn->B = x.dim[0];
    insn->window = window_of(x, y);
    insn->window.KH = insn->window.KW = p.size;
    insn->window.stride = p.stride;
    insn->window.pad = p.pad;
}
