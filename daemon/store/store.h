/* SPDX-License-Identifier: MIT */
/* The store: one thread that owns everything of a run that lies on disk — checkpoint files, the
 * SQLite index, JSON lines, TensorBoard events. The loop thread feeds it through a bounded queue
 * and never waits for a disk. Nothing else opens run.db for writing.
 *
 *   runs/NAME/version_N/{run.db, checkpoints/, events.out.tfevents.*, log.jsonl,
 *                        config.yaml, rltd.log, lock}
 *
 * A save is acknowledged after: temp file in the same folder, fsync, rename without replacing,
 * fsync of the folder, row committed. Then, and only then, rotation removes what no set holds any
 * more.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "daemon/report/mark.h"
#include "daemon/report/metrics.h"
#include "nn/state.h"

struct rltd_store;

/* ---- what a save is made of ---- */

struct rltd_extra { /* a host tensor that is not in the agent's registry: env states, current obs */
    char name[96];
    enum rl_dtype dtype;
    struct nn_shape shape;
    void *data; /* owned, malloc; NULL: `read` */
    /* Store thread, piece by piece and maybe twice: rows [first, first + n) of the image's `held`.
     */
    void (*read)(const void *held, uint64_t first, uint64_t n, void *out);
};

/* What a cut leaves behind: built on the loop thread, read by the store thread for every file that
 * is made of that cut, and freed by the last one that has it. */
struct rltd_image {
    const struct nn_state *state; /* borrowed: outlives the store */
    void *copy;                   /* of nn_state_copy; owned, malloc, unless it is lent */
    bool copy_lent;               /* it stays its owner's, who leaves it alone meanwhile */
    struct rltd_extra *extra;     /* owned */
    int32_t n_extra;
    void *held; /* what extra tensors are read from; NULL: nothing */
    void (*release)(void *held);
    char *metadata_json; /* owned: a JSON object; each member becomes one __metadata__ string */
    /* Store thread, before a file with the extra tensors is written: makes durable what they refer
     * to. A failure fails the save. NULL: nothing. */
    int (*before)(void *arg, struct rl_error *err);
    void *before_arg;
    _Atomic int32_t n_shared; /* owners beside the first */
};
/* One more owner, who destroys it as well. */
struct rltd_image *rltd_image_share(struct rltd_image *image);
void rltd_image_destroy(struct rltd_image *image); /* accepts NULL */

/* Sets that a checkpoint may be a member of, as bits, with the names that people see. */
#define RLTD_SETS(X)       \
    X(LAST, 1, "last")     \
    X(TOPK, 2, "topk")     \
    X(MANUAL, 4, "manual") \
    X(PINNED, 8, "pinned") \
    X(MILESTONE, 32, "milestone") /* never rotated away */

/* clang-format off */
enum rltd_set {
#define X(id, bit, name) RLTD_SET_##id = bit,
    RLTD_SETS(X)
#undef X
    RLTD_SET_SOURCE = 16, /* this incarnation was resumed from it; the store's own */
};
/* clang-format on */

struct rltd_counters {
    uint64_t env_steps, iterations, episodes, updates; /* updates: of the first optimizer */
    double elapsed_s;                                  /* over all incarnations */
};

struct rltd_checkpoint { /* a durable row */
    int64_t id;
    char file[192]; /* within checkpoints/ */
    char name[64];  /* given by `save --name`; "" otherwise */
    unsigned sets;
    struct rltd_counters counters;
    double metric; /* monitored value; NaN when there was none */
    bool has_metric;
    uint64_t bytes;
    double wall_s;
};

struct rltd_save_result {
    int code; /* 0 or RL_E* */
    struct rl_error err;
    struct rltd_checkpoint checkpoint;
    bool unchanged; /* of an edit: it was so before */
    double seconds; /* of writing and syncing */
};
/* Called on the store thread: hand over (uv_async_send) and return. */
typedef void (*rltd_saved_fn)(void *arg, const struct rltd_save_result *result);

