/* SPDX-License-Identifier: MIT */
#include "tests/agents/driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

static bool driver_at_cut(void *host)
{
    struct driver *d = host;
    d->n_cuts++;
    bool leave = d->leave_every && d->n_cuts % d->leave_every == 0;
    d->n_granted += !leave;
    return leave;
}

static void driver_log(void *host, const char *name, double value, enum agent_reduce reduce,
                       unsigned sinks)
{
    struct driver *d = host;
    (void)reduce;
    (void)sinks;
    int i = 0;
    while (i < d->n_metrics && strcmp(d->metric[i].name, name) != 0)
        i++;
    assert_true(i < DRIVER_MAX_METRICS);
    d->metric[i].name = name;
    d->metric[i].value = value;
    if (i == d->n_metrics)
        d->n_metrics++;
}

static void driver_request_save(void *host, const char *name)
{
    (void)host;
    (void)name;
}

static const struct agent_services driver_services = {driver_at_cut, driver_log,
                                                      driver_request_save};

static void init_replay(struct driver *d, uint64_t seed)
{
    const struct agent_setup *setup = &d->agent->setup;
    d->agent->type->replay(setup->hparams, &d->wish);
    const struct replay_spec spec = {.obs = setup->obs,
                                     .action = setup->action,
                                     .n_envs = setup->n_envs,
                                     .capacity = d->wish.capacity,
                                     .slack = replay_min_slack(setup->n_envs)};
    assert_int_equal(replay_ring_init(&d->ring, &spec, NULL, seed, NULL), 0);
    const struct replay_priorities priorities = {.slots = d->ring.layout.slots,
                                                 .seed = seed,
                                                 .alpha = d->wish.priority_alpha,
                                                 .eps = d->wish.priority_eps,
                                                 .beta = d->wish.priority_beta};
    d->selector =
        d->wish.prioritized ? replay_prioritized_create(&priorities) : replay_uniform_create(seed);
    assert_non_null(d->selector);
    d->ring.selector = d->selector;
    const struct replay_view view = {.ring = &d->ring,
                                     .frame_stack = 1,
                                     .wire = d->agent->wire_batches,
                                     .n_step = d->wish.n_steps,
                                     .gamma = d->wish.gamma};
    assert_int_equal(replay_sampler_init(&d->sampler, &view, d->selector, d->wish.batch_size, NULL),
                     0);
    assert_int_equal(replay_ring_register(&d->ring, d->agent->state), 0);
    assert_int_equal(replay_ring_register_rows(&d->ring, d->agent->state), 0);
    if (d->selector->ops->register_state)
        assert_int_equal(d->selector->ops->register_state(d->selector, d->agent->state), 0);
}

static void init_rollout(struct driver *d)
{
    const struct agent *agent = d->agent;
    const struct rl_space *obs = agent->kept_obs ? agent->kept_obs : &agent->setup.obs;
    int32_t n_steps = agent->type->rollout_steps(agent);
    assert_int_equal(replay_rollout_init(&d->rollout, n_steps, agent->setup.n_envs, obs,
                                         &agent->setup.action, NULL),
                     0);
    assert_int_equal(replay_rollout_register(&d->rollout, agent->state), 0);
}

