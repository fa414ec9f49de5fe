/* SPDX-License-Identifier: MIT */
/* Gradients against central finite differences. One row per case; every row of nn/ops.def becomes a
 * case by itself. A case builds some value from parameters; the loss is its product with fixed
 * weights, whose difference quotient is taken in double from the value itself. */
#include "tests/nn/op_cases.h"

enum { MAX_PARAMS = OP_CASE_PARAMS, MAX_ELEMENTS = 512 };

typedef struct nn_var (*build_fn)(struct nn_trace *t, const struct nn_var *p);

struct grad_case {
    const char *name;
    build_fn build;
    struct nn_shape shape[MAX_PARAMS]; /* rank 0 and dim[0] 0: no such parameter */
    int32_t n_params;
    bool is_signed;            /* values around zero; else in [0.3, 2] */
    bool constant[MAX_PARAMS]; /* declared to have no gradient */
    unsigned skipped;          /* bit k: has differences that the gradient leaves out */
    int32_t matrix;            /* this parameter is a packed matrix; 0: none */
};

/* Values keep 0.012 apart from each other's grid and from zero: no kink within a difference of
 * 0.005. */
static void fill_values(float *out, size_t n, int32_t param, bool is_signed)
{
    float u[MAX_ELEMENTS];
    rl_fill_uniform((struct rl_key){3, RL_STREAM_TESTS, (uint32_t)param}, 0, u, n);
    for (size_t i = 0; i < n; i++) {
        float grid = 0.05f * floorf(u[i] * 34) + 0.02f + 0.013f * (float)param;
        out[i] = is_signed ? grid - 0.85f : 0.3f + grid;
    }
}

struct grad_rig {
    struct nn_params params;
    struct nn_optimizer opt;
    struct nn_program *forward, *backward;
    size_t n_out;
    float weights[MAX_ELEMENTS];
};

static struct nn_var trace_value(struct grad_rig *rig, const struct grad_case *c,
                                 struct nn_trace *t)
{
    struct nn_var p[MAX_PARAMS];
    for (int32_t i = 0; i < c->n_params; i++)
        p[i] = nn_param(t, &rig->params, i);
    return c->build(t, p);
}

static void rig_init(struct grad_rig *rig, const struct grad_case *c)
{
    struct rl_error err;
    nn_params_init(&rig->params, test_backend());
    for (int32_t i = 0; i < c->n_params; i++) {
        char name[] = "p0";
        name[1] = (char)('0' + i);
        bool matrix = c->matrix && i == c->matrix;
        assert_int_equal(nn_params_add(&rig->params, name,
                                       matrix ? op_case_weight(c->shape[i]) : NN_PARAM_VECTOR,
                                       c->shape[i]),
                         i);
    }
    assert_int_equal(nn_params_alloc(&rig->params, &err), 0);
    struct nn_opt_config config = {.name = "grad"};
    assert_int_equal(nn_opt_init(&rig->opt, &rig->params, config, &err), 0);

    struct nn_trace *t = test_trace();
    nn_output(t, "value", trace_value(rig, c, t));
    rig->forward = test_compile(t);

    t = test_trace();
    struct nn_var value = trace_value(rig, c, t);
    struct nn_shape shape = nn_var_shape(t, value);
    rig->n_out = (size_t)nn_shape_elements(shape);
    assert_in_range(rig->n_out, 1, MAX_ELEMENTS);
    struct nn_var weights = nn_input(t, "weights", RL_F32, shape);
    nn_opt_zero_grad(t, &rig->opt);
    nn_backward(t, nn_sum(t, nn_mul(t, value, weights)), &rig->opt);
    rig->backward = test_compile(t);
    test_fill(rig->weights, rig->n_out, 99);
    test_set_input(rig->backward, "weights", rig->weights, rig->n_out);
}

static void rig_deinit(struct grad_rig *rig)
{
    nn_program_destroy(rig->forward);
    nn_program_destroy(rig->backward);
    nn_opt_deinit(&rig->opt);
    nn_params_deinit(&rig->params);
}

static double loss_of(struct grad_rig *rig)
{
    assert_int_equal(nn_program_run(rig->forward), 0);
    const float *value = test_output(rig->forward, "value");
    double loss = 0;
    for (size_t i = 0; i < rig->n_out; i++)
        loss += (double)value[i] * rig->weights[i];
    return loss;
}

