/* SPDX-License-Identifier: MIT */
/* Distributions over every action space against their formulae in double, and draws against the
 * probabilities that they claim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "agents/action.h"
#include "agents/action_dist.h"
#include "base/base.h"
#include "base/rng.h"
#include "nn/backend.h"
#include "nn/program.h"

enum { B = 4096, MAX_OUT = 8 };

static const struct rl_key key = {.seed = 3, .stream = RL_STREAM_TESTS};

/* A program that draws for B rows of the same logits and computes its statistics. */
struct fixture {
    struct rl_space action;
    int64_t n_out;
    struct nn_program *program;
    float logits[MAX_OUT], mask[MAX_OUT];
    bool masked;
};

static void *input(const struct fixture *f, const char *name)
{
    int i = nn_program_find_input(f->program, name);
    assert_true(i >= 0);
    return nn_program_input(f->program, i);
}

static const void *output(const struct fixture *f, const char *name)
{
    return nn_program_output(f->program, nn_program_find_output(f->program, name));
}

static void build(struct fixture *f, bool deterministic)
{
    struct nn_backend *backend;
    struct rl_error err = {0};
    struct nn_var none = {-1};
    assert_int_equal(nn_backend_open("cpu", &backend, NULL), 0);
    struct nn_trace *t = nn_trace_create(backend);
    f->n_out = agent_action_outputs(&f->action);
    struct nn_var logits = nn_input(t, "logits", RL_F32, NN_MAT(B, f->n_out));
    struct nn_var mask = f->masked ? nn_input(t, "mask", RL_F32, NN_MAT(B, f->n_out)) : none;
    struct nn_var head = agent_dist_head(&f->action, t, logits, mask);
    struct nn_var noise = deterministic ? none : agent_dist_noise(&f->action, t, B);
    struct agent_dist_draw draw = agent_dist_draw(&f->action, t, head, none, noise);
    bool discrete = f->action.kind == RL_SPACE_DISCRETE;
    struct nn_var given = discrete ? nn_input(t, "given", RL_I32, NN_VEC(B))
                                   : nn_input(t, "given", RL_F32, NN_MAT(B, f->n_out));
    nn_output(t, "raw", draw.raw);
    nn_output(t, "logp", draw.logp);
    nn_output(t, "given_logp", agent_dist_log_prob(&f->action, t, head, none, given));
    nn_output(t, "entropy", agent_dist_entropy(&f->action, t, head, none));
    if (nn_compile(t, &f->program, &err) < 0)
        fail_msg("%s", err.text);
    nn_trace_destroy(t);
    for (int64_t i = 0; i < B * f->n_out; i++) {
        ((float *)input(f, "logits"))[i] = f->logits[i % f->n_out];
        if (f->masked)
            ((float *)input(f, "mask"))[i] = f->mask[i % f->n_out];
    }
    if (!deterministic)
        rl_fill_uniform(key, 0, input(f, "noise"), (size_t)(B * f->action.n_elements));
    memset(input(f, "given"), 0, (size_t)B * sizeof(float) * (size_t)(discrete ? 1 : f->n_out));
}

/* Probability of choice i of the part that begins at `start` with n choices. */
static double probability(const struct fixture *f, int64_t start, int64_t n, int64_t i)
{
    double sum = 0;
    for (int64_t k = start; k < start + n; k++)
        sum += f->masked && f->mask[k] == 0 ? 0 : exp((double)f->logits[k]);
    return f->masked && f->mask[start + i] == 0 ? 0 : exp((double)f->logits[start + i]) / sum;
}

static double part_entropy(const struct fixture *f, int64_t start, int64_t n)
{
    double h = 0;
    for (int64_t i = 0; i < n; i++) {
        double p = probability(f, start, n, i);
        h -= p > 0 ? p * log(p) : 0;
    }
    return h;
}

/* `n_drawn` of B draws where p is the probability: within 5 standard deviations, never if p is 0.
 */
static void expect_share(int n_drawn, double p)
{
    assert_true(fabs(n_drawn - B * p) <= 5 * sqrt(B * p * (1 - p)));
}

