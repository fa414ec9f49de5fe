/* SPDX-License-Identifier: MIT */
/* Off-policy: what the envs answer goes into a replay ring, in memory or in a file, from which the
 * agent draws; when it does is collect_pace.c's matter.
 *
 * A checkpoint always holds the ring's cursor, the limiter and the priorities. The rows themselves
 * go along only into what a run resumes from (`last`), and only from a ring in memory, which the
 * store's thread reads under the guard while collecting goes on (replay/snapshot.h); a ring in a
 * file keeps the rows that the last durable checkpoint names (replay/ring.h, the guard). */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/collect_replay.h"

enum {
    SLACK_SHARE = 8,     /* of the capacity: what can come between two saves of a file, or while a
                          * save reads the memory */
    SLACK_MAX = 1 << 18, /* rows, unless the envs need more */
    STEP_ROWS = 3,       /* rows that a step appends at most, per env: a new episode, the
                          * observation that follows, and one more if that was final */
};

/* Between two attempts to make room, while saves fail. */
#define RETRY_NS     (UINT64_C(1000) * 1000 * 1000)
#define RETRY_MAX_NS (60 * RETRY_NS)

#define ROWS_TENSOR "replay/rows"
#define DATA_TENSOR "replay/data"

/* ---- opening ---- */

