/* SPDX-License-Identifier: MIT */
/* Networks out of the section `network:`: names, shapes, initial values, activations. */
#include "tests/nn/nn_test.h"

#include <stdio.h>

#include "nn/network.h"

static const struct nn_var none = {-1};

static struct nn_network_shape shape_of(const struct nn_network_config *config, int64_t n_in,
                                        int64_t n_out)
{
    return (struct nn_network_shape){
        .config = config,
        .input = {.kind = NN_NETWORK_MLP, .n = n_in, .dtype = RL_F32},
        .n_out = n_out,
    };
}

static void make_network(struct nn_network *net, struct nn_params *params, const char *name,
                         const struct nn_network_shape *shape, uint64_t seed)
{
    nn_params_init(params, test_backend());
    assert_int_equal(nn_network_add(net, params, name, shape), 0);
    assert_int_equal(nn_params_alloc(params, NULL), 0);
    assert_int_equal(nn_network_init(net, 1, seed), 0);
}

static double reference(enum nn_activation act, double x)
{
    switch (act) {
    case NN_ACT_NONE:
        return x;
    case NN_ACT_TANH:
        return tanh(x);
    case NN_ACT_RELU:
        return x > 0 ? x : 0;
    case NN_ACT_LEAKY_RELU:
        return x > 0 ? x : 0.01 * x;
    case NN_ACT_ELU:
        return x > 0 ? x : expm1(x);
    case NN_ACT_GELU:
        return 0.5 * x * (1 + erf(x / sqrt(2)));
    case NN_ACT_SILU:
        return x / (1 + exp(-x));
    case NN_ACT_SIGMOID:
        return 1 / (1 + exp(-x));
    case NN_ACT_SOFTPLUS:
        return log1p(exp(x));
    }
    return NAN;
}

static double dot(const float *row, const float *x, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += (double)row[i] * (double)x[i];
    return sum;
}

/* A hidden layer of 5 over (x, joined) and an output of 2, against plain arithmetic. */
static void check_activation(enum nn_activation act)
{
    enum { B = 3, D = 2, J = 2, H = 5, O = 2 };
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 1, .v = {H}};
    config.activation = (int32_t)act;
    config.init = NN_NETWORK_INIT_UNIFORM;
    struct nn_network_shape shape = shape_of(&config, D, O);
    shape.joined = J;
    struct nn_params params;
    struct nn_network net;
    make_network(&net, &params, "q", &shape, 7);

    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(B, D));
    struct nn_var joined = nn_input(t, "joined", RL_F32, NN_MAT(B, J));
    nn_output(t, "y", nn_network_trace(t, &net, x, joined));
    struct nn_program *p = test_compile(t);
    float in[B][D + J], w0[H * (D + J)], b0[H], w1[O * H], b1[O], x_in[B * D], j_in[B * J];
    test_fill(&in[0][0], (size_t)B * (D + J), 3);
    for (int b = 0; b < B; b++) {
        memcpy(x_in + (size_t)b * D, in[b], sizeof(float) * D);
        memcpy(j_in + (size_t)b * J, in[b] + D, sizeof(float) * J);
    }
    test_set_input(p, "x", x_in, (size_t)B * D);
    test_set_input(p, "joined", j_in, (size_t)B * J);
    assert_int_equal(nn_program_run(p), 0);
    float *const parts[] = {w0, b0, w1, b1};
    for (int i = 0; i < 4; i++)
        nn_params_get(&params, params.block, i, parts[i]);
    float want[B * O];
    for (int b = 0; b < B; b++) {
        float h[H];
        for (int i = 0; i < H; i++)
            h[i] =
                (float)reference(act, dot(w0 + (size_t)i * (D + J), in[b], D + J) + (double)b0[i]);
        for (int o = 0; o < O; o++)
            want[b * O + o] = (float)(dot(w1 + (size_t)o * H, h, H) + (double)b1[o]);
    }
    const struct rl_option *names =
        rl_options_find(nn_network_options, nn_network_n_options, "activation");
    assert_close(names->choices[act], test_output(p, "y"), want, (size_t)B * O, 1e-6);
    nn_program_destroy(p);
    nn_params_deinit(&params);
}

