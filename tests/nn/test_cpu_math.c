/* SPDX-License-Identifier: MIT */
/* exp, log, tanh, log1p, sin, cos, sigmoid and gelu of every ISA, in units in the last place
 * against the C library in double precision, over floats of every sign and magnitude, subnormals,
 * infinities and NaN. */
#include "tests/nn/cpu_support.h"

#include "tests/nn/ulp.h"

/* Every so-manieth float, or what the environment says: 1 looks at all 2^32, for minutes. */
#define BITS_STEP 1009u

static void apply(const struct nn_cpu_kernels *k, enum nn_cpu_map map, size_t n, const float *x,
                  float *y)
{
    const uint8_t step[5] = {1};
    const float *const in[5] = {x};
    k->map[map](n, y, in, step);
}

static void test_math_is_within_its_ulps_everywhere(void **state)
{
    (void)state;
    const char *wanted = getenv("RLTD_TEST_ULP_STEP");
    const uint32_t step = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : BITS_STEP;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    assert_true(step > 0);
    for (int i = 0; i < n_ulp_functions; i++) {
        const struct ulp_function *f = &ulp_functions[i];
        struct ulp_error worst[CPU_TEST_TABLES];
        ulp_sweep(f, step, n, tables, worst);
        for (int t = 0; t < n; t++) {
            const bool portable = strcmp(tables[t]->isa, "portable") == 0;
            print_message("%s %s: largest error %.3f ulp, at %.9g\n", tables[t]->isa, f->name,
                          worst[t].ulp, (double)worst[t].at);
            assert_true(worst[t].ulp <= (portable ? f->most_ulp_portable : f->most_ulp));
        }
    }
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
        {NN_CPU_FWD_sigmoid, -200.0f, 0.0f},  {NN_CPU_FWD_log, 0.5f, -0.693147182f},
        {NN_CPU_FWD_sin, 0.0f, 0.0f},         {NN_CPU_FWD_sin, -0.0f, -0.0f},
        {NN_CPU_FWD_sin, 1e-40f, 1e-40f},     {NN_CPU_FWD_sin, INFINITY, NAN},
        {NN_CPU_FWD_sin, NAN, NAN},           {NN_CPU_FWD_cos, 0.0f, 1.0f},
        {NN_CPU_FWD_cos, -0.0f, 1.0f},        {NN_CPU_FWD_cos, -INFINITY, NAN},
        {NN_CPU_FWD_cos, NAN, NAN},
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
    enum { CHUNK = 4096 };
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
