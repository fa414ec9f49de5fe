/* SPDX-License-Identifier: MIT */
/* A rig holds a row's operands as parameters. The loss is the value's product with fixed weights,
 * and difference quotients are taken in double from the value itself. */
#include "tests/nn/op_check.h"

#include <stdio.h>
#include <time.h>

#include "nn/graph.h"

enum { MAX_ELEMENTS = 512 };

struct rig {
    const struct op_case *c;
    struct nn_params params;
    struct nn_optimizer opt;
};

static void rig_init_on(struct rig *rig, struct nn_backend *be, const struct op_case *c,
                        const struct nn_shape *shape)
{
    struct rl_error err;
    *rig = (struct rig){.c = c};
    nn_params_init(&rig->params, be);
    for (int32_t k = 0; k < c->n_params; k++) {
        char name[] = "p0";
        name[1] = (char)('0' + k);
        const bool packed = c->matrix && k == c->matrix;
        const enum nn_param_kind kind = packed ? op_case_weight(shape[k]) : NN_PARAM_VECTOR;
        assert_int_equal(nn_params_add(&rig->params, name, kind, shape[k]), k);
    }
    assert_int_equal(nn_params_alloc(&rig->params, &err), 0);
    assert_int_equal(nn_opt_init(&rig->opt, &rig->params, nn_opt_defaults(NN_OPT_ADAM, "op"), &err),
                     0);
}

static void rig_init(struct rig *rig, const struct op_case *c, const struct nn_shape *shape)
{
    rig_init_on(rig, test_backend(), c, shape);
}

static void rig_deinit(struct rig *rig)
{
    nn_opt_deinit(&rig->opt);
    nn_params_deinit(&rig->params);
}

static struct nn_var trace_value(struct rig *rig, struct nn_trace *t)
{
    struct nn_var p[OP_CASE_PARAMS];
    for (int32_t k = 0; k < rig->c->n_params; k++)
        p[k] = nn_param(t, &rig->params, k);
    return rig->c->build(t, p);
}

static bool has_gradient(const struct op_case *c)
{
    return c->flat != (1u << c->n_params) - 1;
}

/* "y", and with `backward` the gradients for the weights "g". */
static struct nn_trace *trace_of(struct rig *rig, bool backward)
{
    struct nn_trace *t = nn_trace_create(rig->params.backend);
    assert_non_null(t);
    struct nn_var y = trace_value(rig, t);
    nn_output(t, "y", y);
    if (backward) {
        struct nn_var g = nn_input(t, "g", RL_F32, nn_var_shape(t, y));
        nn_opt_zero_grad(t, &rig->opt);
        nn_backward(t, nn_sum(t, nn_mul(t, y, g)), &rig->opt);
    }
    return t;
}

static void fill_bytes(struct nn_program *p, int64_t n)
{
    const int input = nn_program_find_input(p, "bytes");
    uint8_t *bytes = input < 0 ? NULL : nn_program_input(p, input);
    for (int64_t i = 0; bytes && i < n; i++)
        bytes[i] = (uint8_t)(i * 37);
}

static struct nn_program *compile(struct rig *rig, bool backward)
{
    struct nn_program *p = test_compile(trace_of(rig, backward));
    fill_bytes(p, nn_shape_elements(rig->params.items[0].shape));
    return p;
}

static int64_t value_elements(struct rig *rig)
{
    struct nn_trace *t = test_trace();
    const int64_t n = nn_shape_elements(nn_var_shape(t, trace_value(rig, t)));
    nn_trace_destroy(t);
    return n;
}

static int64_t param_elements(const struct rig *rig, int32_t k)
{
    return nn_shape_elements(rig->params.items[k].shape);
}

/* NaN is the worst of all. */
static void note(struct op_worst *w, double error, const char *what, int64_t element, double got,
                 double want)
{
    if (w->what[0] && !(error > w->error || error != error))
        return;
    *w = (struct op_worst){.error = error, .element = element, .got = got, .want = want};
    snprintf(w->what, sizeof(w->what), "%s", what);
}

/* ---- differences ---- */

/* Values keep 0.012 apart from each other's grid and from zero: no kink within a difference of
 * 0.005.
 */
static void fill_values(float *out, size_t n, int32_t param, bool is_signed)
{
    rl_fill_uniform((struct rl_key){3, RL_STREAM_TESTS, (uint32_t)param}, 0, out, n);
    for (size_t i = 0; i < n; i++) {
        float grid = 0.05f * floorf(out[i] * 34) + 0.02f + 0.013f * (float)param;
        out[i] = is_signed ? grid - 0.85f : 0.3f + grid;
    }
}

