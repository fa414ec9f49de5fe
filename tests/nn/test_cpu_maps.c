/* SPDX-License-Identifier: MIT */
/* Every elementwise map of every ISA against the same expressions of nn/ops.def in double
 * precision. */
#include "tests/nn/cpu_support.h"

#define OPERANDS 5
#define LONGEST  67

typedef double (*reference_fn)(const double x[OPERANDS]);

#define V(c)         ((double)(c))
#define SEL(m, x, y) ((m) ? (x) : (y))
#define EXP(x)       exp(x)
#define LOG(x)       log(x)
#define TANH(x)      tanh(x)
#define SQRT(x)      sqrt(x)
#define LOG1P(x)     log1p(x)
#define SIN(x)       sin(x)
#define COS(x)       cos(x)
#define PHI(x)       (0.5 * erfc(-0.70710678118654752 * (x)))
#define POW(x, y)    pow(x, y)
#define ABS(x)       fabs(x)
#define MIN(x, y)    smaller(x, y)
#define MAX(x, y)    greater(x, y)
#undef NN_NO_GRAD
#define NN_NO_GRAD 0.0

static double smaller(double x, double y)
{
    return isnan(x) || isnan(y) ? (double)NAN : x < y ? x : y;
}

static double greater(double x, double y)
{
    return isnan(x) || isnan(y) ? (double)NAN : x < y ? y : x;
}

#define REFERENCE(id, o0, o1, o2, o3, o4, expression)                       \
    static double reference_##id(const double x[OPERANDS])                  \
    {                                                                       \
        const double o0 = x[0], o1 = x[1], o2 = x[2], o3 = x[3], o4 = x[4]; \
        (void)o0, (void)o1, (void)o2, (void)o3, (void)o4;                   \
        return expression;                                                  \
    }
