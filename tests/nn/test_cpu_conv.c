/* SPDX-License-Identifier: MIT */
/* Convolution and pooling kernels of every instruction set against plain loops in double, in memory
 * of exactly their size; any cut of the work gives the same bits. */
#include "tests/nn/cpu_support.h"

#include <stdio.h>

struct shape {
    int64_t B;
    struct nn_cpu_window w; /* OH and OW are filled in */
};

/* B, {H, W, C, KH, KW, O, stride, pad} */
#define SHAPE(b, h, w_, c, kh, kw, o, s, p)                                                 \
    {                                                                                       \
        (b),                                                                                \
        {                                                                                   \
            .H = (h), .W = (w_), .C = (c), .KH = (kh), .KW = (kw), .O = (o), .stride = (s), \
            .pad = (p)                                                                      \
        }                                                                                   \
    }
/* clang-format off */
static const struct shape shapes[] = {
    SHAPE(1, 1, 1, 1, 1, 1, 1, 1, 0),   /* the least there is */
    SHAPE(2, 20, 20, 4, 8, 8, 32, 4, 0), /* Nature-CNN's, on smaller images */
    SHAPE(1, 12, 12, 32, 4, 4, 64, 2, 0),
    SHAPE(2, 9, 9, 64, 3, 3, 64, 1, 0),
    SHAPE(3, 10, 10, 4, 3, 3, 16, 1, 0), /* MinAtar's */
    SHAPE(2, 5, 7, 3, 3, 2, 5, 1, 1),
    SHAPE(1, 6, 5, 17, 2, 3, 33, 1, 2),
    SHAPE(2, 9, 11, 5, 2, 2, 20, 3, 0), /* pixels that no window reads */
    SHAPE(1, 4, 4, 2, 4, 4, 19, 1, 3),  /* windows that see one pixel */
    SHAPE(2, 3, 30, 1, 1, 5, 8, 2, 1),
    SHAPE(1, 7, 8, 40, 1, 1, 9, 1, 0),
    SHAPE(2, 13, 13, 6, 5, 5, 48, 2, 2),
    SHAPE(1, 3, 3, 100, 3, 3, 17, 1, 1), /* a line of more than one block of k */
};
/* clang-format on */

static struct shape shape_of(size_t i)
{
    struct shape s = shapes[i];
    s.w.OH = (s.w.H + 2 * s.w.pad - s.w.KH) / s.w.stride + 1;
    s.w.OW = (s.w.W + 2 * s.w.pad - s.w.KW) / s.w.stride + 1;
    return s;
}

/* Everything one case needs, with what plain loops say. */
struct rig {
    struct shape s;
    const struct nn_cpu_kernels *k;
    size_t n_x, n_y, n_w, n_packed;
    float *x, *dy, *w, *bias, *packed, *scratch;
    uint8_t *bytes;
    double *y, *dx, *dw, *db;
};

/* Calls visit(rig, b, pixel of x, tap, pixel of y) wherever a tap reads the image. */
typedef void (*visit_fn)(struct rig *r, int64_t x, int64_t tap, int64_t y);

static void each_tap(struct rig *r, visit_fn visit)
{
    const struct nn_cpu_window *w = &r->s.w;
    for (int64_t b = 0; b < r->s.B; b++)
        for (int64_t oy = 0; oy < w->OH; oy++)
            for (int64_t ox = 0; ox < w->OW; ox++)
                for (int64_t kh = 0; kh < w->KH; kh++)
                    for (int64_t kw = 0; kw < w->KW; kw++) {
                        const int64_t y = oy * w->stride + kh - w->pad;
                        const int64_t x = ox * w->stride + kw - w->pad;
                        if (y >= 0 && y < w->H && x >= 0 && x < w->W)
                            visit(r, (b * w->H + y) * w->W + x, kh * w->KW + kw,
                                  (b * w->OH + oy) * w->OW + ox);
                    }
}

static void visit_product(struct rig *r, int64_t x, int64_t tap, int64_t y)
{
    const struct nn_cpu_window *w = &r->s.w;
    const int64_t taps = (int64_t)w->KH * w->KW;
    for (int64_t o = 0; o < w->O; o++)
        for (int64_t c = 0; c < w->C; c++) {
            const int64_t at = (o * w->C + c) * taps + tap;
            const double dy = r->dy[y * w->O + o];
            r->y[y * w->O + o] += (double)r->x[x * w->C + c] * r->w[at];
            r->dx[x * w->C + c] += dy * r->w[at];
            r->dw[at] += dy * r->x[x * w->C + c];
        }
}