struct rltd_save {
    /* Wanted: TOPK only enters if it is good enough; a save that enters no set is dropped. */
    unsigned sets;
    char name[64]; /* manual saves */
    struct rltd_counters counters;
    bool has_metric;
    double metric;
    /* For {key} in the filename template; may be NULL; copied. */
    const struct rltd_metric_row *metrics;
    const struct rltd_metrics *names; /* slots of that row; borrowed only during the call */
    struct rltd_image *image;         /* taken over */
    bool weights_only; /* only what acting needs (NN_STATE_MODEL): no run resumes from the file */
    bool bare;         /* without the image's extra tensors */
    const char *exact; /* metadata string of that name, static; NULL: none */
    /* The run went back to a checkpoint: what the histories hold past `mark` goes with this save's
     * row, in one transaction, and `source` ("": of another folder) is kept. If the save fails
     * they are dropped all the same, since the run goes on from there. */
    bool rolls_back;
    struct rltd_mark mark;
    const char *source; /* borrowed only during the call */
    rltd_saved_fn done; /* may be NULL */
    void *arg;
};

/* ---- lifecycle ---- */

struct rltd_store_config {
    const char *dir; /* the version folder */
    struct rl_log *log;
    const char *monitor; /* short name */
    bool minimise;
    int64_t save_top_k, manual_keep;
    const char *filename; /* template */
    bool tensorboard, jsonl;
    const char *config_yaml; /* as resolved: written to config.yaml and runs.config */
    const char *identity;    /* rltd_config_identity */
    struct rltd_mark resume; /* histories past it are dropped; zeroed for a new run */
    bool resumed;
};

/* Opens or creates the index, reconciles it with the files (adopt or quarantine files without a
 * row, flag rows without a file, remove temp files), writes config.yaml, starts the thread. */
int rltd_store_open(struct rltd_store **out, const struct rltd_store_config *config,
                    struct rl_error *err);
/* Drains the queue, commits, closes; `state` is "finished", "stopped" or "failed". Accepts NULL. */
void rltd_store_close(struct rltd_store *store, const char *state);

/* ---- fed by the loop thread ---- */

/* One image at a time, for as many files as are made of it. RL_EBUSY: another one is still being
 * written, or the queue is full (nothing was taken over). */
int rltd_store_save(struct rltd_store *store, const struct rltd_save *save, struct rl_error *err);
/* There is no memory for an image: raises the alarm that a failed save raises. */
void rltd_store_no_image(struct rltd_store *store, uint64_t env_steps, const struct rl_error *why);
/* Change what is kept by hand. `what` as in rltd_ckpt_resolve, without paths. `done` comes on the
 * store thread with the checkpoint as it has become: RL_ENOTFOUND lists what there is; RL_EINVAL
 * for one that may not be removed. RL_EBUSY: the queue is full, `done` will not come. */
enum rltd_edit {
    RLTD_EDIT_PIN,    /* never rotated away */
    RLTD_EDIT_UNPIN,  /* rotates again; leaves at once if no other set holds it */
    RLTD_EDIT_REMOVE, /* neither a pinned one, nor `last`, nor what this run was resumed from */
};
int rltd_store_edit(struct rltd_store *store, enum rltd_edit edit, const char *what,
                    rltd_saved_fn done, void *arg, struct rl_error *err);
/* These drop with a counted warning when the queue is full: they never block. */
void rltd_store_metrics(struct rltd_store *store, const struct rltd_metrics *names,
                        const struct rltd_metric_row *row);
struct rltd_episode {
    uint64_t env_steps; /* at its end */
    uint32_t slot;
    int32_t role; /* 0 train, 1 eval, 2 final test */
    uint64_t episode;
    double ret;
    uint64_t length;
    int32_t end; /* 1 terminated, 2 truncated, 3 session lost */
};
void rltd_store_episode(struct rltd_store *store, const struct rltd_episode *episode);
void rltd_store_event(struct rltd_store *store, uint64_t env_steps, const char *kind,
                      const char *text);

