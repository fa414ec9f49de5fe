/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "tests/envs/fake_rltd.h"

#define N 3

/* Env i counts steps from its seed; its episode ends at i + 1, modulo 100: env 0 terminated, env 1
 * truncated, env 2 both. An observation is (env, count). */
struct counter {
    uint64_t count[N];
    int fail_at_step; /* of all calls; 0 never */
    int n_steps;
    struct rlenv_config config;
};

static void observe(struct counter *c, int32_t env, void *obs)
{
    float value[2] = {(float)env, (float)c->count[env]};
    memcpy(obs, value, sizeof value);
}

static int count_reset(void *user, int32_t env, uint64_t seed, void *obs)
{
    struct counter *c = user;
    c->count[env] = seed;
    observe(c, env, obs);
    return 0;
}

static int count_step(void *user, int32_t env, const void *action, void *obs,
                      struct rlenv_outcome *outcome)
{
    struct counter *c = user;
    int32_t choice;
    memcpy(&choice, action, sizeof choice);
    if (++c->n_steps == c->fail_at_step)
        return -7;
    c->count[env]++;
    bool end = c->count[env] % 100 == (uint64_t)env + 1;
    outcome->reward = (float)choice + 0.5f;
    outcome->terminated = end && env != 1;
    outcome->truncated = end && env != 0;
    observe(c, env, obs);
    return 0;
}

/* Choice `env` is not possible; the observation's second number tells the rest. */
static int count_mask(void *user, int32_t env, uint8_t *mask)
{
    struct counter *c = user;
    for (int i = 0; i < 4; i++)
        mask[i] = i != env;
    mask[3] = c->count[env] % 2 == 0;
    return c->count[env] == 77 ? -3 : 0;
}

static int count_get_state(void *user, int32_t env, void *out)
{
    memcpy(out, &((struct counter *)user)->count[env], sizeof(uint64_t));
    return 0;
}

static int count_set_state(void *user, int32_t env, const void *in)
{
    uint64_t value;
    memcpy(&value, in, sizeof value);
    if (value > 1000000)
        return -1;
    ((struct counter *)user)->count[env] = value;
    return 0;
}

static void make_counter(struct counter *c)
{
    *c = (struct counter){
        .config = {.env_id = "Count/er-v0", .n_envs = N, .env_state = true, .role = "eval"}};
    rl_space_box(&c->config.obs, 2, NULL, NULL);
    rl_space_discrete(&c->config.action, 4);
}

static int run_counter(void *arg, const char *path, struct rl_error *err)
{
    static const struct rlenv_callbacks callbacks = {.reset = count_reset,
                                                     .step = count_step,
                                                     .mask = count_mask,
                                                     .state_bytes = sizeof(uint64_t),
                                                     .get_state = count_get_state,
                                                     .set_state = count_set_state};
    struct counter *c = arg;
    c->config.socket_path = path;
    return rlenv_run(&c->config, &callbacks, c, err);
}

struct fixture {
    struct fake_rltd fake;
    struct counter counter;
};

static int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    assert_non_null(x);
    fake_rltd_init(&x->fake);
    make_counter(&x->counter);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;
    fake_rltd_deinit(&x->fake);
    free(x);
    return 0;
}

static struct fake_rltd *start(void **state)
{
    struct fixture *x = *state;
    fake_rltd_start(&x->fake, run_counter, &x->counter);
    return &x->fake;
}

/* Handshake and first RESET done. */
static struct fake_rltd *start_ready(void **state)
{
    struct fake_rltd *f = start(state);
    struct wire_header h;
    fake_rltd_welcome(f);
    fake_rltd_ask(f, WIRE_RESET, 1);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.type, WIRE_RESULT);
    assert_int_equal(wire_result_check(&f->layout, &h, f->payload, NULL), 0);
    return f;
}

static void expect_end(struct fake_rltd *f, int rc, const char *says)
{
    assert_int_equal(fake_rltd_join(f), rc);
    if (says && !strstr(f->err.text, says))
        fail_msg("the client returned '%s', not '%s'", f->err.text, says);
}

