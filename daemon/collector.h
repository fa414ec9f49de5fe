/* SPDX-License-Identifier: MIT */
/* How env steps become training steps: what differs between agents that learn from a full rollout
 * (collect_rollout.c) and agents that learn from a replay (collect_replay.c). The phases of a run
 * are run.c's; it asks here what is next. Loop thread, but for what names another one. */
#pragma once

#include "daemon/store/store.h"

struct rltd_run;

enum rltd_next {
    RLTD_NEXT_STEP,
    RLTD_NEXT_LEARN, /* a training step, while collecting stands still */
    RLTD_NEXT_WAIT,  /* run_advance comes again when there is something new */
};

#define RLTD_POINT_FIRST 1

/* What the run needs of a learner that works beside collecting. */
enum rltd_learner_need {
    RLTD_LEARNER_MAY_WORK,
    RLTD_LEARNER_MUST_PARK, /* state must be whole */
    RLTD_LEARNER_MUST_END,  /* and no training step may be open */
};

struct rltd_collector {
    /* Storage, once the agent is there; registers what must survive. */
    int (*open)(struct rltd_run *run, struct rl_error *err);
    void (*close)(struct rltd_run *run); /* accepts one that was not opened */
    /* A checkpoint was written into the registry: what is not in that comes from `ckpt`. May clear
     * run->exact. */
    int (*restored)(struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err);
    /* May the registry take replay state from this checkpoint, because it holds what that refers
     * to? NULL: there is none. */
    bool (*restores)(const struct rltd_run *run, const struct rltd_ckpt *ckpt);
    /* Would what `restored` reads of it fit? Nothing is changed. RL_ESHAPE. NULL: always. */
    int (*fits)(const struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err);
    /* Does `ckpt` hold what is too large to be in memory twice (tensors that `is_contents` names)?
     * Then a live run that goes back to it has that read into its place first, while it stands
     * still, on a thread of its own; once `cancelled`: RL_ESTOPPED. NULL, all three: it never
     * does. */
    bool (*is_contents)(const char *name);
    bool (*has_contents)(const struct rltd_run *run, const struct rltd_ckpt *ckpt);
    int (*read_contents)(const struct rltd_run *run, const struct rltd_ckpt *ckpt,
                         const atomic_bool *cancelled, struct rl_error *err);
    /* A live run has gone back to a checkpoint, with the replay (`restores` said so before anything
     * changed) or with the replay as it stands. NULL: nothing to do. Outcome
     * RLTD_POINT_FIRST: nothing may go on before a resume point is durable, then comes `goes_on`.
     */
    int (*rolled_back)(struct rltd_run *run, bool with_replay, struct rl_error *err);
    int (*goes_on)(struct rltd_run *run, struct rl_error *err);
    /* After open and restored: work begins. */
    int (*begin)(struct rltd_run *run, struct rl_error *err);

    /* Nothing is half collected: limits, evaluations and triggers are looked at. */
    bool (*at_boundary)(const struct rltd_run *run);
    bool (*log_due)(const struct rltd_run *run);
    void (*log)(struct rltd_run *run); /* its own values for the row of metrics that is due;
                                        * NULL: none */
    /* False: the learner is still at work, run_advance comes again. NULL: it never works beside. */
    bool (*attend)(struct rltd_run *run, enum rltd_learner_need need);
    enum rltd_next (*next)(struct rltd_run *run);
    void (*reset)(struct rltd_run *run); /* all envs have begun new episodes; NULL: no matter */
    int (*step)(struct rltd_run *run, struct rl_error *err);   /* decide and send */
    int (*record)(struct rltd_run *run, struct rl_error *err); /* the step is answered */
    /* Fill run->ctx; `goes_on`: the training step was open when the run stopped. */
    int (*begin_learning)(struct rltd_run *run, bool goes_on, struct rl_error *err);
    /* Learn at once on this thread: shorter than handing over. NULL: no. */
    bool (*learns_here)(const struct rltd_run *run);
    void (*end_learning)(struct rltd_run *run);
    /* Learner thread, between two updates; NULL: nothing to do. */
    void (*between_updates)(struct rltd_run *run);

    /* Env steps of the last boundary before a checkpoint that was just restored. */
    uint64_t (*looked_at)(const struct rltd_run *run);
    /* May a save of these sets carry everything that an exact resume needs? NULL: any may. */
    bool (*saves_exactly)(const struct rltd_run *run, unsigned sets);
    /* Must a save for `last` be apart from the others, which would carry its weight? NULL: no. */
    bool (*saves_apart)(const struct rltd_run *run);
    int (*add_to_image)(struct rltd_run *run, struct rltd_image *image, unsigned sets);
    /* A save for `last` that was taken at `cursor` is durable (0) or failed (RL_E*). NULL: not
     * needed. */
    uint64_t (*cursor)(const struct rltd_run *run);
    void (*saved)(struct rltd_run *run, uint64_t cursor, int code);
};

extern const struct rltd_collector rltd_collect_rollout, rltd_collect_replay;
