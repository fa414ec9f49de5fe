/* SPDX-License-Identifier: MIT */
/* The inside of a training run, shared by run.c (phases) and the run_*.c beside it. Loop thread,
 * but for what daemon/learner.h says of the learner. */
#pragma once

#include <jansson.h>
#include <pthread.h>

#include "daemon/actor.h"
#include "daemon/collector.h"
#include "daemon/early_stop.h"
#include "daemon/evaluator.h"
#include "daemon/freeze.h"
#include "daemon/groups.h"
#include "daemon/learner.h"
#include "daemon/profile.h"
#include "daemon/run.h"
#include "daemon/run_triggers.h"
#include "daemon/session/hub.h"
#include "daemon/task.h"
#include "daemon/train.h"
#include "replay/rollout.h"

#define RUN_EPISODE_WINDOW 100 /* as SB3's ep_rew_mean */
#define RUN_MANUAL_MAX     16

enum run_phase {
    RUN_STARTING,  /* env processes connect */
    RUN_RESETTING, /* first observations: RESET, or SET_STATE after a resume */
    RUN_COLLECTING,
    RUN_LEARNING,
    RUN_EVALUATING,
    RUN_GATHERING, /* env states for a save */
    RUN_FINISHING, /* final evaluation */
    RUN_SANITY,    /* an evaluation before training, to see that it works */
    RUN_LOADING,   /* a load's replay contents are being read: nothing else may happen */
    RUN_OVER,
};

/* A manual save that waits for the next cut, or for its file. */
struct run_manual {
    char name[64];
    bool pin, submitted;
    rltd_saved_fn done; /* NULL: slot free or nobody waits */
    void *arg;
    bool used;
};

/* What the loop thread hears of a save or an edit. Made when it is asked for, so that an answer
 * cannot fail. */
struct run_saved {
    struct rltd_run *run;
    struct rltd_save_result result; /* the store thread's */
    int32_t manual;                 /* index, -1: none */
    double monitored;               /* of a manual save: its metric, NaN: none */
    uint64_t last; /* its number among those made for `last`; 0: made for something else */
    uint64_t incarnation;
    bool point;         /* made for `last`, by whatever was asked */
    rltd_saved_fn done; /* of an edit, else NULL */
    void *arg;
    uint64_t cursor; /* of the collector when the save was taken */
    struct run_saved *next;
};

/* Something that waits for a moment when no update is being computed. */
struct run_order {
    struct run_order *next;
    /* 0, RL_E* with told->err filled, or RUN_NOT_YET. */
    int (*carry_out)(struct rltd_run *run, struct run_order *order, struct rltd_told *told);
    struct rltd_asker asker;
    char by[64];                /* the asker's */
    struct rltd_change *change; /* of a set: key and `now` as asked for; owned */
    int32_t n_changes;
    bool freeze; /* else thaw: `change` has pattern and `until` */
    uint64_t until;
    struct rltd_ckpt *ckpt;              /* of a load: open and verified; owned */
    char path[RLTD_PATH_MAX], file[192]; /* its; `file` is "" if it lies elsewhere */
};
#define RUN_NOT_YET 1

/* A load, from the question to the answer; there is one at a time. Its file is found, read and
 * verified on a thread of its own, while the run goes on; then its order waits for a cut; then, of
 * a replay in memory, the contents are read on such a thread while the run stands still. */
struct run_load {
    struct run_order *order; /* NULL: no load is under way. Owned until it is queued */
    bool queued;
    bool contents; /* have been read, or are being read */
    struct rltd_task task;
    struct rltd_asker asker;
    char by[64];              /* the asker's */
    char what[RLTD_PATH_MAX]; /* as asked for */
};

/* After a load: nothing goes on before a resume point is durable. */
struct run_point {
    bool first;
    uint64_t last;     /* the save's number among those made for `last`; 0: not handed over */
    uint64_t again_ns; /* when to ask for one again */
};