static double difference_quotient(struct grad_rig *rig, int32_t param, float *values, int64_t i)
{
    const float h = 5e-3f, at = values[i];
    float up = at + h, down = at - h;
    values[i] = up;
    nn_params_set(&rig->params, rig->params.block, param, values);
    double above = loss_of(rig);
    values[i] = down;
    nn_params_set(&rig->params, rig->params.block, param, values);
    double below = loss_of(rig);
    values[i] = at;
    nn_params_set(&rig->params, rig->params.block, param, values);
    return (above - below) / ((double)up - (double)down);
}

static void check_case(const struct grad_case *c)
{
    struct grad_rig rig;
    float values[MAX_PARAMS][MAX_ELEMENTS], grad[MAX_ELEMENTS];
    rig_init(&rig, c);
    for (int32_t p = 0; p < c->n_params; p++) {
        assert_in_range(nn_shape_elements(c->shape[p]), 1, MAX_ELEMENTS);
        fill_values(values[p], (size_t)nn_shape_elements(c->shape[p]), p, c->is_signed);
        nn_params_set(&rig.params, rig.params.block, p, values[p]);
    }
    assert_int_equal(nn_program_run(rig.backward), 0);
    for (int32_t p = 0; p < c->n_params; p++) {
        if (c->skipped >> p & 1)
            continue;
        nn_params_get(&rig.params, rig.opt.grad, p, grad);
        for (int64_t i = 0; i < nn_shape_elements(c->shape[p]); i++) {
            double want = c->constant[p] ? 0 : difference_quotient(&rig, p, values[p], i);
            if (!(fabs(grad[i] - want) <= 1.5e-3 * (1 + fabs(want))))
                fail_msg("%s: gradient of operand %d, element %d: %.6g, differences say %.6g",
                         c->name, p + 1, (int)i, grad[i], want);
        }
    }
    rig_deinit(&rig);
}

/* ---- every elementwise op, on equal shapes and with each operand broadcast in turn ---- */
#define NN_MAP1(name, f, da)                                                      \
    static struct nn_var build_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                             \
        return nn_##name(t, p[0]);                                                \
    }
#define NN_MAP2(name, f, da, db)                                                  \
    static struct nn_var build_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                             \
        return nn_##name(t, p[0], p[1]);                                          \
    }
#define NN_MAP3(name, f, da, db, dc)                                              \
    static struct nn_var build_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                             \
        return nn_##name(t, p[0], p[1], p[2]);                                    \
    }
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

static const struct {
    const char *name;
    build_fn build;
    int32_t arity;
    const char *grad[3];
} maps[] = {
#define NN_MAP1(name, f, da)         {#name, build_##name, 1, {#da}},
#define NN_MAP2(name, f, da, db)     {#name, build_##name, 2, {#da, #db}},
#define NN_MAP3(name, f, da, db, dc) {#name, build_##name, 3, {#da, #db, #dc}},
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
};

