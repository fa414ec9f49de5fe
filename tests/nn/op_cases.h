/* SPDX-License-Identifier: MIT */
/* The case table of the ops: one row per op, or way to call it. Every row is checked against finite
 * differences (test_grad.c) and against PyTorch (test_parity.c; the fixture op_NAME is written by
 * the row of the same name in make_fixtures.py), and stands in docs/OPS.md with its errors and its
 * time (test_ops_doc.c). The elementwise rows are made from nn/ops.def (fixtures map_NAME). */
#pragma once

#include "tests/nn/nn_test.h"

/* Constants of the graph are made of parameters: nn_stop_grad, nn_argmax, nn_less. An input "bytes"
 * is filled with 0, 37, 74, ... modulo 256. */

#define OP_CASE_PARAMS 6

struct op_case {
    const char *name;
    struct nn_var (*build)(struct nn_trace *t, const struct nn_var *p);
    int32_t n_params;
    int32_t matrix;     /* this parameter is a packed weight; 0: none */
    unsigned constants; /* bit k: parameter k is a constant of the graph: no differences */
    struct nn_shape shape[OP_CASE_PARAMS];
    struct nn_shape timed[OP_CASE_PARAMS]; /* for its time; rank 0 of the first: `shape` */
    bool is_map, positive;                 /* a row of nn/ops.def; one that exists above 0 only */
    unsigned flat;                         /* bit k: declared to have no gradient for operand k */
};

/* A packed weight of rank 4 is a convolution's. */
static inline enum nn_param_kind op_case_weight(struct nn_shape shape)
{
    return shape.rank == 4 ? NN_PARAM_CONV : NN_PARAM_MATRIX;
}

extern const struct op_case op_cases[];
extern const int32_t n_op_cases;
/* op_cases_maps.c */
struct op_case map_case(int32_t i);
extern const int32_t n_map_cases;
