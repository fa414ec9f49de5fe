/* SPDX-License-Identifier: MIT */
/* The promise that an exchange allocates nothing. The linker routes the allocator through the
 * counters here (--wrap); only the client's thread counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>

#include "tests/envs/fake_rltd.h"

#define N_STEPS 200

static _Thread_local bool counting;
static atomic_int n_allocations;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__real_realloc(void *p, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__wrap_realloc(void *p, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
    n_allocations += counting;
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    n_allocations += counting;
    return __real_calloc(n, bytes);
}

void *__wrap_realloc(void *p, size_t bytes)
{
    n_allocations += counting;
    return __real_realloc(p, bytes);
}

static int reset(void *user, int32_t env, uint64_t seed, void *obs)
{
    (void)user, (void)env, (void)seed;
    memset(obs, 0, 4);
    counting = true; /* the handshake is over */
    return 0;
}

static int step(void *user, int32_t env, const void *action, void *obs,
                struct rlenv_outcome *outcome)
{
    (void)user, (void)action;
    memset(obs, 1, 4);
    outcome->terminated = env == 1;
    return 0;
}

static int run(void *arg, const char *path, struct rl_error *err)
{
    static const struct rlenv_callbacks callbacks = {.reset = reset, .step = step};
    struct rlenv_config *config = arg;
    config->socket_path = path;
    int rc = rlenv_run(config, &callbacks, NULL, err);
    counting = false;
    return rc;
}

static void test_exchange_allocates_nothing(void **state)
{
    (void)state;
    struct rlenv_config config = {.env_id = "x", .n_envs = 2};
    struct fake_rltd f;
    struct wire_header h;
    rl_space_box(&config.obs, 1, NULL, NULL);
    rl_space_discrete(&config.action, 2);
    fake_rltd_init(&f);
    fake_rltd_start(&f, run, &config);
    fake_rltd_welcome(&f);
    fake_rltd_ask(&f, WIRE_RESET, 1);
    fake_rltd_receive(&f, &h);
    for (uint64_t t = 0; t < N_STEPS; t++) {
        fake_rltd_ask(&f, WIRE_STEP, 2 + t);
        fake_rltd_receive(&f, &h);
        assert_int_equal(h.n_final, 1);
    }
    fake_rltd_ask(&f, WIRE_BYE, 0);
    assert_int_equal(fake_rltd_join(&f), 0);
    fake_rltd_deinit(&f);
    assert_int_equal(n_allocations, 0);
}

static void test_the_counter_counts(void **state)
{
    (void)state;
    int before = n_allocations;
    struct rl_buf b;
    rl_buf_init(&b);
    counting = true;
    rl_buf_put_u64(&b, 1); /* allocates inside a library of ours */
    counting = false;
    rl_buf_deinit(&b);
    assert_true(n_allocations > before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exchange_allocates_nothing),
        cmocka_unit_test(test_the_counter_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
