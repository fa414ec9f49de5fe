/* SPDX-License-Identifier: MIT */
/* Orthogonal matrices: the Q that was asked for, and the same bits from every instruction set. */
#include "nn/orthogonal.h"
#include "tests/nn/nn_test.h"

/* Vector i of a (rows, cols) matrix that nn_orthogonal wrote, coordinate x. */
static double at(const float *q, int64_t rows, int64_t cols, int64_t i, int64_t x)
{
    return rows < cols ? q[i * cols + x] : q[x * cols + i];
}

/* R = Q A^T is triangular with a positive diagonal: vector i of Q is vector i of A without what the
 * vectors before it span, and points the same way. Sizes at and beside whole panels. */
static void test_orthogonal_is_the_q_of_a_qr(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{32, 32}, {33, 40}, {200, 96}, {97, 131}, {160, 160}};
    for (size_t s = 0; s < RL_COUNTOF(sizes); s++) {
        const int64_t rows = sizes[s][0], cols = sizes[s][1];
        const int64_t k = RL_MIN(rows, cols), n = RL_MAX(rows, cols);
        static float a[160 * 160], q[160 * 160];
        rl_fill_normal((struct rl_key){11, RL_STREAM_INIT, 0}, 0, a, (size_t)(k * n));
        memcpy(q, a, (size_t)(k * n) * sizeof(float));
        assert_int_equal(nn_orthogonal(q, rows, cols, 2), 0);
        for (int64_t i = 0; i < k; i++)
            for (int64_t j = 0; j <= i; j++) {
                double r = 0;
                for (int64_t x = 0; x < n; x++)
                    r += at(q, rows, cols, i, x) * a[j * n + x];
                if (i == j)
                    assert_true(r > 1e-3);
                else
                    assert_true(fabs(r) < 1e-5);
            }
    }
}

/* Vectors that all but agree: what is left of one after the first round is mostly rounding's, and
 * the second round makes it orthogonal to double's precision. */
static void test_orthogonal_repairs_cancellation(void **state)
{
    (void)state;
    enum { K = 40, N = 96 };
    static float a[K * N];
    float common[N / 2];
    rl_fill_normal((struct rl_key){3, RL_STREAM_INIT, 0}, 0, common, N / 2);
    rl_fill_normal((struct rl_key){3, RL_STREAM_INIT, 1}, 0, a, K * N);
    for (int i = 0; i < K; i++)
        for (int x = 0; x < N; x++)
            a[i * N + x] = x < N / 2 ? common[x] : 1e-9f * a[i * N + x];
    assert_int_equal(nn_orthogonal(a, K, N, 1), 0);
    for (int i = 0; i < K; i++)
        for (int j = 0; j <= i; j++) {
            double dot = 0;
            for (int x = 0; x < N; x++)
                dot += (double)a[i * N + x] * a[j * N + x];
            assert_true(fabs(dot - (i == j)) < (i == j ? 1e-7 : 2e-8));
        }
}

/* A vector that earlier ones of its own or another panel span, and one that is no number. */
static void test_orthogonal_refuses_dependent_vectors(void **state)
{
    (void)state;
    enum { K = 70, N = 80 };
    const struct {
        int64_t to, from;
    } cases[] = {{20, 3}, {69, 3}};
    static float a[K * N], before[K * N];
    for (size_t c = 0; c <= RL_COUNTOF(cases); c++) {
        rl_fill_normal((struct rl_key){5, RL_STREAM_INIT, 0}, 0, a, K * N);
        if (c < RL_COUNTOF(cases))
            for (int64_t x = 0; x < N; x++)
                a[cases[c].to * N + x] = -2 * a[cases[c].from * N + x];
        else
            a[K * N - 1] = NAN;
        memcpy(before, a, sizeof(a));
        assert_int_equal(nn_orthogonal(a, K, N, 1), RL_ENONFINITE);
        assert_memory_equal(a, before, sizeof(a));
    }
    memset(a, 0, sizeof(a));
    assert_int_equal(nn_orthogonal(a, 1, 4, 1), RL_ENONFINITE);
}

static void fill_panel(double *v, size_t n, uint64_t seed)
{
    float *draws = malloc(n * sizeof(*draws));
    assert_non_null(draws);
    rl_fill_uniform((struct rl_key){seed, RL_STREAM_INIT, 0}, 0, draws, n);
    for (size_t i = 0; i < n; i++)
        v[i] = draws[i] / 3.0 - 0.1;
    free(draws);
}

/* FNV-1a of the numbers' bits. */
static uint64_t hash(const double *v, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &v[i], sizeof(bits));
        for (int byte = 0; byte < 8; byte++, bits >>= 8)
            h = (h ^ (bits & 0xff)) * 0x100000001b3u;
    }
    return h;
}

/* These bits are those of any IEEE 754 machine that sums in the loops' order and fuses nothing. */
static void test_orthogonal_loops_have_the_same_bits_everywhere(void **state)
{
    (void)state;
    enum { N = 200, P = NN_PANEL_VECTORS, WIDTH = 21 };
    static double e[N * P], v[N * P];
    const struct nn_panel_loops *loops;
    int n_sets = 0;
    for (; (loops = nn_panel_loops(n_sets)); n_sets++) {
        double r[P] = {0};
        fill_panel(e, N * P, 1);
        fill_panel(v, N * P, 2);
        loops->remove_span(e, v, N, WIDTH);
        assert_true(hash(v, N * P) == 0x0f44e11c095e9c21u);
        loops->products(v, N, WIDTH, 9, r);
        assert_true(hash(r, P) == 0x200c8cdd84cff39du);
        r[9] = 0;
        loops->remove_vector(v, N, WIDTH, 9, r);
        assert_true(hash(v, N * P) == 0x25657a89ac76ce12u);
    }
    assert_in_range(n_sets, 1, 3);
    assert_string_equal(nn_panel_loops(n_sets - 1)->isa, "portable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orthogonal_is_the_q_of_a_qr),
        cmocka_unit_test(test_orthogonal_repairs_cancellation),
        cmocka_unit_test(test_orthogonal_refuses_dependent_vectors),
        cmocka_unit_test(test_orthogonal_loops_have_the_same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
