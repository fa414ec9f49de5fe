/* SPDX-License-Identifier: MIT */
/* A row's bits do not depend on the batch that it is computed in: networks of every kind the
 * section `network:` knows, in batches of many sizes, with one thread and with two, on every
 * instruction set that runs here. */
#include "tests/nn/nn_test.h"

#include <stdio.h>

#include "nn/network.h"

enum { ROWS = 64, MAX_OUT = 64 };

struct subject {
    const char *name;
    int64_t image[3]; /* (H, W, C) bytes; 0: floats */
    int64_t n_in, joined, members, n_out;
    struct rl_ints hidden;
    int32_t activation;
    bool layer_norm;
};

static const struct subject subjects[] = {
    {.name = "4-64-64-2", .n_in = 4, .n_out = 2, .hidden = {.n = 2, .v = {64, 64}}},
    {.name = "narrow", .n_in = 5, .n_out = 3, .hidden = {.n = 2, .v = {7, 2}}},
    {.name = "one output",
     .n_in = 376,
     .n_out = 1,
     .hidden = {.n = 1, .v = {3}},
     .activation = NN_ACT_GELU},
    {.name = "more than a block",
     .n_in = 300,
     .n_out = 6,
     .hidden = {.n = 2, .v = {517, 260}},
     .activation = NN_ACT_RELU},
    {.name = "no hidden layer", .n_in = 784, .n_out = 10, .hidden = {0}},
    {.name = "layer norm",
     .n_in = 17,
     .n_out = 6,
     .hidden = {.n = 2, .v = {256, 100}},
     .activation = NN_ACT_SILU,
     .layer_norm = true},
    {.name = "twin critics",
     .n_in = 17,
     .joined = 6,
     .members = 2,
     .n_out = 1,
     .hidden = {.n = 2, .v = {256, 256}},
     .activation = NN_ACT_RELU,
     .layer_norm = true},
    {.name = "small", .image = {10, 10, 4}, .n_out = 6, .hidden = {0}},
    {.name = "nature",
     .image = {44, 36, 3},
     .n_out = 18,
     .hidden = {.n = 1, .v = {32}},
     .activation = NN_ACT_ELU},
};

struct inputs {
    float x[ROWS * 1024], joined[ROWS * 16];
    uint8_t bytes[ROWS * 44 * 36 * 3];
};

struct instance {
    const struct subject *subject;
    struct nn_backend *backend;
    struct nn_network_config config;
    struct nn_params params;
    struct nn_network net;
};

static bool open_instance(struct instance *m, const struct subject *s, int32_t threads)
{
    const struct nn_backend_config backend = {.threads = threads};
    const bool image = s->image[0] > 0;
    *m = (struct instance){.subject = s, .config = nn_network_default()};
    if (nn_backend_open_with("cpu", &backend, &m->backend, NULL) < 0)
        return false;
    m->config.hidden = s->hidden;
    m->config.layer_norm = s->layer_norm;
    if (s->activation)
        m->config.activation = s->activation;
    struct nn_network_shape shape = {
        .config = &m->config, .joined = s->joined, .members = s->members, .n_out = s->n_out};
    shape.input = (struct nn_network_input){
        .kind = image ? s->image[0] < 36 ? NN_NETWORK_SMALL : NN_NETWORK_NATURE : NN_NETWORK_MLP,
        .n = image ? s->image[0] * s->image[1] * s->image[2] : s->n_in,
        .dtype = image ? RL_U8 : RL_F32,
        .height = s->image[0],
        .width = s->image[1],
        .channels = s->image[2],
    };
    nn_params_init(&m->params, m->backend);
    assert_int_equal(nn_network_add(&m->net, &m->params, "net", &shape), 0);
    assert_int_equal(nn_params_alloc(&m->params, NULL), 0);
    assert_int_equal(nn_network_init(&m->net, 1, 3), 0);
    return true;
}

static void close_instance(struct instance *m)
{
    nn_params_deinit(&m->params);
    nn_backend_close(m->backend);
}