static struct replay_spec ring_spec(const struct rltd_run *run)
{
    const struct rltd_replay *r = run->replay;
    int64_t least = 2 * (int64_t)STEP_ROWS * run->train.n_envs;
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

static int replay_open(struct rltd_run *run, struct rl_error *err)
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

static void replay_close(struct rltd_run *run)
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

static int replay_begin(struct rltd_run *run, struct rl_error *err)
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

/* ---- acting and recording ---- */

/* Every env has an open row: the observation that is acted on. An env that was lost and came back,
 * or that has just begun, opens one; the episode before it ends where it stood. */
static int open_rows(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    struct rltd_envs *envs = &run->train;
    for (int32_t e = 0; e < envs->n_envs; e++) {
        const uint8_t *obs = envs->obs + (size_t)e * envs->obs_bytes;
        uint64_t open = r->ring.open[e];
        bool stands = open > replay_ring_tail(&r->ring) && !envs->lost[e];
        if (stands && memcmp(replay_ring_obs(&r->ring, replay_ring_slot(&r->ring, open - 1)), obs,
                             envs->obs_bytes) == 0)
            continue;
        replay_ring_truncate(&r->ring, (uint32_t)e);
        int rc = replay_ring_begin(&r->ring, (uint32_t)e, obs);
        if (rc != 0)
            return rc;
    }
    memset(envs->lost, 0, (size_t)envs->n_envs);
    for (int32_t e = 0; e < envs->n_envs; e++)
        r->starts[e] = r->ring.rows[replay_ring_slot(&r->ring, r->ring.open[e] - 1)].back == 0;
    return 0;
}

/* What the agent acts on: the ring has every open episode's last frames, and a resumed run's too.
 */
static const uint8_t *stacked(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    size_t bytes = rl_space_bytes(&run->agent->setup.obs);
    if (!r->obs)
        return run->train.obs;
    for (int32_t e = 0; e < run->train.n_envs; e++)
        replay_view_observation(&r->sampler.view, r->ring.open[e] - 1, r->obs + (size_t)e * bytes);
    return r->obs;
}

static int replay_step(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    struct rltd_envs *envs = &run->train;
    int64_t max = run->config.config->max_env_steps;
    double done = (double)run->counters.env_steps / (double)RL_MAX(max, 1);
    rltd_pace_lock(r);
    int rc = open_rows(run);
    assert(rc == 0); /* replay_next has seen to the room */
    const uint8_t *obs = stacked(run);
    r->acted_version = rltd_pace_version(r);
    rltd_pace_unlock(r);
    bool warm_up = run->counters.env_steps < (uint64_t)r->wish.learning_starts;
    struct agent_act act = {
        .n = envs->n_envs,
        .obs = obs,
        .slot = r->slot,
        .step = envs->steps,
        .starts = r->starts,
        .action = r->action,
        .raw_action = r->raw_action,
        .random = warm_up,
        .env_steps = run->counters.env_steps,
        .progress = max > 0 ? RL_MIN(1.0, done) : 0.0,
    };
    if (r->overlap)
        act.policy = rltd_published_get(&r->published, &r->acted_version);
    rc = run->agent->type->act(run->agent, &act, err);
    if (rc == 0)
        rltd_envs_step(envs, r->action);
    return rc;
}

/* Steps of envs [e, e + n). */
static int insert(struct rltd_run *run, uint32_t e, int32_t n, const uint32_t *env,
                  struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    const struct rltd_envs *envs = &run->train;
    size_t at = e;
    int rc = replay_ring_step(&r->ring,
                              &(struct replay_steps){
                                  .n = n,
                                  .env = env,
                                  .action = r->raw_action + at * r->ring.layout.action_bytes,
                                  .reward = envs->reward + at,
                                  .terminated = r->terminated + at,
                                  .truncated = r->truncated + at,
                                  .next_obs = envs->obs + at * envs->obs_bytes,
                                  .final_obs = envs->final_obs + at * envs->obs_bytes,
                                  .version = r->acted_version,
                              },
                              err);
    assert(rc != REPLAY_NO_ROOM);
    return rc;
}

/* Steps one by one, without those that never happened: their env was lost before it answered, so
 * the episode ended with the row before. */
static int insert_some(struct rltd_run *run, struct rl_error *err)
{
    int rc = 0;
    for (uint32_t e = 0; e < (uint32_t)run->train.n_envs && rc == 0; e++) {
        if (run->train.flags[e] & RLTD_NEVER_HAPPENED)
            replay_ring_truncate(&run->replay->ring, e);
        else
            rc = insert(run, e, 1, &e, err);
    }
    return rc;
}

static int replay_record(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    const struct rltd_envs *envs = &run->train;
    int32_t n = 0, ended = 0;
    for (int32_t e = 0; e < envs->n_envs; e++) {
        r->terminated[e] = (envs->flags[e] & WIRE_TERMINATED) != 0;
        /* An end that is both is a termination: nothing comes after it. */
        r->truncated[e] = !r->terminated[e] && (envs->flags[e] & WIRE_TRUNCATED);
        n += !(envs->flags[e] & RLTD_NEVER_HAPPENED);
        ended += r->terminated[e] || r->truncated[e];
    }
    rltd_pace_lock(r);
    int rc = n == envs->n_envs ? insert(run, 0, n, NULL, err) : insert_some(run, err);
    if (rc == 0) {
        bool full = r->ring.head - r->ring.first >= (uint64_t)r->ring.spec.capacity;
        replay_limiter_inserted(&r->limiter, n, ended, (int64_t)r->ring.starts, full);
    }
    r->lag_max = RL_MAX(r->lag_max, (double)(rltd_pace_version(r) - r->acted_version));
    rltd_pace_unlock(r);
    rltd_pace_note(r);
    return rc;
}

/* Lock-step: between two rounds of train_freq, as Stable-Baselines3 looks at its limits. */
static bool at_boundary(const struct rltd_run *run)
{
    const struct replay_limiter *l = &run->replay->limiter;
    return run->replay->overlap || (l->owed == 0 && l->round == 0);
}

static uint64_t looked_at(const struct rltd_run *run)
{
    const struct replay_limiter *l = &run->replay->limiter;
    uint64_t n = (uint64_t)l->round_rows;
    if (l->owed > 0 && l->limits.train_unit == REPLAY_TRAIN_STEPS)
        n = (uint64_t)(l->limits.train_freq * l->insert_rows);
    return run->counters.env_steps -
           (run->replay->overlap ? 0 : RL_MIN(n, run->counters.env_steps));
}

static bool log_due(const struct rltd_run *run)
{
    uint64_t every = (uint64_t)run->config.config->log.every_env_steps;
    return run->counters.env_steps / every > run->replay->logged_at / every;
}

static void log_values(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    r->logged_at = run->counters.env_steps;
    rltd_metrics_log(&run->metrics, "replay/transitions", (double)r->ring.starts, AGENT_LAST,
                     AGENT_SINK_ALL);
    rltd_metrics_log(&run->metrics, "replay/policy_lag", r->lag_max, AGENT_MAX, AGENT_SINK_ALL);
    r->lag_max = 0;
}

/* A file's guarded rows leave room for `slack` new ones: then a save has to move the guard. */
static enum rltd_next replay_next(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    enum rltd_next next = rltd_pace_next(run);
    uint64_t need = (uint64_t)STEP_ROWS * (uint64_t)run->train.n_envs;
    if (next != RLTD_NEXT_STEP || replay_ring_room(&r->ring) >= need) {
        if (r->blocked_ns)
            run_add_stall(run, r->blocked_ns);
        r->blocked_ns = 0;
        return next;
    }
    if (r->blocked_ns == 0)
        r->blocked_ns = rl_now_ns();
    if (!r->in_file)
        return RLTD_NEXT_WAIT; /* the save that reads the rows ends */
    if (!r->save_asked || (r->ask_again_ns > 0 && rl_now_ns() >= r->ask_again_ns)) {
        r->save_asked = true;
        r->ask_again_ns = 0;
        run->want_sets |= RLTD_SET_LAST;
        uv_async_send(&run->learner_wake);
    }
    return RLTD_NEXT_WAIT;
}

/* ---- saves ---- */

static bool saves_exactly(const struct rltd_run *run, unsigned sets)
{
    return !run->replay->overlap && (sets & RLTD_SET_LAST);
}

static bool saves_apart(const struct rltd_run *run)
{
    return !run->replay->in_file;
}

static uint64_t cursor(const struct rltd_run *run)
{
    return run->replay->ring.head;
}

static int sync_ring(void *arg, struct rl_error *err)
{
    return replay_storage_sync(arg, err);
}

static void read_window_rows(const void *held, uint64_t first, uint64_t n, void *out)
{
    replay_snapshot_rows(held, first, n, out);
}

static void read_window_data(const void *held, uint64_t first, uint64_t n, void *out)
{
    replay_snapshot_data(held, first, n, out);
}

static void release_window(void *held)
{
    replay_snapshot_deinit(held);
    free(held);
}

/* The window's rows, oldest first. */
static int add_window(struct replay_ring *ring, struct rltd_image *image)
{
    int32_t n = image->n_extra;
    struct rltd_extra *grown = realloc(image->extra, (size_t)(n + 2) * sizeof *grown);
    if (!grown)
        return RL_ENOMEM;
    image->extra = grown;
    struct replay_snapshot *window = malloc(sizeof *window);
    if (!window || replay_snapshot_take(window, ring) < 0) {
        free(window);
        return RL_ENOMEM;
    }
    int64_t rows = (int64_t)(window->head - window->tail);
    image->held = window;
    image->release = release_window;
    image->n_extra += 2;
    grown[n] = (struct rltd_extra){.name = ROWS_TENSOR,
                                   .dtype = RL_U8,
                                   .shape = NN_MAT(rows, (int64_t)sizeof(struct replay_row)),
                                   .read = read_window_rows};
    grown[n + 1] = (struct rltd_extra){.name = DATA_TENSOR,
                                       .dtype = RL_U8,
                                       .shape = NN_MAT(rows, (int64_t)ring->layout.row_bytes),
                                       .read = read_window_data};
    return 0;
}

static int add_to_image(struct rltd_run *run, struct rltd_image *image, unsigned sets)
{
    struct rltd_replay *r = run->replay;
    if (!(sets & RLTD_SET_LAST))
        return 0;
    if (!r->in_file)
        return add_window(&r->ring, image);
    /* The first one: its rows must stand from now on, not from when it is known to be durable.
     * Later ones are covered by the guard of the one before. */
    if (!replay_ring_guarded(&r->ring))
        replay_ring_guard(&r->ring, r->ring.head);
    image->before = sync_ring;
    image->before_arg = &r->ring.storage;
    return 0;
}

static void nothing_asked(struct rltd_replay *r)
{
    r->save_asked = false;
    r->save_code = 0;
    r->ask_again_ns = r->pause_ns = 0;
}

static void saved(struct rltd_run *run, uint64_t at, int code)
{
    struct rltd_replay *r = run->replay;
    if (!r->in_file)
        replay_ring_unguard(&r->ring); /* it has been read */
    if (code == 0) {
        nothing_asked(r);
        if (r->in_file)
            replay_ring_guard(&r->ring, at);
    } else if (r->save_asked) {
        r->save_code = code;
        r->pause_ns = RL_MIN(RL_MAX(2 * r->pause_ns, RETRY_NS), RETRY_MAX_NS);
        r->ask_again_ns = rl_now_ns() + r->pause_ns;
    }
}

/* ---- restore ---- */

/* Rows that a checkpoint of these counters must hold: those of the window, oldest first; or by
 * slot, as files of before that have them. *n is how many there are. */
static int check_rows(const struct replay_ring *ring, const struct rltd_ckpt *ckpt, uint64_t head,
                      uint64_t first, uint64_t *n, struct rl_error *err)
{
    const size_t row_bytes = ring->layout.row_bytes;
    uint64_t capacity = (uint64_t)ring->spec.capacity;
    uint64_t window = RL_MIN(head - RL_MIN(first, head), capacity);
    enum rl_dtype dtype;
    struct nn_shape rows = NN_SCALAR, data = NN_SCALAR;
    bool there = rltd_ckpt_info(ckpt, ROWS_TENSOR, &dtype, &rows) == 0 &&
                 rltd_ckpt_info(ckpt, DATA_TENSOR, &dtype, &data) == 0 && rows.rank == 2;
    *n = there ? (uint64_t)rows.dim[0] : 0;
    bool by_slot = *n <= head && *n >= RL_MIN(head, capacity);
    if (there && (*n == window || by_slot) &&
        nn_shape_equal(rows, NN_MAT((int64_t)*n, (int64_t)sizeof(struct replay_row))) &&
        nn_shape_equal(data, NN_MAT((int64_t)*n, (int64_t)row_bytes)))
        return 0;
    return rl_error_set(err, RL_ESHAPE,
                        "the checkpoint holds the replay of another run: %" PRIu64
                        " rows, this run's would be %" PRIu64
                        " of %zu bytes; load one of a run with the same buffer_size and n_envs",
                        *n, window, row_bytes);
}

static int read_rows(struct rltd_replay *r, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    const struct replay_layout *l = &r->ring.layout;
    uint64_t tail = replay_ring_tail(&r->ring), head = r->ring.head, n_there;
    int rc = check_rows(&r->ring, ckpt, head, r->ring.first, &n_there, err);
    for (uint64_t row = tail, n; row < head && rc == 0; row += n) {
        uint64_t at = n_there == head - tail ? row - tail : row % n_there;
        uint64_t slot = row % l->slots;
        n = RL_MIN(RL_MIN(head - row, n_there - at), l->slots - slot);
        rc = rltd_ckpt_read_part(ckpt, ROWS_TENSOR, at * sizeof(struct replay_row),
                                 r->ring.rows + slot, n * sizeof(struct replay_row), err);
        if (rc == 0)
            rc = rltd_ckpt_read_part(ckpt, DATA_TENSOR, at * l->row_bytes,
                                     r->ring.data + slot * l->row_bytes, n * l->row_bytes, err);
    }
    return rc;
}

/* The counters come back, the rows do not: learning waits until there are enough new ones. */
static void begin_empty(struct rltd_run *run, const char *why)
{
    struct rltd_replay *r = run->replay;
    rl_warn(run->log, "%s: the replay begins empty, learning waits for %" PRId64 " transitions",
            why, r->limiter.limits.min_size);
    r->ring.id = replay_storage_header(&r->ring.storage)->id;
    replay_ring_clear(&r->ring);
    if (r->selector->ops->restored)
        r->selector->ops->restored(r->selector);
    replay_limiter_restored(&r->limiter, 0);
    run->learning = 0;
    run_not_exact(run, why);
}

static int replay_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    enum rl_dtype dtype;
    struct nn_shape shape;
    if (r->overlap)
        run_not_exact(run, "it learns beside collecting");
    if (r->in_file && !r->found) {
        begin_empty(run, "the replay's file is gone");
        return 0;
    }
    if (!r->in_file && rltd_ckpt_info(ckpt, ROWS_TENSOR, &dtype, &shape) < 0) {
        begin_empty(run, "the checkpoint holds no replay contents");
        return 0;
    }
    if (r->in_file && !replay_lineage_reached(&r->lineage, *replay_storage_branch(&r->ring.storage),
                                              r->ring.head)) {
        begin_empty(run, "the rows of this checkpoint were overwritten after a load");
        return 0;
    }
    struct rl_error why;
    int rc = r->in_file ? 0 : read_rows(r, ckpt, err);
    if (rc < 0)
        return rc;
    rc = replay_ring_restored(&r->ring, &why);
    if (rc < 0 && !r->in_file)
        return rl_error_set(err, rc, "%s", why.text);
    if (rc < 0) /* an older checkpoint, after those behind it were damaged: its rows are gone */
        begin_empty(run, why.text);
    return 0;
}