/* log and sqrt exist for positive values only. */
static bool wants_positive(const char *name)
{
    static const char *const names[] = {"log", "sqrt", "div", "log1p", "rsqrt", "pow"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

/* The m-th elementwise op with operand k of shape `other`, the others (3, 5). */
static void check_map(size_t m, int32_t k, struct nn_shape other, bool is_signed)
{
    const struct nn_shape full = NN_MAT(3, 5);
    struct grad_case c = {.name = maps[m].name,
                          .build = maps[m].build,
                          .shape = {full, full, full},
                          .n_params = maps[m].arity,
                          .is_signed = is_signed};
    c.shape[k] = other;
    int32_t n_constant = 0;
    for (int32_t i = 0; i < c.n_params; i++) {
        c.constant[i] = !strcmp(maps[m].grad[i], "NN_NO_GRAD");
        n_constant += c.constant[i];
    }
    if (n_constant < c.n_params)
        check_case(&c);
}

static void test_maps(void **state)
{
    (void)state;
    const struct nn_shape other[] = {NN_MAT(3, 5), NN_SCALAR, NN_VEC(5), NN_MAT(3, 1)};
    for (size_t m = 0; m < RL_COUNTOF(maps); m++)
        for (int32_t k = 0; k < maps[m].arity; k++)
            for (size_t s = 0; s < RL_COUNTOF(other); s++) {
                check_map(m, k, other[s], false);
                if (!wants_positive(maps[m].name))
                    check_map(m, k, other[s], true);
            }
}

/* ---- the others ---- */
static struct nn_var indices(struct nn_trace *t, struct nn_var like)
{
    return nn_argmax_last(t, nn_stop_grad(t, like));
}

static struct nn_var build_sum(struct nn_trace *t, const struct nn_var *p)
{
    return nn_sum(t, nn_square(t, p[0]));
}
static struct nn_var build_mean(struct nn_trace *t, const struct nn_var *p)
{
    return nn_mean(t, nn_mul(t, p[0], nn_exp(t, p[0])));
}
static struct nn_var build_mean_alone(struct nn_trace *t, const struct nn_var *p)
{
    return nn_mean(t, p[0]);
}
static struct nn_var build_mean_of_scalar(struct nn_trace *t, const struct nn_var *p)
{
    /* The gradient of `sum` is one value for all, and both operands are broadcast. */
    return nn_sum(t, nn_mul(t, p[0], nn_add(t, p[1], p[2])));
}
/* One gradient for all elements arrives at operands that were broadcast. */
static struct nn_var build_sum_of_add(struct nn_trace *t, const struct nn_var *p)
{
    return nn_sum(t, nn_add(t, nn_add(t, p[0], p[1]), p[2]));
}
static struct nn_var build_sum_last(struct nn_trace *t, const struct nn_var *p)
{
    return nn_square(t, nn_sum_last(t, p[0]));
}
static struct nn_var build_sum_of_sum_last(struct nn_trace *t, const struct nn_var *p)
{
    return nn_sum(t, nn_sum_last(t, nn_exp(t, p[0])));
}
static struct nn_var build_log_softmax(struct nn_trace *t, const struct nn_var *p)
{
    return nn_log_softmax(t, nn_mul(t, p[0], nn_const(t, 2)));
}
static struct nn_var build_pick(struct nn_trace *t, const struct nn_var *p)
{
    return nn_exp(t, nn_pick(t, p[0], indices(t, p[0])));
}
static struct nn_var build_reshape(struct nn_trace *t, const struct nn_var *p)
{
    return nn_mul(t, nn_reshape(t, p[0], NN_MAT(6, 2)), nn_reshape(t, p[1], NN_MAT(6, 2)));
}
static struct nn_var build_entropy(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var logp = nn_log_softmax(t, p[0]);
    return nn_neg(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
}
/* Gaussian log-probability with a state-independent log standard deviation (A). */
static struct nn_var build_gaussian(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var z = nn_div(t, nn_sub(t, p[0], p[1]), nn_exp(t, p[2]));
    struct nn_var each = nn_add(t, nn_mul(t, nn_const(t, -0.5f), nn_square(t, z)), nn_neg(t, p[2]));
    return nn_sum_last(t, each);
}
static struct nn_var build_used_twice(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var y = nn_tanh(t, p[0]);
    return nn_add(t, nn_mul(t, y, p[0]), nn_square(t, y));
}
static struct nn_var build_rank4(struct nn_trace *t, const struct nn_var *p)
{
    return nn_mul(t, nn_add(t, p[0], p[1]), p[2]);
}
static struct nn_var build_linear(struct nn_trace *t, const struct nn_var *p)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_NONE);
}
static struct nn_var build_linear_tanh(struct nn_trace *t, const struct nn_var *p)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
}
static struct nn_var build_linear_relu(struct nn_trace *t, const struct nn_var *p)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_RELU);
}
/* The same layer twice: its input's gradient goes through the fused activation. */
static struct nn_var build_linear_deep(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var h = nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
    return nn_linear(t, h, p[1], p[2], NN_ACT_TANH);
}
static struct nn_var build_linear_shared(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var h = nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
    return nn_add(t, nn_linear(t, h, p[1], p[2], NN_ACT_NONE), h);
}

/* The product's gradient goes on to two ops: the tanh may not swallow it. */
static struct nn_var build_linear_of_sum(struct nn_trace *t, const struct nn_var *p)
{
    struct nn_var x = nn_add(t, nn_tanh(t, p[0]), nn_square(t, p[3]));
    return nn_linear(t, x, p[1], p[2], NN_ACT_NONE);
}

#define RANK4(a, b, c, d)                       \
    {                                           \
        .rank = 4, .dim = {(a), (b), (c), (d) } \
    }
