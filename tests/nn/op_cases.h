/* SPDX-License-Identifier: MIT */
/* One row per op (or way to call it) that is not elementwise. Every row is checked against finite
 * differences (test_grad.c) and against PyTorch (test_parity.c, fixture op_NAME, written by the row
 * of the same name in make_fixtures.py). */
#pragma once

#include "tests/nn/nn_test.h"

/* Constants of the graph are made of parameters: nn_stop_grad, nn_argmax_last, nn_less. */

#define OP_CASE_PARAMS 6

struct op_case {
    const char *name;
    struct nn_var (*build)(struct nn_trace *t, const struct nn_var *p);
    int32_t n_params;
    int32_t matrix;     /* this parameter is a packed weight; 0: none */
    unsigned constants; /* bit k: parameter k is a constant of the graph: no differences */
    struct nn_shape shape[OP_CASE_PARAMS];
};

/* A packed weight of rank 4 is a convolution's. */
static inline enum nn_param_kind op_case_weight(struct nn_shape shape)
{
    return shape.rank == 4 ? NN_PARAM_CONV : NN_PARAM_MATRIX;
}

extern const struct op_case op_cases[];
extern const int32_t n_op_cases;
