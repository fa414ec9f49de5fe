/* SPDX-License-Identifier: MIT */
/* One decision of a PPO agent: 4-64-64 tanh networks, one observation; action sampled, its
 * log-probability, value. */
#include <stdlib.h>

#include "tests/bench/nn/bench_nn.h"
#include "tests/nn/scenes.h"

int bench_nn_act(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    const struct rl_ints hidden = {.n = 2, .v = {64, 64}};
    struct nn_params *params = calloc(1, sizeof *params);
    struct nn_mlp policy, value;
    if (!params)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    nn_params_init(params, b->backend);
    nn_mlp_add(&policy, params, "policy", 4, &hidden, 2, NN_ACT_TANH);
    nn_mlp_add(&value, params, "value", 4, &hidden, 1, NN_ACT_TANH);
    int rc = nn_params_alloc(params, err);
    if (rc < 0)
        return rc;
    nn_mlp_init_orthogonal(&policy, 0.01f, 1);
    nn_mlp_init_orthogonal(&value, 1, 2);
    struct nn_trace *t = nn_trace_create(b->backend);
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(1, 4));
    struct nn_var logp = nn_log_softmax(t, nn_mlp_trace(t, &policy, obs));
    struct nn_var action =
        nn_sample_categorical(t, logp, nn_input(t, "uniform", RL_F32, NN_VEC(1)));
    nn_output(t, "action", action);
    nn_output(t, "logp", nn_pick(t, logp, action));
    nn_output(t, "value", nn_mlp_trace(t, &value, obs));
    struct nn_program *program = NULL;
    rc = nn_compile(t, &program, err);
    nn_trace_destroy(t);
    if (rc < 0)
        return rc;
    scene_fill(program, "obs", 4);
    bench_nn_use(b, program);
    b->flops = 0; /* not the point */
    return 0;
}