static float f32_at(const struct fake_rltd *f, size_t offset, size_t i)
{
    float v;
    memcpy(&v, f->payload + offset + i * sizeof v, sizeof v);
    return v;
}

/* ---- the handshake ---- */

static void test_hello_says_what_the_config_says(void **state)
{
    struct fake_rltd *f = start(state);
    fake_rltd_welcome(f);
    assert_string_equal(f->hello.env_id, "Count/er-v0");
    assert_string_equal(f->hello.name, "Count-er-v0");
    assert_int_equal(f->hello.role, WIRE_ROLE_EVAL);
    assert_int_equal(f->hello.n_envs, N);
    assert_true(f->hello.env_state);
    fake_rltd_ask(f, WIRE_BYE, 0);
    expect_end(f, 0, NULL);
}

static void test_environment_variables_fill_the_config(void **state)
{
    struct fixture *x = *state;
    x->counter.config.n_envs = 0;
    x->counter.config.role = NULL;
    setenv("RLTD_NUM_ENVS", "2", 1);
    setenv("RLTD_ENV_NAME", "train-7", 1);
    setenv("RLTD_ROLE", "eval", 1);
    setenv("RLTD_ENV_TOKEN", "s3cret", 1);
    struct fake_rltd *f = start(state);
    fake_rltd_welcome(f);
    assert_int_equal(f->hello.n_envs, 2);
    assert_string_equal(f->hello.name, "train-7");
    assert_int_equal(f->hello.role, WIRE_ROLE_EVAL);
    assert_string_equal(f->hello.token, "s3cret");
    fake_rltd_ask(f, WIRE_BYE, 0);
    expect_end(f, 0, NULL);

    struct rl_error err;
    int32_t n;
    setenv("RLTD_NUM_ENVS", "8x", 1);
    assert_int_equal(rlenv_num_envs(&x->counter.config, &n, &err), RL_EINVAL);
    assert_string_equal(err.text, "RLTD_NUM_ENVS: '8x' is not a number from 1 to 4096");
    setenv("RLTD_ROLE", "test", 1);
    setenv("RLTD_NUM_ENVS", "2", 1);
    assert_int_equal(run_counter(&x->counter, f->path, &err), RL_EINVAL);
    assert_string_equal(err.text, "role: 'test' is neither train nor eval");
    unsetenv("RLTD_NUM_ENVS");
    unsetenv("RLTD_ENV_NAME");
    unsetenv("RLTD_ROLE");
    unsetenv("RLTD_ENV_TOKEN");
}

