/* SPDX-License-Identifier: MIT */
/* Plans: nothing needed is dropped, nothing alive is overwritten, what should fuse fuses. */
#include "nn/plan.h"
#include "tests/nn/nn_test.h"

#include <stdio.h>

static struct nn_plan *plan_of(struct nn_trace *t)
{
    struct nn_plan *plan;
    struct rl_error err;
    if (t->error.code)
        fail_msg("%s", t->error.text);
    assert_int_equal(nn_plan_create(t, &plan, &err), 0);
    return plan;
}

static int32_t count_op(const struct nn_plan *plan, enum nn_op op)
{
    int32_t n = 0;
    for (int32_t s = 0; s < plan->n_steps; s++)
        n += plan->steps[s].op == op;
    return n;
}

static size_t bytes_of(struct nn_shape shape)
{
    return (size_t)nn_shape_elements(shape) * 4;
}

/* Which step wrote each byte range of the arena last: every operand must still be what its step
 * wrote. An independent reading of the plan: it knows nothing of liveness, only what steps read and
 * write. */
struct writer {
    size_t from, to;
    int32_t step;
};
struct writers {
    struct writer w[4096];
    int32_t n;
};

static void writers_put(struct writers *all, size_t from, size_t to, int32_t step)
{
    for (int32_t i = 0; i < all->n;) {
        struct writer *w = &all->w[i];
        if (w->from < to && from < w->to)
            *w = all->w[--all->n]; /* destroyed, even if only in part */
        else
            i++;
    }
    assert_true(all->n < (int32_t)RL_COUNTOF(all->w));
    all->w[all->n++] = (struct writer){from, to, step};
}

static bool writers_hold(const struct writers *all, size_t from, size_t bytes)
{
    for (int32_t i = 0; i < all->n; i++)
        if (all->w[i].from == from && all->w[i].to == from + bytes && all->w[i].step >= 0)
            return true;
    return false;
}

static void assert_no_live_value_is_overwritten(const struct nn_plan *plan)
{
    static struct writers all;
    all.n = 0;
    for (int32_t s = 0; s < plan->n_steps; s++) {
        const struct nn_step *step = &plan->steps[s];
        for (int32_t k = 0; k < step->n_in; k++) {
            if (step->in[k].slot != NN_SLOT_ARENA)
                continue;
            if (!writers_hold(&all, step->in[k].offset, bytes_of(step->in_shape[k])))
                fail_msg("step %d (%s) reads operand %d at %zu, which is gone", s,
                         nn_op_row(step->op)->name, k, step->in[k].offset);
            bool overlaps_scratch =
                step->scratch_bytes &&
                step->in[k].offset < step->scratch.offset + step->scratch_bytes &&
                step->scratch.offset < step->in[k].offset + bytes_of(step->in_shape[k]);
            assert_false(overlaps_scratch);
        }
        if (step->scratch_bytes) {
            assert_int_equal(step->scratch.offset % 64, 0);
            writers_put(&all, step->scratch.offset, step->scratch.offset + step->scratch_bytes, -1);
        }
        if (step->out.slot != NN_SLOT_ARENA)
            continue;
        size_t from = step->out.offset, to = from + bytes_of(step->shape);
        assert_int_equal(from % 64, 0);
        assert_true(to <= plan->slots[NN_SLOT_ARENA].bytes);
        if (step->scratch_bytes)
            assert_true(to <= step->scratch.offset ||
                        from >= step->scratch.offset + step->scratch_bytes);
        for (int32_t k = 0; k < step->n_in && !nn_op_is_map(step->op); k++)
            assert_false(step->in[k].slot == NN_SLOT_ARENA && step->in[k].offset == from);
        writers_put(&all, from, to, s);
    }
    for (int32_t i = 0; i < plan->n_outputs; i++)
        assert_int_equal(plan->outputs[i].ref.slot, NN_SLOT_OUTPUT);
}

