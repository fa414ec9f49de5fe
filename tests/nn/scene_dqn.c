/* SPDX-License-Identifier: MIT */
#include "base/base.h"
#include "nn/loss.h"
#include "tests/nn/scenes.h"

enum { SIDE = 84, STACK = 4, ACTIONS = 6 };
enum { ONLINE, TARGET }; /* sets and nets */

static int create_network(struct scene *s, int net, struct nn_backend *be, struct rl_error *err)
{
    const struct rl_ints none = {0};
    nn_params_init(&s->set[net], be);
    int rc =
        nn_cnn_add(&s->cnn[net], &s->set[net], "q.cnn", &nn_cnn_nature, SIDE, SIDE, STACK, err);
    if (rc == 0)
        rc = nn_mlp_add(&s->net[net], &s->set[net], "q.head", s->cnn[net].n_features, &none,
                        ACTIONS, NN_ACT_RELU);
    if (rc == 0)
        rc = nn_params_alloc(&s->set[net], err);
    if (rc == 0)
        rc = nn_cnn_init_uniform(&s->cnn[net], 1);
    return rc == 0 ? nn_mlp_init_uniform(&s->net[net], 1) : rc;
}

static struct nn_var q_of(struct nn_trace *t, const struct scene *s, int net, struct nn_var obs)
{
    return nn_mlp_trace(t, &s->net[net], nn_cnn_trace(t, &s->cnn[net], obs));
}

static void trace_dqn(struct nn_trace *t, struct scene *s, int64_t rows)
{
    struct nn_var obs = nn_input(t, "obs", RL_U8, NN_SHAPE4(rows, SIDE, SIDE, STACK));
    struct nn_var next_obs = nn_input(t, "next_obs", RL_U8, NN_SHAPE4(rows, SIDE, SIDE, STACK));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(rows));
    struct nn_var reward = nn_input(t, "reward", RL_F32, NN_VEC(rows));
    struct nn_var discount = nn_input(t, "discount", RL_F32, NN_VEC(rows));
    struct nn_var best = nn_max_axis(t, q_of(t, s, TARGET, next_obs), -1);
    struct nn_var target = nn_stop_grad(t, nn_add(t, reward, nn_mul(t, discount, best)));
    struct nn_var q = nn_pick(t, q_of(t, s, ONLINE, obs), action);
    struct nn_var loss = nn_mean(t, nn_huber(t, q, target, 1));
    nn_opt_zero_grad(t, &s->opt[0]);
    nn_backward(t, loss, &s->opt[0]);
    nn_opt_step(t, &s->opt[0]);
    nn_output(t, "loss", loss);
}

static void fill_inputs(struct nn_program *p, size_t rows)
{
    static const char *const images[] = {"obs", "next_obs"};
    for (size_t k = 0; k < RL_COUNTOF(images); k++) {
        uint8_t *x = nn_program_input(p, nn_program_find_input(p, images[k]));
        for (size_t i = 0; i < rows * SIDE * SIDE * STACK; i++)
            x[i] = (uint8_t)((i + k) * 2654435761u >> 24);
    }
    scene_fill(p, "reward", rows);
    float *discount = nn_program_input(p, nn_program_find_input(p, "discount"));
    int32_t *action = nn_program_input(p, nn_program_find_input(p, "action"));
    for (size_t i = 0; i < rows; i++) {
        discount[i] = 0.99f;
        action[i] = (int32_t)i % ACTIONS;
    }
}

int scene_dqn_init(struct scene *s, struct nn_backend *be, int64_t rows, struct rl_error *err)
{
    *s = (struct scene){0};
    int rc = create_network(s, ONLINE, be, err);
    if (rc == 0)
        rc = create_network(s, TARGET, be, err);
    const struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, "q");
    if (rc == 0)
        rc = nn_opt_init(&s->opt[0], &s->set[ONLINE], config, err);
    if (rc < 0)
        return rc;
    nn_opt_set_lr(&s->opt[0], 1e-4f);
    struct nn_trace *t = nn_trace_create(be);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    trace_dqn(t, s, rows);
    rc = nn_compile(t, &s->program, err);
    nn_trace_destroy(t);
    if (rc == 0)
        fill_inputs(s->program, (size_t)rows);
    return rc;
}