static void check_discrete(struct fixture *f)
{
    int count[MAX_OUT] = {0}, n = (int)f->action.n;
    build(f, false);
    for (int b = 0; b < B; b++)
        ((int32_t *)input(f, "given"))[b] = 1;
    assert_int_equal(nn_program_run(f->program), 0);
    const int32_t *raw = output(f, "raw");
    const float *logp = output(f, "logp"), *given = output(f, "given_logp");
    for (int b = 0; b < B; b++) {
        assert_true(raw[b] >= 0 && raw[b] < n);
        count[raw[b]]++;
        assert_float_equal(logp[b], log(probability(f, 0, n, raw[b])), 2e-6);
        assert_float_equal(given[b], log(probability(f, 0, n, 1)), 2e-6);
    }
    for (int i = 0; i < n; i++)
        expect_share(count[i], probability(f, 0, n, i));
    assert_float_equal(*(const float *)output(f, "entropy"), part_entropy(f, 0, n), 2e-6);
    nn_program_destroy(f->program);
}

static void test_discrete(void **state)
{
    (void)state;
    struct fixture f = {.logits = {1, -0.5f, 0.25f, 3, -2}};
    rl_space_discrete(&f.action, 5);
    check_discrete(&f);
}

static void test_masked_discrete_never_draws_what_is_ruled_out(void **state)
{
    (void)state;
    struct fixture f = {.logits = {50, -0.5f, 0.25f, 3, -2}, .mask = {0, 1, 0, 1, 0}};
    f.masked = true;
    rl_space_discrete(&f.action, 5);
    check_discrete(&f);
    struct fixture single = {.logits = {5, -50, 9}, .mask = {0, 1, 0}, .masked = true};
    rl_space_discrete(&single.action, 3);
    check_discrete(&single);
}

static void multi_discrete(struct fixture *f)
{
    static const int64_t n[3] = {2, 1, 4}, start[3] = {0, 2, 3};
    int count[MAX_OUT] = {0};
    f->action = (struct rl_space){
        .kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {3}, .nvec = {2, 1, 4}};
    assert_int_equal(rl_space_finish(&f->action, NULL), 0);
    build(f, false);
    assert_int_equal(f->n_out, 7);
    for (int b = 0; b < B; b++) { /* choices 1, 0, 2 */
        float *given = (float *)input(f, "given") + b * 7;
        given[1] = given[2] = given[5] = 1;
    }
    assert_int_equal(nn_program_run(f->program), 0);
    const float *raw = output(f, "raw"), *logp = output(f, "logp"), *given;
    given = output(f, "given_logp");
    int32_t kept[3];
    int both = 0;
    for (int b = 0; b < B; b++) {
        double want = 0;
        agent_dist_keep(&f->action, raw + b * 3, 1, kept);
        for (int k = 0; k < 3; k++) {
            assert_true(kept[k] >= 0 && kept[k] < n[k]);
            count[start[k] + kept[k]]++;
            want += log(probability(f, start[k], n[k], kept[k]));
        }
        both += kept[0] == 1 && kept[2] == 2;
        assert_float_equal(logp[b], want, 4e-6);
        assert_float_equal(given[b], log(probability(f, 0, 2, 1) * probability(f, 3, 4, 2)), 4e-6);
    }
    double entropy = 0;
    for (int k = 0; k < 3; k++) {
        entropy += part_entropy(f, start[k], n[k]);
        for (int64_t i = 0; i < n[k]; i++)
            expect_share(count[start[k] + i], probability(f, start[k], n[k], i));
    }
    expect_share(both, probability(f, 0, 2, 1) * probability(f, 3, 4, 2)); /* independent parts */
    assert_float_equal(*(const float *)output(f, "entropy"), entropy, 4e-6);
    nn_program_destroy(f->program);
}

static void test_multi_discrete(void **state)
{
    (void)state;
    struct fixture f = {.logits = {0.5f, -0.5f, 7, 0, 1, -1, 2}};
    multi_discrete(&f);
    struct fixture masked = {
        .logits = {0.5f, -0.5f, 7, 40, 1, -1, 2}, .mask = {1, 1, 1, 0, 1, 1, 0}, .masked = true};
    multi_discrete(&masked);
}

