/* SPDX-License-Identifier: MIT */
/* Replay: rows in, batches out, one thread.
 *
 *     bench-replay CASE SECONDS
 *
 *     blocks       inserts, 256 envs a call        1M rows of 17 + 6 floats
 *     one-by-one   inserts, one env
 *     uniform      batches of 256
 *     many-envs    the same, from 256 interleaved envs
 *     prioritized  batches of 256 with weights, then their TD errors
 *     n-step       batches of 256, returns of 3 steps
 *     frames       batches of 32, stacks of 4 of 84 x 84 bytes, twice each: 60k frames
 *
 * Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one
 * with transitions and bytes handed over per second, over SECONDS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "base/rng.h"
#include "replay/sampler.h"

enum { OBS = 17, ACTIONS = 6, ROWS = 1000000, FRAMES = 60000, SIDE = 84, BLOCK = 256, SEED = 1 };
enum { EPISODE = 1000 };

struct work {
    const char *name;
    int32_t n_envs, batch, frame_stack, n_step; /* batch 0: inserts */
    bool images, prioritized;
};

static const struct work works[] = {
    {"blocks", BLOCK, 0, 1, 1, false, false},      {"one-by-one", 1, 0, 1, 1, false, false},
    {"uniform", 1, 256, 1, 1, false, false},       {"prioritized", 1, 256, 1, 1, false, true},
    {"many-envs", BLOCK, 256, 1, 1, false, false}, {"n-step", 1, 256, 1, 3, false, false},
    {"frames", 1, 32, 4, 1, true, false},
};

struct bench {
    const struct work *work;
    struct replay_ring ring;
    struct replay_selector *selector;
    struct replay_sampler sampler;
    struct replay_batch batch;
    size_t transition_bytes; /* handed over for one */
    uint64_t updates;
    /* One block of steps. */
    uint8_t *obs;
    float *action, *reward, *error;
    uint8_t *truncated;
    uint64_t steps;
};

static int insert(struct bench *b, struct rl_error *err)
{
    bool ends = ++b->steps % EPISODE == 0;
    memset(b->truncated, ends, (size_t)b->work->n_envs);
    struct replay_steps steps = {.n = b->work->n_envs,
                                 .action = b->action,
                                 .reward = b->reward,
                                 .truncated = b->truncated,
                                 .next_obs = b->obs,
                                 .final_obs = b->obs,
                                 .version = b->steps};
    return replay_ring_step(&b->ring, &steps, err);
}

static int sample(struct bench *b, struct rl_error *err)
{
    int rc = replay_sampler_draw(&b->sampler, b->updates++, 0.5, b->work->batch, &b->batch);
    if (rc != 0)
        return rl_error_set(err, RL_EINVAL, "nothing to sample");
    replay_sampler_update(&b->sampler, b->error);
    return 0;
}

static int alloc_block(struct bench *b)
{
    const struct replay_layout *layout = &b->ring.layout;
    size_t n = (size_t)b->work->n_envs;
    b->obs = calloc(n, layout->obs_bytes);
    b->action = calloc(n, layout->action_bytes);
    b->reward = calloc(n, sizeof *b->reward);
    b->truncated = calloc(n, 1);
    b->error = calloc(BLOCK, sizeof *b->error);
    if (!b->obs || !b->action || !b->reward || !b->truncated || !b->error)
        return RL_ENOMEM;
    rl_fill_normal((struct rl_key){SEED, RL_STREAM_TESTS, 0}, 0, b->error, BLOCK);
    return 0;
}

static int alloc_batch(struct bench *b)
{
    const struct replay_layout *layout = &b->ring.layout;
    size_t n = (size_t)b->work->batch, obs_bytes = replay_view_obs_bytes(&b->sampler.view);
    b->batch = (struct replay_batch){
        .obs = calloc(n, obs_bytes),
        .next_obs = calloc(n, obs_bytes),
        .action = calloc(n, layout->action_bytes),
        .reward = calloc(n, sizeof(float)),
        .discount = calloc(n, sizeof(float)),
        .weight = b->work->prioritized ? calloc(n, sizeof(float)) : NULL,
    };
    b->transition_bytes = 2 * obs_bytes + layout->action_bytes + 2 * sizeof(float);
    return b->batch.obs && b->batch.next_obs && b->batch.action && b->batch.reward &&
                   b->batch.discount
               ? 0
               : RL_ENOMEM;
}