static void set_values(struct rig *rig, int32_t k, const float *values)
{
    nn_params_set(&rig->params, rig->params.block, k, values);
}

struct slope {
    struct rig *rig;
    struct nn_program *forward;
    const float *weights;
    int64_t n;
};

static double loss_at(struct slope *s, int32_t k, float *values, int64_t i, float at)
{
    const float kept = values[i];
    double loss = 0;
    values[i] = at;
    set_values(s->rig, k, values);
    values[i] = kept;
    assert_int_equal(nn_program_run(s->forward), 0);
    const float *y = test_output(s->forward, "y");
    for (int64_t e = 0; e < s->n; e++)
        loss += (double)y[e] * s->weights[e];
    return loss;
}

/* Fourth order: (4 q(h / 2) - q(h)) / 3 of two central quotients. */
static double quotient(struct slope *s, int32_t k, float *values, int64_t i)
{
    double q[2];
    for (int j = 0; j < 2; j++) {
        const float h = j ? 5e-3f : 2.5e-3f, up = values[i] + h, down = values[i] - h;
        q[j] = (loss_at(s, k, values, i, up) - loss_at(s, k, values, i, down)) /
               ((double)up - (double)down);
    }
    set_values(s->rig, k, values);
    return (4 * q[0] - q[1]) / 3;
}

struct op_worst op_differences(const struct op_case *c, bool is_signed)
{
    struct rig rig;
    struct op_worst worst = {0};
    float values[OP_CASE_PARAMS][MAX_ELEMENTS], grad[MAX_ELEMENTS], weights[MAX_ELEMENTS];
    rig_init(&rig, c, c->shape);
    struct nn_program *forward = compile(&rig, false), *backward = compile(&rig, true);
    struct slope slope = {&rig, forward, weights, value_elements(&rig)};
    assert_in_range(slope.n, 1, MAX_ELEMENTS);
    test_fill(weights, (size_t)slope.n, 99);
    test_set_input(backward, "g", weights, (size_t)slope.n);
    for (int32_t k = 0; k < c->n_params; k++) {
        assert_in_range(param_elements(&rig, k), 1, MAX_ELEMENTS);
        fill_values(values[k], (size_t)param_elements(&rig, k), k, is_signed);
        set_values(&rig, k, values[k]);
    }
    assert_int_equal(nn_program_run(backward), 0);
    for (int32_t k = 0; k < c->n_params; k++) {
        if (c->constants >> k & 1)
            continue;
        nn_params_get(&rig.params, rig.opt.grad, k, grad);
        for (int64_t i = 0; i < param_elements(&rig, k); i++) {
            const double want = c->flat >> k & 1 ? 0 : quotient(&slope, k, values[k], i);
            note(&worst, fabs(grad[i] - want) / (1 + fabs(want)), rig.params.items[k].name, i,
                 grad[i], want);
        }
    }
    nn_program_destroy(forward);
    nn_program_destroy(backward);
    rig_deinit(&rig);
    return worst;
}

/* ---- PyTorch ---- */

static void compare(struct op_worst *worst, const char *what, const float *got, const float *want,
                    int64_t n)
{
    double scale = 1;
    for (int64_t i = 0; want && i < n; i++)
        scale = fmax(scale, fabs(want[i]));
    for (int64_t i = 0; i < n; i++) {
        const double w = want ? want[i] : 0;
        note(worst, fabs(got[i] - w) / scale, what, i, got[i], w);
    }
}

/* A map's operands are a, b, c; a map of no gradient is not differentiated. */
static void operand_name(const struct op_case *c, int32_t k, const char *before, char out[16])
{
    if (c->is_map)
        snprintf(out, 16, "%s%c", before, 'a' + k);
    else
        snprintf(out, 16, "%sp%d", before, k);
}