static void test_sockets_that_do_not_answer(void **state)
{
    struct fixture *x = *state;
    struct rl_error err;
    char long_path[200];
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    assert_int_equal(run_counter(&x->counter, "/nowhere/env", &err), RL_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere/env"));
    assert_int_equal(run_counter(&x->counter, long_path, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "at most 107 bytes"));
    assert_int_equal(run_counter(&x->counter, NULL, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "RLTD_ENV_SOCKET"));
    close(x->fake.listener);
    assert_int_equal(run_counter(&x->counter, x->fake.path, &err), RL_ECLOSED);
    assert_non_null(strstr(err.text, "nobody listens"));
}

static void test_handshake_has_a_deadline(void **state)
{
    struct fixture *x = *state;
    x->counter.config.handshake_timeout_ms = 50;
    struct fake_rltd *f = start(state);
    fake_rltd_accept(f);
    expect_end(f, RL_ETIMEOUT, "no answer in time");
}

static void test_refusal_is_passed_on(void **state)
{
    static const char taken[] = "{\"code\":\"RL_EBUSY\",\"message\":\"name is taken\"}";
    struct fake_rltd *f = start(state);
    fake_rltd_accept(f);
    fake_rltd_send(f, (struct wire_header){.type = WIRE_ERROR, .payload_bytes = sizeof taken - 1},
                   taken);
    expect_end(f, RL_EBUSY, "rltd refused: RL_EBUSY: name is taken");
}

static void test_welcome_with_another_layout_is_refused(void **state)
{
    struct fake_rltd *f = start(state);
    struct rl_buf json;
    fake_rltd_accept(f);
    f->layout.final_stride += 8;
    rl_buf_init(&json);
    assert_int_equal(wire_welcome_encode(&f->layout, &json, NULL), 0);
    fake_rltd_send(f, (struct wire_header){.type = WIRE_WELCOME, .payload_bytes = (uint32_t)json.n},
                   json.data);
    rl_buf_deinit(&json);
    fake_rltd_expect_error(f, "layout.final_stride: ours is 16, the peer's 24");
    expect_end(f, RL_EPROTO, "layout.final_stride");
}

static void test_garbage_for_welcome(void **state)
{
    static const char garbage[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    struct fake_rltd *f = start(state);
    fake_rltd_accept(f);
    fake_rltd_send_bytes(f, garbage, sizeof garbage);
    fake_rltd_expect_error(f, "message type 47 is not known");
    expect_end(f, RL_EPROTO, NULL);
}

/* ---- the exchange ---- */

static void test_reset_uses_each_seed(void **state)
{
    struct fake_rltd *f = start(state);
    uint64_t seeds[N] = {10, 20, 30};
    struct wire_header h;
    fake_rltd_welcome(f);
    fake_rltd_send(
        f, (struct wire_header){.type = WIRE_RESET, .payload_bytes = sizeof seeds, .seq = 41},
        seeds);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.seq, 41);
    assert_int_equal(wire_result_check(&f->layout, &h, f->payload, NULL), 0);
    for (size_t i = 0; i < N; i++) {
        assert_true(f32_at(f, 0, 2 * i) == (float)i);
        assert_true(f32_at(f, 0, 2 * i + 1) == (float)seeds[i]);
        assert_true(f32_at(f, f->layout.result_reward, i) == 0);
    }
    fake_rltd_ask(f, WIRE_BYE, 0);
    expect_end(f, 0, NULL);
}

static void send_step(struct fake_rltd *f, uint64_t seq, const int32_t actions[N])
{
    uint8_t payload[64] = {0};
    uint64_t seeds[N] = {550, 650, 750};
    assert_true(f->layout.step_bytes <= sizeof payload);
    memcpy(payload + f->layout.step_seed, seeds, sizeof seeds);
    memcpy(payload + f->layout.step_action, actions, N * sizeof *actions);
    fake_rltd_send(f,
                   (struct wire_header){.type = WIRE_STEP,
                                        .payload_bytes = (uint32_t)f->layout.step_bytes,
                                        .seq = seq},
                   payload);
}

static void test_step_restarts_what_ends_and_keeps_the_final(void **state)
{
    struct fake_rltd *f = start_ready(state);
    const int32_t actions[N] = {3, 0, 1};
    struct wire_header h;
    for (uint64_t seq = 2; seq <= 4; seq++) {
        int32_t ends = (int32_t)seq - 2; /* env i ends in its step i + 1 */
        send_step(f, seq, actions);
        fake_rltd_receive(f, &h);
        assert_int_equal(h.seq, seq);
        assert_int_equal(h.n_final, 1);
        assert_int_equal(wire_result_check(&f->layout, &h, f->payload, NULL), 0);
        assert_int_equal(f->payload[f->layout.result_flags + (size_t)ends], 1 + ends);
        size_t final = f->layout.result_final + 8;
        assert_true(f32_at(f, final, 0) == (float)ends);
        assert_true(f32_at(f, final, 1) == (float)(ends + 1));
        assert_true(f32_at(f, 0, 2 * (size_t)ends + 1) == 550 + 100 * (float)ends);
        for (size_t i = 0; i < N; i++)
            assert_true(f32_at(f, f->layout.result_reward, i) == (float)actions[i] + 0.5f);
    }
    fake_rltd_hang_up(f);
    expect_end(f, RL_ECLOSED, "rltd closed the connection");
}

/* The counter with masks, behind its handshake. */
static struct fake_rltd *start_masked(void **state)
{
    struct fixture *x = *state;
    x->counter.config.action_mask = true;
    struct fake_rltd *f = start(state);
    fake_rltd_welcome(f);
    assert_int_equal(f->hello.obs.n_mask, 4);
    assert_int_equal(f->layout.obs_bytes, 12);
    return f;
}

static void expect_mask(const struct fake_rltd *f, size_t at, int32_t env, bool even)
{
    const uint8_t want[4] = {env != 0, env != 1, env != 2, even};
    assert_memory_equal(f->payload + at + 8, want, sizeof want);
}

static void test_masks_travel_behind_observations(void **state)
{
    struct fake_rltd *f = start_masked(state);
    uint64_t seeds[N] = {0, 1, 5};
    struct wire_header h;
    fake_rltd_send(
        f, (struct wire_header){.payload_bytes = sizeof seeds, .type = WIRE_RESET, .seq = 1},
        seeds);
    fake_rltd_receive(f, &h);
    for (int32_t i = 0; i < N; i++)
        expect_mask(f, (size_t)i * 12, i, seeds[i] % 2 == 0);
    fake_rltd_ask(f, WIRE_STEP, 2); /* env 0 ends at 1, env 1 at 2; both start anew from 0 */
    fake_rltd_receive(f, &h);
    assert_int_equal(h.n_final, 2);
    assert_int_equal(wire_result_check(&f->layout, &h, f->payload, NULL), 0);
    expect_mask(f, 0, 0, true);
    expect_mask(f, 12, 1, true);
    expect_mask(f, 24, 2, true);
    size_t final = f->layout.result_final + 8;
    expect_mask(f, final, 0, false);
    expect_mask(f, final + f->layout.final_stride, 1, true);
    fake_rltd_ask(f, WIRE_BYE, 0);
    expect_end(f, 0, NULL);
}

static void test_a_mask_that_breaks_tells_why(void **state)
{
    struct fake_rltd *f = start_masked(state);
    uint64_t seeds[N] = {0, 77, 0};
    fake_rltd_send(
        f, (struct wire_header){.payload_bytes = sizeof seeds, .type = WIRE_RESET, .seq = 1},
        seeds);
    fake_rltd_expect_error(f, "env 1: mask failed with code -3");
    expect_end(f, RL_EINVAL, "mask failed");
}

static void test_masks_need_a_callback_and_choices(void **state)
{
    struct fixture *x = *state;
    static const struct rlenv_callbacks none = {.reset = count_reset, .step = count_step};
    struct rlenv_config config = x->counter.config;
    struct rl_error err = {0};
    config.env_state = false;
    config.action_mask = true;
    assert_int_equal(rlenv_run(&config, &none, &x->counter, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "no callback `mask`"));
    rl_space_box(&x->counter.config.action, 1, NULL, NULL);
    x->counter.config.action_mask = true;
    assert_int_equal(run_counter(&x->counter, x->fake.path, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "Box(1,) float32 has no masks"));
}

static void test_questions_may_come_in_pieces_and_together(void **state)
{
    struct fake_rltd *f = start_ready(state);
    struct wire_header h;
    uint8_t message[2 * WIRE_HEADER_BYTES + 64] = {0};
    size_t n = WIRE_HEADER_BYTES + f->layout.step_bytes;
    assert_true(n + WIRE_HEADER_BYTES <= sizeof message);
    wire_header_put(message, (struct wire_header){.type = WIRE_STEP,
                                                  .payload_bytes = (uint32_t)f->layout.step_bytes,
                                                  .seq = 2});
    for (size_t i = 0; i < n; i++) {
        fake_rltd_send_bytes(f, message + i, 1);
        if (i % 7 == 0)
            usleep(1000);
    }
    fake_rltd_receive(f, &h);
    assert_int_equal(h.seq, 2);
    /* The next question and BYE in one piece. */
    wire_header_put(message, (struct wire_header){.type = WIRE_STEP,
                                                  .payload_bytes = (uint32_t)f->layout.step_bytes,
                                                  .seq = 3});
    wire_header_put(message + n, (struct wire_header){.type = WIRE_BYE});
    fake_rltd_send_bytes(f, message, n + WIRE_HEADER_BYTES);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.seq, 3);
    expect_end(f, 0, NULL);
}