/* Asked to wait. */
struct run_pause {
    bool wanted;
    double at; /* when it was asked for, wall clock */
    char by[64];
    uint64_t held_ns;   /* when everything stood still; 0: not yet */
    uint64_t before_ns; /* length of the pauses that are over */
};

struct rltd_run {
    struct rltd_run_config config;
    struct rltd_config keys; /* config.config: this run's own copy, texts borrowed */
    uv_loop_t *loop;
    struct rl_log *log;
    char dir[RLTD_PATH_MAX];

    struct rltd_hub *hub;
    struct rltd_envs train, eval;
    bool eval_wanted; /* the eval set is in use */
    struct rltd_store *store;

    struct nn_backend *device;    /* that does the work */
    struct nn_backend *backend;   /* that programs are made with: the device, or the watch's */
    struct nn_watch *watch;       /* in front of the device; NULL: nobody asked for it */
    struct rltd_profile *profile; /* NULL: likewise */
    void *hparams;
    struct nn_network_config network;
    struct agent *agent;
    struct agent_ctx ctx;
    const struct rltd_collector *collector; /* NULL before the agent is there */
    struct replay_rollout rollout;          /* on-policy */
    struct rltd_actor actor;
    struct rltd_replay *replay; /* off-policy */
    struct rltd_evaluator evaluator;
    struct rltd_learner learner;
    uv_async_t learner_wake, saved_wake;

    bool over; /* phase is RUN_OVER */
    enum run_phase phase;
    enum run_phase cut_phase; /* what goes on after env states were gathered */
    struct rltd_counters counters;
    uint64_t learning;          /* state: 1 while a training step is open */
    uint64_t frozen;            /* state: 1 once the rollout stays as it is (overfit) */
    bool sanity;                /* the sanity evaluation is still to come */
    uint64_t eval_at;           /* state: env steps at the last evaluation */
    uint64_t eval_at_iteration; /* state: likewise */
    double eval_at_s;           /* state: training time then, where the clock asks for them */
    uint64_t row_at;            /* state: env steps and time of the newest row of metrics */
    double row_wall_s;
    uint64_t looked_at;   /* env steps at the last boundary */
    uint64_t thawed_at;   /* env steps at the last look at what thaws */
    uint64_t incarnation; /* state: how often this run was started */
    double episode_return[RUN_EPISODE_WINDOW], episode_length[RUN_EPISODE_WINDOW];
    uint64_t n_window; /* episodes ever put into the window */
    double eval_return, best_metric;
    struct rltd_freeze freeze;
    struct rltd_early_stop early;
    uint64_t
        stopped_early; /* state: 1 once early stopping has said so; the run may wait for min_* */
    bool exact, resumed;
    char not_exact[240];      /* why it is not; "" while it is */
    char from[RLTD_PATH_MAX]; /* the checkpoint that the run goes on from; "" */
    uint64_t from_env_steps;
    struct run_point point;
    bool changed_since; /* the checkpoint that it was resumed from: it is not exact */
    char changes[160];  /* what */

    struct rltd_metrics metrics;      /* the learner's while it runs */
    struct rltd_metrics metrics_view; /* of the last flush */
    struct rltd_metric_row row;

    struct rltd_average average;
    struct run_triggers triggers;
    unsigned want_sets; /* sets that the next cut has to serve */
    bool want_log;      /* a row of metrics is due */
    bool want_metric;   /* the save carries the monitored metric */
    bool stop, stop_now;
    struct run_pause pause;
    struct run_order *orders; /* first in, first out */
    struct run_load load;
    bool limit;               /* a limit of the run is reached: looked at once per iteration */
    struct rl_error save_err; /* of the newest save made for `last`, code 0 if it is durable */
    uint64_t n_lasts;         /* saves made for `last` */
    char agent_save[64];      /* asked for by the agent; under saved_mutex */
    struct run_manual manual[RUN_MANUAL_MAX];
    int32_t n_saving; /* files that the store is at work on, all of one image */
    bool store_busy;  /* its queue was full: tried again at the next tick */
    void *state_copy; /* what images copy the state into, one after the other; owned */
    bool rolls_back;  /* a load has to take the histories with the next `last` */
    char loaded[192]; /* from this file; "": of another folder */
    pthread_mutex_t saved_mutex;
    struct run_saved *saved;
    uint64_t last_save_ns, last_point_ns; /* any; of `last` */
    bool has_point;                       /* this process has handed over a `last` */
    struct rltd_counters saved_at;        /* its */

