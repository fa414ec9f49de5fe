/* SPDX-License-Identifier: MIT */
/* What can be asked of a row of the case table: its errors and its time. */
#pragma once

#include "tests/nn/op_cases.h"

/* The element that is farthest off. */
struct op_worst {
    double error;
    char what[NN_NAME_MAX]; /* "y", "p1", "dp1" */
    int64_t element;
    double got, want;
};

/* |gradient - difference quotient| / (1 + |quotient|), over all parameters; values in (-0.85, 0.85)
 * or, not `is_signed`, in (0.3, 2). */
struct op_worst op_differences(const struct op_case *c, bool is_signed);

/* |got - want| / max(1, largest |want|), of the value and of the gradients. Where PyTorch has no
 * gradient there must be none. Fails the test without a fixture. */
struct op_torch {
    struct op_worst value, gradient;
    bool has_gradient;
};
struct op_torch op_against_torch(const struct op_case *c);

/* Microseconds of one run, the best of several: the value alone, or with the gradients of all
 * parameters. At the shapes for timing. */
double op_time_us(const struct op_case *c, bool backward);

/* The row's value and gradients, at the shapes for timing, have the same bits on both backends. */
void op_assert_same_alone(const struct op_case *c, struct nn_backend *be, struct nn_backend *alone);

/* Marks in `seen` (NN_N_OPS) what the row's value and gradients are made of. */
void op_mark(const struct op_case *c, bool *seen);
