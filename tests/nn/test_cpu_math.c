/* SPDX-License-Identifier: MIT */
/* exp, log, tanh, log1p, sin, cos and gelu of every ISA, in units in the last place against the C
 * library in double precision, over floats of every sign and magnitude, subnormals, infinities and
 * NaN. */
#include "tests/nn/cpu_support.h"

#include <float.h>

/* Every so-manieth of the 2^32 floats; a prime, so that all mantissa bits vary. */
#define BITS_STEP 1009u
#define CHUNK     4096

struct function {
    const char *name;
    enum nn_cpu_map map;
    double (*reference)(double x);
    double most_ulp;          /* fused multiply-add */
    double most_ulp_portable; /* without */
    int least_exponent;       /* a factor is subnormal below 2^this: its ulp from here on; or 0 */
};

static double gelu(double x)
{
    return x == -INFINITY ? NAN : x * 0.5 * erfc(-0.70710678118654752440 * x);
}

/* The bounds that nn/cpu/vmath.h states. */
static const struct function functions[] = {
    {"exp", NN_CPU_FWD_exp, exp, 1.0, 1.5, 0},
    {"log", NN_CPU_FWD_log, log, 1.0, 1.5, 0},
    {"tanh", NN_CPU_FWD_tanh, tanh, 4.0, 5.0, 0},
    {"log1p", NN_CPU_FWD_log1p, log1p, 1.5, 1.5, 0},
    {"sin", NN_CPU_FWD_sin, sin, 2.0, 2.5, 0},
    {"cos", NN_CPU_FWD_cos, cos, 2.0, 2.5, 0},
    {"gelu", NN_CPU_FWD_gelu, gelu, 6.0, 6.0, -121},
};

static float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
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

static void apply(const struct nn_cpu_kernels *k, enum nn_cpu_map map, size_t n, const float *x,
                  float *y)
{
    const uint8_t step[5] = {1};
    const float *const in[5] = {x};
    k->map[map](n, y, in, step);
}

static void sweep(const struct function *f, int n_tables,
                  const struct nn_cpu_kernels *tables[CPU_TEST_TABLES])
{
    static float x[CHUNK], y[CHUNK];
    static double exact[CHUNK];
    double worst[CPU_TEST_TABLES] = {0};
    float worst_at[CPU_TEST_TABLES] = {0};
    for (uint64_t bits = 0; bits <= UINT32_MAX;) {
        int n = 0;
        for (; n < CHUNK && bits <= UINT32_MAX; n++, bits += BITS_STEP) {
            x[n] = float_of((uint32_t)bits);
            exact[n] = f->reference((double)x[n]);
        }
        for (int t = 0; t < n_tables; t++) {
            apply(tables[t], f->map, (size_t)n, x, y);
            for (int i = 0; i < n; i++) {
                const double error = ulp_error(y[i], exact[i], f->least_exponent);
                if (error > worst[t]) {
                    worst[t] = error;
                    worst_at[t] = x[i];
                }
            }
        }
    }
    for (int t = 0; t < n_tables; t++) {
        const double most =
            strcmp(tables[t]->isa, "portable") == 0 ? f->most_ulp_portable : f->most_ulp;
        print_message("%s %s: largest error %.3f ulp, at %.9g\n", tables[t]->isa, f->name, worst[t],
                      (double)worst_at[t]);
        assert_true(worst[t] <= most);
    }
}

static void test_math_is_within_its_ulps_everywhere(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (size_t f = 0; f < sizeof functions / sizeof functions[0]; f++)
        sweep(&functions[f], n, tables);
}

static void test_math_special_values(void **state)
{
    (void)state;
    static const struct {
        enum nn_cpu_map map;
        float x, y;
    } cases[] = {
        {NN_CPU_FWD_exp, 0.0f, 1.0f},         {NN_CPU_FWD_exp, -0.0f, 1.0f},
        {NN_CPU_FWD_exp, INFINITY, INFINITY}, {NN_CPU_FWD_exp, -INFINITY, 0.0f},
        {NN_CPU_FWD_exp, 1000.0f, INFINITY},  {NN_CPU_FWD_exp, -1000.0f, 0.0f},
        {NN_CPU_FWD_exp, NAN, NAN},           {NN_CPU_FWD_log, 1.0f, 0.0f},
        {NN_CPU_FWD_log, 0.0f, -INFINITY},    {NN_CPU_FWD_log, -0.0f, -INFINITY},
        {NN_CPU_FWD_log, -1.0f, NAN},         {NN_CPU_FWD_log, -1e-40f, NAN},
        {NN_CPU_FWD_log, -INFINITY, NAN},     {NN_CPU_FWD_log, INFINITY, INFINITY},
        {NN_CPU_FWD_log, NAN, NAN},           {NN_CPU_FWD_tanh, 0.0f, 0.0f},
        {NN_CPU_FWD_tanh, -0.0f, -0.0f},      {NN_CPU_FWD_tanh, 1e-40f, 1e-40f},
        {NN_CPU_FWD_tanh, 1e-10f, 1e-10f},    {NN_CPU_FWD_tanh, INFINITY, 1.0f},
        {NN_CPU_FWD_tanh, -INFINITY, -1.0f},  {NN_CPU_FWD_tanh, 50.0f, 1.0f},
        {NN_CPU_FWD_tanh, NAN, NAN},          {NN_CPU_FWD_sigmoid, 0.0f, 0.5f},
        {NN_CPU_FWD_sigmoid, INFINITY, 1.0f}, {NN_CPU_FWD_sigmoid, -INFINITY, 0.0f},
        {NN_CPU_FWD_sigmoid, -200.0f, 0.0f},
    };
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            float x[16], y[16];
            for (int lane = 0; lane < 16; lane++)
                x[lane] = cases[i].x;
            apply(tables[t], cases[i].map, 16, x, y);
            for (int lane = 0; lane < 16; lane++) {
                if (isnan(cases[i].y))
                    assert_true(isnan(y[lane]));
                else
                    assert_memory_equal(&y[lane], &cases[i].y, sizeof y[lane]);
            }
        }
    }
}

/* 1 - tanh^2 is a gradient: it must not become negative. */
static void test_tanh_never_exceeds_one(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    static float x[CHUNK], y[CHUNK];
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < CHUNK; i++)
            x[i] = (i % 2 ? 1.0f : -1.0f) * (5.0f + 5.0f * (float)i / CHUNK);
        apply(tables[t], NN_CPU_FWD_tanh, CHUNK, x, y);
        for (int i = 0; i < CHUNK; i++)
            assert_true(fabsf(y[i]) <= 1.0f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_math_is_within_its_ulps_everywhere),
        cmocka_unit_test(test_math_special_values),
        cmocka_unit_test(test_tanh_never_exceeds_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
