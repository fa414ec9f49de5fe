/* SPDX-License-Identifier: MIT */
/* Errors while tracing: sticky, and named by op, shapes and the line of the call. */
#include "tests/nn/nn_test.h"

#include <stdio.h>

typedef void (*trace_fn)(struct nn_trace *t, struct test_net *net);

static struct nn_var mat(struct nn_trace *t, const char *name, int64_t b, int64_t d)
{
    return nn_input(t, name, RL_F32, NN_MAT(b, d));
}
static struct nn_var vec(struct nn_trace *t, const char *name, int64_t n)
{
    return nn_input(t, name, RL_F32, NN_VEC(n));
}
static struct nn_var ints(struct nn_trace *t, const char *name, int64_t n)
{
    return nn_input(t, name, RL_I32, NN_VEC(n));
}

/* ---- one function per mistake; `expected` must occur in the message ---- */
static void broadcast(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_add(t, mat(t, "a", 64, 4), vec(t, "b", 3));
}
static void linear_width(struct nn_trace *t, struct test_net *net)
{
    nn_mlp_trace(t, &net->mlp, mat(t, "x", 8, 5));
}
static void linear_rank(struct nn_trace *t, struct test_net *net)
{
    nn_mlp_trace(t, &net->mlp, vec(t, "x", 4));
}
static void linear_weight(struct nn_trace *t, struct test_net *net)
{
    struct nn_var bias = nn_param(t, &net->params, 1);
    nn_linear(t, mat(t, "x", 8, 4), bias, bias, NN_ACT_NONE);
}
static void linear_bias(struct nn_trace *t, struct test_net *net)
{
    struct nn_var weight = nn_param(t, &net->params, 0);
    nn_linear(t, mat(t, "x", 8, 4), weight, vec(t, "b", 6), NN_ACT_NONE);
}
static void matrix_in_map(struct nn_trace *t, struct test_net *net)
{
    nn_square(t, nn_param(t, &net->params, 0));
}
static void int_in_map(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_exp(t, ints(t, "i", 5));
}
static void matmul_inner(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_matmul(t, mat(t, "a", 5, 3), mat(t, "b", 4, 2));
}
static void permute_twice(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_permute(t, mat(t, "a", 5, 3), (const int32_t[]){1, 1});
}
static void transpose_axis(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_transpose(t, mat(t, "a", 5, 3), 0, 2);
}
static void expand_shape(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_expand(t, mat(t, "a", 5, 3), NN_MAT(5, 4));
}
static void gather_shape(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_gather(t, mat(t, "a", 5, 3), 1, ints(t, "i", 4));
}
static void gather_dtype(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_gather(t, vec(t, "a", 5), 0, vec(t, "i", 4));
}
static void gather_handle(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_gather(t, vec(t, "a", 5), 0, (struct nn_var){77});
}
static void scatter_shape(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_scatter_add(t, vec(t, "a", 5), 0, ints(t, "i", 4), vec(t, "b", 3));
}
static void take_axis(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_take(t, mat(t, "a", 5, 3), -3, ints(t, "i", 4));
}
static void embedding_rank(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_embedding(t, vec(t, "a", 5), ints(t, "i", 4));
}
static void one_hot_dtype(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_one_hot(t, vec(t, "i", 4), 3);
}
static void one_hot_none(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_one_hot(t, ints(t, "i", 4), 0);
}
static void softmax_rank(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_log_softmax(t, vec(t, "a", 5));
}
static void argmax_rank(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_argmax_last(t, vec(t, "a", 5));
}
static void pick_rows(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_pick(t, mat(t, "a", 5, 2), ints(t, "i", 4));
}
static void pick_dtype(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_pick(t, mat(t, "a", 5, 2), vec(t, "i", 5));
}
static void sample_rows(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_sample_categorical(t, mat(t, "a", 5, 2), vec(t, "u", 4));
}
static void sum_last_scalar(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_sum_last(t, nn_const(t, 1));
}
static void sum_ints(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_sum(t, ints(t, "i", 3));
}
static void reshape_size(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_reshape(t, mat(t, "a", 5, 2), NN_VEC(11));
}
static void to_float_of_float(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_to_float(t, vec(t, "a", 5));
}
static void input_twice(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    vec(t, "a", 5);
    vec(t, "a", 6);
}
static void input_empty(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    mat(t, "a", 0, 3);
}
static void input_bytes(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_input(t, "pixels", RL_F64, NN_VEC(4));
}
static void output_twice(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_output(t, "a", nn_const(t, 1));
    nn_output(t, "a", nn_const(t, 2));
}
static void param_index(struct nn_trace *t, struct test_net *net)
{
    nn_param(t, &net->params, 99);
}
static void loss_shape(struct nn_trace *t, struct test_net *net)
{
    nn_backward(t, nn_mlp_trace(t, &net->mlp, mat(t, "x", 8, 4)), &net->opt);
}
static void loss_without_params(struct nn_trace *t, struct test_net *net)
{
    nn_backward(t, nn_mean(t, mat(t, "x", 8, 4)), &net->opt);
}
static void loss_behind_stop(struct nn_trace *t, struct test_net *net)
{
    struct nn_var y = nn_mlp_trace(t, &net->mlp, mat(t, "x", 8, 4));
    nn_backward(t, nn_mean(t, nn_stop_grad(t, y)), &net->opt);
}
static void backward_after_step(struct nn_trace *t, struct test_net *net)
{
    struct nn_var loss = nn_mean(t, nn_mlp_trace(t, &net->mlp, mat(t, "x", 8, 4)));
    nn_backward(t, loss, &net->opt);
    nn_opt_step(t, &net->opt);
    nn_backward(t, loss, &net->opt);
}
static void clip_by_vector(struct nn_trace *t, struct test_net *net)
{
    nn_opt_clip_norm(t, &net->opt, vec(t, "max", 2));
}
static void invalid_handle(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_tanh(t, (struct nn_var){-1});
}
static void foreign_handle(struct nn_trace *t, struct test_net *net)
{
    (void)net;
    nn_add(t, nn_const(t, 1), (struct nn_var){1000});
}

