/* SPDX-License-Identifier: MIT */
/* One update of DQN (Mnih et al. 2015) on images: the Nature-CNN, B = 32 stacks of four 84 x 84
 * bytes, 6 actions. Online and target network forward, Huber loss, backward, fused Adam. */
#include <stdlib.h>

#include "nn/cnn.h"
#include "nn/loss.h"
#include "tests/bench/nn/bench_nn.h"
#include "tests/nn/scenes.h"

enum { B = 32, SIDE = 84, STACK = 4, ACTIONS = 6 };

struct q_network {
    struct nn_params params;
    struct nn_cnn cnn;
    struct nn_mlp head;
};

struct dqn {
    struct q_network online, target;
    struct nn_optimizer opt;
};

static int create_network(struct q_network *q, struct nn_backend *be, struct rl_error *err)
{
    const struct rl_ints none = {0};
    nn_params_init(&q->params, be);
    int rc = nn_cnn_add(&q->cnn, &q->params, "q.cnn", &nn_cnn_nature, SIDE, SIDE, STACK, err);
    if (rc == 0)
        rc = nn_mlp_add(&q->head, &q->params, "q.head", q->cnn.n_features, &none, ACTIONS,
                        NN_ACT_RELU);
    if (rc == 0)
        rc = nn_params_alloc(&q->params, err);
    if (rc == 0)
        rc = nn_cnn_init_uniform(&q->cnn, 1);
    return rc == 0 ? nn_mlp_init_uniform(&q->head, 1) : rc;
}

static struct nn_var q_of(struct nn_trace *t, const struct q_network *q, struct nn_var obs)
{
    return nn_mlp_trace(t, &q->head, nn_cnn_trace(t, &q->cnn, obs));
}

static void trace_update(struct nn_trace *t, struct dqn *d)
{
    struct nn_var obs = nn_input(t, "obs", RL_U8, NN_SHAPE4(B, SIDE, SIDE, STACK));
    struct nn_var next_obs = nn_input(t, "next_obs", RL_U8, NN_SHAPE4(B, SIDE, SIDE, STACK));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(B));
    struct nn_var reward = nn_input(t, "reward", RL_F32, NN_VEC(B));
    struct nn_var discount = nn_input(t, "discount", RL_F32, NN_VEC(B));
    struct nn_var best = nn_max_axis(t, q_of(t, &d->target, next_obs), -1);
    struct nn_var target = nn_stop_grad(t, nn_add(t, reward, nn_mul(t, discount, best)));
    struct nn_var q = nn_pick(t, q_of(t, &d->online, obs), action);
    struct nn_var loss = nn_mean(t, nn_huber(t, q, target, 1));
    nn_opt_zero_grad(t, &d->opt);
    nn_backward(t, loss, &d->opt);
    nn_opt_step(t, &d->opt);
    nn_output(t, "loss", loss);
}

int bench_nn_dqn(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    struct dqn *d = calloc(1, sizeof *d);
    if (!d)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = create_network(&d->online, b->backend, err);
    if (rc == 0)
        rc = create_network(&d->target, b->backend, err);
    const struct nn_opt_config config = {.kind = NN_OPT_ADAM, .name = "q"};
    if (rc == 0)
        rc = nn_opt_init(&d->opt, &d->online.params, config, err);
    if (rc < 0)
        return rc;
    nn_opt_set_lr(&d->opt, 1e-4f);
    struct nn_trace *t = nn_trace_create(b->backend);
    trace_update(t, d);
    struct nn_program *program = NULL;
    rc = nn_compile(t, &program, err);
    nn_trace_destroy(t);
    if (rc < 0)
        return rc;
    bench_nn_use(b, program);
    static const char *const images[] = {"obs", "next_obs"};
    for (size_t k = 0; k < RL_COUNTOF(images); k++) {
        uint8_t *x = nn_program_input(program, nn_program_find_input(program, images[k]));
        for (size_t i = 0; i < (size_t)B * SIDE * SIDE * STACK; i++)
            x[i] = (uint8_t)((i + k) * 2654435761u >> 24);
    }
    scene_fill(program, "reward", B);
    float *discount = nn_program_input(program, nn_program_find_input(program, "discount"));
    int32_t *action = nn_program_input(program, nn_program_find_input(program, "action"));
    for (int i = 0; i < B; i++) {
        discount[i] = 0.99f;
        action[i] = i % ACTIONS;
    }
    return 0;
}