#define NN_MAP1(name, f, da)                    \
    REFERENCE(fwd_##name, a, o1, o2, o3, o4, f) \
    REFERENCE(da_##name, g, a, y, o3, o4, da)
#define NN_MAP2(name, f, da, db)               \
    REFERENCE(fwd_##name, a, b, o2, o3, o4, f) \
    REFERENCE(da_##name, g, a, b, y, o4, da)   \
    REFERENCE(db_##name, g, a, b, y, o4, db)
#define NN_MAP3(name, f, da, db, dc)          \
    REFERENCE(fwd_##name, a, b, c, o3, o4, f) \
    REFERENCE(da_##name, g, a, b, c, y, da)   \
    REFERENCE(db_##name, g, a, b, c, y, db)   \
    REFERENCE(dc_##name, g, a, b, c, y, dc)
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

struct map_case {
    const char *name;
    enum nn_cpu_map map;
    int operands;
    reference_fn reference;
};

static const struct map_case cases[] = {
/* clang-format off */
#define NN_MAP1(name, f, da) \
    {#name, NN_CPU_FWD_##name, 1, reference_fwd_##name}, \
    {"da of " #name, NN_CPU_DA_##name, 3, reference_da_##name},
#define NN_MAP2(name, f, da, db) \
    {#name, NN_CPU_FWD_##name, 2, reference_fwd_##name}, \
    {"da of " #name, NN_CPU_DA_##name, 4, reference_da_##name}, \
    {"db of " #name, NN_CPU_DB_##name, 4, reference_db_##name},
#define NN_MAP3(name, f, da, db, dc) \
    {#name, NN_CPU_FWD_##name, 3, reference_fwd_##name}, \
    {"da of " #name, NN_CPU_DA_##name, 5, reference_da_##name}, \
    {"db of " #name, NN_CPU_DB_##name, 5, reference_db_##name}, \
    {"dc of " #name, NN_CPU_DC_##name, 5, reference_dc_##name},
#include "nn/ops.def"
    /* clang-format on */
};
#define N_CASES (sizeof cases / sizeof cases[0])

/* Values with ties among them, and now and then one of the corners of the floats. */
static float operand_value(struct cpu_test_random *random, bool corners)
{
    static const float corner[] = {0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1.0f};
    const float v = cpu_test_value(random);
    const int pick = (int)((cpu_test_value(random) + 1.0f) * 12.0f);
    if (corners && pick < 6)
        return corner[pick];
    if (pick < 8)
        return 0.5f;
    return v < 0.0f ? v * 2.0f - 0.1f : v * 2.0f + 0.1f;
}

static void assert_like(float value, double expected, const struct map_case *c, const char *isa,
                        const double x[OPERANDS])
{
    const double tolerance = 1e-6 * (1.0 + fabs(expected));
    const bool same = isnan(expected)   ? isnan(value)
                      : isinf(expected) ? (double)value == expected
                                        : fabs((double)value - expected) <= tolerance;
    if (!same)
        fail_msg("%s %s(%g, %g, %g, %g, %g) = %.9g, expected %.9g", isa, c->name, x[0], x[1], x[2],
                 x[3], x[4], (double)value, expected);
}

/* One call: n elements, operand k a single value unless bit k of `steps` is set, the result over
 * operand `over` if that is not negative. */
static void check_call(const struct nn_cpu_kernels *k, const struct map_case *c, size_t n,
                       unsigned steps, int over, bool corners)
{
    struct cpu_test_random random = {(uint32_t)(n * 31 + steps)};
    float *in[OPERANDS] = {0}, *kept[OPERANDS] = {0};
    uint8_t step[OPERANDS] = {0};
    for (int i = 0; i < c->operands; i++) {
        step[i] = steps >> i & 1u;
        const size_t count = step[i] ? n : 1;
        in[i] = cpu_test_zeros(count);
        for (size_t j = 0; j < count; j++)
            in[i][j] = operand_value(&random, corners);
        kept[i] = cpu_test_copy(count, in[i]);
    }
    float *out = over >= 0 ? in[over] : cpu_test_zeros(n);
    k->map[c->map](n, out, (const float *const *)in, step);
    for (size_t j = 0; j < n; j++) {
        double x[OPERANDS] = {0};
        for (int i = 0; i < c->operands; i++)
            x[i] = (double)kept[i][step[i] ? j : 0];
        assert_like(out[j], c->reference(x), c, k->isa, x);
    }
    if (over < 0)
        free(out);
    for (int i = 0; i < c->operands; i++) {
        free(in[i]);
        free(kept[i]);
    }
}

static void test_maps_against_double(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, LONGEST};
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t c = 0; c < N_CASES; c++) {
            for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
                for (unsigned steps = 0; steps < 1u << cases[c].operands; steps++)
                    check_call(tables[t], &cases[c], lengths[l], steps, -1, false);
            }
        }
    }
}

static void test_maps_in_place(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t c = 0; c < N_CASES; c++) {
            for (int over = 0; over < cases[c].operands; over++) {
                check_call(tables[t], &cases[c], LONGEST, 31u, over, false);
                check_call(tables[t], &cases[c], LONGEST, 1u << over, over, false);
            }
        }
    }
}

/* NaN goes through, infinities and ties are as in PyTorch; sums of opposite infinities and the like
 * follow from IEEE arithmetic in both precisions. */
static void test_maps_corner_values(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t c = 0; c < N_CASES; c++) {
            for (size_t length = LONGEST - 20; length < LONGEST; length++)
                check_call(tables[t], &cases[c], length, 31u, -1, true);
        }
    }
}

static void test_maps_ignore_operands_that_are_null(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        const float g[3] = {1.0f, 2.0f, 3.0f};
        const float *const in[OPERANDS] = {g};
        const uint8_t step[OPERANDS] = {1, 1, 0, 1};
        float out[3] = {0};
        tables[t]->map[NN_CPU_DB_sub](3, out, in, step);
        assert_true(out[0] == -1.0f && out[1] == -2.0f && out[2] == -3.0f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps_against_double),
        cmocka_unit_test(test_maps_in_place),
        cmocka_unit_test(test_maps_corner_values),
        cmocka_unit_test(test_maps_ignore_operands_that_are_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