static const struct {
    trace_fn trace;
    int code;
    const char *expected;
} mistakes[] = {
    {broadcast, RL_ESHAPE, "nn_add: shapes do not broadcast: got (64, 4) and (3)"},
    {linear_width, RL_ESHAPE,
     "nn_linear: x (B, n_in), weight (n_out, n_in), bias (n_out) do not "
     "fit: got (8, 5) and (6, 4) and (6)"},
    {linear_rank, RL_ESHAPE, "got (4) and (6, 4) and (6)"},
    {linear_weight, RL_EINVAL, "nn_linear: weight must be a matrix parameter"},
    {linear_bias, RL_EINVAL, "nn_linear: bias must be a vector parameter of the weight's set"},
    {matrix_in_map, RL_EINVAL, "nn_square: 'net.0.weight' is a weight matrix"},
    {int_in_map, RL_EINVAL, "nn_exp: operand 1 is int32, but float32 is wanted"},
    {matmul_inner, RL_ESHAPE,
     "nn_matmul: wants (M, K) or (E, M, K), and (K, N) or (E, K, N): got (5, 3) and (4, 2)"},
    {permute_twice, RL_ESHAPE, "nn_permute: axis 1 is named twice"},
    {transpose_axis, RL_ESHAPE, "nn_transpose: there is no axis 2: got (5, 3)"},
    {expand_shape, RL_ESHAPE, "nn_expand: (5, 3) does not broadcast to (5, 4)"},
    {gather_shape, RL_ESHAPE,
     "nn_gather: the index has the values' shape but along the axis: got (5, 3) and (4)"},
    {gather_dtype, RL_EINVAL, "nn_gather: the index is float32, but int32 is wanted"},
    {gather_handle, RL_EINVAL, "nn_gather: operand 2 is not a value of this trace"},
    {scatter_shape, RL_ESHAPE,
     "nn_scatter_add: an index for each value is wanted: got (4) and (3)"},
    {take_axis, RL_ESHAPE, "nn_take: there is no axis -3: got (5, 3)"},
    {embedding_rank, RL_ESHAPE, "an embedding wants a table (n, D): got (5) and (4)"},
    {one_hot_dtype, RL_EINVAL, "nn_one_hot: the index is float32, but int32 is wanted"},
    {one_hot_none, RL_ESHAPE, "nn_one_hot: 0 classes after 1 axes"},
    {softmax_rank, RL_ESHAPE, "nn_log_softmax: wants rows (B, D): got (5)"},
    {argmax_rank, RL_ESHAPE, "nn_argmax_last: wants rows (B, D): got (5)"},
    {pick_rows, RL_ESHAPE, "nn_pick: wants rows (B, D) and an index (B): got (5, 2) and (4)"},
    {pick_dtype, RL_EINVAL, "nn_pick: wants float32 rows and an int32 index, got float32"},
    {sample_rows, RL_ESHAPE, "nn_sample_categorical: wants log-probabilities (B, D)"},
    {sum_last_scalar, RL_ESHAPE, "nn_sum_last: a scalar () has no last axis"},
    {sum_ints, RL_EINVAL, "nn_sum: operand 1 is int32"},
    {reshape_size, RL_ESHAPE, "nn_reshape: cannot become (11): got (5, 2)"},
    {to_float_of_float, RL_EINVAL, "nn_to_float: the operand is float32"},
    {input_twice, RL_EEXIST, "nn_input: there is already an input 'a'"},
    {input_empty, RL_ESHAPE, "nn_input: 'a' has a dimension of 0"},
    {input_bytes, RL_EINVAL, "nn_input: 'pixels' is float64"},
    {output_twice, RL_EEXIST, "nn_output: there is already an output 'a'"},
    {param_index, RL_EINVAL, "nn_param: there is no parameter 99: the set has 4"},
    {loss_shape, RL_ESHAPE, "nn_backward: the loss must be a float32 scalar (), got (8, 3)"},
    {loss_without_params, RL_EINVAL, "does not depend on any parameter of optimizer 'net'"},
    {loss_behind_stop, RL_EINVAL, "does not depend on any parameter of optimizer 'net'"},
    {backward_after_step, RL_EINVAL, "nn_backward: nn_opt_step at"},
    {clip_by_vector, RL_ESHAPE, "nn_opt_clip_norm: the limit must be a float32 scalar: got (2)"},
    {invalid_handle, RL_EINVAL, "nn_tanh: operand 1 is not a value of this trace"},
    {foreign_handle, RL_EINVAL, "nn_add: operand 2 is not a value of this trace"},
};