int driver_try(struct driver *d, const char *agent, const struct rl_space *obs,
               const struct rl_space *action, int32_t n_envs, uint64_t seed,
               const char *const *options, struct rl_error *err)
{
    *d = (struct driver){0};
    const struct agent_type *type = agent_find(agent);
    assert_non_null(type);
    d->hparams = calloc(1, type->hparams_bytes);
    assert_non_null(d->hparams);
    assert_int_equal(rl_options_default(type->hparams, type->n_hparams, d->hparams, NULL), 0);
    d->network = nn_network_default();
    if (type->defaults)
        type->defaults(d->hparams, &d->network, obs, action);
    for (; options && options[0]; options += 2) {
        void *base = d->hparams;
        const struct rl_option *option =
            rl_options_find(type->hparams, type->n_hparams, options[0]);
        if (!option) {
            option = rl_options_find(nn_network_options, nn_network_n_options, options[0]);
            base = &d->network;
        }
        assert_non_null(option);
        assert_int_equal(rl_option_parse(option, options[1], base, NULL), 0);
    }
    assert_int_equal(nn_backend_open("cpu", &d->backend, NULL), 0);
    struct agent_setup setup = {.backend = d->backend,
                                .obs = *obs,
                                .action = *action,
                                .n_envs = n_envs,
                                .seed = seed,
                                .hparams = d->hparams,
                                .network = &d->network};
    int rc = agent_create(&d->agent, type, &setup, err);
    if (rc < 0)
        return rc;
    if (type->on_policy)
        init_rollout(d);
    else
        init_replay(d, seed);
    d->ctx = (struct agent_ctx){
        .services = &driver_services, .host = d, .rollout = &d->rollout, .sampler = &d->sampler};
    return 0;
}

void driver_init(struct driver *d, const char *agent, const struct rl_space *obs,
                 const struct rl_space *action, int32_t n_envs, uint64_t seed,
                 const char *const *options)
{
    struct rl_error err = {0};
    if (driver_try(d, agent, obs, action, n_envs, seed, options, &err) < 0)
        fail_msg("%s", err.text);
}

void driver_deinit(struct driver *d)
{
    agent_destroy(d->agent);
    replay_rollout_deinit(&d->rollout);
    replay_sampler_deinit(&d->sampler);
    replay_selector_destroy(d->selector);
    replay_ring_deinit(&d->ring);
    free(d->hparams);
}

double driver_metric(const struct driver *d, const char *name)
{
    for (int i = 0; i < d->n_metrics; i++)
        if (strcmp(d->metric[i].name, name) == 0)
            return d->metric[i].value;
    fail_msg("nothing was logged as %s", name);
    return 0.0;
}

int driver_train(struct driver *d, struct rl_error *err)
{
    int32_t gradient_steps = d->ctx.gradient_steps;
    int rc;
    d->n_granted = 0;
    do {
        d->ctx.gradient_steps = gradient_steps - d->n_granted;
        rc = d->agent->type->training_step(d->agent, &d->ctx, err);
    } while (rc == AGENT_LEFT);
    d->ctx.gradient_steps = gradient_steps;
    if (rc == 0)
        d->ctx.iteration++;
    return rc;
}

static int32_t find(const struct driver *d, const char *tensor)
{
    int32_t i = nn_state_find(d->agent->state, tensor);
    if (i < 0)
        fail_msg("no tensor is registered as %s", tensor);
    return i;
}

void driver_read(const struct driver *d, const char *tensor, float *out)
{
    nn_state_tensor_read(d->agent->state, NULL, find(d, tensor), out);
}

void driver_write(struct driver *d, const char *tensor, const float *value)
{
    nn_state_tensor_write(d->agent->state, find(d, tensor), value);
}

void driver_copy_state(struct driver *to, const struct driver *from)
{
    struct nn_state *source = from->agent->state, *target = to->agent->state;
    void *snapshot = malloc(nn_state_copy_bytes(source));
    assert_non_null(snapshot);
    nn_state_copy(source, snapshot);
    assert_int_equal(nn_state_n_tensors(source), nn_state_n_tensors(target));
    for (int32_t i = 0; i < nn_state_n_tensors(source); i++) {
        struct nn_state_tensor tensor;
        nn_state_tensor(source, i, &tensor);
        void *value = malloc(nn_state_tensor_bytes(source, i));
        nn_state_tensor_read(source, snapshot, i, value);
        nn_state_tensor_write(target, nn_state_find(target, tensor.name), value);
        free(value);
    }
    free(snapshot);
    if (to->selector) {
        struct rl_error err = {0};
        if (replay_ring_restored(&to->ring, &err) < 0)
            fail_msg("%s", err.text);
        if (to->selector->ops->restored)
            to->selector->ops->restored(to->selector);
    }
    to->ctx.env_steps = from->ctx.env_steps;
    to->ctx.iteration = from->ctx.iteration;
    to->ctx.progress = from->ctx.progress;
}