static void test_state_goes_out_and_comes_back(void **state)
{
    struct fake_rltd *f = start(state);
    uint64_t counts[N] = {7, 8, 9};
    struct wire_header h, set = {.type = WIRE_SET_STATE, .payload_bytes = sizeof counts, .seq = 1};
    fake_rltd_welcome(f);
    fake_rltd_send(f, set, counts);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.type, WIRE_STATE_SET);
    assert_int_equal(h.seq, 1);
    fake_rltd_ask(f, WIRE_STEP, 2);
    fake_rltd_receive(f, &h);
    assert_true(f32_at(f, 0, 3) == 9);
    fake_rltd_ask(f, WIRE_GET_STATE, 3);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.type, WIRE_STATE);
    assert_int_equal(h.payload_bytes, sizeof counts);
    memcpy(counts, f->payload, sizeof counts);
    assert_int_equal(counts[2], 10);
    set.seq = 4;
    set.payload_bytes--;
    fake_rltd_send(f, set, counts);
    fake_rltd_expect_error(f, "SET_STATE of 23 bytes, 3 envs have 8 bytes each");
    expect_end(f, RL_EPROTO, "SET_STATE of 23 bytes");
}

static void test_a_state_that_the_env_refuses(void **state)
{
    struct fake_rltd *f = start_ready(state);
    uint64_t counts[N] = {7, UINT64_MAX, 9};
    fake_rltd_send(
        f, (struct wire_header){.type = WIRE_SET_STATE, .payload_bytes = sizeof counts, .seq = 2},
        counts);
    fake_rltd_expect_error(f, "env 1: set_state failed with code -1");
    expect_end(f, RL_EINVAL, "env 1: set_state");
}