static double *doubles(size_t n)
{
    double *p = calloc(n, sizeof *p);
    assert_non_null(p);
    return p;
}

static void rig_init(struct rig *r, size_t shape, const struct nn_cpu_kernels *k)
{
    struct cpu_test_random random = {(uint32_t)shape + 1};
    *r = (struct rig){.s = shape_of(shape), .k = k};
    const struct nn_cpu_window *w = &r->s.w;
    const int64_t K = (int64_t)w->KH * w->KW * w->C;
    r->n_x = (size_t)(r->s.B * w->H * w->W * w->C);
    r->n_y = (size_t)(r->s.B * w->OH * w->OW * w->O);
    r->n_w = (size_t)(K * w->O);
    r->n_packed = k->conv_floats(w->O, K);
    r->x = cpu_test_zeros(r->n_x);
    r->bytes = calloc(r->n_x, 1);
    assert_non_null(r->bytes);
    for (size_t i = 0; i < r->n_x; i++) {
        r->bytes[i] = (uint8_t)(127.5f + 127.5f * cpu_test_value(&random));
        r->x[i] = (float)r->bytes[i] * (1.0f / 255);
    }
    r->dy = cpu_test_values(r->n_y, &random);
    r->w = cpu_test_values(r->n_w, &random);
    r->bias = cpu_test_zeros((size_t)(w->O + 15) / 16 * 16);
    for (int64_t o = 0; o < w->O; o++)
        r->bias[o] = cpu_test_value(&random);
    r->packed = cpu_test_zeros(r->n_packed);
    k->conv_pack(w, r->w, r->packed);
    r->scratch = aligned_alloc(64, (k->conv_scratch_floats(w) * sizeof(float) + 63) / 64 * 64);
    assert_non_null(r->scratch);
    r->y = doubles(r->n_y);
    r->dx = doubles(r->n_x);
    r->dw = doubles(r->n_w);
    r->db = doubles((size_t)w->O);
    for (size_t i = 0; i < r->n_y; i++) {
        r->y[i] = r->bias[i % (size_t)w->O];
        r->db[i % (size_t)w->O] += r->dy[i];
    }
    each_tap(r, visit_product);
}

static void rig_deinit(struct rig *r)
{
    void *all[] = {r->x, r->dy, r->w,  r->bias, r->packed, r->scratch,
                   r->y, r->dx, r->dw, r->db,   r->bytes};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        free(all[i]);
}

/* Within rounding of sums that are as large as the greatest of `sums`. */
static void assert_near(const struct rig *r, const char *what, size_t n, const float *got,
                        const double *want, const double *sums)
{
    double most = 1;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(sums[i]));
    for (size_t i = 0; i < n; i++)
        if (!(fabs(got[i] - want[i]) <= 2e-6 * most))
            fail_msg("%s, %dx%dx%d by %dx%d/%d+%d to %d: %s[%zu] = %.9g, expected %.9g", r->k->isa,
                     r->s.w.H, r->s.w.W, r->s.w.C, r->s.w.KH, r->s.w.KW, r->s.w.stride, r->s.w.pad,
                     r->s.w.O, what, i, got[i], want[i]);
}

static double activated(enum nn_activation act, double v)
{
    return act == NN_ACT_TANH ? tanh(v) : act == NN_ACT_RELU ? fmax(0, v) : v;
}

static void check_forward(struct rig *r, enum nn_activation act, bool bytes)
{
    float *y = cpu_test_zeros(r->n_y);
    double *want = doubles(r->n_y);
    struct nn_cpu_conv c = {.win = r->s.w,
                            .B = r->s.B,
                            .x = bytes ? NULL : r->x,
                            .bytes = r->bytes,
                            .scale = 1.0f / 255,
                            .w = r->packed,
                            .bias = r->bias,
                            .y = y,
                            .act = act,
                            .scratch = r->scratch};
    for (size_t i = 0; i < r->n_y; i++)
        want[i] = activated(act, r->y[i]);
    r->k->conv_fwd(&c);
    assert_near(r, "y", r->n_y, y, want, r->y);

    /* image by image */
    float *alone = cpu_test_zeros(r->n_y);
    const size_t one = r->n_y / (size_t)r->s.B, in = r->n_x / (size_t)r->s.B;
    for (int64_t b = 0; b < r->s.B; b++) {
        c.B = 1;
        c.x = bytes ? NULL : r->x + (size_t)b * in;
        c.bytes = r->bytes + (size_t)b * in;
        c.y = alone + (size_t)b * one;
        r->k->conv_fwd(&c);
    }
    assert_memory_equal(y, alone, r->n_y * sizeof *y);
    free(want);
    free(alone);
    free(y);
}