static void test_network_activations(void **state)
{
    (void)state;
    for (int act = NN_ACT_NONE; act <= NN_ACT_SOFTPLUS; act++)
        check_activation((enum nn_activation)act);
}

static void test_network_body_and_heads(void **state)
{
    (void)state;
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 2, .v = {6, 5}};
    struct nn_network_shape shape = shape_of(&config, 4, 0);
    struct nn_params params;
    struct nn_network trunk, policy, value;
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_network_add(&trunk, &params, "trunk", &shape), 0);
    assert_int_equal(trunk.n_out, 5);
    assert_int_equal(nn_network_add_head(&policy, &params, "policy", &config, trunk.n_out, 3), 0);
    assert_int_equal(nn_network_add_head(&value, &params, "value", &config, trunk.n_out, 1), 0);
    const char *names[] = {"trunk.0.weight",  "trunk.0.bias",  "trunk.1.weight", "trunk.1.bias",
                           "policy.0.weight", "policy.0.bias", "value.0.weight", "value.0.bias"};
    assert_int_equal(params.n, 8);
    for (int i = 0; i < 8; i++)
        assert_string_equal(params.items[i].name, names[i]);
    assert_int_equal(trunk.mlp.layer[1].act, NN_ACT_TANH);
    assert_int_equal(policy.mlp.layer[0].act, NN_ACT_NONE);

    struct nn_network body;
    struct rl_error err;
    config.hidden.n = 0;
    assert_int_equal(nn_network_check(&config, &err), 0);
    config.dropout = 0.1;
    assert_int_equal(nn_network_check(&config, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "network.dropout"));
    config.dropout = 0;
    config.layer_norm = true;
    assert_int_equal(nn_network_check(&config, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "network.layer_norm"));
    config.layer_norm = false;
    assert_int_equal(nn_network_add(&body, &params, "nothing", &shape), 0);
    assert_int_equal(body.n_out, 4);
    assert_int_equal(params.n, 8);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(2, 4));
    assert_int_equal(nn_network_trace(t, &body, x, none).id, x.id);
    nn_trace_destroy(t);
    nn_params_deinit(&params);
}

static double largest(const struct nn_params *params, int32_t index)
{
    float v[64];
    double most = 0;
    nn_params_get(params, params->block, index, v);
    for (int64_t i = 0; i < nn_shape_elements(params->items[index].shape); i++)
        most = fmax(most, fabs((double)v[i]));
    return most;
}

/* Rows (or columns) of an orthogonal matrix times `gain` have that length. */
static double row_length(const struct nn_params *params, int32_t index)
{
    float v[64];
    nn_params_get(params, params->block, index, v);
    struct nn_shape s = params->items[index].shape;
    return sqrt(dot(v, v, s.dim[1]));
}

