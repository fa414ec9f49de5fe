/* SPDX-License-Identifier: MIT */
/* What SAC, TD3 and DDPG share besides their mathematics: acting in a bounded Box, training that is
 * left at cuts, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents/noise.h"
#include "base/base.h"
#include "tests/agents/driver.h"

#define N_ENVS 5
#define D      3
#define A      2

static const char *const agents[] = {"sac", "td3", "ddpg"};
static const float low[A] = {-1, 3}, high[A] = {1, 7};
static const uint32_t slots[N_ENVS] = {0, 1, 2, 3, 4};
static const uint64_t steps[N_ENVS] = {10, 11, 7, 3, 0};

static void open_driver(struct driver *d, const char *agent, const char *const *options)
{
    struct rl_space obs, action;
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_box(&action, A, low, high);
    driver_init(d, agent, &obs, &action, N_ENVS, 1, options);
}

/* ---- acting ---- */

static void test_rows_do_not_depend_on_their_batch(void **state)
{
    (void)state;
    static const char *const options[] = {"noise_type", "normal", "noise_std", "0.3", NULL};
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d;
        float obs[N_ENVS * D], raw[N_ENVS * A], wire[N_ENVS * A], one_raw[A], one_wire[A];
        open_driver(&d, agents[k], options);
        driver_draw(0, obs, N_ENVS * D);
        for (int random = 0; random < 2; random++) {
            driver_act(&d, &(struct agent_act){.n = N_ENVS,
                                               .obs = obs,
                                               .slot = slots,
                                               .step = steps,
                                               .action = wire,
                                               .raw_action = raw,
                                               .random = random});
            for (int i = N_ENVS - 1; i >= 0; i--) {
                driver_act(&d, &(struct agent_act){.n = 1,
                                                   .obs = obs + i * D,
                                                   .slot = slots + i,
                                                   .step = steps + i,
                                                   .action = one_wire,
                                                   .raw_action = one_raw,
                                                   .random = random});
                assert_memory_equal(one_raw, raw + i * A, sizeof(one_raw));
                assert_memory_equal(one_wire, wire + i * A, sizeof(one_wire));
            }
        }
        driver_deinit(&d);
    }
}

/* Raw actions lie in [-1, 1] and stand for the space's bounds; a deterministic batch has no noise.
 */
static void test_actions_are_scaled_to_the_bounds(void **state)
{
    (void)state;
    static const char *const options[] = {"noise_type", "normal", "noise_std", "2", NULL};
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d;
        float obs[N_ENVS * D], raw[N_ENVS * A], wire[N_ENVS * A], again[N_ENVS * A];
        int at_bound = 0;
        open_driver(&d, agents[k], options);
        driver_draw(1, obs, N_ENVS * D);
        struct agent_act a = {.n = N_ENVS,
                              .obs = obs,
                              .slot = slots,
                              .step = steps,
                              .action = wire,
                              .raw_action = raw};
        driver_act(&d, &a);
        for (int i = 0; i < N_ENVS * A; i++) {
            float lo = low[i % A], hi = high[i % A];
            assert_true(raw[i] >= -1.0f && raw[i] <= 1.0f && wire[i] >= lo && wire[i] <= hi);
            assert_float_equal(wire[i], lo + 0.5f * (raw[i] + 1.0f) * (hi - lo), 1e-6);
            at_bound += fabsf(raw[i]) == 1.0f;
        }
        assert_true(at_bound > 0); /* noise of this size has to be clipped */
        a.deterministic = true;
        a.slot = NULL;
        a.step = NULL;
        driver_act(&d, &a);
        a.raw_action = again;
        driver_act(&d, &a);
        assert_memory_equal(raw, again, sizeof(raw));
        for (int i = 0; i < N_ENVS * A; i++)
            assert_true(fabsf(raw[i]) < 0.9f); /* of a network that has learned nothing */
        driver_deinit(&d);
    }
}

/* A published block decides instead of the agent's own parameters. */
static void test_a_published_policy_acts(void **state)
{
    (void)state;
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d;
        float obs[N_ENVS * D], own[N_ENVS * A], other[N_ENVS * A];
        open_driver(&d, agents[k], NULL);
        driver_draw(2, obs, N_ENVS * D);
        size_t bytes = d.agent->acting->block_floats * sizeof(float);
        float *block = aligned_alloc(64, RL_ALIGN_UP(bytes, 64));
        memset(block, 0, bytes);
        struct agent_act a = {.n = N_ENVS, .deterministic = true, .obs = obs, .raw_action = own};
        driver_act(&d, &a);
        a.policy = block;
        a.raw_action = other;
        driver_act(&d, &a);
        for (int i = 0; i < N_ENVS * A; i++)
            assert_true(other[i] == 0.0f && own[i] != 0.0f);
        a.policy = NULL;
        driver_act(&d, &a);
        assert_memory_equal(own, other, sizeof(own));
        free(block);
        driver_deinit(&d);
    }
}

