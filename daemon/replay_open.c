/* SPDX-License-Identifier: MIT */
/* The replay of a run: ring, selector, limiter and sampler, as the agent's hyper-parameters wish.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/collect_replay.h"

enum {
    SLACK_SHARE = 8,     /* of the capacity: what can come between two saves of a file, or while a
                          * save reads the memory */
    SLACK_MAX = 1 << 18, /* rows, unless the envs need more */
};

static struct replay_spec ring_spec(const struct rltd_run *run)
{
    const struct rltd_replay *r = run->replay;
    int64_t least = 2 * (int64_t)RLTD_REPLAY_STEP_ROWS * run->train.n_envs;
    int64_t share = RL_MIN(r->wish.capacity / SLACK_SHARE, (int64_t)SLACK_MAX);
    return (struct replay_spec){
        .obs = run->train.obs_space,
        .action = run->train.action_space,
        .n_envs = run->train.n_envs,
        .capacity = r->wish.capacity,
        .slack = RL_MAX(least, share),
    };
}

static int open_ring(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    uint64_t id = (uint64_t)(rl_wall_s() * 1e6) ^ run->config.seed << 52;
    r->in_file = run->config.config->replay.storage == RLTD_REPLAY_FILE;
    struct replay_spec spec = ring_spec(run);
    if (r->in_file)
        snprintf(r->path, sizeof r->path, "%s/replay.ring", run->dir);
    int rc = replay_ring_init(&r->ring, &spec, r->in_file ? r->path : NULL, id, err);
    if (rc == RL_ESHAPE || rc == RL_ECORRUPT) {
        char why[RL_ERROR_TEXT_MAX];
        snprintf(why, sizeof why, "%s", err->text);
        return rl_error_set(err, rc, "%s; move that file away to go on with an empty replay", why);
    }
    if (rc < 0)
        return rc;
    r->found = rc == REPLAY_FOUND;
    rl_info(run->log,
            "replay: %s, %zu bytes a row, %.1f MB in %s; learning begins with %" PRId64
            " transitions, %s",
            r->ring.layout.text, r->ring.layout.row_bytes + sizeof(struct replay_row),
            1e-6 * (double)r->ring.layout.bytes, r->in_file ? r->path : "memory",
            r->limiter.limits.min_size,
            r->overlap ? "beside collecting" : "in turns with collecting");
    int64_t max = run->config.config->max_env_steps;
    if (max > 0 && r->limiter.limits.min_size > max)
        rl_warn(run->log,
                "nothing will be learned: learning begins with %" PRId64
                " transitions (learning_starts), the run ends after %" PRId64 " env steps",
                r->limiter.limits.min_size, max);
    return 0;
}

static int open_selector(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    struct replay_priorities priorities = {
        .slots = r->ring.layout.slots,
        .seed = run->config.seed,
        .alpha = r->wish.priority_alpha,
        .eps = r->wish.priority_eps,
        .beta = r->wish.priority_beta,
    };
    r->selector = r->wish.prioritized ? replay_prioritized_create(&priorities)
                                      : replay_uniform_create(run->config.seed);
    if (!r->selector)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the priorities of %u rows",
                            r->ring.layout.slots);
    r->ring.selector = r->selector;
    struct replay_view view = {
        .ring = &r->ring,
        .frame_stack = run->agent->setup.frame_stack,
        .pad = REPLAY_PAD_ZERO,
        .wire = run->agent->wire_batches,
        .n_step = r->wish.n_steps,
        .gamma = r->wish.gamma,
    };
    int rc = replay_sampler_init(&r->sampler, &view, r->selector, r->wish.batch_size, err);
    r->sampler.frozen = run->config.config->overfit;
    return rc;
}

static int open_buffers(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    size_t n = (size_t)run->train.n_envs;
    r->slot = calloc(n, sizeof *r->slot);
    r->action = calloc(n, run->train.action_bytes);
    bool stacks = run->agent->setup.frame_stack > 1;
    r->obs = stacks ? calloc(n, rl_space_bytes(&run->agent->setup.obs)) : NULL;
    r->raw_action = calloc(n, r->ring.layout.action_bytes);
    r->starts = calloc(n, 1);
    r->terminated = calloc(n, 1);
    r->truncated = calloc(n, 1);
    if (!r->slot || (stacks && !r->obs) || !r->action || !r->raw_action || !r->starts ||
        !r->terminated || !r->truncated)
        return rl_error_set(err, RL_ENOMEM, "out of memory for %zu envs", n);
    for (size_t i = 0; i < n; i++)
        r->slot[i] = (uint32_t)i;
    return 0;
}

static int register_state(struct rltd_replay *r, struct nn_state *state, struct rl_error *err)
{
    struct nn_shape branches = NN_VEC(REPLAY_BRANCHES);
    int rc = replay_ring_register(&r->ring, state);
    if (rc == 0)
        rc = nn_state_add_array(state, "run/replay_branch", NN_STATE_RESUME, RL_U64, branches,
                                r->lineage.id);
    if (rc >= 0)
        rc = nn_state_add_array(state, "run/replay_branch_from", NN_STATE_RESUME, RL_U64, branches,
                                r->lineage.from);
    if (rc >= 0)
        rc = replay_limiter_register(&r->limiter, state);
    if (rc == 0 && r->selector->ops->register_state)
        rc = r->selector->ops->register_state(r->selector, state);
    return rc < 0 ? rl_error_set(err, rc, "out of memory for the state registry") : 0;
}

int rltd_replay_open(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay = calloc(1, sizeof *r);
    if (!r)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    r->ring.storage.fd = -1;
    run->agent->type->replay(run->hparams, &r->wish);
    int rc = rltd_pace_init(run, err);
    if (rc == 0)
        rc = open_ring(run, err);
    if (rc == 0)
        rc = open_selector(run, err);
    if (rc == 0)
        rc = open_buffers(run, err);
    return rc == 0 ? register_state(r, run->agent->state, err) : rc;
}

void rltd_replay_close(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    if (!r)
        return;
    replay_sampler_deinit(&r->sampler);
    replay_selector_destroy(r->selector);
    replay_ring_deinit(&r->ring);
    rltd_pace_deinit(r);
    free(r->slot);
    free(r->obs);
    free(r->action);
    free(r->raw_action);
    free(r->starts);
    free(r->terminated);
    free(r->truncated);
    free(r);
    run->replay = NULL;
}

int rltd_replay_begin(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    if (!run->resumed && r->found) /* killed before its first checkpoint: its rows are nobody's */
        r->ring.id = replay_storage_header(&r->ring.storage)->id;
    if (!replay_lineage_branch(&r->lineage))
        replay_lineage_begin(&r->lineage, r->ring.id);
    *replay_storage_branch(&r->ring.storage) = replay_lineage_branch(&r->lineage);
    run->ctx.sampler = &r->sampler;
    return rltd_pace_begin(run, err);
}