static void test_network_initialisers(void **state)
{
    (void)state;
    enum { D = 8, H = 4, O = 2 };
    static const struct {
        enum nn_network_init init;
        double bound[2]; /* of hidden and last weights, at gains 2 and 0.5; 0: orthogonal */
    } cases[] = {
        {NN_NETWORK_INIT_ORTHOGONAL, {0, 0}},
        {NN_NETWORK_INIT_XAVIER, {2 * 0.70710678, 0.5}}, /* gain sqrt(6 / (in + out)) */
        {NN_NETWORK_INIT_KAIMING, {2 * 0.61237244, 0.5 * 0.8660254}}, /* gain sqrt(3 / in) */
        {NN_NETWORK_INIT_XAVIER_NORMAL, {4 * 2 * 0.40824829, 4 * 0.28867513}}, /* 4 deviations */
        {NN_NETWORK_INIT_KAIMING_NORMAL, {4 * 2 * 0.35355339, 4 * 0.25}},
        {NN_NETWORK_INIT_KAIMING_OUT, {2 * 0.8660254, 0.5 * 1.22474487}}, /* gain sqrt(3 / out) */
        {NN_NETWORK_INIT_KAIMING_NORMAL_OUT, {4 * 2 * 0.5, 4 * 0.5 * 0.70710678}},
        {NN_NETWORK_INIT_UNIFORM, {0.35355339, 0.5}},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct nn_network_config config = nn_network_default();
        config.hidden = (struct rl_ints){.n = 1, .v = {H}};
        config.init = (int32_t)cases[i].init;
        config.hidden_gain = 2;
        struct nn_network_shape shape = shape_of(&config, D, O);
        struct nn_params params;
        struct nn_network net;
        nn_params_init(&params, test_backend());
        assert_int_equal(nn_network_add(&net, &params, "n", &shape), 0);
        assert_int_equal(nn_params_alloc(&params, NULL), 0);
        assert_int_equal(nn_network_init(&net, 0.5, 11), 0);
        for (int layer = 0; layer < 2; layer++) {
            double bound = cases[i].bound[layer], most = largest(&params, 2 * layer);
            if (bound > 0)
                assert_true(most <= bound * 1.0001 && most > bound * 0.3);
            else
                assert_float_equal(row_length(&params, 2 * layer), layer ? 0.5 : 2, 1e-5);
            if (cases[i].init == NN_NETWORK_INIT_UNIFORM)
                assert_true(largest(&params, 2 * layer + 1) > 0);
            else
                assert_true(largest(&params, 2 * layer + 1) == 0);
        }
        nn_params_deinit(&params);
    }
}

static struct rl_space image_space(enum rl_dtype dtype, int64_t a, int64_t b, int64_t c)
{
    struct rl_space s = {.kind = RL_SPACE_BOX, .dtype = dtype, .rank = 3, .dim = {a, b, c}};
    assert_int_equal(rl_space_finish(&s, NULL), 0);
    return s;
}

static void test_network_input_follows_the_space(void **state)
{
    (void)state;
    static const struct {
        enum rl_dtype dtype;
        int64_t dim[3];
        int32_t asked;
        enum nn_network_kind kind;
        enum rl_dtype in;
        int64_t channels;
    } cases[] = {
        {RL_U8, {84, 84, 4}, NN_NETWORK_AUTO, NN_NETWORK_NATURE, RL_U8, 4},
        {RL_U8, {4, 84, 84}, NN_NETWORK_AUTO, NN_NETWORK_NATURE, RL_U8, 4},
        {RL_U8, {10, 10, 4}, NN_NETWORK_AUTO, NN_NETWORK_SMALL, RL_U8, 4},
        {RL_U8, {10, 10, 10}, NN_NETWORK_AUTO, NN_NETWORK_SMALL, RL_U8, 10},
        {RL_U8, {84, 84, 4}, NN_NETWORK_MLP, NN_NETWORK_MLP, RL_F32, 0},
        {RL_U8, {84, 84, 4}, NN_NETWORK_SMALL, NN_NETWORK_SMALL, RL_U8, 4},
        {RL_F32, {10, 10, 4}, NN_NETWORK_AUTO, NN_NETWORK_MLP, RL_F32, 0},
        {RL_F32, {10, 10, 4}, NN_NETWORK_SMALL, NN_NETWORK_SMALL, RL_F32, 4},
    };
    struct nn_network_config config = nn_network_default();
    struct nn_network_input in;
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        const int64_t *d = cases[i].dim;
        struct rl_space obs = image_space(cases[i].dtype, d[0], d[1], d[2]);
        config.kind = cases[i].asked;
        assert_int_equal(nn_network_input(&in, &config, &obs, obs.n_elements, NULL), 0);
        assert_int_equal(in.kind, cases[i].kind);
        assert_int_equal(in.dtype, cases[i].in);
        assert_int_equal(in.channels, cases[i].channels);
        assert_int_equal(in.channels_first, d[0] == 4);
        assert_true(in.n == d[0] * d[1] * d[2]);
    }
    struct rl_space vector, small = image_space(RL_U8, 20, 20, 3);
    struct rl_error err;
    rl_space_box(&vector, 4, NULL, NULL);
    config.kind = NN_NETWORK_NATURE;
    assert_int_equal(nn_network_input(&in, &config, &vector, 4, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "network.kind: 'nature' is for images"));
    assert_int_equal(nn_network_input(&in, &config, &small, 1200, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "these are 20 x 20: set small"));
}

