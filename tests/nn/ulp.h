/* SPDX-License-Identifier: MIT */
/* The functions of nn/cpu/vmath.h against the C library in double precision, in units in the last
 * place. Tests and benchmarks state the same figures. */
#pragma once

#include "nn/cpu/kernels.h"

struct ulp_function {
    const char *name;
    enum nn_cpu_map map;
    double (*reference)(double x);
    double most_ulp;          /* fused multiply-add */
    double most_ulp_portable; /* without */
    int least_exponent;       /* a factor is subnormal below 2^this: its ulp from here on; or 0 */
};

extern const struct ulp_function ulp_functions[];
extern const int n_ulp_functions;
/* NULL if there is none of that name. */
const struct ulp_function *ulp_find(const char *name);

struct ulp_error {
    double ulp;
    float at;
};

/* The largest error over every `step`-th of all 2^32 floats, one result per table: n_tables <= 8. A
 * prime step lets all mantissa bits vary. */
void ulp_sweep(const struct ulp_function *f, uint32_t step, int n_tables,
               const struct nn_cpu_kernels *const *tables, struct ulp_error *worst);