/* The shape of a PPO update: two networks, ratio clip, value loss, entropy, one optimizer. */
static struct nn_trace *trace_update(struct nn_params *params, struct nn_mlp *policy,
                                     struct nn_mlp *value, struct nn_optimizer *opt, int64_t rows)
{
    struct nn_trace *t = test_trace();
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(rows, 4));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(rows));
    struct nn_var old = nn_input(t, "logp", RL_F32, NN_VEC(rows));
    struct nn_var adv = nn_input(t, "advantage", RL_F32, NN_VEC(rows));
    struct nn_var ret = nn_input(t, "return", RL_F32, NN_VEC(rows));
    (void)params;
    struct nn_var logp = nn_log_softmax(t, nn_mlp_trace(t, policy, obs));
    struct nn_var entropy = nn_neg(t, nn_mean(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp))));
    struct nn_var ratio = nn_exp(t, nn_sub(t, nn_pick(t, logp, action), old));
    struct nn_var clipped = nn_clip(t, ratio, nn_const(t, 0.8f), nn_const(t, 1.2f));
    struct nn_var gain = nn_min(t, nn_mul(t, adv, ratio), nn_mul(t, adv, clipped));
    struct nn_var v = nn_reshape(t, nn_mlp_trace(t, value, obs), NN_VEC(rows));
    struct nn_var v_loss = nn_mean(t, nn_square(t, nn_sub(t, v, ret)));
    struct nn_var loss = nn_sub(t, nn_mul(t, nn_const(t, 0.5f), v_loss), nn_mean(t, gain));
    loss = nn_sub(t, loss, nn_mul(t, nn_const(t, 0.01f), entropy));
    nn_output(t, "loss", loss);
    nn_output(t, "value", v);
    nn_opt_zero_grad(t, opt);
    nn_backward(t, loss, opt);
    nn_opt_clip_norm(t, opt, nn_const(t, 0.5f));
    nn_opt_step(t, opt);
    return t;
}

static void test_plan_of_an_update(void **state)
{
    (void)state;
    struct nn_params params;
    struct nn_mlp policy, value;
    struct nn_optimizer opt;
    struct rl_error err;
    struct rl_ints hidden = {.n = 2, .v = {64, 64}};
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_mlp_add(&policy, &params, "p", 4, &hidden, 2, NN_ACT_TANH), 0);
    assert_int_equal(nn_mlp_add(&value, &params, "v", 4, &hidden, 1, NN_ACT_RELU), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    assert_int_equal(nn_opt_init(&opt, &params, nn_opt_defaults(NN_OPT_ADAM, "o"), &err), 0);
    struct nn_trace *t = trace_update(&params, &policy, &value, &opt, 64);
    struct nn_plan *plan = plan_of(t);
    nn_trace_destroy(t); /* the plan stands alone */
    assert_no_live_value_is_overwritten(plan);

    /* Six layers: the input's gradient is wanted by four, each with the activation fused. */
    assert_int_equal(count_op(plan, NN_OP_LINEAR), 6);
    assert_int_equal(count_op(plan, NN_OP_LINEAR_DW), 6);
    assert_int_equal(count_op(plan, NN_OP_LINEAR_DX), 4);
    assert_int_equal(count_op(plan, NN_OP_DA_tanh), 0);
    assert_int_equal(count_op(plan, NN_OP_DA_relu), 0);
    for (int32_t s = 0; s < plan->n_steps; s++)
        if (plan->steps[s].op == NN_OP_LINEAR_DX)
            assert_int_equal(plan->steps[s].n_in, 3);
    double per_row = 4 * 64 + 64 * 64, heads = 64 * 2 + 64;
    assert_float_equal(plan->flops, 2 * 64 * (2 * per_row * 2 + heads * 2 + 2 * 64 * 64 + heads),
                       1);
    /* Intermediates share memory: a plain sum of all would be several times as much. */
    size_t sum = 0;
    for (int32_t s = 0; s < plan->n_steps; s++)
        if (plan->steps[s].out.slot == NN_SLOT_ARENA)
            sum += bytes_of(plan->steps[s].shape) + plan->steps[s].scratch_bytes;
    assert_true(plan->slots[NN_SLOT_ARENA].bytes < sum * 3 / 4);
    nn_plan_destroy(plan);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
}

static void test_dead_values_are_dropped(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_VEC(8));
    nn_input(t, "unused", RL_F32, NN_VEC(8));
    nn_exp(t, nn_square(t, x));
    nn_output(t, "y", nn_neg(t, x));
    struct nn_plan *plan = plan_of(t);
    nn_trace_destroy(t);
    assert_int_equal(plan->n_steps, 1);
    assert_int_equal(plan->steps[0].op, NN_OP_neg);
    assert_int_equal(plan->slots[NN_SLOT_ARENA].bytes, 0);
    assert_int_equal(plan->n_slots, 4 + 2); /* an input stays although nobody reads it */
    nn_plan_destroy(plan);
}