/* The same image has the same features: channels first or last, bytes or floats, 255 or 85 for
 * white. */
static void test_network_sees_the_same_image_however_it_lies(void **state)
{
    (void)state;
    enum { H = 6, W = 5, C = 3, N = H * W * C };
    uint8_t last[N], first[N], dark[N];
    float features[4][128], as_floats[N];
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            for (int c = 0; c < C; c++)
                last[(y * W + x) * C + c] = first[(c * H + y) * W + x] =
                    (uint8_t)(3 * ((37 * y + 11 * x + 71 * c) % 86));
    for (int i = 0; i < N; i++) {
        as_floats[i] = last[i];
        dark[i] = last[i] / 3;
    }
    const uint8_t *const bytes[] = {last, first, NULL, dark};
    struct nn_network_config config = nn_network_default();
    config.kind = NN_NETWORK_SMALL;
    config.hidden.n = 0;
    for (int way = 0; way < 4; way++) {
        struct rl_space obs = way == 1 ? image_space(RL_U8, C, H, W) : image_space(RL_U8, H, W, C);
        if (way == 3)
            obs.high[0] = 85;
        struct nn_network_shape shape = {.config = &config};
        struct nn_params params;
        struct nn_network net;
        assert_int_equal(nn_network_input(&shape.input, &config, &obs, N, NULL), 0);
        nn_params_init(&params, test_backend());
        assert_int_equal(nn_network_add(&net, &params, "n", &shape), 0);
        assert_int_equal(net.n_out, 128);
        assert_string_equal(params.items[0].name, "n.cnn.0.weight");
        assert_int_equal(nn_params_alloc(&params, NULL), 0);
        assert_int_equal(nn_network_init(&net, 1, 5), 0);
        struct nn_trace *t = test_trace();
        struct nn_var x = nn_input(t, "x", way == 2 ? RL_F32 : RL_U8, NN_MAT(1, N));
        nn_output(t, "y", nn_network_trace(t, &net, x, none));
        struct nn_program *p = test_compile(t);
        void *in = nn_program_input(p, nn_program_find_input(p, "x"));
        if (way == 2)
            memcpy(in, as_floats, sizeof(as_floats));
        else
            memcpy(in, bytes[way], N);
        assert_int_equal(nn_program_run(p), 0);
        memcpy(features[way], test_output(p, "y"), sizeof(features[way]));
        nn_program_destroy(p);
        nn_params_deinit(&params);
    }
    assert_true(fabsf(features[0][0]) + fabsf(features[0][1]) + fabsf(features[0][2]) > 0);
    assert_close("channels first", features[1], features[0], 128, 1e-6);
    assert_close("floats", features[2], features[0], 128, 1e-6);
    assert_close("another white", features[3], features[0], 128, 1e-6);
}

static void test_network_ensemble(void **state)
{
    (void)state;
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 1, .v = {6}};
    struct nn_network_shape shape = shape_of(&config, 3, 1);
    shape.members = 2;
    shape.joined = 2;
    struct nn_params params;
    struct nn_network net;
    make_network(&net, &params, "critic", &shape, 1);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(4, 3));
    struct nn_var a = nn_input(t, "a", RL_F32, NN_MAT(4, 2));
    struct nn_shape y = nn_var_shape(t, nn_network_trace(t, &net, x, a));
    assert_int_equal(y.rank, 3);
    assert_true(y.dim[0] == 2 && y.dim[1] == 4 && y.dim[2] == 1);
    nn_trace_destroy(t);
    nn_params_deinit(&params);
}