static void test_a_simulator_that_breaks_tells_why(void **state)
{
    struct fixture *x = *state;
    x->counter.fail_at_step = 5;
    struct fake_rltd *f = start_ready(state);
    struct wire_header h;
    fake_rltd_ask(f, WIRE_STEP, 2);
    fake_rltd_receive(f, &h);
    fake_rltd_ask(f, WIRE_STEP, 3);
    fake_rltd_expect_error(f, "env 1: step failed with code -7");
    expect_end(f, RL_EINVAL, "env 1: step failed with code -7");
}

/* ---- a daemon that breaks the protocol ---- */

static void test_wrong_questions_are_refused(void **state)
{
    static const struct {
        struct wire_header h;
        const char *says;
    } wrong[] = {
        {{.type = WIRE_RESET, .payload_bytes = 8, .seq = 2},
         "RESET has 8 payload bytes, 24 are due"},
        {{.type = WIRE_STEP, .payload_bytes = 32, .seq = 2},
         "STEP has 32 payload bytes, 40 are due"},
        {{.type = WIRE_STEP, .payload_bytes = 1u << 30, .seq = 2}, "STEP has 1073741824 payload"},
        {{.type = WIRE_STEP, .payload_bytes = 40, .seq = 1},
         "seq 1, which is not above the last, 1"},
        {{.type = WIRE_STEP, .payload_bytes = 40, .seq = 0},
         "seq 0, which is not above the last, 1"},
        {{.type = WIRE_RESULT, .payload_bytes = 8, .seq = 2}, "RESULT is no question"},
        {{.type = WIRE_WELCOME, .payload_bytes = 8, .seq = 2}, "WELCOME is no question"},
        {{.type = 77, .seq = 2}, "message type 77 is not known"},
        {{.type = WIRE_GET_STATE, .n_final = 1, .seq = 2}, "n_final is 1"},
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        void *own;
        uint8_t head[WIRE_HEADER_BYTES];
        setup(&own);
        struct fake_rltd *f = start_ready(&own);
        wire_header_put(head, wrong[i].h);
        fake_rltd_send_bytes(f, head, sizeof head); /* refused by its header alone */
        fake_rltd_expect_error(f, wrong[i].says);
        expect_end(f, RL_EPROTO, wrong[i].says);
        teardown(&own);
    }
    (void)state;
}