static bool holds_rows(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    enum rl_dtype dtype;
    struct nn_shape shape;
    return !run->replay->in_file && rltd_ckpt_info(ckpt, ROWS_TENSOR, &dtype, &shape) == 0;
}

/* The file still has every row of the checkpoint's window: fewer than `slack` have come since, and
 * none of another branch. The learner of an overlapping run is not held back for it. */
static bool file_holds_rows(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    const struct rltd_replay *r = run->replay;
    struct replay_lineage then;
    uint64_t head, first, id;
    const struct {
        const char *name;
        void *out;
        size_t bytes;
    } wanted[] = {
        {"replay/head", &head, sizeof head},
        {"replay/first", &first, sizeof first},
        {"replay/id", &id, sizeof id},
        {"run/replay_branch", then.id, sizeof then.id},
        {"run/replay_branch_from", then.from, sizeof then.from},
    };
    if (!r->in_file || r->overlap)
        return false;
    for (size_t i = 0; i < RL_COUNTOF(wanted); i++)
        if (rltd_ckpt_read(ckpt, wanted[i].name, RL_U64, wanted[i].out, wanted[i].bytes, NULL) < 0)
            return false;
    return id == r->ring.id && replay_lineage_holds(&r->lineage, &then, head) &&
           replay_ring_holds(&r->ring, head, first);
}