/* Two members of one hidden layer with a layer norm, against plain arithmetic. */
static void test_network_layer_norm(void **state)
{
    (void)state;
    enum { E = 2, B = 3, D = 4, H = 5 };
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 1, .v = {H}};
    config.init = NN_NETWORK_INIT_UNIFORM;
    config.layer_norm = true;
    struct nn_network_shape shape = shape_of(&config, D, 0);
    shape.members = E;
    struct nn_params params;
    struct nn_network net;
    make_network(&net, &params, "q", &shape, 3);
    float x[B * D], gain[E * H], bias[E * H], weight[E * H * D], shift[E * H], want[E * B * H];
    nn_params_get(&params, params.block, net.norm[0].gain, gain);
    for (int i = 0; i < E * H; i++)
        assert_true(gain[i] == 1.0f);
    test_fill(x, B * D, 1);
    test_fill(gain, E * H, 2);
    test_fill(bias, E * H, 3);
    nn_params_set(&params, params.block, net.norm[0].gain, gain);
    nn_params_set(&params, params.block, net.norm[0].bias, bias);
    nn_params_get(&params, params.block, net.mlp.layer[0].weight, weight);
    nn_params_get(&params, params.block, net.mlp.layer[0].bias, shift);
    struct nn_trace *t = test_trace();
    nn_output(t, "y", nn_network_trace(t, &net, nn_input(t, "x", RL_F32, NN_MAT(B, D)), none));
    struct nn_program *p = test_compile(t);
    test_set_input(p, "x", x, B * D);
    assert_int_equal(nn_program_run(p), 0);
    for (int e = 0; e < E; e++)
        for (int b = 0; b < B; b++) {
            double h[H], mean = 0, var = 0;
            for (int k = 0; k < H; k++) {
                const int at = e * H + k;
                h[k] = dot(weight + (ptrdiff_t)at * D, x + (ptrdiff_t)b * D, D) + (double)shift[at];
                mean += h[k] / H;
            }
            for (int k = 0; k < H; k++)
                var += (h[k] - mean) * (h[k] - mean) / H;
            for (int k = 0; k < H; k++)
                want[(e * B + b) * H + k] =
                    (float)tanh((h[k] - mean) / sqrt(var + 1e-5) * (double)gain[e * H + k] +
                                (double)bias[e * H + k]);
        }
    assert_close("layer norm", test_output(p, "y"), want, E * B * H, 1e-5);
    nn_program_destroy(p);
    nn_params_deinit(&params);
}

/* Under AdamW beside PyTorch's: what the batches say while learning, running statistics afterwards,
 * and those are no optimizer's. */