static void test_step_before_reset_is_refused(void **state)
{
    struct fake_rltd *f = start(state);
    fake_rltd_welcome(f);
    fake_rltd_ask(f, WIRE_STEP, 1);
    fake_rltd_expect_error(f, "STEP before the first RESET");
    expect_end(f, RL_EPROTO, NULL);
}

static void test_state_that_was_not_offered_is_refused(void **state)
{
    struct fixture *x = *state;
    x->counter.config.env_state = false;
    struct fake_rltd *f = start_ready(state);
    assert_false(f->hello.env_state);
    fake_rltd_ask(f, WIRE_GET_STATE, 2);
    fake_rltd_expect_error(f, "GET_STATE, but env_state was not offered");
    expect_end(f, RL_EPROTO, NULL);
}

static void test_actions_outside_their_space_are_refused(void **state)
{
    struct fake_rltd *f = start_ready(state);
    const int32_t actions[N] = {3, 0, 4};
    send_step(f, 2, actions);
    fake_rltd_expect_error(f, "action 4 of env 2 is outside its space");
    expect_end(f, RL_EPROTO, NULL);
}

/* The third env gets `bad`, the others what is still inside. */
static void bad_box_action(void **state, float bad, const char *says)
{
    static const float low[] = {-2}, high[] = {0.5f};
    struct fixture *x = *state;
    rl_space_box(&x->counter.config.action, 1, low, high);
    struct fake_rltd *f = start_ready(state);
    const float box[N] = {low[0], high[0], bad};
    int32_t actions[N];
    memcpy(actions, box, sizeof actions);
    send_step(f, 2, actions);
    fake_rltd_expect_error(f, says);
    expect_end(f, RL_EPROTO, NULL);
}

static void test_actions_above_their_bounds_are_refused(void **state)
{
    bad_box_action(state, 0.75f, "action 0.75 of env 2 is outside its bounds [-2, 0.5]");
}

static void test_actions_that_are_no_numbers_are_refused(void **state)
{
    bad_box_action(state, NAN, "nan of env 2 is outside its bounds [-2, 0.5]");
}

static void test_hanging_up_in_mid_message(void **state)
{
    struct fake_rltd *f = start_ready(state);
    uint8_t part[WIRE_HEADER_BYTES + 3] = {0};
    wire_header_put(part, (struct wire_header){.type = WIRE_STEP, .payload_bytes = 40, .seq = 2});
    fake_rltd_send_bytes(f, part, sizeof part);
    fake_rltd_hang_up(f);
    expect_end(f, RL_ECLOSED, "in mid-message");
}

static void test_error_from_rltd_ends_the_session(void **state)
{
    static const char json[] = "{\"code\":\"RL_ETIMEOUT\",\"message\":\"too slow\"}";
    struct fake_rltd *f = start_ready(state);
    fake_rltd_send(f, (struct wire_header){.type = WIRE_ERROR, .payload_bytes = sizeof json - 1},
                   json);
    expect_end(f, RL_EPROTO, "rltd ended the session: RL_ETIMEOUT: too slow");
}

/* ---- coming back ---- */

static void test_retry_outlives_a_restart(void **state)
{
    struct fixture *x = *state;
    x->counter.config.retry_s = 20;
    struct fake_rltd *f = start_ready(state);
    fake_rltd_hang_up(f);
    fake_rltd_welcome(f); /* a second session of the same process */
    assert_string_equal(f->hello.name, "Count-er-v0");
    fake_rltd_ask(f, WIRE_BYE, 0);
    expect_end(f, 0, NULL);
}

static void test_retry_has_an_end(void **state)
{
    struct fixture *x = *state;
    struct rl_error err;
    x->counter.config.retry_s = 1;
    assert_int_equal(run_counter(&x->counter, "/nowhere/env", &err), RL_ENOTFOUND);
}