static bool replay_restores(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    return holds_rows(run, ckpt) || file_holds_rows(run, ckpt);
}

static int replay_fits(const struct rltd_run *run, const struct rltd_ckpt *ckpt,
                       struct rl_error *err)
{
    uint64_t head, first, n;
    if (!holds_rows(run, ckpt))
        return 0;
    int rc = rltd_ckpt_read(ckpt, "replay/head", RL_U64, &head, sizeof head, err);
    if (rc == 0)
        rc = rltd_ckpt_read(ckpt, "replay/first", RL_U64, &first, sizeof first, err);
    return rc == 0 ? check_rows(&run->replay->ring, ckpt, head, first, &n, err) : rc;
}

/* A file's rows are touched once a checkpoint is durable that names them: until then a restart goes
 * on from one that needs them as they are. */
static int replay_rolled_back(struct rltd_run *run, const struct rltd_ckpt *ckpt, bool with_replay,
                              struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    int rc = 0;
    if (with_replay && r->in_file) {
        replay_lineage_fork(&r->lineage, r->ring.head, (uint64_t)(rl_wall_s() * 1e6));
        rc = RLTD_POINT_FIRST;
    } else if (with_replay) {
        rc = replay_restored(run, ckpt, err);
    } else {
        run_not_exact(run, r->in_file && r->overlap
                               ? "the replay stays as it stands, beside collecting"
                           : r->in_file ? "rows of its replay are overwritten in the file: the "
                                          "replay stays as it stands"
                                        : "it holds no replay contents: the replay stays as it "
                                          "stands");
        rl_warn(run->log, "%s", run->not_exact);
    }
    nothing_asked(r);
    rltd_pace_rolled_back(run);
    return rc;
}

