/* SPDX-License-Identifier: MIT */
/* The summary of a model: counted by hand. */
#include "tests/nn/nn_test.h"

#include "nn/cnn.h"
#include "nn/summary.h"

struct model {
    struct nn_params params, target;
    struct nn_cnn cnn, target_cnn;
    struct nn_mlp mlp;
    struct nn_optimizer opt;
    struct nn_state *state;
};

/* Images of 10 x 10 x 4: 16 3 x 3, 128, then 6; a target of the convolutions alone. */
static void model_init(struct model *m)
{
    const struct rl_ints none = {0};
    nn_params_init(&m->params, test_backend());
    nn_params_init(&m->target, test_backend());
    assert_int_equal(nn_cnn_add(&m->cnn, &m->params, "q.cnn", &nn_cnn_small, 10, 10, 4, NULL), 0);
    assert_int_equal(nn_mlp_add(&m->mlp, &m->params, "q", 128, &none, 6, NN_ACT_NONE), 0);
    assert_int_equal(
        nn_cnn_add(&m->target_cnn, &m->target, "q.cnn", &nn_cnn_small, 10, 10, 4, NULL), 0);
    assert_int_equal(nn_params_alloc(&m->params, NULL), 0);
    assert_int_equal(nn_params_alloc(&m->target, NULL), 0);
    assert_int_equal(nn_opt_init(&m->opt, &m->params, nn_opt_defaults(NN_OPT_ADAM, "q"), NULL), 0);
    m->state = nn_state_create();
    assert_int_equal(nn_state_add_params(m->state, "model", &m->params), 0);
    assert_int_equal(nn_state_add_params(m->state, "target", &m->target), 0);
    assert_int_equal(nn_state_add_optimizer(m->state, &m->opt), 0);
}

static void model_deinit(struct model *m)
{
    nn_state_destroy(m->state);
    nn_opt_deinit(&m->opt);
    nn_params_deinit(&m->params);
    nn_params_deinit(&m->target);
}

static void check_row(const struct nn_summary_row *row, const char *layer, int64_t parameters,
                      int64_t trainable, int64_t frozen, double flops)
{
    assert_string_equal(row->layer, layer);
    assert_int_equal(row->parameters, parameters);
    assert_int_equal(row->trainable, trainable);
    assert_int_equal(row->frozen, frozen);
    assert_int_equal(row->bytes, (size_t)parameters * 4);
    assert_true(row->flops == flops);
}

enum {
    CONV = 16 * 4 * 9 + 16,
    FULL = 128 * 16 * 64 + 128,
    HEAD = 6 * 128 + 6,
    CONV_FLOP = 2 * 64 * 16 * 4 * 9, /* 8 x 8 pixels */
    FULL_FLOP = 2 * 128 * 16 * 64,
    HEAD_FLOP = 2 * 6 * 128
};

static void test_summary_counts(void **state)
{
    (void)state;
    struct model m;
    struct nn_summary s;
    struct nn_optimizer *opts[] = {&m.opt};
    model_init(&m);
    assert_int_equal(nn_opt_freeze(opts, 1, "q.cnn.0.*", true, NULL), 2);
    assert_int_equal(nn_summary_init(&s, m.state, opts, 1, NULL), 0);
    assert_int_equal(s.n, 5);
    check_row(&s.rows[0], "model/q.cnn.0", CONV, 0, CONV, CONV_FLOP);
    check_row(&s.rows[1], "model/q.cnn.1", FULL, FULL, 0, FULL_FLOP);
    check_row(&s.rows[2], "model/q.0", HEAD, HEAD, 0, HEAD_FLOP);
    check_row(&s.rows[3], "target/q.cnn.0", CONV, 0, 0, CONV_FLOP);
    check_row(&s.rows[4], "target/q.cnn.1", FULL, 0, 0, FULL_FLOP);
    assert_true(nn_shape_equal(s.rows[0].shape, NN_SHAPE4(16, 4, 3, 3)));
    check_row(&s.learns, "", CONV + FULL + HEAD, FULL + HEAD, CONV,
              CONV_FLOP + FULL_FLOP + HEAD_FLOP);
    check_row(&s.follows, "", CONV + FULL, 0, 0, CONV_FLOP + FULL_FLOP);

    struct rl_buf text;
    rl_buf_init(&text);
    nn_summary_table(&s, &text);
    nn_summary_line(&s, &text);
    rl_buf_put_u8(&text, 0);
    assert_non_null(strstr((char *)text.data, "model/q.cnn.1"));
    assert_non_null(strstr((char *)text.data, "networks: 131974 parameters learn, 592 are frozen, "
                                              "131792 follow; 1032.6 KiB, 337.4 kFLOP"));
    rl_buf_deinit(&text);
    nn_summary_deinit(&s);
    model_deinit(&m);
}

/* What a program of one observation does is what the summary says. */
static void test_summary_flops_are_the_programs(void **state)
{
    (void)state;
    struct model m;
    struct nn_summary s;
    struct nn_optimizer *opts[] = {&m.opt};
    model_init(&m);
    assert_int_equal(nn_summary_init(&s, m.state, opts, 1, NULL), 0);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_U8, NN_SHAPE4(1, 10, 10, 4));
    nn_output(t, "q", nn_mlp_trace(t, &m.mlp, nn_cnn_trace(t, &m.cnn, x)));
    struct nn_program *p = test_compile(t);
    assert_true(nn_program_info(p).flops == s.learns.flops);
    nn_program_destroy(p);
    nn_summary_deinit(&s);
    model_deinit(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary_counts),
        cmocka_unit_test(test_summary_flops_are_the_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