/* The same as rltd_save.rolls_back, for a run that saves nothing: histories past the mark are
 * dropped, reports begin anew there, as at a resume. What was handed over before is carried out
 * first. RL_EBUSY: the queue is full. */
int rltd_store_roll_back(struct rltd_store *store, const struct rltd_mark *mark, const char *file,
                         struct rl_error *err);

/* The configuration has changed: config.yaml and runs.config become this. RL_EBUSY. */
int rltd_store_config(struct rltd_store *store, const char *yaml, struct rl_error *err);

/* Copies of the durable rows, newest first; returns how many there are. Any thread. NULL store: 0.
 */
int32_t rltd_store_list(struct rltd_store *store, struct rltd_checkpoint *out, int32_t max);
/* File of the best one, as the link `best` has it; "" while there is none. Any thread. */
void rltd_store_best(struct rltd_store *store, char *file, size_t file_bytes);
/* The alarm that is up, "" if none ("NOSPACE: ...") or if there is no store yet. Any thread. */
void rltd_store_alarm(struct rltd_store *store, char *out, size_t out_bytes);

/* ---- folders and files, without a thread ---- */

struct rltd_folder_ask {
    const char *runs, *name, *identity;
    bool may_resume;
    /* One run of a series: any version may be its own, not the newest alone, and a finished one is
     * not trained again if every line of this text stands in its configuration (the limits that
     * `identity` leaves out). NULL: a run by itself. */
    const char *series;
};
struct rltd_folder {
    char dir[512]; /* RL_ERANGE beyond */
    int lock_fd;   /* the caller closes it; -1: none */
    bool reopened; /* an unfinished run of this identity */
    bool finished; /* of a series: trained already; not locked */
    /* "version_3 is another experiment (seed: 1 -> 2)": the newest one, which has not finished, and
     * why it was not reopened; "" otherwise. */
    char other[400];
};
/* Take runs/NAME/version_N: make the next one, or reopen the one of this identity if it is not
 * finished and may be resumed. Locks it with flock (RL_EBUSY names the holder's pid). */
int rltd_run_folder(struct rltd_folder *out, const struct rltd_folder_ask *ask,
                    struct rl_error *err);
/* Text of the newest event of a kind in a folder's index; RL_ENOTFOUND. */
int rltd_run_event(const char *dir, const char *kind, char *text, size_t text_bytes,
                   struct rl_error *err);

#define RLTD_EDIT_UNCHANGED 1 /* pin, unpin: it was so before */
/* rltd_store_edit for a folder whose run has ended. 0, RLTD_EDIT_UNCHANGED; RL_EBUSY: it has not.
 */
int rltd_folder_edit(const char *dir, enum rltd_edit edit, const char *what, struct rl_log *log,
                     struct rltd_checkpoint *now, struct rl_error *err);

/* Look at every file of a folder, its digest and its row. `found` hears of each, in `what` words.
 * With `repair` (RL_EBUSY while the run is going on) the index is mended or built anew, whole files
 * that it does not know are adopted, damaged ones are put aside, leftovers removed; `found` hears
 * of what was there before. Returns how many problems there were, or an error. */
typedef void (*rltd_found_fn)(void *arg, const char *file, const char *what, bool good);
int rltd_folder_check(const char *dir, bool repair, struct rl_log *log, rltd_found_fn found,
                      void *arg, struct rl_error *err);

/* A checkpoint file, verified: digest, header, offsets. */
struct rltd_ckpt;
int rltd_ckpt_open(struct rltd_ckpt **out, const char *path, struct rl_error *err);
/* The same for a process that has something else to do meanwhile. */
struct rltd_ckpt_hold {
    bool digest; /* a file without one is refused; else it is looked at where there is one */
    /* The very bytes that are verified stay in memory, but of those that it `leaves` (NULL: none):
     * reads of them touch no file any more. Of a file without a digest none do. */
    bool hold;
    bool (*leaves)(const char *name);
    const atomic_bool *cancelled; /* once it is true: RL_ESTOPPED; NULL: never */
};
int rltd_ckpt_open_held(struct rltd_ckpt **out, const char *path, const struct rltd_ckpt_hold *hold,
                        struct rl_error *err);