/* ---- the lower-level API ---- */

struct misuse {
    struct counter counter;
    int32_t order[N];
    int32_t n;
};

static int run_misuse(void *arg, const char *path, struct rl_error *err)
{
    struct misuse *m = arg;
    struct rlenv_session *s = NULL;
    struct rlenv_request request;
    m->counter.config.socket_path = path;
    int rc = rlenv_connect(&s, &m->counter.config, err);
    if (!rc)
        rc = rlenv_reply(s, NULL) == RL_EINVAL ? 0 : RL_EIO; /* nothing was asked */
    if (!rc)
        rc = rlenv_next(s, &request, err);
    if (!rc && (request.ask != RLENV_RESET || rlenv_session_num_envs(s) != N))
        rc = RL_EIO;
    if (!rc)
        rc = rlenv_reply_state(s, "", 0, NULL) == RL_EINVAL ? 0 : RL_EIO;
    if (!rc)
        rc = rlenv_reply(s, err);
    if (!rc)
        rc = rlenv_next(s, &request, err);
    for (int32_t k = 0; !rc && k < m->n; k++)
        rlenv_end_step(s, m->order[k], (struct rlenv_outcome){0});
    if (!rc)
        rc = rlenv_reply(s, err);
    rlenv_close(s);
    return rc;
}

static void test_end_step_is_called_once_per_env_in_order(void **state)
{
    static const struct misuse cases[] = {
        {.order = {0, 1, 2}, .n = 3}, {.order = {0, 1}, .n = 2},    {.order = {1, 0, 2}, .n = 3},
        {.order = {0, 0, 1}, .n = 3}, {.order = {0, 1, 3}, .n = 3},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct fake_rltd f;
        struct wire_header h;
        struct misuse m = cases[i];
        make_counter(&m.counter);
        fake_rltd_init(&f);
        fake_rltd_start(&f, run_misuse, &m);
        fake_rltd_welcome(&f);
        fake_rltd_ask(&f, WIRE_RESET, 1);
        fake_rltd_receive(&f, &h);
        fake_rltd_ask(&f, WIRE_STEP, 2);
        fake_rltd_receive(&f, &h);
        assert_int_equal(h.type, i == 0 ? WIRE_RESULT : WIRE_BYE);
        expect_end(&f, i == 0 ? 0 : RL_EINVAL, NULL);
        fake_rltd_deinit(&f);
    }
    (void)state;
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_hello_says_what_the_config_says),
        CASE(test_environment_variables_fill_the_config),
        CASE(test_sockets_that_do_not_answer),
        CASE(test_handshake_has_a_deadline),
        CASE(test_refusal_is_passed_on),
        CASE(test_welcome_with_another_layout_is_refused),
        CASE(test_garbage_for_welcome),
        CASE(test_reset_uses_each_seed),
        CASE(test_step_restarts_what_ends_and_keeps_the_final),
        CASE(test_masks_travel_behind_observations),
        CASE(test_a_mask_that_breaks_tells_why),
        CASE(test_masks_need_a_callback_and_choices),
        CASE(test_questions_may_come_in_pieces_and_together),
        CASE(test_state_goes_out_and_comes_back),
        CASE(test_a_state_that_the_env_refuses),
        CASE(test_a_simulator_that_breaks_tells_why),
        CASE(test_wrong_questions_are_refused),
        CASE(test_step_before_reset_is_refused),
        CASE(test_state_that_was_not_offered_is_refused),
        CASE(test_actions_outside_their_space_are_refused),
        CASE(test_actions_above_their_bounds_are_refused),
        CASE(test_actions_that_are_no_numbers_are_refused),
        CASE(test_hanging_up_in_mid_message),
        CASE(test_error_from_rltd_ends_the_session),
        CASE(test_retry_outlives_a_restart),
        CASE(test_retry_has_an_end),
        CASE(test_end_step_is_called_once_per_env_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
