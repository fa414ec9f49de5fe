/* SPDX-License-Identifier: MIT */
#include "nn/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* "model/policy.0.weight" -> "model/policy.0"; "model/log_std" stays. */
static void layer_of(const char *tensor, char out[2 * NN_NAME_MAX])
{
    const char *dot = strrchr(tensor, '.');
    bool part = dot && (!strcmp(dot, ".weight") || !strcmp(dot, ".bias"));
    snprintf(out, 2 * NN_NAME_MAX, "%.*s", (int)(part ? (size_t)(dot - tensor) : strlen(tensor)),
             tensor);
}

static const struct nn_optimizer *optimizer_of(const struct nn_params *params,
                                               struct nn_optimizer *const *opts, int32_t n_opts)
{
    for (int32_t i = 0; i < n_opts; i++)
        if (opts[i]->params == params)
            return opts[i];
    return NULL;
}

/* A row for each run of tensors of one layer. */
static struct nn_summary_row *row_for(struct nn_summary *s, const struct nn_state_tensor *tensor)
{
    char layer[2 * NN_NAME_MAX];
    layer_of(tensor->name, layer);
    if (s->n == 0 || strcmp(s->rows[s->n - 1].layer, layer) != 0) {
        struct nn_summary_row *row = &s->rows[s->n++];
        memcpy(row->layer, layer, sizeof(layer));
        row->shape = tensor->shape;
    }
    return &s->rows[s->n - 1];
}

static void add(struct nn_summary_row *to, const struct nn_summary_row *more)
{
    to->parameters += more->parameters;
    to->trainable += more->trainable;
    to->frozen += more->frozen;
    to->bytes += more->bytes;
    to->flops += more->flops;
}

int nn_summary_init(struct nn_summary *s, const struct nn_state *state,
                    struct nn_optimizer *const *opts, int32_t n_opts, struct rl_error *err)
{
    const int32_t n = nn_state_n_tensors(state);
    *s = (struct nn_summary){.rows = calloc((size_t)n + 1, sizeof(*s->rows))};
    if (!s->rows)
        return rl_error_set(err, RL_ENOMEM, "out of memory for a summary of the networks");
    for (int32_t i = 0; i < n; i++) {
        struct nn_state_tensor tensor;
        int32_t index;
        const struct nn_params *params = nn_state_tensor_params(state, i, &index);
        if (!params)
            continue;
        nn_state_tensor(state, i, &tensor);
        const struct nn_param *param = &params->items[index];
        const struct nn_optimizer *opt = param->buffer ? NULL : optimizer_of(params, opts, n_opts);
        const int64_t elements = nn_shape_elements(tensor.shape);
        const bool frozen = opt && nn_opt_is_frozen(opt, index);
        const struct nn_summary_row more = {
            .parameters = elements,
            .trainable = opt && !frozen ? elements : 0,
            .frozen = frozen ? elements : 0,
            .bytes = (size_t)elements * sizeof(float),
            .flops = 2 * (double)elements * (double)param->uses,
        };
        add(row_for(s, &tensor), &more);
        add(opt ? &s->learns : &s->follows, &more);
    }
    return 0;
}

void nn_summary_deinit(struct nn_summary *s)
{
    free(s->rows);
    *s = (struct nn_summary){0};
}

/* ---- as text ---- */

static void put_row(const struct nn_summary_row *row, const char *layer, const char *shape,
                    struct rl_buf *out)
{
    rl_buf_printf(out, "%-28s %-18s %12lld %12lld %12lld %12zu %14.0f\n", layer, shape,
                  (long long)row->parameters, (long long)row->trainable, (long long)row->frozen,
                  row->bytes, row->flops);
}

void nn_summary_table(const struct nn_summary *s, struct rl_buf *out)
{
    rl_buf_printf(out, "%-28s %-18s %12s %12s %12s %12s %14s\n", "layer", "shape", "parameters",
                  "trainable", "frozen", "bytes", "FLOP");
    for (int32_t i = 0; i < s->n; i++) {
        char shape[96];
        nn_shape_format(s->rows[i].shape, shape, sizeof(shape));
        put_row(&s->rows[i], s->rows[i].layer, shape, out);
    }
    put_row(&s->learns, "learn", "", out);
    if (s->follows.parameters)
        put_row(&s->follows, "follow (targets, statistics)", "", out);
}

void nn_summary_line(const struct nn_summary *s, struct rl_buf *out)
{
    rl_buf_printf(out, "networks: %lld parameters learn", (long long)s->learns.trainable);
    if (s->learns.frozen)
        rl_buf_printf(out, ", %lld are frozen", (long long)s->learns.frozen);
    if (s->follows.parameters)
        rl_buf_printf(out, ", %lld follow", (long long)s->follows.parameters);
    rl_buf_printf(out, "; %.1f KiB, %.1f kFLOP for an observation",
                  (double)(s->learns.bytes + s->follows.bytes) / 1024, 1e-3 * s->learns.flops);
}