static void test_network_batch_norm(void **state)
{
    (void)state;
    enum { B = 12, STEPS = 30, H = 8 };
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 2, .v = {H, H}};
    config.activation = NN_ACT_RELU;
    struct nn_network_shape shape = shape_of(&config, 4, 2);
    shape.batch_norm = true;
    struct nn_params params;
    struct nn_network net;
    struct nn_optimizer opt;
    struct fixture f;
    struct rl_error err;
    struct nn_opt_config adamw = nn_opt_defaults(NN_OPT_ADAMW, "net");
    adamw.eps = 1e-3f;
    adamw.weight_decay = 0.1f;
    make_network(&net, &params, "net", &shape, 3);
    assert_int_equal(nn_opt_init(&opt, &params, adamw, &err), 0);
    assert_int_equal(nn_opt_n_trainable(&opt), params.n_parameters);
    nn_opt_set_lr(&opt, 3e-3f);
    assert_true(fixture_load(&f, "network_batch_norm"));
    for (int32_t i = 0; i < params.n; i++) {
        char name[80];
        snprintf(name, sizeof(name), "start:%s", params.items[i].name);
        if (!strstr(name, "momentum"))
            nn_params_set(&params, params.block, i, fixture_get(&f, name)->data);
    }
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(B, 4));
    struct nn_var target = nn_input(t, "target", RL_F32, NN_MAT(B, 2));
    struct nn_var y = nn_network_trace(t, &net, x, none);
    struct nn_var loss = nn_mean(t, nn_square(t, nn_sub(t, y, target)));
    nn_opt_zero_grad(t, &opt);
    nn_backward(t, loss, &opt);
    nn_opt_step(t, &opt);
    nn_output(t, "loss", loss);
    struct nn_program *train = test_compile(t);
    t = test_trace();
    nn_output(t, "y", nn_network_trace(t, &net, nn_input(t, "x", RL_F32, NN_MAT(B, 4)), none));
    struct nn_program *eval = test_compile(t);
    for (int k = 0; k < STEPS; k++) {
        test_set_input(train, "x", fixture_get(&f, "x")->data + k * B * 4, B * 4);
        test_set_input(train, "target", fixture_get(&f, "target")->data + k * B * 2, B * 2);
        assert_int_equal(nn_program_run(train), 0);
        assert_relative("loss", test_output(train, "loss"), fixture_get(&f, "losses")->data + k, 1,
                        2e-6);
    }
    for (int32_t i = 0; i < params.n; i++) {
        char name[80];
        float got[H * H];
        snprintf(name, sizeof(name), "end:%s", params.items[i].name);
        if (strstr(name, "momentum"))
            continue;
        nn_params_get(&params, params.block, i, got);
        assert_within(name, got, fixture_get(&f, name)->data,
                      (size_t)nn_shape_elements(params.items[i].shape), 5e-6,
                      fixture_largest(&f, "end:"));
    }
    test_set_input(eval, "x", fixture_get(&f, "x")->data, B * 4);
    assert_int_equal(nn_program_run(eval), 0);
    assert_close("eval mode", test_output(eval, "y"), fixture_get(&f, "y")->data, B * 2, 1e-5);

    /* Frozen, statistics stay; a freeze of everything is still refused. */
    struct nn_optimizer *one = &opt;
    float before[H], after[H];
    assert_int_equal(nn_opt_freeze(&one, 1, "*", true, &err), RL_EINVAL);
    assert_int_equal(nn_opt_freeze(&one, 1, "net.0.*", true, &err), 4);
    for (int k = 0; k < 2; k++) {
        nn_params_get(&params, params.block, net.norm[k].mean, before);
        assert_int_equal(nn_program_run(train), 0);
        nn_params_get(&params, params.block, net.norm[k].mean, after);
        assert_int_equal(memcmp(before, after, sizeof(before)) == 0, k == 0);
    }
    assert_int_equal(nn_opt_freeze(&one, 1, "*", false, &err), 10);
    nn_params_get(&params, params.block, net.norm[0].mean, before);
    assert_int_equal(nn_program_run(train), 0);
    nn_params_get(&params, params.block, net.norm[0].mean, after);
    assert_memory_not_equal(before, after, sizeof(before));
    nn_program_destroy(train);
    nn_program_destroy(eval);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
    fixture_free(&f);
}

/* Each member of an ensemble has statistics of its own, over its own rows. */
static void test_network_batch_norm_of_members(void **state)
{
    (void)state;
    enum { E = 2, B = 5, D = 4, H = 3 };
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 1, .v = {H}};
    struct nn_network_shape shape = shape_of(&config, D, 0);
    shape.members = E;
    shape.batch_norm = true;
    struct nn_params params;
    struct nn_network net;
    make_network(&net, &params, "q", &shape, 3);
    float x[B * D], gain[E * H], weight[E * H * D], want[E * B * H], followed[E * H], got[E * H];
    test_fill(x, B * D, 1);
    test_fill(gain, E * H, 2);
    nn_params_set(&params, params.block, net.norm[0].gain, gain);
    nn_params_get(&params, params.block, net.mlp.layer[0].weight, weight);
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    nn_output(t, "y", nn_network_trace(t, &net, nn_input(t, "x", RL_F32, NN_MAT(B, D)), none));
    struct nn_program *p = test_compile(t);
    test_set_input(p, "x", x, B * D);
    assert_int_equal(nn_program_run(p), 0);
    for (int at = 0; at < E * H; at++) {
        double h[B], mean = 0, var = 0;
        for (int b = 0; b < B; b++) {
            h[b] = dot(weight + (ptrdiff_t)at * D, x + (ptrdiff_t)b * D, D);
            mean += h[b] / B;
        }
        for (int b = 0; b < B; b++)
            var += (h[b] - mean) * (h[b] - mean) / B;
        followed[at] = (float)(0.1 * mean);
        for (int b = 0; b < B; b++)
            want[(at / H * B + b) * H + at % H] =
                (float)tanh((h[b] - mean) / sqrt(var + 1e-5) * (double)gain[at]);
    }
    assert_close("batch norm", test_output(p, "y"), want, E * B * H, 1e-5);
    nn_params_get(&params, params.block, net.norm[0].mean, got);
    assert_close("running mean", got, followed, E * H, 1e-6);
    nn_program_destroy(p);
    nn_params_deinit(&params);
}