static void test_trace_names_mistakes(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {6}}, 3, NN_ACT_TANH);
    for (size_t i = 0; i < RL_COUNTOF(mistakes); i++) {
        struct nn_trace *t = test_trace();
        mistakes[i].trace(t, &net);
        /* What follows does not hide the first mistake. */
        nn_add(t, mat(t, "later", 2, 2), vec(t, "more", 3));
        struct rl_error err = test_compile_fails(t);
        if (err.code != mistakes[i].code || !strstr(err.text, mistakes[i].expected) ||
            !strstr(err.text, "test_trace.c:"))
            fail_msg("mistake %zu: expected %s '%s', got %s '%s'", i,
                     rl_error_name(mistakes[i].code), mistakes[i].expected, rl_error_name(err.code),
                     err.text);
    }
    test_net_deinit(&net);
}

static struct nn_var row(struct nn_trace *t, struct nn_var a)
{
    return nn_reshape(t, a, NN_MAT(1, 4));
}
static struct nn_var stopped(struct nn_trace *t, struct nn_var a)
{
    return nn_stop_grad(t, row(t, a));
}
static struct nn_var copied(struct nn_trace *t, struct nn_var a)
{
    return nn_neg(t, row(t, a));
}

/* A view of another set's parameters is their memory: a step of theirs before backward is a
 * mistake, whether an op or a layer's weights read it; a value made from them is not. */