void driver_assert_same_state(const struct driver *a, const struct driver *b)
{
    const struct nn_state *one = a->agent->state, *other = b->agent->state;
    assert_int_equal(nn_state_n_tensors(one), nn_state_n_tensors(other));
    for (int32_t i = 0; i < nn_state_n_tensors(one); i++) {
        struct nn_state_tensor tensor;
        size_t bytes = nn_state_tensor_bytes(one, i);
        void *x = malloc(bytes), *y = malloc(bytes);
        nn_state_tensor(one, i, &tensor);
        assert_int_equal(nn_state_tensor_bytes(other, i), bytes);
        nn_state_tensor_read(one, NULL, i, x);
        nn_state_tensor_read(other, NULL, i, y);
        if (memcmp(x, y, bytes) != 0)
            fail_msg("%s differs", tensor.name);
        free(x);
        free(y);
    }
}

void driver_draw(uint64_t counter, float *out, size_t n)
{
    rl_fill_normal((struct rl_key){.seed = 3, .stream = RL_STREAM_TESTS}, counter, out, n);
}

void driver_act(struct driver *d, const struct agent_act *act)
{
    struct rl_error err = {0};
    if (d->agent->type->act(d->agent, act, &err) < 0)
        fail_msg("%s", err.text);
}

void driver_act_row(struct driver *d, int32_t t, const uint32_t *slot, const uint64_t *step,
                    void *action)
{
    struct replay_rollout *r = &d->rollout;
    size_t at = (size_t)t * (size_t)d->agent->setup.n_envs;
    driver_act(d, &(struct agent_act){.n = d->agent->setup.n_envs,
                                      .obs = r->obs + at * r->obs_bytes,
                                      .slot = slot,
                                      .step = step,
                                      .action = action,
                                      .raw_action = r->raw_action + at * r->raw_action_bytes,
                                      .logp = r->logp + at,
                                      .value = r->value + at});
}

void driver_check_cuts(struct driver *straight, struct driver *left, struct driver *resumed,
                       void (*train)(struct driver *d, int calls))
{
    left->leave_every = 2;
    driver_assert_same_state(straight, left);
    train(straight, 4);
    train(left, 2);
    assert_true(left->n_cuts > 6);
    driver_copy_state(resumed, left);
    train(resumed, 2);
    driver_assert_same_state(straight, resumed);
    driver_deinit(straight);
    driver_deinit(left);
    driver_deinit(resumed);
}

/* ---- scripts ---- */

static int script_draw(struct replay_selector *selector, const struct replay_view *view,
                       const struct replay_draw *draw)
{
    const struct driver_script *s = (struct driver_script *)selector;
    (void)view;
    assert_int_equal(draw->n, s->n_rows);
    assert_true(!s->index || draw->update < (uint64_t)s->n_updates);
    for (int32_t i = 0; i < draw->n; i++) {
        size_t at = draw->update * (size_t)s->n_rows + (size_t)i;
        draw->row[i] = s->index ? 2 * (uint64_t)s->index[at] : 0; /* an episode is two rows */
        if (draw->weight)
            draw->weight[i] = s->weight ? s->weight[at] : 1.0f;
    }
    return 0;
}

static void script_update(struct replay_selector *selector, const struct replay_ring *ring,
                          int32_t n, const uint64_t *row, const float *td_error)
{
    (void)ring, (void)row;
    memcpy(((struct driver_script *)selector)->td_error, td_error, (size_t)n * sizeof(float));
}

void driver_follow(struct driver *d, struct driver_script *script)
{
    static const struct replay_selector_ops ops = {.draw = script_draw, .update = script_update};
    assert_in_range(script->n_rows, 1, DRIVER_MAX_SCRIPT);
    script->base.ops = &ops;
    d->sampler.selector = &script->base;
}
