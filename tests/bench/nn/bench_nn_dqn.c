/* SPDX-License-Identifier: MIT */
/* One update of DQN on images: the Nature-CNN, 32 stacks of four 84 x 84 bytes, 6 actions. */
#include <stdlib.h>

#include "tests/bench/nn/bench_nn.h"
#include "tests/nn/scenes.h"

int bench_nn_dqn(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    struct scene *s = calloc(1, sizeof *s);
    if (!s)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = scene_dqn_init(s, b->backend, 32, err);
    if (rc == 0)
        bench_nn_use(b, s->program);
    return rc;
}