/* gSDE: the noise is a function of the state alone, until it is drawn anew. */
static void test_state_dependent_noise_is_kept(void **state)
{
    (void)state;
    static const char *const options[] = {"use_sde", "true",  "sde_sample_freq",   "4",
                                          "hidden",  "[8,6]", "use_sde_at_warmup", "true",
                                          NULL};
    static const uint64_t step[N_ENVS] = {4, 7, 8, 4, 7};
    static const uint32_t slot[N_ENVS] = {0, 0, 0, 1, 1};
    struct driver d;
    float obs[N_ENVS * D], all[N_ENVS * A], one[A];
    open_driver(&d, "sac", options);
    driver_draw(3, obs, D);
    for (int i = 1; i < N_ENVS; i++)
        memcpy(obs + i * D, obs, D * sizeof(float));
    driver_act(&d, &(struct agent_act){
                       .n = N_ENVS, .obs = obs, .slot = slot, .step = step, .raw_action = all});
    assert_memory_equal(all, all + A, sizeof(one));
    assert_memory_equal(all + 3 * A, all + 4 * A, sizeof(one));
    assert_memory_not_equal(all, all + 2 * A, sizeof(one));
    assert_memory_not_equal(all, all + 3 * A, sizeof(one));
    driver_act(&d, &(struct agent_act){.n = 1,
                                       .obs = obs,
                                       .slot = slot + 3,
                                       .step = step + 3,
                                       .raw_action = one,
                                       .random = true}); /* at warm-up too */
    assert_memory_equal(one, all + 3 * A, sizeof(one));
    driver_deinit(&d);
}

static void test_noise_walks_and_starts_again(void **state)
{
    (void)state;
    struct agent_noise noise;
    float first[A] = {0}, later[A] = {0}, sum = 0.0f;
    const struct agent_noise_options walks = {.noise_type = AGENT_NOISE_OU, .noise_std = 0.5};
    assert_int_equal(agent_noise_init(&noise, &walks, 2, A, 1, NULL), 0);
    agent_noise_add(&noise, 1, 0, true, first);
    for (uint64_t step = 1; step < 50; step++) {
        memset(later, 0, sizeof(later));
        agent_noise_add(&noise, 1, step, false, later);
        sum += fabsf(later[0]);
    }
    assert_true(sum / 49 > 0.05f); /* 0.05 is the size of one step */
    for (int a = 0; a < A; a++)
        assert_true(noise.walk[a] == 0.0f && noise.walk[A + a] == later[a]);
    memset(later, 0, sizeof(later));
    agent_noise_add(&noise, 1, 0, true, later);
    assert_memory_equal(first, later, sizeof(first));
    agent_noise_deinit(&noise);
}

/* ---- training ---- */

static void fill_ring(struct driver *d)
{
    float obs[N_ENVS * D], action[N_ENVS * A], reward[N_ENVS];
    driver_draw(100, obs, N_ENVS * D);
    for (uint32_t e = 0; e < N_ENVS; e++)
        assert_int_equal(replay_ring_begin(&d->ring, e, obs + e * D), 0);
    for (uint64_t i = 0; i < 20; i++) {
        driver_draw(200 + 3 * i, obs, N_ENVS * D);
        driver_draw(201 + 3 * i, action, N_ENVS * A);
        driver_draw(202 + 3 * i, reward, N_ENVS);
        for (int k = 0; k < N_ENVS * A; k++)
            action[k] = tanhf(action[k]);
        const struct replay_steps s = {
            .n = N_ENVS, .action = action, .reward = reward, .next_obs = obs};
        assert_int_equal(replay_ring_step(&d->ring, &s, NULL), 0);
    }
}

static void train(struct driver *d, int calls)
{
    d->ctx.gradient_steps = 3;
    for (int i = 0; i < calls; i++)
        assert_int_equal(driver_train(d, NULL), 0);
}

/* Left at every other cut, and gone on with in another process's memory: the same bits. */
static void test_training_does_not_depend_on_cuts(void **state)
{
    (void)state;
    static const char *const options[] = {
        "batch_size", "8",     "buffer_size", "200",     "hidden", "[16]", "prioritized_replay",
        "true",       "gamma", "0.9",         "n_steps", "2",      NULL};
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver straight, left, resumed;
        open_driver(&straight, agents[k], options);
        open_driver(&left, agents[k], options);
        open_driver(&resumed, agents[k], options);
        fill_ring(&straight);
        fill_ring(&left);
        driver_check_cuts(&straight, &left, &resumed, train);
    }
}

/* The rate follows the optimizer's own updates, or waits for evaluations; a copy goes on from
 * there. */
