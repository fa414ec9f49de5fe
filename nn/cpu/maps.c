/* SPDX-License-Identifier: MIT */
/* Elementwise ops and their gradients: one loop around each expression of nn/ops.def. */
#include "nn/cpu/isa.h"
#include "nn/cpu/vmath.h"

#define MAX_OPERANDS 5

typedef vf (*map_expression)(vf, vf, vf, vf, vf);

/* K operands. A single value (step 0) becomes a vector that is read again and again; an operand
 * that the expression ignores may be NULL. */
V_INLINE void map_loop(const int K, map_expression f, size_t n, float *out, const float *const *in,
                       const uint8_t *step)
{
    float single[MAX_OPERANDS][NN_VW];
    const float *next[MAX_OPERANDS];
    size_t stride[MAX_OPERANDS];
    for (int k = 0; k < K; k++) {
        stride[k] = step[k] && in[k] ? NN_VW : 0;
        next[k] = stride[k] ? in[k] : single[k];
        if (!stride[k])
            v_store(single[k], v_set(in[k] ? *in[k] : 0.0f));
    }
    vf x[MAX_OPERANDS] = {{0}};
    const size_t whole = n - n % NN_VW;
    for (size_t i = 0; i < whole; i += NN_VW) {
        V_UNROLL(5)
        for (int k = 0; k < K; k++) {
            x[k] = v_load(next[k]);
            next[k] += stride[k];
        }
        v_store(out + i, f(x[0], x[1], x[2], x[3], x[4]));
    }
    if (whole == n)
        return;
    const int tail = (int)(n - whole);
    for (int k = 0; k < K; k++)
        x[k] = stride[k] ? v_load_lanes(next[k], tail) : v_load(next[k]);
    v_store_lanes(out + whole, f(x[0], x[1], x[2], x[3], x[4]), tail);
}

/* The vocabulary of nn/ops.def. */
#define V(c)         v_set(c)
#define SEL(m, x, y) v_select(m, x, y)
#define EXP(x)       v_exp(x)
#define LOG(x)       v_log(x)
#define TANH(x)      v_tanh(x)
#define SQRT(x)      v_sqrt(x)
#define LOG1P(x)     v_log1p(x)
#define SIN(x)       v_sin(x)
#define COS(x)       v_cos(x)
#define PHI(x)       v_phi(x)
#define POW(x, y)    v_pow(x, y)
#define ABS(x)       v_abs(x)
#define MIN(x, y)    v_min(x, y)
#define MAX(x, y)    v_max(x, y)
#undef NN_NO_GRAD
#define NN_NO_GRAD v_set(0.0f)

/* A map of K operands with the names o0..o4. */
#define MAP(id, K, o0, o1, o2, o3, o4, expression)                                       \
    V_INLINE vf expression_##id(vf o0, vf o1, vf o2, vf o3, vf o4)                       \
    {                                                                                    \
        (void)o0, (void)o1, (void)o2, (void)o3, (void)o4;                                \
        return expression;                                                               \
    }                                                                                    \
    void NN_K(id)(size_t n, float *out, const float *const in[5], const uint8_t step[5]) \
    {                                                                                    \
        map_loop(K, expression_##id, n, out, in, step);                                  \
    }
#define NN_MAP1(name, f, da)                 \
    MAP(fwd_##name, 1, a, o1, o2, o3, o4, f) \
    MAP(da_##name, 3, g, a, y, o3, o4, da)
#define NN_MAP2(name, f, da, db)            \
    MAP(fwd_##name, 2, a, b, o2, o3, o4, f) \
    MAP(da_##name, 4, g, a, b, y, o4, da)   \
    MAP(db_##name, 4, g, a, b, y, o4, db)
#define NN_MAP3(name, f, da, db, dc)       \
    MAP(fwd_##name, 3, a, b, c, o3, o4, f) \
    MAP(da_##name, 5, g, a, b, c, y, da)   \
    MAP(db_##name, 5, g, a, b, c, y, db)   \
    MAP(dc_##name, 5, g, a, b, c, y, dc)
#include "nn/ops.def"
