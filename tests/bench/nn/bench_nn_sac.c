/* SPDX-License-Identifier: MIT */
/* A whole update of soft actor-critic: 17 observations, 6 actions, 256-256 networks, 256 rows. */
#include <stdlib.h>

#include "tests/bench/nn/bench_nn.h"
#include "tests/nn/scenes.h"

int bench_nn_sac(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    struct scene *s = calloc(1, sizeof *s);
    if (!s)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = scene_sac_init(s, b->backend, 256, 256, err);
    if (rc == 0)
        bench_nn_use(b, s->program);
    return rc;
}