static void test_trace_guards_views_of_parameters(void **state)
{
    (void)state;
    struct nn_var (*const views[])(struct nn_trace *, struct nn_var) = {row, stopped, copied};
    struct test_net own, other;
    test_net_init(&own, "own", 4, (struct rl_ints){.n = 1, .v = {4}}, 3, NN_ACT_TANH);
    test_net_init(&other, "other", 4, (struct rl_ints){.n = 1, .v = {4}}, 3, NN_ACT_TANH);
    const struct nn_linear_layer *layer = &own.mlp.layer[0];
    for (int i = 0; i < 12; i++) {
        const bool by_layer = i & 1, stepped = i & 2, copy = i / 4 == 2;
        struct nn_trace *t = test_trace();
        struct nn_var theirs = views[i / 4](t, nn_param(t, &other.params, other.mlp.layer[0].bias));
        struct nn_var w = nn_param(t, &own.params, layer->weight);
        struct nn_var b = nn_param(t, &own.params, layer->bias);
        struct nn_var y = by_layer ? nn_linear(t, theirs, w, b, NN_ACT_NONE)
                                   : nn_mul(t, nn_reshape(t, b, NN_MAT(1, 4)), theirs);
        if (stepped)
            nn_opt_step(t, &other.opt);
        nn_backward(t, nn_mean(t, y), &own.opt);
        if (stepped && !copy) {
            struct rl_error err = test_compile_fails(t);
            assert_int_equal(err.code, RL_EINVAL);
            assert_non_null(strstr(err.text, "changed 'other.0.bias' after the forward pass"));
        } else {
            nn_program_destroy(test_compile(t));
        }
    }
    test_net_deinit(&other);
    test_net_deinit(&own);
}

static void check_line(struct nn_trace *t, const char *name, int line)
{
    char expected[128];
    snprintf(expected, sizeof(expected), "%s:%d: nn_%s: ", __FILE__, line, name);
    struct rl_error err = test_compile_fails(t);
    if (strncmp(err.text, expected, strlen(expected)) != 0)
        fail_msg("expected '%s...', got '%s'", expected, err.text);
}

/* Every row of nn/ops.def has its line in nn/trace_lines.h: the place that was set before is not
 * used. */
static void test_trace_lines_of_elementwise_ops(void **state)
{
    (void)state;
    const struct nn_var bad = {-1};
    struct nn_trace *t;
    struct rl_error err;
#define CHECK(name, ...)                                 \
    t = nn_trace_at(test_trace(), "elsewhere.c", 1);     \
    nn_##name(t, __VA_ARGS__);                           \
    err = test_compile_fails(t);                         \
    assert_non_null(strstr(err.text, "nn_" #name ": ")); \
    assert_null(strstr(err.text, "elsewhere.c"));
#define NN_MAP1(name, f, da)         CHECK(name, bad)
#define NN_MAP2(name, f, da, db)     CHECK(name, bad, bad)
#define NN_MAP3(name, f, da, db, dc) CHECK(name, bad, bad, bad)
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
}

static void test_trace_invalid_handles_pass_through(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {6}}, 3, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    struct nn_var bad = nn_add(t, mat(t, "a", 4, 4), vec(t, "b", 3));
    int line = __LINE__ - 1;
    assert_int_equal(bad.id, -1);
    assert_int_equal(nn_var_shape(t, bad).rank, 0);
    bad = nn_mlp_trace(t, &net.mlp, bad);
    bad = nn_mean(t, nn_pick(t, nn_log_softmax(t, bad), nn_argmax_last(t, bad)));
    bad = nn_sum_last(t, nn_reshape(t, nn_to_float(t, bad), NN_VEC(3)));
    nn_opt_zero_grad(t, &net.opt);
    nn_backward(t, bad, &net.opt);
    nn_output(t, "norm", nn_opt_clip_norm(t, &net.opt, bad));
    nn_opt_step(t, &net.opt);
    check_line(t, "add", line);
    test_net_deinit(&net);
}

static void test_trace_shapes(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    char text[64];
    nn_shape_format(nn_var_shape(t, nn_add(t, mat(t, "a", 4, 1), vec(t, "b", 3))), text,
                    sizeof(text));
    assert_string_equal(text, "(4, 3)");
    nn_shape_format(NN_SCALAR, text, sizeof(text));
    assert_string_equal(text, "()");
    nn_shape_format(NN_MAT(123456, 7), text, 6);
    assert_string_equal(text, "(1234");
    nn_trace_destroy(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_names_mistakes),
        cmocka_unit_test(test_trace_guards_views_of_parameters),
        cmocka_unit_test(test_trace_lines_of_elementwise_ops),
        cmocka_unit_test(test_trace_invalid_handles_pass_through),
        cmocka_unit_test(test_trace_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