struct op_torch op_against_torch(const struct op_case *c)
{
    struct op_torch result = {.has_gradient = has_gradient(c)};
    struct fixture f;
    struct rig rig;
    struct nn_shape shape[OP_CASE_PARAMS];
    float grad[MAX_ELEMENTS];
    char name[64];
    snprintf(name, sizeof(name), "%s_%s", c->is_map ? "map" : "op", c->name);
    if (!fixture_load(&f, name))
        fail_msg("no fixture %s: add it to tests/nn/make_fixtures.py", name);
    for (int32_t k = 0; k < c->n_params; k++) {
        operand_name(c, k, "", name);
        shape[k] = fixture_get(&f, name)->shape;
    }
    rig_init(&rig, c, shape);
    for (int32_t k = 0; k < c->n_params; k++) {
        operand_name(c, k, "", name);
        set_values(&rig, k, fixture_get(&f, name)->data);
    }
    struct nn_program *p = compile(&rig, result.has_gradient);
    const struct fixture_tensor *y = fixture_get(&f, "y");
    const int64_t n = nn_shape_elements(y->shape);
    assert_int_equal(n, value_elements(&rig));
    if (result.has_gradient)
        test_set_input(p, "g", fixture_get(&f, "g")->data, (size_t)n);
    assert_int_equal(nn_program_run(p), 0);
    compare(&result.value, "y", test_output(p, "y"), y->data, n);
    for (int32_t k = 0; result.has_gradient && k < c->n_params; k++) {
        operand_name(c, k, "d", name);
        assert_in_range(param_elements(&rig, k), 1, MAX_ELEMENTS);
        nn_params_get(&rig.params, rig.opt.grad, k, grad);
        compare(&result.gradient, name, grad,
                fixture_has(&f, name) ? fixture_get(&f, name)->data : NULL,
                param_elements(&rig, k));
    }
    nn_program_destroy(p);
    rig_deinit(&rig);
    fixture_free(&f);
    return result;
}

/* ---- time ---- */

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

static void fill_params(struct rig *rig)
{
    for (int32_t k = 0; k < rig->params.n; k++) {
        const size_t n = (size_t)param_elements(rig, k);
        float *values = malloc(n * sizeof(*values));
        assert_non_null(values);
        fill_values(values, n, k, !rig->c->positive);
        set_values(rig, k, values);
        free(values);
    }
}

double op_time_us(const struct op_case *c, bool backward)
{
    enum { ROUNDS = 7, ROUND_US = 2000 };
    struct rig rig;
    rig_init(&rig, c, c->timed[0].rank ? c->timed : c->shape);
    fill_params(&rig);
    struct nn_program *p = compile(&rig, backward);
    double best = INFINITY;
    int64_t runs = 1;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_us();
        for (int64_t i = 0; i < runs; i++)
            assert_int_equal(nn_program_run(p), 0);
        const double each = (now_us() - start) / (double)runs;
        best = fmin(best, each);
        runs = (int64_t)fmax(1, ROUND_US / fmax(each, 1e-2));
    }
    nn_program_destroy(p);
    rig_deinit(&rig);
    return best;
}

/* ---- steps alone ---- */

static struct nn_program *run_timed_shapes(struct rig *rig, struct nn_backend *be,
                                           const struct op_case *c, int64_t *n)
{
    rig_init_on(rig, be, c, c->timed[0].rank ? c->timed : c->shape);
    fill_params(rig);
    struct nn_program *p = compile(rig, has_gradient(c));
    *n = value_elements(rig);
    if (has_gradient(c))
        test_fill(nn_program_input(p, nn_program_find_input(p, "g")), (size_t)*n, 5);
    assert_int_equal(nn_program_run(p), 0);
    return p;
}

void op_assert_same_alone(const struct op_case *c, struct nn_backend *be, struct nn_backend *alone)
{
    struct rig a, b;
    int64_t n, n_alone;
    struct nn_program *p = run_timed_shapes(&a, be, c, &n);
    struct nn_program *q = run_timed_shapes(&b, alone, c, &n_alone);
    const size_t bytes = a.params.block_floats * sizeof(float);
    assert_int_equal(n, n_alone);
    if (memcmp(test_output(p, "y"), test_output(q, "y"), (size_t)n * sizeof(float)) ||
        memcmp(a.opt.grad, b.opt.grad, bytes))
        fail_msg("%s: its steps alone give other bits", c->name);
    nn_program_destroy(p);
    nn_program_destroy(q);
    rig_deinit(&a);
    rig_deinit(&b);
}

void op_mark(const struct op_case *c, bool *seen)
{
    struct rig rig;
    rig_init(&rig, c, c->shape);
    struct nn_trace *t = trace_of(&rig, has_gradient(c));
    for (int32_t id = 0; id < t->n_nodes; id++)
        seen[t->nodes[id].op] = true;
    nn_trace_destroy(t);
    rig_deinit(&rig);
}