static void test_learning_rates_follow_schedules(void **state)
{
    (void)state;
    const char *options[] = {"learning_rate", NULL, "hidden", "[4]", "batch_size", "4", NULL};
    static const double want[] = {1e-3, 1e-3, 1e-3, 5e-4}; /* after 3, 6, 9, 12 updates */
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d, copy;
        options[1] = "warmup(4, step(1e-3, 6, 0.5))";
        open_driver(&d, agents[k], options);
        fill_ring(&d);
        for (size_t i = 0; i < RL_COUNTOF(want); i++) {
            train(&d, 1);
            assert_float_equal(driver_metric(&d, "train/learning_rate"), want[i], 1e-12);
        }
        driver_deinit(&d);

        options[1] = "plateau(1e-3, 0.1, 0)";
        open_driver(&d, agents[k], options);
        open_driver(&copy, agents[k], options);
        fill_ring(&d);
        for (int i = 0; i < 2; i++)
            d.agent->type->eval_end(d.agent, &(struct agent_eval_result){.mean_return = -3});
        driver_copy_state(&copy, &d);
        train(&copy, 1);
        assert_float_equal(driver_metric(&copy, "train/learning_rate"), 1e-4, 1e-12);
        for (int32_t i = 0; i < copy.agent->n_optimizers; i++)
            assert_true(copy.agent->optimizer[i]->scalars->lr == 1e-4f);
        driver_deinit(&d);
        driver_deinit(&copy);
    }
}

/* Plain descent at a rate of 1 moves parameters by their clipped gradient. */
static void test_gradients_are_clipped(void **state)
{
    (void)state;
    enum { ALL = 2 * 4 * (D + A) };
    static const char *const keys[] = {"max_grad_norm", "max_grad_value"};
    for (size_t k = 0; k < RL_COUNTOF(agents) * RL_COUNTOF(keys); k++) {
        const char *key = keys[k % RL_COUNTOF(keys)];
        const char *options[] = {
            "optimizer", "sgd", "learning_rate", "1", "hidden", "[4]", "batch_size",
            "4",         key,   "1e-3",          NULL};
        float before[ALL] = {0}, after[ALL] = {0};
        double norm = 0, most = 0;
        struct driver d;
        open_driver(&d, agents[k / RL_COUNTOF(keys)], options);
        fill_ring(&d);
        driver_read(&d, "model/critic.0.weight", before);
        d.ctx.gradient_steps = 1;
        assert_int_equal(driver_train(&d, NULL), 0);
        driver_read(&d, "model/critic.0.weight", after);
        for (int i = 0; i < ALL; i++) {
            const double moved = fabs((double)after[i] - (double)before[i]);
            norm += moved * moved;
            most = fmax(most, moved);
        }
        assert_true(driver_metric(&d, "train/critic_grad_norm") > 1e-2); /* before clipping */
        assert_true(most > 1e-5 && most < 1.001e-3);
        assert_int_equal(sqrt(norm) < 1.001e-3, k % RL_COUNTOF(keys) == 0);
        driver_deinit(&d);
    }
}

static int32_t optimizer_of(const struct driver *d, const char *name)
{
    for (int32_t i = 0; i < d->agent->n_optimizers; i++)
        if (strcmp(d->agent->optimizer[i]->config.name, name) == 0)
            return i;
    fail_msg("no optimizer %s", name);
    return 0;
}

/* Updates are counted, and draw anew, while one that comes first learns nothing; a copy goes on
 * with the same draws. */
static void test_updates_count_while_the_critic_is_frozen(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden", "[4]", "batch_size", "8", NULL};
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d, copy;
        struct rl_error err = {0};
        uint64_t drawn[6][8];
        open_driver(&d, agents[k], options);
        open_driver(&copy, agents[k], options);
        fill_ring(&d);
        assert_true(
            nn_opt_freeze(d.agent->optimizer, d.agent->n_optimizers, "critic.*", true, &err) > 0);
        d.ctx.gradient_steps = 1;
        for (int i = 0; i < 6; i++) {
            assert_int_equal(driver_train(&d, NULL), 0);
            memcpy(drawn[i], d.sampler.row, sizeof(drawn[i]));
            for (int j = 0; j < i; j++)
                assert_memory_not_equal(drawn[i], drawn[j], sizeof(drawn[i]));
            if (i == 2)
                driver_copy_state(&copy, &d);
        }
        assert_int_equal(d.agent->updates, 6);
        assert_float_equal(driver_metric(&d, "train/n_updates"), 6.0, 0.0);
        assert_int_equal(nn_opt_steps(d.agent->optimizer[optimizer_of(&d, "critic")]), 0);
        assert_int_equal(nn_opt_steps(d.agent->optimizer[optimizer_of(&d, "actor")]),
                         strcmp(agents[k], "td3") == 0 ? 3 : 6);
        train(&copy, 1);
        driver_assert_same_state(&d, &copy);
        driver_deinit(&d);
        driver_deinit(&copy);
    }
}

