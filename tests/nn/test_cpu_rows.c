/* SPDX-License-Identifier: MIT */
/* Row operations of every ISA against double precision, over narrow and wide rows. */
#include "tests/nn/cpu_support.h"

static const int64_t row_counts[] = {1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 65, 130};
static const int64_t widths[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 18, 31, 32, 33, 40, 64, 100};
#define N_ROW_COUNTS (sizeof row_counts / sizeof row_counts[0])
#define N_WIDTHS     (sizeof widths / sizeof widths[0])

typedef void (*shape_check)(const struct nn_cpu_kernels *k, int64_t B, int64_t D);

static void for_every_shape(shape_check check)
{
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t b = 0; b < N_ROW_COUNTS; b++)
            for (size_t d = 0; d < N_WIDTHS; d++)
                check(tables[t], row_counts[b], widths[d]);
    }
}

static void assert_near(double value, double expected, double scale, const char *what,
                        const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    if (!(fabs(value - expected) <= 1e-6 * (1.0 + scale)))
        fail_msg("%s %s (%d, %d): %.9g, expected %.9g", k->isa, what, (int)B, (int)D, value,
                 expected);
}

static float *random_rows(int64_t B, int64_t D, float scale)
{
    struct cpu_test_random random = {(uint32_t)(B * 131 + D)};
    float *a = cpu_test_values((size_t)(B * D), &random);
    for (int64_t i = 0; i < B * D; i++)
        a[i] *= scale;
    return a;
}

static double exact_log_sum_exp(int64_t D, const float *a)
{
    double sum = 0.0;
    for (int64_t d = 0; d < D; d++)
        sum += exp((double)a[d]);
    return log(sum);
}

static void check_sums(const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    float *a = random_rows(B, D, 1.0f);
    float *rows = cpu_test_zeros((size_t)B), *cols = cpu_test_zeros((size_t)D);
    k->sum_rows(B, D, a, rows);
    k->sum_cols(B, D, a, cols);
    for (int64_t b = 0; b < B; b++) {
        double sum = 0.0;
        for (int64_t d = 0; d < D; d++)
            sum += (double)a[b * D + d];
        assert_near((double)rows[b], sum, sqrt((double)D), "row sum", k, B, D);
    }
    for (int64_t d = 0; d < D; d++) {
        double sum = 0.0;
        for (int64_t b = 0; b < B; b++)
            sum += (double)a[b * D + d];
        assert_near((double)cols[d], sum, sqrt((double)B), "column sum", k, B, D);
    }
    free(a);
    free(rows);
    free(cols);
}

static void check_log_softmax(const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    float *a = random_rows(B, D, 8.0f), *g = random_rows(B, D, 2.0f);
    float *y = cpu_test_zeros((size_t)(B * D)), *da = cpu_test_zeros((size_t)(B * D));
    k->log_softmax(B, D, a, y);
    k->log_softmax_grad(B, D, g, y, da);
    for (int64_t b = 0; b < B; b++) {
        const double lse = exact_log_sum_exp(D, a + b * D);
        double sum = 0.0;
        for (int64_t d = 0; d < D; d++)
            sum += (double)g[b * D + d];
        for (int64_t i = b * D; i < (b + 1) * D; i++) {
            assert_near((double)y[i], (double)a[i] - lse, 16.0, "log_softmax", k, B, D);
            assert_near((double)da[i], (double)g[i] - exp((double)y[i]) * sum,
                        2.0 * sqrt((double)D), "log_softmax_grad", k, B, D);
        }
    }
    free(a);
    free(g);
    free(y);
    free(da);
}

static int32_t first_greatest(int64_t D, const float *a)
{
    int64_t best = 0;
    for (int64_t d = 1; d < D; d++) {
        if (!isnan(a[best]) && (a[d] > a[best] || isnan(a[d])))
            best = d;
    }
    return (int32_t)best;
}

static void check_argmax(const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    float *a = random_rows(B, D, 1.0f);
    int32_t *at = calloc((size_t)B, sizeof *at);
    assert_non_null(at);
    for (int64_t i = 0; i < B * D; i++)
        a[i] = roundf(a[i] * 4.0f); /* ties */
    for (int64_t b = 0; b < B; b += 5)
        a[b * D + (b * 7) % D] = b % 2 ? NAN : -INFINITY;
    k->argmax_rows(B, D, a, at);
    for (int64_t b = 0; b < B; b++)
        assert_int_equal(at[b], first_greatest(D, a + b * D));
    free(a);
    free(at);
}

/* The drawn column's cumulated probabilities enclose u, but for rounding; a column without
 * probability is never drawn. */