static int fill(struct bench *b, struct rl_error *err)
{
    int rc = 0;
    for (int32_t env = 0; env < b->work->n_envs; env++)
        replay_ring_begin(&b->ring, (uint32_t)env, b->obs);
    while (rc == 0 && b->ring.head < 2 * (uint64_t)b->ring.spec.capacity)
        rc = insert(b, err);
    return rc;
}

static int setup(struct bench *b, struct rl_error *err)
{
    const struct work *w = b->work;
    struct replay_spec spec = {.n_envs = w->n_envs,
                               .capacity = w->images ? FRAMES : ROWS,
                               .slack = replay_min_slack(w->n_envs)};
    rl_space_box(&spec.obs, OBS, NULL, NULL);
    rl_space_box(&spec.action, ACTIONS, NULL, NULL);
    if (w->images) {
        spec.obs = (struct rl_space){
            .kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3, .dim = {SIDE, SIDE, 1}};
        rl_space_finish(&spec.obs, NULL);
        rl_space_discrete(&spec.action, ACTIONS);
    }
    int rc = replay_ring_init(&b->ring, &spec, NULL, SEED, err);
    if (rc < 0)
        return rc;
    struct replay_priorities priorities = {.slots = b->ring.layout.slots,
                                           .seed = SEED,
                                           .alpha = 0.6,
                                           .eps = 1e-6,
                                           .beta = {.start = 0.4, .end = 1}};
    b->selector =
        w->prioritized ? replay_prioritized_create(&priorities) : replay_uniform_create(SEED);
    b->ring.selector = b->selector;
    b->transition_bytes =
        b->ring.layout.obs_bytes + b->ring.layout.action_bytes + sizeof(struct replay_row);
    struct replay_view view = {.ring = &b->ring,
                               .frame_stack = w->frame_stack,
                               .wire = w->images,
                               .n_step = w->n_step,
                               .gamma = 0.99f};
    rc = replay_sampler_init(&b->sampler, &view, b->selector, BLOCK, err);
    if (rc == 0 && (!b->selector || alloc_block(b) < 0 || (w->batch && alloc_batch(b) < 0)))
        rc = rl_error_set(err, RL_ENOMEM, "out of memory");
    return rc == 0 ? fill(b, err) : rc;
}

static void teardown(struct bench *b)
{
    replay_sampler_deinit(&b->sampler);
    replay_ring_deinit(&b->ring);
    replay_selector_destroy(b->selector);
    free(b->obs);
    free(b->action);
    free(b->reward);
    free(b->truncated);
    free(b->error);
    free(b->batch.obs);
    free(b->batch.next_obs);
    free(b->batch.action);
    free(b->batch.reward);
    free(b->batch.discount);
    free(b->batch.weight);
}

/* Transitions per second over at least `seconds`. */
static int measure(struct bench *b, double seconds, double *rate, struct rl_error *err)
{
    enum { CALLS = 64 };
    uint64_t start_ns = rl_now_ns(), calls = 0;
    double elapsed = 0.0;
    while (elapsed < seconds) {
        for (int i = 0; i < CALLS; i++) {
            int rc = b->work->batch ? sample(b, err) : insert(b, err);
            if (rc < 0)
                return rc;
        }
        calls += CALLS;
        elapsed = (double)(rl_now_ns() - start_ns) * 1e-9;
    }
    int32_t each = b->work->batch ? b->work->batch : b->work->n_envs;
    *rate = (double)calls * each / elapsed;
    return 0;
}

static int run(struct bench *b, double seconds, struct rl_error *err)
{
    char line[16];
    double rate;
    int rc = setup(b, err);
    if (rc == 0)
        rc = measure(b, seconds, &rate, err);
    if (rc < 0)
        return rc;
    printf("{\"ready\": true, \"version\": \"%s\", \"ring_bytes\": %zu}\n", RLTD_VERSION,
           b->ring.layout.bytes);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        rc = measure(b, seconds, &rate, err);
        if (rc < 0)
            return rc;
        printf("{\"transitions_per_s\": %.0f, \"bytes_per_s\": %.0f}\n", rate,
               rate * (double)b->transition_bytes);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct rl_error err = {0};
    for (size_t i = 0; argc == 3 && i < RL_COUNTOF(works); i++)
        if (strcmp(argv[1], works[i].name) == 0)
            b.work = &works[i];
    if (!b.work) {
        fprintf(stderr, "usage: bench-replay blocks|one-by-one|uniform|many-envs|"
                        "prioritized|n-step|frames SECONDS\n");
        return 64;
    }
    int rc = run(&b, atof(argv[2]), &err);
    if (rc < 0)
        fprintf(stderr, "bench-replay: %s\n", err.text);
    teardown(&b);
    return rc < 0;
}