void rltd_ckpt_close(struct rltd_ckpt *ckpt); /* accepts NULL */
/* It holds only what acting needs: no run resumes from it. */
bool rltd_ckpt_weights_only(const struct rltd_ckpt *ckpt);
/* A metadata value, NULL if absent. */
const char *rltd_ckpt_meta(const struct rltd_ckpt *ckpt, const char *key);
/* RL_ENOTFOUND, or RL_ESHAPE when it is of another dtype or size than asked. */
int rltd_ckpt_read(const struct rltd_ckpt *ckpt, const char *name, enum rl_dtype dtype, void *out,
                   size_t bytes, struct rl_error *err);
/* Bytes [from, from + bytes) of it. RL_ESHAPE: it has fewer. */
int rltd_ckpt_read_part(const struct rltd_ckpt *ckpt, const char *name, uint64_t from, void *out,
                        size_t bytes, struct rl_error *err);
/* Dtype and shape of a tensor; RL_ENOTFOUND. */
int rltd_ckpt_info(const struct rltd_ckpt *ckpt, const char *name, enum rl_dtype *dtype,
                   struct nn_shape *shape);
/* Set every tensor of the registry (of MODEL scope only if `model_only`); names what is missing or
 * mis-shaped. Counters ("run/...", "agent/...") and averages that the file has not stay as they
 * are. What the registry lets begin (NN_STATE_BEGINS) is zeroed where the file has none. */
int rltd_ckpt_restore(const struct rltd_ckpt *ckpt, struct nn_state *state, bool model_only,
                      struct rl_error *err);

/* Names of what begins because the file has none of it; "" where it has all. */
void rltd_ckpt_begins(const struct rltd_ckpt *ckpt, const struct nn_state *state, char *list,
                      size_t n);

/* Would that find everything, in dtype and shape? RL_ESHAPE names what it would not. */
int rltd_ckpt_fits(const struct rltd_ckpt *ckpt, const struct nn_state *state,
                   struct rl_error *err);

/* The same while the state is in use: everything is read before anything is written, so a failure
 * changes nothing. Tensors for which `stays` is true keep their values. */
int rltd_ckpt_restore_live(const struct rltd_ckpt *ckpt, struct nn_state *state,
                           bool (*stays)(void *arg, const char *name), void *arg,
                           struct rl_error *err);

/* Read-only view of a folder's index, also of a live run: rows newest first into a malloc'd array.
 * For `ls`, `eval best`, and finding the resume point. */
int rltd_index_list(const char *dir, struct rltd_checkpoint **out, int32_t *n,
                    struct rl_error *err);
/* The folder of a run's newest version. RL_ENOTFOUND. */
int rltd_run_newest_dir(const char *runs, const char *run, char *dir, size_t dir_bytes,
                        struct rl_error *err);
/* Resolve "last", "best", a name given at save, a file name in the newest version of a run, or a
 * path. RL_ENOTFOUND lists what there is. */
int rltd_ckpt_resolve(const char *runs, const char *run, const char *what, char *path,
                      size_t path_bytes, struct rl_error *err);
/* The same in a version's folder. */
int rltd_ckpt_resolve_in(const char *dir, const char *what, char *path, size_t path_bytes,
                         struct rl_error *err);
/* The newest valid checkpoint of a folder, opened: tries `last` first, then falls back, warning for
 * each bad one; files of weights only are passed over. RL_ENOTFOUND: none at all; RL_ECORRUPT:
 * some, none that a run can go on from. One that cannot be read for another reason is that error:
 * an older one would undo what was acknowledged. */
int rltd_ckpt_newest(const char *dir, struct rl_log *log, struct rltd_ckpt **out, char *path,
                     size_t path_bytes, struct rl_error *err);
