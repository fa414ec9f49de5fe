/* SPDX-License-Identifier: MIT */
/* A replay goes back to a checkpoint: when a run begins, and after a load (daemon/run_load.c). Its
 * rows come from the checkpoint, or are still in the file. */
#include <inttypes.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/collect_replay.h"

#define BESIDE "it learns beside collecting"

enum { READ_BYTES = 1 << 22 }; /* at a time */

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
    bool there = rltd_ckpt_info(ckpt, RLTD_REPLAY_ROWS_TENSOR, &dtype, &rows) == 0 &&
                 rltd_ckpt_info(ckpt, RLTD_REPLAY_DATA_TENSOR, &dtype, &data) == 0 &&
                 rows.rank == 2;
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

/* The window of these counters into its place; nothing else of the ring is touched, or looked at
 * but for its measures. `cancelled` may be NULL. */
static int read_rows(const struct replay_ring *ring, const struct rltd_ckpt *ckpt, uint64_t head,
                     uint64_t first, const atomic_bool *cancelled, struct rl_error *err)
{
    const struct replay_layout *l = &ring->layout;
    uint64_t capacity = (uint64_t)ring->spec.capacity, n_there;
    uint64_t tail = head - RL_MIN(first, head) > capacity ? head - capacity : first;
    int rc = check_rows(ring, ckpt, head, first, &n_there, err);
    for (uint64_t row = tail, n; row < head && rc == 0; row += n) {
        uint64_t at = n_there == head - tail ? row - tail : row % n_there;
        uint64_t slot = row % l->slots;
        n = RL_MIN(RL_MIN(head - row, n_there - at), l->slots - slot);
        n = RL_MIN(n, READ_BYTES / l->row_bytes + 1);
        if (cancelled && atomic_load(cancelled))
            return rl_error_set(err, RL_ESTOPPED, "reading the replay was given up");
        rc = rltd_ckpt_read_part(ckpt, RLTD_REPLAY_ROWS_TENSOR, at * sizeof(struct replay_row),
                                 ring->rows + slot, n * sizeof(struct replay_row), err);
        if (rc == 0)
            rc = rltd_ckpt_read_part(ckpt, RLTD_REPLAY_DATA_TENSOR, at * l->row_bytes,
                                     ring->data + slot * l->row_bytes, n * l->row_bytes, err);
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

int rltd_replay_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    enum rl_dtype dtype;
    struct nn_shape shape;
    if (r->overlap)
        run_not_exact(run, BESIDE);
    if (r->in_file && !r->found) {
        begin_empty(run, "the replay's file is gone");
        return 0;
    }
    if (!r->in_file && rltd_ckpt_info(ckpt, RLTD_REPLAY_ROWS_TENSOR, &dtype, &shape) < 0) {
        begin_empty(run, "the checkpoint holds no replay contents");
        return 0;
    }
    if (r->in_file && !replay_lineage_reached(&r->lineage, *replay_storage_branch(&r->ring.storage),
                                              r->ring.head)) {
        begin_empty(run, "the rows of this checkpoint were overwritten after a load");
        return 0;
    }
    struct rl_error why;
    int rc = r->in_file ? 0 : read_rows(&r->ring, ckpt, r->ring.head, r->ring.first, NULL, err);
    if (rc < 0)
        return rc;
    rc = replay_ring_restored(&r->ring, &why);
    if (rc < 0 && !r->in_file)
        return rl_error_set(err, rc, "%s", why.text);
    if (rc < 0) /* an older checkpoint, after those behind it were damaged: its rows are gone */
        begin_empty(run, why.text);
    return 0;
}

bool rltd_replay_is_contents(const char *name)
{
    return strcmp(name, RLTD_REPLAY_ROWS_TENSOR) == 0 || strcmp(name, RLTD_REPLAY_DATA_TENSOR) == 0;
}

bool rltd_replay_has_contents(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    enum rl_dtype dtype;
    struct nn_shape shape;
    return !run->replay->in_file &&
           rltd_ckpt_info(ckpt, RLTD_REPLAY_ROWS_TENSOR, &dtype, &shape) == 0;
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

bool rltd_replay_restores(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    return rltd_replay_has_contents(run, ckpt) || file_holds_rows(run, ckpt);
}

static int read_counters(const struct rltd_ckpt *ckpt, uint64_t *head, uint64_t *first,
                         struct rl_error *err)
{
    int rc = rltd_ckpt_read(ckpt, "replay/head", RL_U64, head, sizeof *head, err);
    return rc == 0 ? rltd_ckpt_read(ckpt, "replay/first", RL_U64, first, sizeof *first, err) : rc;
}

int rltd_replay_fits(const struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    uint64_t head, first, n;
    if (!rltd_replay_has_contents(run, ckpt))
        return 0;
    int rc = read_counters(ckpt, &head, &first, err);
    return rc == 0 ? check_rows(&run->replay->ring, ckpt, head, first, &n, err) : rc;
}

int rltd_replay_read_contents(const struct rltd_run *run, const struct rltd_ckpt *ckpt,
                              const atomic_bool *cancelled, struct rl_error *err)
{
    uint64_t head, first;
    int rc = read_counters(ckpt, &head, &first, err);
    return rc == 0 ? read_rows(&run->replay->ring, ckpt, head, first, cancelled, err) : rc;
}

/* A file's rows are touched once a checkpoint is durable that names them: until then a restart goes
 * on from one that needs them as they are. */
int rltd_replay_rolled_back(struct rltd_run *run, bool with_replay, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    int rc = 0;
    if (with_replay && r->in_file) {
        replay_lineage_fork(&r->lineage, r->ring.head, (uint64_t)(rl_wall_s() * 1e6));
        rc = RLTD_POINT_FIRST;
    } else if (with_replay) { /* its contents are there */
        if (r->overlap)
            run_not_exact(run, BESIDE);
        rc = replay_ring_restored(&r->ring, err);
    } else {
        run_not_exact(run, r->in_file && r->overlap
                               ? "the replay stays as it stands, beside collecting"
                           : r->in_file ? "rows of its replay are overwritten in the file: the "
                                          "replay stays as it stands"
                                        : "it holds no replay contents: the replay stays as it "
                                          "stands");
        rl_warn(run->log, "%s", run->not_exact);
    }
    rltd_replay_ask_nothing(r);
    rltd_pace_rolled_back(run);
    return rc;
}

int rltd_replay_goes_on(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    *replay_storage_branch(&r->ring.storage) = replay_lineage_branch(&r->lineage);
    return replay_ring_restored(&r->ring, err);
}