static void check_sample(const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    struct cpu_test_random random = {(uint32_t)(B + D)};
    float *logp = random_rows(B, D, 3.0f), *u = cpu_test_zeros((size_t)B);
    int32_t *at = calloc((size_t)B, sizeof *at);
    assert_non_null(at);
    for (int64_t b = 0; b < B; b++) {
        float *row = logp + b * D;
        if (D > 1 && b % 3 == 0)
            row[D - 1] = -INFINITY; /* a masked action */
        const double lse = exact_log_sum_exp(D, row);
        for (int64_t d = 0; d < D; d++)
            row[d] = (float)((double)row[d] - lse);
        u[b] = b % 4 == 0 ? 0x1.fffffep-1f : b % 4 == 1 ? 0.0f : fabsf(cpu_test_value(&random));
    }
    k->sample_categorical(B, D, logp, u, at);
    for (int64_t b = 0; b < B; b++) {
        const float *row = logp + b * D;
        double below = 0.0;
        assert_in_range(at[b], 0, D - 1);
        assert_true(row[at[b]] > -INFINITY);
        for (int32_t d = 0; d < at[b]; d++)
            below += exp((double)row[d]);
        assert_true((double)u[b] >= below - 1e-5);
        assert_true((double)u[b] <= below + exp((double)row[at[b]]) + 1e-5);
    }
    free(logp);
    free(u);
    free(at);
}

static void test_sums_against_double(void **state)
{
    (void)state;
    for_every_shape(check_sums);
}

static void test_log_softmax_against_double(void **state)
{
    (void)state;
    for_every_shape(check_log_softmax);
}

static void test_argmax_takes_the_first_greatest(void **state)
{
    (void)state;
    for_every_shape(check_argmax);
}

static void test_sample_inverts_the_cumulated_probabilities(void **state)
{
    (void)state;
    for_every_shape(check_sample);
}

/* Frequencies of 200,000 draws on an even grid of u are the probabilities. */
static void test_sample_frequencies(void **state)
{
    (void)state;
    enum { DRAWS = 200000, COLUMNS = 5 };
    const float p[COLUMNS] = {0.1f, 0.2f, 0.05f, 0.6f, 0.05f};
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    float *logp = cpu_test_zeros((size_t)DRAWS * COLUMNS), *u = cpu_test_zeros(DRAWS);
    int32_t *at = calloc(DRAWS, sizeof *at);
    assert_non_null(at);
    for (int b = 0; b < DRAWS; b++) {
        u[b] = ((float)b + 0.5f) / (float)DRAWS;
        for (int d = 0; d < COLUMNS; d++)
            logp[b * COLUMNS + d] = logf(p[d]);
    }
    for (int t = 0; t < n; t++) {
        int drawn[COLUMNS] = {0};
        tables[t]->sample_categorical(DRAWS, COLUMNS, logp, u, at);
        for (int b = 0; b < DRAWS; b++)
            drawn[at[b]]++;
        for (int d = 0; d < COLUMNS; d++)
            assert_true(fabs((double)drawn[d] / DRAWS - (double)p[d]) < 1e-4);
    }
    free(logp);
    free(u);
    free(at);
}

static void check_independence(const struct nn_cpu_kernels *k, int64_t B, int64_t D)
{
    const size_t n = (size_t)(B * D);
    float *a = random_rows(B, D, 4.0f), *y = cpu_test_zeros(n), *da = cpu_test_zeros(n);
    float *sums = cpu_test_zeros((size_t)B);
    k->log_softmax(B, D, a, y);
    k->log_softmax_grad(B, D, a, y, da);
    k->sum_rows(B, D, a, sums);
    for (int64_t b = 0; b < B; b++) {
        const size_t row = (size_t)(b * D);
        float *y1 = cpu_test_zeros((size_t)D), *da1 = cpu_test_zeros((size_t)D), sum1;
        k->log_softmax(1, D, a + row, y1);
        k->log_softmax_grad(1, D, a + row, y + row, da1);
        k->sum_rows(1, D, a + row, &sum1);
        assert_memory_equal(y1, y + row, (size_t)D * sizeof *y);
        assert_memory_equal(da1, da + row, (size_t)D * sizeof *da);
        assert_memory_equal(&sum1, sums + b, sizeof sum1);
        free(y1);
        free(da1);
    }
    free(a);
    free(y);
    free(da);
    free(sums);
}

static void test_rows_do_not_depend_on_the_batch(void **state)
{
    (void)state;
    for_every_shape(check_independence);
}

/* An impossible action has probability 0 and gradient 0; NaN and all-impossible rows give NaN. */
static void test_log_softmax_corner_values(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t w = 1; w < N_WIDTHS; w++) {
            const int64_t D = widths[w];
            float *a = random_rows(3, D, 1.0f), *y = cpu_test_zeros((size_t)(3 * D));
            a[0] = -INFINITY;
            a[D + 1] = NAN;
            for (int64_t d = 0; d < D; d++)
                a[2 * D + d] = 1e30f;
            tables[t]->log_softmax(3, D, a, y);
            assert_true(y[0] == -INFINITY && isfinite(y[1]));
            assert_true(isnan(y[D]) && isnan(y[D + 1]));
            assert_true(fabs((double)y[2 * D] + log((double)D)) < 1e-5);
            free(a);
            free(y);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_against_double),
        cmocka_unit_test(test_log_softmax_against_double),
        cmocka_unit_test(test_log_softmax_corner_values),
        cmocka_unit_test(test_argmax_takes_the_first_greatest),
        cmocka_unit_test(test_sample_inverts_the_cumulated_probabilities),
        cmocka_unit_test(test_sample_frequencies),
        cmocka_unit_test(test_rows_do_not_depend_on_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
