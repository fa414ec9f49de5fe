/* SPDX-License-Identifier: MIT */
/* Shapes. Tensors are dense and row-major; B is the batch (rows), D the features (columns). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/dtype.h"

#define NN_MAX_RANK 4

struct nn_shape {
    int32_t rank;
    int64_t dim[NN_MAX_RANK];
};

#define NN_SCALAR             ((struct nn_shape){.rank = 0})
#define NN_VEC(n)             ((struct nn_shape){.rank = 1, .dim = {(n)}})
#define NN_MAT(b, d)          ((struct nn_shape){.rank = 2, .dim = {(b), (d)}})
#define NN_CUBE(a, b, d)      ((struct nn_shape){.rank = 3, .dim = {(a), (b), (d)}})
#define NN_SHAPE4(a, b, c, d) ((struct nn_shape){.rank = 4, .dim = {(a), (b), (c), (d)}})

int64_t nn_shape_elements(struct nn_shape shape); /* 1 for a scalar */
bool nn_shape_equal(struct nn_shape a, struct nn_shape b);
/* "(64, 4)", "()" */
void nn_shape_format(struct nn_shape shape, char *out, size_t out_bytes);