static void test_constants_fold_and_are_shared(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_VEC(8));
    struct nn_var two = nn_add(t, nn_const(t, 1), nn_const(t, 1));
    nn_output(t, "a", nn_mul(t, x, two));
    nn_output(t, "b", nn_add(t, x, nn_const(t, 2)));
    struct nn_plan *plan = plan_of(t);
    nn_trace_destroy(t);
    assert_int_equal(plan->n_steps, 2);
    assert_int_equal(plan->slots[NN_SLOT_CONST].bytes, sizeof(float));
    assert_true(plan->consts[0] == 2);
    nn_plan_destroy(plan);
}

static void assert_same_number(const char *what, float folded, float computed)
{
    if (isnan(folded) ? !isnan(computed) : memcmp(&folded, &computed, sizeof(folded)) != 0)
        fail_msg("%s: %g of constants, %g of inputs", what, (double)folded, (double)computed);
}

/* An op of constants is what the kernel would compute, for NaN and zeros of both signs too. */
static void test_constants_fold_as_kernels_compute(void **state)
{
    (void)state;
    const float values[] = {NAN, -1, -0.0f, 0, 2, -INFINITY, INFINITY};
    for (size_t i = 0; i < RL_COUNTOF(values); i++)
        for (size_t k = 0; k < RL_COUNTOF(values); k++) {
            struct nn_trace *t = test_trace();
            for (int folded = 0; folded < 2; folded++) {
                static const char *const names[][4] = {{"min", "max", "relu", "clip"},
                                                       {"MIN", "MAX", "RELU", "CLIP"}};
                struct nn_var a =
                    folded ? nn_const(t, values[i]) : nn_input(t, "a", RL_F32, NN_SCALAR);
                struct nn_var b =
                    folded ? nn_const(t, values[k]) : nn_input(t, "b", RL_F32, NN_SCALAR);
                nn_output(t, names[folded][0], nn_min(t, a, b));
                nn_output(t, names[folded][1], nn_max(t, a, b));
                nn_output(t, names[folded][2], nn_relu(t, a));
                nn_output(t, names[folded][3], nn_clip(t, a, b, b));
            }
            struct nn_program *p = test_compile(t);
            test_set_input(p, "a", &values[i], 1);
            test_set_input(p, "b", &values[k], 1);
            assert_int_equal(nn_program_run(p), 0);
            assert_same_number("min", *test_output(p, "MIN"), *test_output(p, "min"));
            assert_same_number("max", *test_output(p, "MAX"), *test_output(p, "max"));
            assert_same_number("relu", *test_output(p, "RELU"), *test_output(p, "relu"));
            assert_same_number("clip", *test_output(p, "CLIP"), *test_output(p, "clip"));
            assert_int_equal(isnan(*test_output(p, "RELU")), isnan(values[i]));
            nn_program_destroy(p);
        }
}

static void test_elementwise_runs_in_place(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_VEC(1000)), y = x;
    for (int i = 0; i < 10; i++)
        y = nn_tanh(t, y);
    nn_output(t, "y", nn_sum(t, y));
    struct nn_plan *plan = plan_of(t);
    nn_trace_destroy(t);
    assert_no_live_value_is_overwritten(plan);
    assert_int_equal(plan->slots[NN_SLOT_ARENA].bytes, RL_ALIGN_UP(4000, 64));
    nn_plan_destroy(plan);
}

/* The derivative may only ride on the product when nothing else reads the product. */
static void test_no_fusion_into_a_shared_gradient(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {4}}, 4, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    struct nn_linear_layer *l = net.mlp.layer;
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(8, 4));
    struct nn_var h = nn_linear(t, x, nn_param(t, &net.params, l[0].weight),
                                nn_param(t, &net.params, l[0].bias), NN_ACT_TANH);
    struct nn_var y = nn_linear(t, h, nn_param(t, &net.params, l[1].weight),
                                nn_param(t, &net.params, l[1].bias), NN_ACT_NONE);
    nn_backward(t, nn_sum(t, nn_mul(t, y, h)), &net.opt);
    struct nn_plan *plan = plan_of(t);
    nn_trace_destroy(t);
    assert_no_live_value_is_overwritten(plan);
    assert_int_equal(count_op(plan, NN_OP_DA_tanh), 1);
    nn_plan_destroy(plan);
    test_net_deinit(&net);
}

