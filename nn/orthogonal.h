/* SPDX-License-Identifier: MIT */
/* Random orthogonal matrices on the host, for first weights. Not a decomposition to train with: it
 * gives Q alone. In double, with nothing fused and every sum in an order that neither the machine
 * nor its vectors' width has a part in: equal draws give equal bits everywhere. Any thread.
 */
#pragma once

#include <stdint.h>

/* matrix (rows, cols), row-major. In: independent draws; every run of max(rows, cols) of them is a
 * vector. Out: gain * these vectors made orthonormal (the Q of the QR factorisation whose R has a
 * positive diagonal), as rows if rows < cols, else as columns. RL_ENONFINITE if they are linearly
 * dependent or not finite, RL_ENOMEM; `matrix` is then as it was. */
int nn_orthogonal(float *matrix, int64_t rows, int64_t cols, float gain);

/* The loops below it, once per instruction set (nn/orthogonal_loops.c). A panel is NN_PANEL_VECTORS
 * vectors of n coordinates, v[coordinate][vector]; n is a multiple of NN_PANEL_LANES. `width` is
 * how many of the vectors, the first, are asked for; up to a multiple of NN_PANEL_LANES they are
 * written. */
#define NN_PANEL_VECTORS 32
#define NN_PANEL_LANES   8 /* a cache line */

struct nn_panel_loops {
    const char *isa;
    /* v -= e (e^T v), e and v being two panels */
    void (*remove_span)(const double *e, double *v, int64_t n, int width);
    /* r[j] = product of vectors i and j, and v[.][j] -= r[j] * vector i; for j from the multiple of
     * NN_PANEL_LANES at or before i */
    void (*products)(const double *v, int64_t n, int width, int i, double r[NN_PANEL_VECTORS]);
    void (*remove_vector)(double *v, int64_t n, int width, int i,
                          const double r[NN_PANEL_VECTORS]); /* r[i] is 0 */
};

/* Those that run here, the fastest first; NULL behind the last. */
const struct nn_panel_loops *nn_panel_loops(int i);