static void test_a_loss_that_is_no_number_ends_training(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden", "[4]", "batch_size", "4", NULL};
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        struct driver d;
        struct rl_error err = {0};
        const float bad[2] = {INFINITY, INFINITY};
        open_driver(&d, agents[k], options);
        fill_ring(&d);
        driver_write(&d, "model/critic.1.bias", bad);
        d.ctx.gradient_steps = 1;
        assert_int_equal(driver_train(&d, &err), RL_ENONFINITE);
        assert_non_null(strstr(err.text, "train/critic_loss is"));
        driver_deinit(&d);
    }
}

/* ---- refusals ---- */

static void refuses(const char *agent, const struct rl_space *action, const char *const *options,
                    int code, const char *why)
{
    struct rl_space obs;
    struct driver d;
    struct rl_error err = {0};
    rl_space_box(&obs, D, NULL, NULL);
    assert_int_equal(driver_try(&d, agent, &obs, action, 1, 1, options, &err), code);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    driver_deinit(&d);
}

static void test_spaces_without_bounds_are_refused(void **state)
{
    (void)state;
    struct rl_space discrete, open, half, wide;
    const float to[A] = {1, INFINITY}, least[A] = {-1, -FLT_MAX}, most[A] = {1, FLT_MAX};
    rl_space_discrete(&discrete, 3);
    rl_space_box(&open, A, NULL, NULL);
    rl_space_box(&half, A, low, to);
    rl_space_box(&wide, A, least, most);
    for (size_t k = 0; k < RL_COUNTOF(agents); k++) {
        refuses(agents[k], &discrete, NULL, RL_EUNSUPPORTED, "Discrete(3)");
        refuses(agents[k], &open, NULL, RL_EUNSUPPORTED, "must be finite float32");
        refuses(agents[k], &half, NULL, RL_EUNSUPPORTED, "element 1");
        refuses(agents[k], &wide, NULL, RL_EUNSUPPORTED, "element 1");
    }
}

static void test_wrong_settings_are_refused(void **state)
{
    (void)state;
    static const char *const bad[][4] = {
        {"sac", "ent_coef", "automatic", "ent_coef: 'automatic'"},
        {"sac", "ent_coef", "auto_0", "ent_coef: 'auto_0'"},
        {"sac", "ent_coef", "-1", "ent_coef: '-1'"},
        {"sac", "target_entropy", "2x", "target_entropy: '2x'"},
    };
    static const char *const network[][4] = {
        {"sac", "dueling", "true", "network.dueling"},
        {"td3", "shared_trunk", "true", "network.shared_trunk"},
        {"ddpg", "critics", "2", "network.critics"},
    };
    struct rl_space action;
    rl_space_box(&action, A, low, high);
    for (size_t i = 0; i < RL_COUNTOF(bad); i++)
        refuses(bad[i][0], &action, (const char *const[]){bad[i][1], bad[i][2], NULL}, RL_ECONFIG,
                bad[i][3]);
    for (size_t i = 0; i < RL_COUNTOF(network); i++)
        refuses(network[i][0], &action, (const char *const[]){network[i][1], network[i][2], NULL},
                RL_EUNSUPPORTED, network[i][3]);
    for (size_t i = 0; i < RL_COUNTOF(agents); i++)
        refuses(agents[i], &action,
                (const char *const[]){"optimizer", "sgd", "nesterov", "true", NULL}, RL_ERANGE,
                "momentum 0 must be");
    for (size_t i = 0; i < RL_COUNTOF(agents); i++)
        refuses(agents[i], &action, (const char *const[]){"momentum", "0.9", NULL}, RL_ECONFIG,
                "momentum has no effect on adam; remove it, or set optimizer to sgd or rmsprop");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_do_not_depend_on_their_batch),
        cmocka_unit_test(test_actions_are_scaled_to_the_bounds),
        cmocka_unit_test(test_a_published_policy_acts),
        cmocka_unit_test(test_state_dependent_noise_is_kept),
        cmocka_unit_test(test_noise_walks_and_starts_again),
        cmocka_unit_test(test_training_does_not_depend_on_cuts),
        cmocka_unit_test(test_learning_rates_follow_schedules),
        cmocka_unit_test(test_gradients_are_clipped),
        cmocka_unit_test(test_updates_count_while_the_critic_is_frozen),
        cmocka_unit_test(test_a_loss_that_is_no_number_ends_training),
        cmocka_unit_test(test_spaces_without_bounds_are_refused),
        cmocka_unit_test(test_wrong_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
