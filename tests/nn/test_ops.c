/* SPDX-License-Identifier: MIT */
/* Ops at many sizes against plain loops, and at indices that are not there. */
#include "tests/nn/nn_test.h"

static int32_t *int_input(struct nn_program *p, const char *name)
{
    int input = nn_program_find_input(p, name);
    assert_true(input >= 0);
    return nn_program_input(p, input);
}

/* ---- products: every remainder of tiles and panels, either operand transposed ---- */
enum { MOST = 40 };

static void check_matmul(int64_t m, int64_t k, int64_t n, bool a_t, bool b_t)
{
    static float a[MOST * MOST], b[MOST * MOST];
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "a", RL_F32, a_t ? NN_MAT(k, m) : NN_MAT(m, k));
    struct nn_var y = nn_input(t, "b", RL_F32, b_t ? NN_MAT(n, k) : NN_MAT(k, n));
    x = a_t ? nn_transpose(t, x, 0, 1) : x;
    y = b_t ? nn_transpose(t, y, 0, 1) : y;
    nn_output(t, "c", nn_matmul(t, x, y));
    struct nn_program *p = test_compile(t);
    assert_int_equal(nn_program_info(p).n_steps, 1);
    assert_true(nn_program_info(p).flops == 2.0 * (double)(m * k * n));
    test_fill(a, (size_t)(m * k), 1);
    test_fill(b, (size_t)(k * n), 2);
    test_set_input(p, "a", a, (size_t)(m * k));
    test_set_input(p, "b", b, (size_t)(k * n));
    assert_int_equal(nn_program_run(p), 0);
    const float *c = test_output(p, "c");
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double want = 0;
            for (int64_t l = 0; l < k; l++)
                want += (double)a[a_t ? l * m + i : i * k + l] * b[b_t ? j * k + l : l * n + j];
            if (!(fabs(c[i * n + j] - want) < 1e-5))
                fail_msg("(%d, %d) x (%d, %d), transposed %d %d: [%d, %d] is %g, not %g", (int)m,
                         (int)k, (int)k, (int)n, a_t, b_t, (int)i, (int)j, (double)c[i * n + j],
                         want);
        }
    nn_program_destroy(p);
}

static void test_matmul_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 3, 8, 9, 16, 31, MOST};
    for (size_t m = 0; m < RL_COUNTOF(sizes); m++)
        for (size_t k = 0; k < RL_COUNTOF(sizes); k++)
            for (size_t n = 0; n < RL_COUNTOF(sizes); n++)
                for (int how = 0; how < 4; how++)
                    check_matmul(sizes[m], sizes[k], sizes[n], how & 1, how & 2);
}

/* ---- every order of four axes ---- */
static void check_permute(const int64_t dim[4], const int32_t order[4])
{
    static float a[3 * 20 * 5 * 18];
    const int64_t n = dim[0] * dim[1] * dim[2] * dim[3];
    const int64_t stride[4] = {dim[1] * dim[2] * dim[3], dim[2] * dim[3], dim[3], 1};
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "a", RL_F32, NN_SHAPE4(dim[0], dim[1], dim[2], dim[3]));
    nn_output(t, "y", nn_permute(t, x, order));
    struct nn_program *p = test_compile(t);
    for (int64_t i = 0; i < n; i++)
        a[i] = (float)i;
    test_set_input(p, "a", a, (size_t)n);
    assert_int_equal(nn_program_run(p), 0);
    const float *y = test_output(p, "y");
    for (int64_t i = 0; i < n; i++) {
        int64_t rest = i, from = 0;
        for (int k = 3; k >= 0; k--) {
            from += rest % dim[order[k]] * stride[order[k]];
            rest /= dim[order[k]];
        }
        assert_true(y[i] == a[from]);
    }
    nn_program_destroy(p);
}

static void test_permute_orders(void **state)
{
    (void)state;
    static const int64_t dims[][4] = {{3, 20, 5, 18}, {2, 1, 17, 4}, {1, 1, 1, 1}, {3, 4, 2, 1}};
    for (size_t d = 0; d < RL_COUNTOF(dims); d++)
        for (int32_t code = 0; code < 256; code++) {
            const int32_t order[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3};
            unsigned seen = 0;
            for (int k = 0; k < 4; k++)
                seen |= 1u << order[k];
            if (seen == 15)
                check_permute(dims[d], order);
        }
}

