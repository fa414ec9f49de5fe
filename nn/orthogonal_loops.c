/* SPDX-License-Identifier: MIT */
/* The loops of nn/orthogonal.c: compiled once per instruction set with NN_ISA (its name) and NN_VW
 * (doubles per vector) set by nn/CMakeLists.txt, contraction being off. Vectors run along a panel's
 * vectors, and each number has an order of operations of its own: any NN_VW gives the same bits.
 */
#include "base/base.h"
#include "nn/orthogonal.h"

#define P     NN_PANEL_VECTORS
#define DEPTH 64 /* coordinates of two panels that the first level of cache holds */
#define ROWS  NN_VW
#define VECS                                                                            \
    (NN_PANEL_LANES / NN_VW) /* a tile of ROWS x VECS vectors of sums fills 8 registers \
                              */
#define SUMS 4               /* of one product, so that additions overlap */

typedef double vd __attribute__((vector_size(8 * NN_VW), aligned(8), may_alias));

/* In front of a loop over registers. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

static inline vd load(const double *p)
{
    return *(const vd *)p;
}

/* s (ROWS, NN_PANEL_LANES) += e^T v over `depth` coordinates: ROWS vectors of e, NN_PANEL_LANES of
 * v. */
static inline void tile_products(const double *e, const double *v, int64_t depth, double *s)
{
    vd sum[ROWS][VECS] = {{{0}}};
    for (int64_t x = 0; x < depth; x++) {
        UNROLL
        for (int i = 0; i < ROWS; i++) {
            UNROLL
            for (int j = 0; j < VECS; j++)
                sum[i][j] += e[x * P + i] * load(v + x * P + j * NN_VW);
        }
    }
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < VECS; j++)
            *(vd *)(s + i * P + j * NN_VW) += sum[i][j];
}

/* v (ROWS, NN_PANEL_LANES) -= e s: ROWS coordinates of e, NN_PANEL_LANES columns of s (P, P). */
static inline void tile_remove(const double *e, const double *s, double *v)
{
    vd sum[ROWS][VECS] = {{{0}}};
    for (int l = 0; l < P; l++) {
        UNROLL
        for (int i = 0; i < ROWS; i++) {
            UNROLL
            for (int j = 0; j < VECS; j++)
                sum[i][j] += e[i * P + l] * load(s + l * P + j * NN_VW);
        }
    }
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < VECS; j++)
            *(vd *)(v + i * P + j * NN_VW) -= sum[i][j];
}

static void remove_span(const double *e, double *v, int64_t n, int width)
{
    _Alignas(RL_CACHE_LINE) double s[P * P] = {0};
    for (int64_t x = 0; x < n; x += DEPTH) {
        const int64_t depth = RL_MIN(DEPTH, n - x);
        for (int j = 0; j < width; j += NN_PANEL_LANES)
            for (int i = 0; i < P; i += ROWS)
                tile_products(e + x * P + i, v + x * P + j, depth, s + i * P + j);
    }
    for (int64_t x = 0; x < n; x += ROWS)
        for (int j = 0; j < width; j += NN_PANEL_LANES)
            tile_remove(e + x * P, s + j, v + x * P + j);
}

/* r (NN_PANEL_LANES) = products of the vector u and NN_PANEL_LANES vectors v of the same panel. */
static inline void lane_products(const double *u, const double *v, int64_t n, double *r)
{
    vd sum[SUMS][VECS] = {{{0}}};
    for (int64_t x = 0; x < n; x += SUMS) {
        UNROLL
        for (int i = 0; i < SUMS; i++) {
            UNROLL
            for (int j = 0; j < VECS; j++)
                sum[i][j] += u[(x + i) * P] * load(v + (x + i) * P + j * NN_VW);
        }
    }
    for (int j = 0; j < VECS; j++)
        *(vd *)(r + j * NN_VW) = (sum[0][j] + sum[1][j]) + (sum[2][j] + sum[3][j]);
}

static void products(const double *v, int64_t n, int width, int i, double r[NN_PANEL_VECTORS])
{
    for (int j = i / NN_PANEL_LANES * NN_PANEL_LANES; j < width; j += NN_PANEL_LANES)
        lane_products(v + i, v + j, n, r + j);
}

/* v -= u r. u may be one of v, since its r is 0. */
static inline void lane_remove(const double *u, const double *r, int64_t n, double *v)
{
    vd share[VECS];
    for (int j = 0; j < VECS; j++)
        share[j] = load(r + j * NN_VW);
    for (int64_t x = 0; x < n; x++) {
        const double at = u[x * P];
        UNROLL
        for (int j = 0; j < VECS; j++)
            *(vd *)(v + x * P + j * NN_VW) -= at * share[j];
    }
}

static void remove_vector(double *v, int64_t n, int width, int i, const double r[NN_PANEL_VECTORS])
{
    for (int j = i / NN_PANEL_LANES * NN_PANEL_LANES; j < width; j += NN_PANEL_LANES)
        lane_remove(v + i, r + j, n, v + j);
}

#define JOIN_(name, isa) name##_##isa
#define JOIN(name, isa)  JOIN_(name, isa)
#define TEXT_(isa)       #isa
#define TEXT(isa)        TEXT_(isa)

extern const struct nn_panel_loops JOIN(nn_panel_loops, NN_ISA);
const struct nn_panel_loops JOIN(nn_panel_loops, NN_ISA) = {
    .isa = TEXT(NN_ISA),
    .remove_span = remove_span,
    .products = products,
    .remove_vector = remove_vector,
};