    uint64_t start_ns, phase_ns; /* when the process part began; when the phase began */
    uint64_t waiting_since_ns;   /* 0: not waiting */
    uint64_t cut_ns;             /* since when nobody acts or learns, for the cut under way */
    uint64_t hold_ns;            /* since when a save that must not be skipped holds the run; 0 */
    double save_stall_s;         /* how long the last save held training up; NaN before it */
    bool stall_untold;           /* it is in no row of metrics yet */
    double elapsed_before_s;     /* of earlier incarnations */
    struct run_timing {
        uint64_t start, collect, learn, eval, save;
    } timing;
    int32_t cpus; /* that this process may use */

    struct rltd_run_result result;
    char waiting_on[128];
    struct rltd_env_view env_view[64];
    struct {
        uint64_t ns, env_steps, updates;
        double env_steps_per_s, updates_per_s;
    } rate;
};

/* run.c */
void run_advance(struct rltd_run *run);
void run_over(struct rltd_run *run, const char *state);
bool run_limit_reached(const struct rltd_run *run);
void run_fail(struct rltd_run *run, int exit_code, const char *why);
void run_enter(struct rltd_run *run, enum run_phase phase);
uint64_t run_updates(const struct rltd_run *run);
/* A training step is complete, and its result was taken. */
void run_end_iteration(struct rltd_run *run);
double run_elapsed_s(const struct rltd_run *run);
/* Env processes keep failing: what was learned so far is saved before the run ends. */
void run_envs_failed(void *owner, const char *why);
extern const struct rltd_envs_events run_train_events;

/* run_eval.c */
extern const struct rltd_envs_events run_eval_events;
/* RUN_EVALUATING, RUN_SANITY or RUN_FINISHING begins, or goes on after a hold. */
void run_begin_eval(struct rltd_run *run, enum run_phase phase);
/* The rules, or the state that they look at, are others than when early stopping said so. */
void run_judge_early_stop(struct rltd_run *run);

/* run_metrics.c */
void run_log_row(struct rltd_run *run);
void run_flush_metrics(struct rltd_run *run);
/* How far the histories have come; of a checkpoint's state, once it is restored. */
struct rltd_mark run_mark(const struct rltd_run *run);
/* After a load. A checkpoint of another folder knows nothing of these histories: they go back to
 * its step. */
struct rltd_mark run_rollback_mark(const struct rltd_run *run);
/* The monitored metric of the last flush; NaN before there is one. */
double run_monitored(const struct rltd_run *run);
void run_note_best(struct rltd_run *run); /* of it */

/* run_orders.c */
/* Takes `order` over, copies who asks. */
int run_add_order(struct rltd_run *run, struct run_order *order, const struct rltd_asker *asker,
                  struct rl_error *err);
void run_carry_out(struct rltd_run *run);
/* The run ends: what was not carried out is answered with an error. */
void run_refuse_orders(struct rltd_run *run);
/* RL_ESTOPPED: not yet, or no more. */
int run_takes_orders(const struct rltd_run *run, struct rl_error *err);
void run_order_free(struct run_order *order);

/* run_set.c: these values are in force from here on. */
int run_adopt(struct rltd_run *run, const struct rltd_values *values, struct rl_error *err);
/* They differ from what is on disk: config.yaml follows, and a resume point is made at the next
 * cut, so that a restart goes on with them. */
void run_keep_values(struct rltd_run *run);

