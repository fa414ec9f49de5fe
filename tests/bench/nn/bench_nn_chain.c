/* SPDX-License-Identifier: MIT */
/* Ten elementwise ops one after the other over a million floats, as one run, tile by tile, and
 * array by array (a watch takes every step alone). */
#include "tests/bench/nn/bench_nn.h"

#include <string.h>

#include "nn/watch.h"

enum { ELEMENTS = 1 << 20 };

static struct nn_trace *trace_chain(struct nn_backend *backend)
{
    struct nn_trace *t = nn_trace_create(backend);
    if (!t)
        return NULL;
    struct nn_var x = nn_input(t, "x", RL_F32, NN_VEC(ELEMENTS));
    struct nn_var y = nn_input(t, "y", RL_F32, NN_VEC(ELEMENTS));
    struct nn_var d = nn_sub(t, x, y);
    struct nn_var near = nn_clip(t, d, nn_const(t, -1), nn_const(t, 1));
    struct nn_var s = nn_mul(t, nn_const(t, 0.5f), nn_square(t, near));
    struct nn_var far = nn_sub(t, nn_abs(t, d), nn_abs(t, near));
    nn_output(t, "z", nn_mul(t, nn_add(t, s, far), nn_relu(t, x)));
    return t;
}

int bench_nn_chain(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    struct nn_watch_config config = {.backend = b->backend};
    struct nn_backend *backend = b->backend;
    struct nn_watch *watch; /* of the rest of this process */
    struct nn_program *p;
    if (strcmp(work->name, "chain-alone") == 0) {
        const int rc = nn_watch_create(&watch, &config, err);
        if (rc < 0)
            return rc;
        backend = nn_watch_backend(watch);
    }
    struct nn_trace *t = trace_chain(backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    const int rc = nn_compile(t, &p, err);
    nn_trace_destroy(t);
    if (rc < 0)
        return rc;
    bench_nn_use(b, p);
    for (int i = 0; i < 2; i++) {
        float *values = bench_nn_floats(ELEMENTS, -2, i ? 1 : 2);
        nn_program_bind_input(p, nn_program_find_input(p, i ? "y" : "x"), values);
    }
    return 0;
}
