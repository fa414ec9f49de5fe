/* SPDX-License-Identifier: MIT */
#include "nn/anomaly.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "nn/plan.h"

struct range {
    float low, high;
    bool nan, infinite;
};

/* Floats of operand or result `ref`; 0: nothing to look at. */
static size_t floats_at(const struct nn_plan *plan, struct nn_ref ref, struct nn_shape shape)
{
    if (ref.slot < 0)
        return 0;
    const struct nn_slot *slot = &plan->slots[ref.slot];
    if (slot->kind != NN_SLOT_MEMORY)
        return (size_t)nn_shape_elements(shape);
    if (slot->memory.kind == NN_MEM_SCALARS || slot->memory.random)
        return 0;
    const struct nn_params *params = slot->memory.params;
    if (ref.offset == 0 && (size_t)nn_shape_elements(shape) == params->block_floats)
        return params->block_floats;
    for (int32_t i = 0; i < params->n; i++) /* in the backend's layout, with zeros as padding */
        if (params->items[i].offset * sizeof(float) == ref.offset)
            return params->items[i].n_floats;
    return 0;
}

static struct range look(struct nn_backend *be, const struct nn_plan *plan, struct nn_ref ref,
                         struct nn_shape shape, void *const *base)
{
    struct range r = {.low = FLT_MAX, .high = -FLT_MAX};
    const size_t n = floats_at(plan, ref, shape);
    const enum nn_slot_kind kind = n ? plan->slots[ref.slot].kind : NN_SLOT_INPUT;
    const bool host = kind == NN_SLOT_INPUT || kind == NN_SLOT_OUTPUT;
    const char *at = n ? (const char *)base[ref.slot] + ref.offset : NULL;
    float chunk[1024];
    for (size_t i = 0, m; i < n; i += m, at += m * sizeof(float)) {
        m = RL_MIN(n - i, RL_COUNTOF(chunk));
        if (host)
            memcpy(chunk, at, m * sizeof(float));
        else
            be->ops->download(be, chunk, at, m * sizeof(float));
        for (size_t k = 0; k < m; k++) {
            r.nan |= isnan(chunk[k]) != 0;
            r.infinite |= isinf(chunk[k]) != 0;
            r.low = chunk[k] < r.low ? chunk[k] : r.low;
            r.high = chunk[k] > r.high ? chunk[k] : r.high;
        }
    }
    return r;
}

static void append(char *text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void append(char *text, const char *fmt, ...)
{
    const size_t used = strlen(text);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text + used, RL_ERROR_TEXT_MAX - used, fmt, ap);
    va_end(ap);
}

/* "NaN arose in nn_log (agents/ppo.c:12)", or in the gradient of one, and what went in. */
static void describe(char *text, const struct nn_step *s, const char *what, const struct range *in)
{
    if (s->of)
        append(text,
               "%s arose in the gradient of nn_%s (%s:%d), backward of the loss '%s' "
               "(%s:%d)",
               what, s->of, s->of_file, s->of_line, s->loss, s->file, s->line);
    else
        append(text, "%s arose in nn_%s (%s:%d)%s%s%s", what, nn_op_row(s->op)->name, s->file,
               s->line, s->loss ? ", backward of the loss '" : "", s->loss ? s->loss : "",
               s->loss ? "'" : "");
    append(text, "; its operands lie in");
    for (int32_t k = 0; k < s->n_in; k++)
        if (in[k].low <= in[k].high)
            append(text, "%s [%g, %g]", k ? "," : "", (double)in[k].low, (double)in[k].high);
}

/* What came into the program, or lies in memory, was not finite already. */
static void describe_operand(char *text, const struct nn_plan *plan, const struct nn_step *s,
                             int32_t k, const char *what)
{
    const struct nn_slot *slot = &plan->slots[s->in[k].slot];
    static const char *const kinds[] = {[NN_MEM_PARAMS] = "parameters",
                                        [NN_MEM_GRAD] = "gradients",
                                        [NN_MEM_M] = "moments",
                                        [NN_MEM_V] = "second moments"};
    if (slot->kind == NN_SLOT_INPUT)
        append(text, "%s came in with the input '%s'", what, slot->name);
    else if (slot->kind == NN_SLOT_MEMORY && slot->memory.kind < RL_COUNTOF(kinds))
        append(text, "%s was in the %s before", what, kinds[slot->memory.kind]);
    else
        append(text, "%s was there before", what);
    append(text, "; first read by nn_%s (%s:%d)", nn_op_row(s->op)->name, s->file, s->line);
}

/* Infinities that a constant began are meant, wherever the program keeps them; a NaN never is. */
int nn_anomaly_run(struct nn_backend *be, const struct nn_plan *plan, void *prepared,
                   void *const *base, char text[static RL_ERROR_TEXT_MAX])
{
    const struct nn_step *s = &plan->steps[0];
    struct range in[NN_MAX_IN] = {{0}}, out = {0};
    bool infinite = false;
    text[0] = '\0';
    for (int32_t k = 0; k < s->n_in; k++) {
        bool read = s->in_float[k] && s->op != NN_OP_ZERO_GRAD;
        struct nn_ref ref = read ? s->in[k] : (struct nn_ref){.slot = -1};
        in[k] = look(be, plan, ref, s->in_shape[k], base);
        infinite |= in[k].infinite;
        bool foreign = ref.slot >= 0 && (plan->slots[ref.slot].kind == NN_SLOT_INPUT ||
                                         plan->slots[ref.slot].kind == NN_SLOT_MEMORY);
        if (in[k].nan || (in[k].infinite && foreign)) {
            describe_operand(text, plan, s, k, in[k].nan ? "NaN" : "infinity");
            return RL_ENONFINITE;
        }
    }
    int rc = be->ops->run(be, prepared, base);
    if (rc < 0)
        return rc;
    if (s->out.slot >= 0 && s->dtype == RL_F32)
        out = look(be, plan, s->out, s->shape, base);
    for (int32_t k = 0; k < s->n_in; k++) /* what an effect changed */
        if (s->in[k].slot >= 0 && plan->slots[s->in[k].slot].kind == NN_SLOT_MEMORY) {
            struct range r = look(be, plan, s->in[k], s->in_shape[k], base);
            out.nan |= r.nan;
            out.infinite |= r.infinite;
        }
    if (!out.nan && (!out.infinite || infinite))
        return 0;
    describe(text, s, out.nan ? "NaN" : "infinity", in);
    return RL_ENONFINITE;
}