#define RANK3(a, b, c)                     \
    {                                      \
        .rank = 3, .dim = {(a), (b), (c) } \
    }
/* clang-format off */
static const struct {
    const char *name;
    build_fn build;
    int32_t n_params;
    struct nn_shape shape[MAX_PARAMS];
} cases[] = {
    {"sum",           build_sum,             1, {NN_MAT(4, 3)}},
    {"mean",          build_mean,            1, {NN_MAT(4, 3)}},
    {"mean alone",    build_mean_alone,      1, {NN_MAT(4, 3)}},
    {"sum broadcast", build_mean_of_scalar,  3, {NN_MAT(4, 3), NN_VEC(3), NN_SCALAR}},
    {"sum of add",    build_sum_of_add,      3, {NN_MAT(4, 3), NN_VEC(3), NN_SCALAR}},
    {"sum_last",      build_sum_last,        1, {NN_MAT(4, 3)}},
    {"sum_last (D)",  build_sum_last,        1, {NN_VEC(7)}},
    {"sum_last 3",    build_sum_last,        1, {RANK3(2, 3, 4)}},
    {"sum of sums",   build_sum_of_sum_last, 1, {NN_MAT(4, 3)}},
    {"log_softmax",   build_log_softmax,     1, {NN_MAT(4, 5)}},
    {"log_softmax 2", build_log_softmax,     1, {NN_MAT(9, 2)}},
    {"log_softmax 1", build_log_softmax,     1, {NN_MAT(3, 1)}},
    {"pick",          build_pick,            1, {NN_MAT(6, 4)}},
    {"reshape",       build_reshape,         2, {NN_MAT(3, 4), NN_VEC(12)}},
    {"entropy",       build_entropy,         1, {NN_MAT(5, 3)}},
    {"gaussian",      build_gaussian,        3, {NN_MAT(5, 3), NN_MAT(5, 3), NN_VEC(3)}},
    {"used twice",    build_used_twice,      1, {NN_MAT(3, 3)}},
    {"rank 4",        build_rank4,           3, {RANK4(2, 3, 1, 4), RANK4(1, 1, 5, 1),
                                                 RANK3(3, 1, 4)}},
    {"linear",        build_linear,          3, {NN_MAT(5, 3), NN_MAT(4, 3), NN_VEC(4)}},
    {"linear wide",   build_linear,          3, {NN_MAT(9, 17), NN_MAT(19, 17), NN_VEC(19)}},
    {"linear thin",   build_linear,          3, {NN_MAT(7, 9), NN_MAT(1, 9), NN_VEC(1)}},
    {"linear row",    build_linear,          3, {NN_MAT(1, 9), NN_MAT(5, 9), NN_VEC(5)}},
    {"linear tanh",   build_linear_tanh,     3, {NN_MAT(5, 3), NN_MAT(4, 3), NN_VEC(4)}},
    {"linear relu",   build_linear_relu,     3, {NN_MAT(5, 3), NN_MAT(4, 3), NN_VEC(4)}},
    {"linear deep",   build_linear_deep,     3, {NN_MAT(6, 4), NN_MAT(4, 4), NN_VEC(4)}},
    {"linear of sum", build_linear_of_sum,   4, {NN_MAT(5, 3), NN_MAT(4, 3), NN_VEC(4),
                                                 NN_MAT(5, 3)}},
    {"linear shared", build_linear_shared,   3, {NN_MAT(6, 4), NN_MAT(4, 4), NN_VEC(4)}},
};
/* clang-format on */

static void test_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct grad_case c = {.name = cases[i].name,
                              .build = cases[i].build,
                              .n_params = cases[i].n_params,
                              .is_signed = true,
                              .matrix = strncmp(cases[i].name, "linear", 6) ? 0 : 1};
        memcpy(c.shape, cases[i].shape, sizeof(c.shape));
        check_case(&c);
    }
}

static void test_op_cases(void **state)
{
    (void)state;
    for (int32_t i = 0; i < n_op_cases; i++) {
        struct grad_case c = {.name = op_cases[i].name,
                              .build = op_cases[i].build,
                              .n_params = op_cases[i].n_params,
                              .is_signed = true,
                              .skipped = op_cases[i].constants,
                              .matrix = op_cases[i].matrix};
        memcpy(c.shape, op_cases[i].shape, sizeof(op_cases[i].shape));
        check_case(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_op_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