/* ---- by index ---- */
static void test_indices_that_are_not_there(void **state)
{
    (void)state;
    static const int32_t index[] = {2, -1, 3, INT32_MAX, INT32_MIN, 0};
    static const float a[] = {10, 20, 30}, ones[] = {1, 2, 3, 4, 5, 6};
    struct nn_trace *t = test_trace();
    struct nn_var at = nn_input(t, "index", RL_I32, NN_VEC(6));
    struct nn_var x = nn_input(t, "a", RL_F32, NN_VEC(3));
    nn_output(t, "gather", nn_gather(t, x, 0, at));
    nn_output(t, "take", nn_take(t, x, 0, at));
    nn_output(t, "one_hot", nn_one_hot(t, at, 3));
    nn_output(t, "scatter", nn_scatter_add(t, x, 0, at, nn_input(t, "ones", RL_F32, NN_VEC(6))));
    struct nn_program *p = test_compile(t);
    memcpy(int_input(p, "index"), index, sizeof(index));
    test_set_input(p, "a", a, 3);
    test_set_input(p, "ones", ones, 6);
    assert_int_equal(nn_program_run(p), 0);
    for (int i = 0; i < 6; i++) {
        const bool there = i == 0 || i == 5;
        assert_int_equal(isnan(test_output(p, "gather")[i]), !there);
        assert_int_equal(isnan(test_output(p, "take")[i]), !there);
        assert_int_equal(isnan(test_output(p, "one_hot")[3 * i + 1]), !there);
    }
    assert_true(test_output(p, "gather")[0] == 30 && test_output(p, "one_hot")[2] == 1);
    static const float want[] = {16, 20, 31};
    assert_memory_equal(test_output(p, "scatter"), want, sizeof(want));
    nn_program_destroy(p);
}

static void test_argmax_takes_the_first_and_nan(void **state)
{
    (void)state;
    enum { LEN = 5, INNER = 19 };
    static float a[LEN * INNER];
    struct nn_trace *t = test_trace();
    nn_output(t, "y", nn_argmax(t, nn_input(t, "a", RL_F32, NN_CUBE(1, LEN, INNER)), 1));
    struct nn_program *p = test_compile(t);
    for (int i = 0; i < INNER; i++)
        for (int j = 0; j < LEN; j++)
            a[j * INNER + i] = i == 18 && j == 3 ? NAN : j >= i % LEN ? 7 : 1;
    test_set_input(p, "a", a, LEN * INNER);
    assert_int_equal(nn_program_run(p), 0);
    for (int i = 0; i < INNER; i++) {
        int32_t got;
        memcpy(&got, test_output(p, "y") + i, sizeof(got));
        assert_int_equal(got, i == 18 ? 3 : i % LEN);
    }
    nn_program_destroy(p);
}

/* ---- powers: PyTorch's values and gradients for the base ---- */
static void test_pow_of_any_base(void **state)
{
    (void)state;
    static const struct {
        float a, b, y, da;
    } row[] = {
        {-2, 3, -8, 12},
        {-2, 2, 4, -4},
        {-2, -1, -0.5f, -0.25f},
        {-2, 0, 1, 0},
        {-2, 0.5f, NAN, NAN},
        {0, 0, 1, 0},
        {0, 1, 0, 1},
        {0, 2, 0, 0},
        {0, -1, INFINITY, -INFINITY},
        {-1, 8388607, -1, 8388607},
        {-1, 16777215, -1, 16777215},
        {-1, 16777216, 1, -16777216},
        {-1, 4194303.5f, NAN, NAN},
        {0.25f, 0.5f, 0.5f, 1},
        {4, 0, 1, 0},
        {NAN, 0, 1, 0},
    };
    enum { N = RL_COUNTOF(row) };
    struct nn_params params;
    struct nn_optimizer opt;
    struct rl_error err;
    float a[N], b[N], da[N];
    for (int i = 0; i < N; i++)
        a[i] = row[i].a, b[i] = row[i].b;
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "a", NN_PARAM_VECTOR, NN_VEC(N)), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    assert_int_equal(nn_opt_init(&opt, &params, nn_opt_defaults(NN_OPT_ADAM, "pow"), &err), 0);
    nn_params_set(&params, params.block, 0, a);
    struct nn_trace *t = test_trace();
    struct nn_var y = nn_pow(t, nn_param(t, &params, 0), nn_input(t, "b", RL_F32, NN_VEC(N)));
    nn_output(t, "y", y);
    nn_opt_zero_grad(t, &opt);
    nn_backward(t, nn_sum(t, y), &opt);
    struct nn_program *p = test_compile(t);
    test_set_input(p, "b", b, N);
    assert_int_equal(nn_program_run(p), 0);
    nn_params_get(&params, opt.grad, 0, da);
    for (int i = 0; i < N; i++) {
        const float got[] = {test_output(p, "y")[i], da[i]}, want[] = {row[i].y, row[i].da};
        for (int k = 0; k < 2; k++)
            if (isnan(want[k])
                    ? !isnan(got[k])
                    : got[k] != want[k] && !(fabsf(got[k] - want[k]) <= 1e-6f * fabsf(want[k])))
                fail_msg("%g ^ %g: %s is %g, not %g", (double)a[i], (double)b[i],
                         k ? "its gradient" : "it", (double)got[k], (double)want[k]);
    }
    nn_program_destroy(p);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matmul_sizes),
        cmocka_unit_test(test_permute_orders),
        cmocka_unit_test(test_indices_that_are_not_there),
        cmocka_unit_test(test_argmax_takes_the_first_and_nan),
        cmocka_unit_test(test_pow_of_any_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
