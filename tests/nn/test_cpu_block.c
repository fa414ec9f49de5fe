/* SPDX-License-Identifier: MIT */
/* Passes over flat arrays against double precision, over lengths with every kind of tail; and which
 * table is chosen. */
#include "tests/nn/cpu_support.h"

static const size_t lengths[] = {0,  1,  3,  4,   7,   8,   9,    15,   16,  17,
                                 31, 64, 65, 255, 256, 257, 1000, 1024, 4097};
#define N_LENGTHS (sizeof lengths / sizeof lengths[0])

typedef void (*length_check)(const struct nn_cpu_kernels *k, size_t n);

static void for_every_length(length_check check)
{
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t l = 0; l < N_LENGTHS; l++)
            check(tables[t], lengths[l]);
    }
}

static void check_sums(const struct nn_cpu_kernels *k, size_t n)
{
    struct cpu_test_random random = {(uint32_t)n};
    float *a = cpu_test_values(n, &random);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)a[i];
        squares += (double)a[i] * (double)a[i];
    }
    assert_true(fabs(k->sum(n, a) - sum) <= 1e-12 * (1.0 + (double)n));
    assert_true(fabs(k->sum_squares(n, a) - squares) <= 1e-6 * squares);
    free(a);
}

static void check_add_and_scale(const struct nn_cpu_kernels *k, size_t n)
{
    struct cpu_test_random random = {(uint32_t)n + 1u};
    float *a = cpu_test_values(n, &random), *acc = cpu_test_values(n, &random);
    float *before = cpu_test_copy(n, acc);
    k->add_to(n, acc, a);
    for (size_t i = 0; i < n; i++)
        assert_true(acc[i] == before[i] + a[i]);
    k->scale(n, a, 0.25f);
    k->scale(n, a, 4.0f);
    k->add_to(n, before, a);
    assert_memory_equal(before, acc, n * sizeof *acc);
    free(a);
    free(acc);
    free(before);
}

/* Ten steps of Kingma & Ba's Algorithm 1 in double precision. */
static void check_adam(const struct nn_cpu_kernels *k, size_t n)
{
    const float lr = 1e-2f, beta1 = 0.9f, beta2 = 0.999f, eps = 1e-5f;
    struct cpu_test_random random = {(uint32_t)n + 2u};
    float *p = cpu_test_values(n, &random), *m = cpu_test_zeros(n), *v = cpu_test_zeros(n);
    double *exact = calloc(3 * n + 1, sizeof *exact);
    assert_non_null(exact);
    for (size_t i = 0; i < n; i++)
        exact[i] = (double)p[i];
    for (int t = 1; t <= 10; t++) {
        float *g = cpu_test_values(n, &random);
        const double c1 = 1.0 - pow((double)beta1, t), c2 = 1.0 - pow((double)beta2, t);
        k->adam(n, p, g, m, v, (float)((double)lr / c1), (float)(1.0 / sqrt(c2)), beta1, beta2,
                eps);
        for (size_t i = 0; i < n; i++) {
            double *em = &exact[n + i], *ev = &exact[2 * n + i];
            *em += (1.0 - (double)beta1) * ((double)g[i] - *em);
            *ev += (1.0 - (double)beta2) * ((double)g[i] * (double)g[i] - *ev);
            exact[i] -= (double)lr * (*em / c1) / (sqrt(*ev / c2) + (double)eps);
            assert_true(fabs((double)p[i] - exact[i]) < 1e-5);
            assert_true(fabs((double)m[i] - *em) < 1e-6);
            assert_true(fabs((double)v[i] - *ev) < 1e-6);
        }
        free(g);
    }
    free(p);
    free(m);
    free(v);
    free(exact);
}

static void test_sums_against_double(void **state)
{
    (void)state;
    for_every_length(check_sums);
}

static void test_add_to_and_scale(void **state)
{
    (void)state;
    for_every_length(check_add_and_scale);
}

static void test_adam_against_double(void **state)
{
    (void)state;
    for_every_length(check_adam);
}

/* Padding of a parameter block has gradient and moments 0 and must stay 0. */
static void test_adam_leaves_zeros_alone(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        float p[48] = {0}, m[48] = {0}, v[48] = {0};
        const float g[48] = {0}, zero[48] = {0};
        tables[t]->adam(48, p, g, m, v, 0.1f, 2.0f, 0.9f, 0.999f, 1e-8f);
        assert_memory_equal(p, zero, sizeof zero);
        assert_memory_equal(m, zero, sizeof zero);
        assert_memory_equal(v, zero, sizeof zero);
    }
}

static void test_choose(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++)
        assert_ptr_equal(nn_cpu_kernels_choose(tables[t]->isa), tables[t]);
    assert_ptr_equal(nn_cpu_kernels_choose(NULL), tables[n - 1]);
    assert_string_equal(tables[0]->isa, "portable");
    assert_null(nn_cpu_kernels_choose("sse9"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_against_double),
        cmocka_unit_test(test_add_to_and_scale),
        cmocka_unit_test(test_adam_against_double),
        cmocka_unit_test(test_adam_leaves_zeros_alone),
        cmocka_unit_test(test_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