static void check_dx(struct rig *r, enum nn_activation act)
{
    float *dx = cpu_test_zeros(r->n_x);
    double *want = doubles(r->n_x);
    const struct nn_cpu_conv c = {.win = r->s.w,
                                  .B = r->s.B,
                                  .dy = r->dy,
                                  .w = r->packed,
                                  .dx = dx,
                                  .x_out = r->x,
                                  .act = act,
                                  .scratch = r->scratch};
    for (size_t i = 0; i < r->n_x; i++) {
        const double x = r->x[i];
        want[i] = act == NN_ACT_NONE   ? r->dx[i]
                  : act == NN_ACT_TANH ? r->dx[i] * (1 - x * x)
                                       : (x > 0 ? r->dx[i] : 0);
    }
    memset(dx, 0xff, r->n_x * sizeof *dx); /* it is written, not added to */
    r->k->conv_dx(&c);
    assert_near(r, "dx", r->n_x, dx, want, r->dx);
    free(want);
    free(dx);
}

static void check_dw(struct rig *r, bool bytes)
{
    const struct nn_cpu_window *w = &r->s.w;
    const int64_t K = (int64_t)w->KH * w->KW * w->C;
    float *gw = cpu_test_zeros(r->n_packed), *cut = cpu_test_zeros(r->n_packed);
    float *gb = cpu_test_zeros((size_t)w->O), *plain = cpu_test_zeros(r->n_w);
    struct nn_cpu_conv c = {.win = r->s.w,
                            .B = r->s.B,
                            .x = bytes ? NULL : r->x,
                            .bytes = r->bytes,
                            .scale = 1.0f / 255,
                            .dy = r->dy,
                            .gw = gw,
                            .gb = gb,
                            .k_end = K,
                            .scratch = r->scratch};
    r->k->conv_dw(&c);
    r->k->conv_unpack(w, gw, plain);
    assert_near(r, "dw", r->n_w, plain, r->dw, r->dw);
    assert_near(r, "db", (size_t)w->O, gb, r->db, r->db);

    /* in pieces of 7 rows; gb once */
    c.gw = cut;
    memset(gb, 0, (size_t)w->O * sizeof *gb);
    for (c.k = 0; c.k < K; c.k += 7) {
        c.k_end = c.k + 7 < K ? c.k + 7 : K;
        r->k->conv_dw(&c);
    }
    assert_memory_equal(gw, cut, r->n_packed * sizeof *gw);
    assert_near(r, "db of pieces", (size_t)w->O, gb, r->db, r->db);

    /* padding lanes stay zero; a second time doubles */
    r->k->conv_pack(w, plain, cut);
    assert_memory_equal(gw, cut, r->n_packed * sizeof *gw);
    c.gw = gw;
    c.k = 0;
    c.k_end = K;
    r->k->conv_dw(&c);
    r->k->conv_unpack(w, gw, plain);
    for (size_t i = 0; i < r->n_w; i++)
        plain[i] *= 0.5f;
    assert_near(r, "dw, twice", r->n_w, plain, r->dw, r->dw);
    free(plain);
    free(gb);
    free(cut);
    free(gw);
}

static void each_rig(void (*check)(struct rig *r))
{
    const struct nn_cpu_kernels *table[CPU_TEST_TABLES];
    const int n = cpu_test_tables(table);
    for (int i = 0; i < n; i++)
        for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
            struct rig r;
            rig_init(&r, s, table[i]);
            check(&r);
            rig_deinit(&r);
        }
}

static void check_all_forward(struct rig *r)
{
    for (int act = NN_ACT_NONE; act <= NN_ACT_RELU; act++) {
        check_forward(r, (enum nn_activation)act, false);
        check_forward(r, (enum nn_activation)act, true);
    }
}

static void test_forward(void **state)
{
    (void)state;
    each_rig(check_all_forward);
}

static void check_all_dx(struct rig *r)
{
    for (int act = NN_ACT_NONE; act <= NN_ACT_RELU; act++)
        check_dx(r, (enum nn_activation)act);
}

static void test_dx(void **state)
{
    (void)state;
    each_rig(check_all_dx);
}

static void check_all_dw(struct rig *r)
{
    check_dw(r, false);
    check_dw(r, true);
}

static void test_dw(void **state)
{
    (void)state;
    each_rig(check_all_dw);
}

static void check_packing(struct rig *r)
{
    float *back = cpu_test_zeros(r->n_w);
    r->k->conv_unpack(&r->s.w, r->packed, back);
    assert_memory_equal(back, r->w, r->n_w * sizeof *back);
    free(back);
}

