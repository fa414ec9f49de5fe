/* SPDX-License-Identifier: MIT */
/* Linear layers of every ISA against sums in double precision, over odd shapes. */
#include "tests/nn/cpu_support.h"

static const int64_t sizes[] = {1, 2, 3, 5, 8, 9, 16, 17, 33, 64, 65, 100};
#define N_SIZES (sizeof sizes / sizeof sizes[0])

/* One layer, canonical and packed, every array of exactly its size. */
struct layer {
    const struct nn_cpu_kernels *k;
    int64_t B, I, O;
    size_t matrix;
    float *w_canonical, *w, *bias, *x, *dy, *scratch;
};

static size_t count(int64_t a, int64_t b)
{
    return (size_t)(a * b);
}

static void layer_init(struct layer *t, const struct nn_cpu_kernels *k, int64_t B, int64_t I,
                       int64_t O)
{
    struct cpu_test_random random = {(uint32_t)(B * 1000003 + I * 1009 + O)};
    *t = (struct layer){.k = k, .B = B, .I = I, .O = O, .matrix = k->matrix_floats(O, I)};
    t->w_canonical = cpu_test_values(count(O, I), &random);
    t->w = cpu_test_zeros(t->matrix);
    k->matrix_pack(O, I, t->w_canonical, t->w);
    t->bias = cpu_test_zeros((size_t)(O + 15) / 16 * 16);
    for (int64_t o = 0; o < O; o++)
        t->bias[o] = cpu_test_value(&random);
    t->x = cpu_test_values(count(B, I), &random);
    t->dy = cpu_test_values(count(B, O), &random);
    const size_t bytes = k->linear_scratch_floats(B, I, O) * sizeof *t->scratch;
    t->scratch = aligned_alloc(64, (bytes + 64) / 64 * 64);
    assert_non_null(t->scratch);
}

static void layer_deinit(struct layer *t)
{
    free(t->w_canonical);
    free(t->w);
    free(t->bias);
    free(t->x);
    free(t->dy);
    free(t->scratch);
}

static struct nn_cpu_linear layer_call(const struct layer *t)
{
    return (struct nn_cpu_linear){.B = t->B,
                                  .I = t->I,
                                  .O = t->O,
                                  .x = t->x,
                                  .w = t->w,
                                  .bias = t->bias,
                                  .dy = t->dy,
                                  .scratch = t->scratch};
}

/* `terms` products of values below 1 were added in single precision. */
static void assert_close(double value, double expected, int64_t terms, const struct layer *t)
{
    const double tolerance = 1e-6 * (2.0 + sqrt((double)terms) + fabs(expected));
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s B=%d I=%d O=%d: %.9g, expected %.9g", t->k->isa, (int)t->B, (int)t->I,
                 (int)t->O, value, expected);
}

static double activated(double v, enum nn_activation act)
{
    return act == NN_ACT_TANH ? tanh(v) : act == NN_ACT_RELU && v < 0.0 ? 0.0 : v;
}

static void check_fwd(const struct layer *t, enum nn_activation act)
{
    struct nn_cpu_linear call = layer_call(t);
    call.y = cpu_test_zeros(count(t->B, t->O));
    call.act = act;
    t->k->linear_fwd(&call);
    for (int64_t b = 0; b < t->B; b++) {
        for (int64_t o = 0; o < t->O; o++) {
            double v = (double)t->bias[o];
            for (int64_t i = 0; i < t->I; i++)
                v += (double)t->x[b * t->I + i] * (double)t->w_canonical[o * t->I + i];
            assert_close((double)call.y[b * t->O + o], activated(v, act), t->I, t);
        }
    }
    free(call.y);
}

static void check_dx(const struct layer *t, enum nn_activation act)
{
    struct nn_cpu_linear call = layer_call(t);
    call.dx = cpu_test_zeros(count(t->B, t->I));
    call.act = act;
    call.x_out = act == NN_ACT_NONE ? NULL : t->x;
    t->k->linear_dx(&call);
    for (int64_t b = 0; b < t->B; b++) {
        for (int64_t i = 0; i < t->I; i++) {
            const double h = (double)t->x[b * t->I + i];
            double v = 0.0;
            for (int64_t o = 0; o < t->O; o++)
                v += (double)t->dy[b * t->O + o] * (double)t->w_canonical[o * t->I + i];
            if (act != NN_ACT_NONE)
                v *= act == NN_ACT_TANH ? 1.0 - h * h : h > 0.0 ? 1.0 : 0.0;
            assert_close((double)call.dx[b * t->I + i], v, t->O, t);
        }
    }
    free(call.dx);
}