/* out (E, batch, n_out) for rows [first, first + batch) */
static struct nn_program *compile(struct instance *m, int64_t batch)
{
    const struct nn_network_input *in = &m->net.shape.input;
    struct nn_var joined = {-1};
    struct nn_trace *t = nn_trace_create(m->backend);
    struct nn_var x = nn_input(t, "x", in->dtype, NN_MAT(batch, in->n));
    if (m->subject->joined)
        joined = nn_input(t, "joined", RL_F32, NN_MAT(batch, m->subject->joined));
    struct nn_var y = nn_network_trace(t, &m->net, x, joined);
    nn_output(t, "y", y);
    nn_output(t, "dist", m->subject->members ? nn_tanh(t, y) : nn_log_softmax(t, y));
    return test_compile(t);
}

static void run(struct instance *m, struct nn_program *p, const struct inputs *in, int64_t first)
{
    const struct nn_network_input *shape = &m->net.shape.input;
    const void *x = shape->dtype == RL_U8 ? (const void *)(in->bytes + first * shape->n)
                                          : in->x + first * shape->n;
    nn_program_bind_input(p, nn_program_find_input(p, "x"), x);
    if (m->subject->joined)
        nn_program_bind_input(p, nn_program_find_input(p, "joined"),
                              in->joined + first * m->subject->joined);
    assert_int_equal(nn_program_run(p), 0);
}

/* The rows of `batch` at a time against those of all at once. */
static void check_batch(struct instance *m, const struct inputs *in, const float *all,
                        int64_t batch)
{
    static const char *const names[] = {"y", "dist"};
    const int64_t E = RL_MAX(m->subject->members, 1), n = m->subject->n_out;
    struct nn_program *p = compile(m, batch);
    for (int64_t first = 0; first + batch <= ROWS; first += batch) {
        run(m, p, in, first);
        for (int k = 0; k < 2; k++)
            for (int64_t e = 0; e < E; e++) {
                const float *got = test_output(p, names[k]) + e * batch * n;
                const float *want = all + ((k * E + e) * ROWS + first) * n;
                if (memcmp(got, want, (size_t)(batch * n) * sizeof(float)) != 0)
                    fail_msg("%s, %s: rows %d.. differ in a batch of %d on %s", m->subject->name,
                             names[k], (int)first, (int)batch, m->backend->isa);
            }
    }
    nn_program_destroy(p);
}

static void check_subject(const struct subject *s, const struct inputs *in)
{
    static const int64_t batches[] = {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16, 25, 32, 33, ROWS};
    static float all[4 * ROWS * MAX_OUT];
    const size_t bytes = sizeof(float) * (size_t)(RL_MAX(s->members, 1) * ROWS * s->n_out);
    for (int32_t threads = 1; threads <= 2; threads++) {
        struct instance m;
        assert_true(open_instance(&m, s, threads));
        if (threads == 1) {
            struct nn_program *p = compile(&m, ROWS);
            run(&m, p, in, 0);
            memcpy(all, test_output(p, "y"), bytes);
            memcpy((char *)all + bytes, test_output(p, "dist"), bytes);
            nn_program_destroy(p);
        }
        for (size_t b = 0; b < RL_COUNTOF(batches); b++)
            check_batch(&m, in, all, batches[b]);
        close_instance(&m);
    }
}

static void check_isa(const char *isa)
{
    static struct inputs in;
    struct instance probe;
    setenv("RLTD_ISA", isa, 1);
    if (!open_instance(&probe, &subjects[0], 1))
        skip(); /* not on this machine */
    assert_string_equal(probe.backend->isa, isa);
    close_instance(&probe);
    test_fill(in.x, RL_COUNTOF(in.x), 1);
    test_fill(in.joined, RL_COUNTOF(in.joined), 2);
    for (size_t i = 0; i < sizeof(in.bytes); i++)
        in.bytes[i] = (uint8_t)(i * 2654435761u >> 24);
    for (size_t i = 0; i < RL_COUNTOF(subjects); i++)
        check_subject(&subjects[i], &in);
}

#define TEST_ISA(isa)                            \
    static void test_rows_on_##isa(void **state) \
    {                                            \
        (void)state;                             \
        check_isa(#isa);                         \
    }
TEST_ISA(portable)
TEST_ISA(avx2)
TEST_ISA(avx512)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_on_portable),
        cmocka_unit_test(test_rows_on_avx2),
        cmocka_unit_test(test_rows_on_avx512),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