static void test_an_empty_trace_is_a_plan(void **state)
{
    (void)state;
    struct nn_program *p = test_compile(test_trace());
    assert_int_equal(nn_program_run(p), 0);
    assert_int_equal(nn_program_info(p).n_steps, 0);
    nn_program_destroy(p);
}

/* ---- random straight-line programs ---- */
enum { RANDOM_NODES = 50 };

static struct nn_var random_op(struct nn_trace *t, const struct nn_var *v, int n,
                               const uint32_t w[4])
{
    struct nn_var a = v[w[0] % (uint32_t)n], b = v[w[1] % (uint32_t)n], c = v[w[3] % (uint32_t)n];
    switch (w[2] % 8) {
    case 0:
        return nn_mean(t, a);
    case 1: /* a view */
        return nn_reshape(t, a, nn_var_shape(t, a).rank ? NN_MAT(6, 5) : NN_SCALAR);
    case 2:
        return nn_log_softmax(t, nn_add(t, v[0], a));
    case 3:
        return nn_where(t, a, b, c);
    case 4:
        return nn_tanh(t, a);
    case 5:
        return nn_sub(t, a, b);
    default:
        return nn_mul(t, a, b);
    }
}

/* `all`: every value is an output, so no memory is ever used twice. */
static struct nn_trace *random_trace(uint32_t seed, bool all)
{
    struct nn_trace *t = test_trace();
    struct nn_var v[RANDOM_NODES];
    int n = 0;
    v[n++] = nn_input(t, "x", RL_F32, NN_MAT(6, 5));
    v[n++] = nn_input(t, "s", RL_F32, NN_SCALAR);
    for (; n < RANDOM_NODES; n++) {
        uint32_t w[4];
        rl_philox((struct rl_key){seed, RL_STREAM_TESTS, 1}, (uint64_t)n, w);
        v[n] = random_op(t, v, n, w);
    }
    for (int i = 2; i < n; i++) {
        char name[16];
        snprintf(name, sizeof(name), "v%d", i);
        if (all || i == n / 2 || i == n - 1)
            nn_output(t, name, v[i]);
    }
    return t;
}

static void set_random_inputs(struct nn_program *p)
{
    float x[30];
    test_fill(x, 30, 1);
    test_set_input(p, "x", x, 30);
    test_set_input(p, "s", x, 1);
}

static void test_random_programs(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 300; seed++) {
        struct nn_trace *t = random_trace(seed, false);
        struct nn_plan *plan = plan_of(t);
        assert_no_live_value_is_overwritten(plan);
        char last[16], middle[16];
        snprintf(last, sizeof(last), "v%d", RANDOM_NODES - 1);
        snprintf(middle, sizeof(middle), "v%d", RANDOM_NODES / 2);
        size_t last_bytes = bytes_of(nn_var_shape(t, (struct nn_var){t->outputs[1].node}));
        size_t middle_bytes = bytes_of(nn_var_shape(t, (struct nn_var){t->outputs[0].node}));
        nn_plan_destroy(plan);
        struct nn_program *tight = test_compile(t), *wide = test_compile(random_trace(seed, true));
        set_random_inputs(tight);
        set_random_inputs(wide);
        for (int run = 0; run < 2; run++) {
            assert_int_equal(nn_program_run(tight), 0);
            assert_int_equal(nn_program_run(wide), 0);
            assert_memory_equal(test_output(tight, last), test_output(wide, last), last_bytes);
            assert_memory_equal(test_output(tight, middle), test_output(wide, middle),
                                middle_bytes);
        }
        nn_program_destroy(tight);
        nn_program_destroy(wide);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan_of_an_update),
        cmocka_unit_test(test_dead_values_are_dropped),
        cmocka_unit_test(test_constants_fold_and_are_shared),
        cmocka_unit_test(test_constants_fold_as_kernels_compute),
        cmocka_unit_test(test_elementwise_runs_in_place),
        cmocka_unit_test(test_no_fusion_into_a_shared_gradient),
        cmocka_unit_test(test_an_empty_trace_is_a_plan),
        cmocka_unit_test(test_random_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