/* Starts from non-zero gradients: they are added to, and the padding stays zero. */
static void check_dw(const struct layer *t)
{
    struct cpu_test_random random = {7};
    float *before = cpu_test_values(count(t->O, t->I), &random);
    float *before_b = cpu_test_values((size_t)t->O, &random);
    float *after = cpu_test_zeros(count(t->O, t->I)), *repacked = cpu_test_zeros(t->matrix);
    struct nn_cpu_linear call = layer_call(t);
    call.gw = cpu_test_zeros(t->matrix);
    call.gb = cpu_test_copy((size_t)t->O, before_b);
    t->k->matrix_pack(t->O, t->I, before, call.gw);
    t->k->linear_dw(&call);
    t->k->matrix_unpack(t->O, t->I, call.gw, after);
    for (int64_t o = 0; o < t->O; o++) {
        double sum = (double)before_b[o];
        for (int64_t b = 0; b < t->B; b++)
            sum += (double)t->dy[b * t->O + o];
        assert_close((double)call.gb[o], sum, t->B, t);
        for (int64_t i = 0; i < t->I; i++) {
            double v = (double)before[o * t->I + i];
            for (int64_t b = 0; b < t->B; b++)
                v += (double)t->dy[b * t->O + o] * (double)t->x[b * t->I + i];
            assert_close((double)after[o * t->I + i], v, t->B, t);
        }
    }
    /* Packing writes zeros into the padding, so equal blocks mean clean padding. */
    t->k->matrix_pack(t->O, t->I, after, repacked);
    assert_memory_equal(repacked, call.gw, t->matrix * sizeof *repacked);
    free(before);
    free(before_b);
    free(after);
    free(repacked);
    free(call.gw);
    free(call.gb);
}

static void check_shape(const struct nn_cpu_kernels *k, int64_t B, int64_t I, int64_t O)
{
    struct layer t;
    layer_init(&t, k, B, I, O);
    for (int act = NN_ACT_NONE; act <= NN_ACT_RELU; act++) {
        check_fwd(&t, (enum nn_activation)act);
        check_dx(&t, (enum nn_activation)act);
    }
    check_dw(&t);
    layer_deinit(&t);
}

static void test_linear_shapes_against_double(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t b = 0; b < N_SIZES; b++)
            for (size_t i = 0; i < N_SIZES; i++)
                for (size_t o = 0; o < N_SIZES; o++)
                    check_shape(tables[t], sizes[b], sizes[i], sizes[o]);
        check_shape(tables[t], 300, 23, 70); /* several blocks of k in every product */
        check_shape(tables[t], 3, 530, 270);
        check_shape(tables[t], 1, 70, 530);
        check_shape(tables[t], 600, 70, 3);
    }
}

static void test_matrix_pack_round_trip(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t i = 0; i < N_SIZES; i++) {
            for (size_t o = 0; o < N_SIZES; o++) {
                struct layer l;
                layer_init(&l, tables[t], 1, sizes[i], sizes[o]);
                float *back = cpu_test_zeros(count(l.O, l.I));
                double sum = 0.0, sum_packed = 0.0;
                l.k->matrix_unpack(l.O, l.I, l.w, back);
                assert_memory_equal(back, l.w_canonical, count(l.O, l.I) * sizeof *back);
                for (size_t j = 0; j < count(l.O, l.I); j++)
                    sum += fabs((double)l.w_canonical[j]);
                for (size_t j = 0; j < l.matrix; j++)
                    sum_packed += fabs((double)l.w[j]);
                assert_true(fabs(sum - sum_packed) < 1e-9 * (1.0 + sum)); /* zero padding */
                free(back);
                layer_deinit(&l);
            }
        }
    }
}

/* Row b of a batch of any size has the bits of that row alone. */
static void test_linear_rows_do_not_depend_on_the_batch(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{4, 64}, {64, 64}, {64, 2}, {17, 256}, {300, 33}, {256, 1}};
    const struct nn_cpu_kernels *tables[CPU_TEST_TABLES];
    const int n = cpu_test_tables(tables);
    for (int t = 0; t < n; t++) {
        for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
            const int64_t B = 67, I = shapes[s][0], O = shapes[s][1];
            struct layer l;
            layer_init(&l, tables[t], B, I, O);
            struct nn_cpu_linear call = layer_call(&l);
            float *y = call.y = cpu_test_zeros(count(B, O));
            float *dx = call.dx = cpu_test_zeros(count(B, I));
            call.x_out = l.x;
            call.act = NN_ACT_TANH;
            l.k->linear_fwd(&call);
            l.k->linear_dx(&call);
            for (int64_t size = 1; size < B; size += size < 16 ? 1 : 7) {
                const int64_t row = (B - size) / 2;
                struct nn_cpu_linear part = call;
                part.B = size;
                part.x += row * I;
                part.x_out += row * I;
                part.dy += row * O;
                part.y = cpu_test_zeros(count(size, O));
                part.dx = cpu_test_zeros(count(size, I));
                l.k->linear_fwd(&part);
                l.k->linear_dx(&part);
                assert_memory_equal(part.y, y + row * O, count(size, O) * sizeof *y);
                assert_memory_equal(part.dx, dx + row * I, count(size, I) * sizeof *dx);
                free(part.y);
                free(part.dx);
            }
            free(y);
            free(dx);
            layer_deinit(&l);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear_shapes_against_double),
        cmocka_unit_test(test_matrix_pack_round_trip),
        cmocka_unit_test(test_linear_rows_do_not_depend_on_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