static void test_packing(void **state)
{
    (void)state;
    each_rig(check_packing);
}

/* ---- pooling ---- */

/* Equal values, infinities and NaN: the first greatest gets the gradient, a NaN is the greatest. */
static void test_max_pool_ties(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *table[CPU_TEST_TABLES];
    const int n = cpu_test_tables(table);
    static const float x[4][4] = {
        {1, 1, -INFINITY, -INFINITY}, {1, 0, -INFINITY, -INFINITY}, {2, 3, 5, NAN}, {3, 3, 7, 6}};
    static const float g[2][2] = {{10, 20}, {30, 40}};
    const struct nn_cpu_window w = {
        .H = 4, .W = 4, .C = 1, .KH = 2, .KW = 2, .O = 1, .OH = 2, .OW = 2, .stride = 2};
    for (int i = 0; i < n; i++) {
        float y[4], dx[4][4];
        table[i]->max_pool(&w, 1, &x[0][0], y);
        assert_true(y[0] == 1 && y[1] == -INFINITY && y[2] == 3 && isnan(y[3]));
        table[i]->max_pool_grad(&w, 1, &g[0][0], &x[0][0], &dx[0][0]);
        static const float want[4][4] = {{10, 0, 20, 0}, {0, 0, 0, 0}, {0, 30, 0, 40}, {0}};
        assert_memory_equal(dx, want, sizeof dx);
    }
}

/* Windows that overlap and hang over the border, many channels, against plain loops. */
static void check_pool(const struct nn_cpu_kernels *k, struct nn_cpu_window w, int64_t B)
{
    struct cpu_test_random random = {5};
    const size_t n_x = (size_t)(B * w.H * w.W * w.C), n_y = (size_t)(B * w.OH * w.OW * w.C);
    float *x = cpu_test_values(n_x, &random), *g = cpu_test_values(n_y, &random);
    float *y = cpu_test_zeros(n_y), *dx = cpu_test_values(n_x, &random);
    float *want = cpu_test_zeros(n_x);
    for (size_t i = 0; i < n_x; i++)
        x[i] = roundf(4 * x[i]); /* ties */
    k->max_pool(&w, B, x, y);
    k->max_pool_grad(&w, B, g, x, dx);
    for (size_t i = 0; i < n_y; i++) {
        const int64_t c = (int64_t)i % w.C, p = (int64_t)i / w.C;
        const int64_t b = p / (w.OH * w.OW), oy = p / w.OW % w.OH, ox = p % w.OW;
        int64_t best = -1;
        for (int64_t t = 0; t < (int64_t)w.KH * w.KW; t++) {
            const int64_t iy = oy * w.stride + t / w.KW - w.pad;
            const int64_t ix = ox * w.stride + t % w.KW - w.pad;
            const int64_t at = ((b * w.H + iy) * w.W + ix) * w.C + c;
            if (iy >= 0 && iy < w.H && ix >= 0 && ix < w.W && (best < 0 || x[at] > x[best]))
                best = at;
        }
        assert_true(y[i] == x[best]);
        want[best] += g[i];
    }
    for (size_t i = 0; i < n_x; i++)
        assert_true(fabsf(dx[i] - want[i]) <= 1e-6f);
    free(want);
    free(dx);
    free(y);
    free(g);
    free(x);
}

static void test_max_pool(void **state)
{
    (void)state;
    const struct nn_cpu_kernels *table[CPU_TEST_TABLES];
    const int n = cpu_test_tables(table);
    static const struct nn_cpu_window windows[] = {
        {.H = 6, .W = 8, .C = 37, .KH = 2, .KW = 2, .OH = 3, .OW = 4, .stride = 2},
        {.H = 7, .W = 6, .C = 5, .KH = 3, .KW = 3, .OH = 4, .OW = 3, .stride = 2, .pad = 1},
        {.H = 5, .W = 9, .C = 16, .KH = 3, .KW = 3, .OH = 3, .OW = 7, .stride = 1},
        {.H = 1, .W = 1, .C = 1, .KH = 1, .KW = 1, .OH = 1, .OW = 1, .stride = 1},
    };
    for (int i = 0; i < n; i++)
        for (size_t s = 0; s < sizeof windows / sizeof windows[0]; s++)
            check_pool(table[i], windows[s], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packing),
        cmocka_unit_test(test_forward),
        cmocka_unit_test(test_dx),
        cmocka_unit_test(test_dw),
        cmocka_unit_test(test_max_pool_ties),
        cmocka_unit_test(test_max_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