/* run_load.c */
/* An order's carry_out. */
int run_load_carry_out(struct rltd_run *run, struct run_order *order, struct rltd_told *told);
/* Does everything wait for the resume point after a load? Then one is under way, or asked for. */
bool run_awaits_point(struct rltd_run *run);
/* A save for `last` has come to its end. */
void run_point_saved(struct rltd_run *run, uint64_t last, int code);
/* The first reason counts. */
void run_not_exact(struct rltd_run *run, const char *why);
void run_not_exact_for(struct rltd_run *run, const char *why, const char *details);

/* run_load_read.c */
/* If the file of the load under way has been read, its order is queued, or refused. */
void run_load_look(struct rltd_run *run);
/* Begin to read the replay's contents. */
int run_load_read(struct rltd_run *run, struct rl_error *err);
/* The run ends: the thread of the load under way is gone. */
void run_load_stop(struct rltd_run *run);
/* Its order was answered; any other is ignored. */
void run_load_over(struct rltd_run *run, const struct run_order *order);

/* run_pause.c */
/* At a cut: is the run to stand still here? */
bool run_holds(struct rltd_run *run);
uint64_t run_paused_ns(const struct rltd_run *run); /* in this incarnation */

/* run_begin.c */
/* All envs are here: agent, restore, store, learner; the first observations are asked for. */
int run_begin(struct rltd_run *run, struct rl_error *err);
bool run_minimises(const struct rltd_run *run);

/* run_life.c */
/* There are evaluation envs from here on: processes, or clients that come by themselves. */
int run_open_eval_set(struct rltd_run *run, struct rl_error *err);

/* collect_replay.c */
void rltd_replay_view(struct rltd_run *run, struct rltd_replay_view *view, uint64_t now_ns);

/* run_save.c */
/* Something is to be saved or stopped, and the store takes it. */
bool run_cut_wanted(const struct rltd_run *run);
/* Somebody asked for a save that no cut has come for. */
bool run_manual_waits(const struct rltd_run *run);
/* Nothing may change before the store has taken what is to be saved. */
bool run_save_holds(const struct rltd_run *run);
void run_submit(struct rltd_run *run, bool exact);
/* The save under way has held training up since then. */
void run_add_stall(struct rltd_run *run, uint64_t since_ns);
/* A resume point weighs more than other saves (the replay's contents): it is a file of its own. */
bool run_saves_apart(const struct rltd_run *run);
void run_process_saved(struct rltd_run *run);
/* The run ends: saves that no cut came for are answered with an error. */
void run_refuse_saves(struct rltd_run *run);
/* A manual save at the next cut; `last`: the sets that a resume point with the replay's rows, which
 * the save does not hold, enters beside it (0: none). RL_EBUSY, RL_ESTOPPED, RL_EINVAL. */
int run_add_save(struct rltd_run *run, const struct run_manual *wish, unsigned last,
                 struct rl_error *err);
int run_ended(const struct rltd_run *run, struct rl_error *err); /* that error */

/* run_cut.c */
/* State is whole (or `starved`: as whole as it gets while envs are missing). True: the cut is done
 * and the caller goes on; false: env states are being gathered first. */
bool run_take_cut(struct rltd_run *run, bool starved);
void run_tell_inexact(struct rltd_run *run); /* a save goes without the envs' states */
/* Memory that images copy the state into, touched before training has to wait for it. */
int run_make_room(struct rltd_run *run, struct rl_error *err);
/* The state as it is, with what a file for one of `sets` needs; NULL when out of memory. */
struct rltd_image *run_make_image(struct rltd_run *run, bool exact, unsigned sets);
int run_register(struct rltd_run *run, struct rl_error *err);
/* Load the newest valid checkpoint; env states go into the members. */
int run_restore(struct rltd_run *run, struct rltd_ckpt *ckpt, struct rl_error *err);
/* Can a run go on from it? */
int run_check_ckpt(const struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err);
/* The registry has a checkpoint's values: the rest follows, but for the collector. Says in
 * run->exact whether envs get their states back or begin anew. */
void run_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt);
