/* SPDX-License-Identifier: MIT */
#include "tests/nn/ulp.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CHUNK 4096

static double gelu(double x)
{
    return x == -INFINITY ? NAN : x * 0.5 * erfc(-0.70710678118654752440 * x);
}

static double sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* The bounds that nn/cpu/vmath.h states. */
const struct ulp_function ulp_functions[] = {
    {"exp", NN_CPU_FWD_exp, exp, 1.1, 1.5, 0},
    {"log", NN_CPU_FWD_log, log, 1.5, 1.5, 0},
    {"tanh", NN_CPU_FWD_tanh, tanh, 3.0, 3.0, 0},
    {"log1p", NN_CPU_FWD_log1p, log1p, 2.0, 2.0, 0},
    {"sin", NN_CPU_FWD_sin, sin, 2.5, 2.5, 0},
    {"cos", NN_CPU_FWD_cos, cos, 2.5, 2.5, 0},
    {"sigmoid", NN_CPU_FWD_sigmoid, sigmoid, 4.0, 4.0, 0},
    {"gelu", NN_CPU_FWD_gelu, gelu, 4.0, 4.0, -121},
};
const int n_ulp_functions = sizeof ulp_functions / sizeof ulp_functions[0];

const struct ulp_function *ulp_find(const char *name)
{
    for (int f = 0; f < n_ulp_functions; f++)
        if (strcmp(ulp_functions[f].name, name) == 0)
            return &ulp_functions[f];
    return NULL;
}

/* Distance from the exact value, in steps of the floats around it. */
static double ulp_error(float value, double exact, int least_exponent)
{
    const double limit = (double)FLT_MAX * (1.0 + 0x1p-25); /* beyond it, rounding gives inf */
    if (isnan(exact) || isnan(value))
        return isnan(exact) && isnan(value) ? 0.0 : INFINITY;
    if (isinf(value))
        return fabs(exact) >= limit * (1.0 - 0x1p-23) && (value > 0.0f) == (exact > 0.0) ? 0.0
                                                                                         : INFINITY;
    if (isinf(exact))
        return INFINITY;
    int exponent;
    frexp(exact, &exponent);
    const int least = least_exponent ? least_exponent : -125;
    return fabs((double)value - exact) / ldexp(1.0, (exponent < least ? least : exponent) - 24);
}

void ulp_sweep(const struct ulp_function *f, uint32_t step, int n_tables,
               const struct nn_cpu_kernels *const *tables, struct ulp_error *worst)
{
    static const uint8_t steps[5] = {1};
    float x[CHUNK], y[CHUNK];
    double exact[CHUNK];
    const float *const in[5] = {x};
    memset(worst, 0, (size_t)n_tables * sizeof *worst);
    for (uint64_t bits = 0; bits <= UINT32_MAX;) {
        int n = 0;
        for (; n < CHUNK && bits <= UINT32_MAX; n++, bits += step) {
            const uint32_t pattern = (uint32_t)bits;
            memcpy(&x[n], &pattern, sizeof x[n]);
            exact[n] = f->reference((double)x[n]);
        }
        for (int t = 0; t < n_tables; t++) {
            tables[t]->map[f->map]((size_t)n, y, in, steps);
            for (int i = 0; i < n; i++) {
                const double error = ulp_error(y[i], exact[i], f->least_exponent);
                if (error > worst[t].ulp)
                    worst[t] = (struct ulp_error){error, x[i]};
            }
        }
    }
}