/* Identity weights: in train mode a feature is 0 or x / (1 - p), other ones at each run and each
 * call, p of them; in eval mode it is x. */
static void test_network_dropout(void **state)
{
    (void)state;
    enum { B = 64, D = 32 };
    struct nn_network_config config = nn_network_default();
    config.hidden = (struct rl_ints){.n = 1, .v = {D}};
    config.activation = NN_ACT_RELU;
    config.dropout = 0.25;
    struct nn_random random;
    assert_int_equal(nn_random_init(&random, test_backend(), 5, RL_STREAM_PROGRAM, NULL), 0);
    struct nn_network_shape shape = shape_of(&config, D, 0);
    shape.random = &random;
    struct nn_params params;
    struct nn_network net;
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_network_add(&net, &params, "q", &shape), 0);
    assert_int_equal(nn_params_alloc(&params, NULL), 0);
    float identity[D * D] = {0}, x[B * D], y[4][B * D];
    for (int i = 0; i < D; i++)
        identity[i * D + i] = 1.0f;
    nn_params_set(&params, params.block, net.mlp.layer[0].weight, identity);
    test_fill(x, B * D, 1);
    for (int i = 0; i < B * D; i++)
        x[i] = 1.0f + fabsf(x[i]);
    struct nn_trace *t = test_trace();
    struct nn_var in = nn_input(t, "x", RL_F32, NN_MAT(B, D));
    nn_output(t, "eval", nn_network_trace(t, &net, in, none));
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    nn_output(t, "one", nn_network_trace(t, &net, in, none));
    nn_output(t, "two", nn_network_trace(t, &net, in, none));
    struct nn_program *p = test_compile(t);
    test_set_input(p, "x", x, B * D);
    for (int run = 0; run < 2; run++) {
        assert_int_equal(nn_program_run(p), 0);
        memcpy(y[2 * run], test_output(p, "one"), sizeof(y[0]));
        memcpy(y[2 * run + 1], test_output(p, "two"), sizeof(y[0]));
        assert_memory_equal(test_output(p, "eval"), x, sizeof(x));
    }
    for (int k = 0; k < 4; k++) {
        int gone = 0, same = 0;
        for (int i = 0; i < B * D; i++) {
            gone += y[k][i] == 0.0f;
            same += y[k][i] == y[(k + 1) % 4][i];
            assert_true(y[k][i] == 0.0f || fabsf(y[k][i] - x[i] / 0.75f) < 1e-5f);
        }
        assert_in_range(gone, (int)(0.2 * B * D), (int)(0.3 * B * D));
        assert_true(same < 0.75 * B * D); /* 0.625 of them where the draws have nothing in common */
    }
    nn_program_destroy(p);
    nn_params_deinit(&params);
    nn_random_deinit(&random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network_activations),
        cmocka_unit_test(test_network_body_and_heads),
        cmocka_unit_test(test_network_initialisers),
        cmocka_unit_test(test_network_input_follows_the_space),
        cmocka_unit_test(test_network_sees_the_same_image_however_it_lies),
        cmocka_unit_test(test_network_ensemble),
        cmocka_unit_test(test_network_layer_norm),
        cmocka_unit_test(test_network_batch_norm),
        cmocka_unit_test(test_network_batch_norm_of_members),
        cmocka_unit_test(test_network_dropout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
