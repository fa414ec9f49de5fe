/* SPDX-License-Identifier: MIT */
#include "nn/running.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

#define FIRST_COUNT 1e-4

int nn_running_init(struct nn_running *r, int64_t n, struct rl_error *err)
{
    *r = (struct nn_running){.n = n, .count = FIRST_COUNT};
    r->mean = calloc((size_t)n, sizeof(*r->mean));
    r->var = calloc((size_t)n, sizeof(*r->var));
    if (!r->mean || !r->var) {
        nn_running_deinit(r);
        return rl_error_set(err, RL_ENOMEM, "out of memory for running statistics of %lld numbers",
                            (long long)n);
    }
    for (int64_t i = 0; i < n; i++)
        r->var[i] = 1;
    return 0;
}

void nn_running_deinit(struct nn_running *r)
{
    free(r->mean);
    free(r->var);
    *r = (struct nn_running){0};
}

void nn_running_update(struct nn_running *r, const double *x, int64_t rows)
{
    const double n = (double)rows, total = r->count + n;
    for (int64_t d = 0; d < r->n; d++) {
        double mean = 0, m2 = 0;
        for (int64_t b = 0; b < rows; b++)
            mean += x[b * r->n + d];
        mean /= n;
        for (int64_t b = 0; b < rows; b++)
            m2 += (x[b * r->n + d] - mean) * (x[b * r->n + d] - mean);
        const double delta = mean - r->mean[d];
        r->mean[d] += delta * n / total;
        r->var[d] = (r->var[d] * r->count + m2 + delta * delta * r->count * n / total) / total;
    }
    r->count = total;
}

double nn_running_scale(const struct nn_running *r, int64_t i, double eps)
{
    return 1 / sqrt(r->var[i] + eps);
}

int nn_running_register(struct nn_running *r, const char *prefix, struct nn_state *state)
{
    const struct {
        const char *name;
        struct nn_shape shape;
        double *data;
    } item[] = {
        {"mean", NN_VEC(r->n), r->mean},
        {"var", NN_VEC(r->n), r->var},
        {"count", NN_SCALAR, &r->count},
    };
    for (size_t i = 0; i < RL_COUNTOF(item); i++) {
        char name[2 * NN_NAME_MAX];
        snprintf(name, sizeof(name), "%s/%s", prefix, item[i].name);
        int code =
            nn_state_add_array(state, name, NN_STATE_MODEL, RL_F64, item[i].shape, item[i].data);
        if (code)
            return code;
    }
    return 0;
}