static int replay_goes_on(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    *replay_storage_branch(&r->ring.storage) = replay_lineage_branch(&r->lineage);
    return replay_ring_restored(&r->ring, err);
}

/* ---- status ---- */

void rltd_replay_view(struct rltd_run *run, struct rltd_replay_view *view, uint64_t now_ns)
{
    struct rltd_replay *r = run->replay;
    rltd_pace_note(r);
    rltd_pace_lock(r);
    uint64_t version = rltd_pace_version(r);
    *view = (struct rltd_replay_view){
        .transitions = r->ring.starts,
        .capacity = (uint64_t)r->ring.spec.capacity,
        .bytes = r->ring.layout.bytes,
        .sampled = r->limiter.sampled,
        .inserted = r->limiter.inserted,
        .policy_lag = version - RL_MIN(r->acted_version, version),
        .in_file = r->in_file,
        .lock_step = !r->overlap,
        .waits_s = 1e-9 * (double)(now_ns - RL_MIN(r->waits_since_ns, now_ns)),
    };
    rltd_pace_unlock(r);
    rltd_pace_format(r, view->waits, sizeof view->waits);
}

const struct rltd_collector rltd_collect_replay = {
    .open = replay_open,
    .close = replay_close,
    .restored = replay_restored,
    .restores = replay_restores,
    .fits = replay_fits,
    .rolled_back = replay_rolled_back,
    .goes_on = replay_goes_on,
    .begin = replay_begin,
    .at_boundary = at_boundary,
    .looked_at = looked_at,
    .log_due = log_due,
    .log = log_values,
    .attend = rltd_pace_attend,
    .next = replay_next,
    .step = replay_step,
    .record = replay_record,
    .begin_learning = rltd_pace_begin_learning,
    .learns_here = rltd_pace_learns_here,
    .end_learning = rltd_pace_end_learning,
    .between_updates = rltd_pace_between_updates,
    .saves_exactly = saves_exactly,
    .saves_apart = saves_apart,
    .add_to_image = add_to_image,
    .cursor = cursor,
    .saved = saved,
};