static void test_multi_binary(void **state)
{
    (void)state;
    struct fixture f = {.logits = {0.5f, -2, 9}};
    int count[3] = {0};
    double entropy = 0, given = 0;
    f.action = (struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {3}};
    assert_int_equal(rl_space_finish(&f.action, NULL), 0);
    build(&f, false);
    assert_int_equal(nn_program_run(f.program), 0);
    const float *raw = output(&f, "raw"), *logp = output(&f, "logp");
    for (int k = 0; k < 3; k++) {
        double p = 1 / (1 + exp(-(double)f.logits[k]));
        entropy -= p * log(p) + (1 - p) * log1p(-p);
        given += log1p(-p);
    }
    for (int b = 0; b < B; b++) {
        double want = 0;
        int32_t kept[3];
        agent_dist_keep(&f.action, raw + b * 3, 1, kept);
        for (int k = 0; k < 3; k++) {
            double p = 1 / (1 + exp(-(double)f.logits[k]));
            assert_true(kept[k] == 0 || kept[k] == 1);
            count[k] += kept[k];
            want += kept[k] ? log(p) : log1p(-p);
        }
        assert_float_equal(logp[b], want, 1e-5);
    }
    for (int k = 0; k < 3; k++)
        expect_share(count[k], 1 / (1 + exp(-(double)f.logits[k])));
    assert_float_equal(*(const float *)output(&f, "entropy"), entropy, 4e-6);
    assert_float_equal(*(const float *)output(&f, "given_logp"), given, 1e-5);
    nn_program_destroy(f.program);
}

static void test_the_mode_is_the_likeliest_possible(void **state)
{
    (void)state;
    struct fixture f = {.logits = {9, 1, 2, 0.5f, 8}, .mask = {0, 1, 1, 1, 0}, .masked = true};
    rl_space_discrete(&f.action, 5);
    build(&f, true);
    assert_int_equal(nn_program_run(f.program), 0);
    assert_int_equal(*(const int32_t *)output(&f, "raw"), 2);
    nn_program_destroy(f.program);

    struct fixture parts = {.logits = {9, 1, 2, 0.5f, 8}, .mask = {0, 1, 1, 1, 0}, .masked = true};
    parts.action =
        (struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {2, 3}};
    assert_int_equal(rl_space_finish(&parts.action, NULL), 0);
    build(&parts, true);
    assert_int_equal(nn_program_run(parts.program), 0);
    const float *raw = output(&parts, "raw");
    assert_true(raw[0] == 1 && raw[1] == 0);
    nn_program_destroy(parts.program);

    struct fixture bits = {.logits = {9, -1, 0.5f}};
    bits.action = (struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {3}};
    assert_int_equal(rl_space_finish(&bits.action, NULL), 0);
    build(&bits, true);
    assert_int_equal(nn_program_run(bits.program), 0);
    raw = output(&bits, "raw");
    assert_true(raw[0] == 1 && raw[1] == 0 && raw[2] == 1);
    nn_program_destroy(bits.program);
}

static void test_choices_go_to_the_wire(void **state)
{
    (void)state;
    struct rl_space bits = {.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {3}}, parts;
    parts =
        (struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {2, 3}};
    assert_int_equal(rl_space_finish(&bits, NULL), 0);
    assert_int_equal(rl_space_finish(&parts, NULL), 0);
    const int32_t raw[] = {1, 0, 1, 0, 1, 1};
    uint8_t wire[6];
    agent_action_to_wire(&bits, raw, 2, wire);
    assert_memory_equal(wire, ((const uint8_t[]){1, 0, 1, 0, 1, 1}), 6);
    int32_t out[4];
    agent_action_to_wire(&parts, raw, 2, out);
    assert_memory_equal(out, raw, sizeof out);
}

static void test_any_possible_choice_is_as_likely(void **state)
{
    (void)state;
    const uint8_t mask[6] = {0, 1, 0, 0, 1, 1}, nothing[6] = {0};
    int count[6] = {0};
    for (int i = 0; i < 3000; i++)
        count[agent_action_any(6, mask, i / 3000.0)]++;
    for (int i = 0; i < 6; i++)
        assert_int_equal(count[i], mask[i] ? 1000 : 0);
    assert_int_equal(agent_action_any(6, mask, 0.99999999), 5);
    assert_int_equal(agent_action_any(6, NULL, 0.5), 3);
    assert_int_equal(agent_action_any(6, nothing, 0.99), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discrete),
        cmocka_unit_test(test_masked_discrete_never_draws_what_is_ruled_out),
        cmocka_unit_test(test_multi_discrete),
        cmocka_unit_test(test_multi_binary),
        cmocka_unit_test(test_the_mode_is_the_likeliest_possible),
        cmocka_unit_test(test_choices_go_to_the_wire),
        cmocka_unit_test(test_any_possible_choice_is_as_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
