/* SPDX-License-Identifier: MIT */
/* Saves: when a cut is wanted, which files are made of its image, and what comes of them. There is
 * one image at a time. While the store is at work on it training goes on, but for saves that belong
 * to the state as it is: those hold the run until the store can take them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/run_private.h"

/* ---- when ---- */

bool run_manual_waits(const struct rltd_run *run)
{
    for (int i = 0; i < RUN_MANUAL_MAX; i++)
        if (run->manual[i].used && !run->manual[i].submitted)
            return true;
    return false;
}

static bool store_takes(const struct rltd_run *run)
{
    return run->n_saving == 0 && !run->store_busy;
}

bool run_cut_wanted(const struct rltd_run *run)
{
    return store_takes(run) && (run->stop || run->want_sets || run_manual_waits(run));
}

/* A metric belongs to the networks that it was measured on, a milestone to its step, the last save
 * to the end; and nothing may be recorded between a load and the histories' going back. */
bool run_save_holds(const struct rltd_run *run)
{
    bool must = run->stop || run->limit || run->rolls_back ||
                (run->want_sets & RLTD_SET_MILESTONE) ||
                ((run->want_sets & RLTD_SET_TOPK) && run->want_metric);
    return must && (run->stop || run->want_sets) && !store_takes(run);
}

bool run_saves_apart(const struct rltd_run *run)
{
    return run->collector && run->collector->saves_apart && run->collector->saves_apart(run);
}

/* ---- what came of it ---- */

static void on_saved(void *arg, const struct rltd_save_result *result)
{
    struct run_saved *msg = arg, **end;
    struct rltd_run *run = msg->run;
    msg->result = *result;
    pthread_mutex_lock(&run->saved_mutex);
    for (end = &run->saved; *end;) /* in the order in which they came */
        end = &(*end)->next;
    *end = msg;
    pthread_mutex_unlock(&run->saved_mutex);
    uv_async_send(&run->saved_wake);
}

static void answer(struct run_manual *m, const struct rltd_save_result *result)
{
    if (m->done)
        m->done(m->arg, result);
    *m = (struct run_manual){0};
}

void run_refuse_saves(struct rltd_run *run)
{
    struct rltd_save_result result = {0};
    result.code = run_ended(run, &result.err);
    for (int i = 0; i < RUN_MANUAL_MAX; i++)
        if (run->manual[i].used)
            answer(&run->manual[i], &result);
}

/* Is the newest resume point of the state as it is? */
static bool has_saved(const struct rltd_run *run)
{
    return run->has_point && run->save_err.code == 0 &&
           run->saved_at.env_steps == run->counters.env_steps &&
           run->saved_at.iterations == run->counters.iterations &&
           run->saved_at.updates == run_updates(run);
}

int run_ended(const struct rltd_run *run, struct rl_error *err)
{
    return rl_error_set(err, RL_ESTOPPED,
                        has_saved(run)
                            ? "the run has ended; its last checkpoint (`last`) holds the same state"
                            : "the run ended before it could be saved");
}

static void tell_collector(struct rltd_run *run, uint64_t cursor, int code)
{
    if (run->collector && run->collector->saved)
        run->collector->saved(run, cursor, code);
}

static void on_manual_saved(struct rltd_run *run, const struct run_saved *msg)
{
    bool durable = msg->result.code == 0 && msg->incarnation == run->incarnation;
    run_triggers_saved(&run->triggers, run->config.config, msg->monitored, durable);
    answer(&run->manual[msg->manual], &msg->result);
}

void run_process_saved(struct rltd_run *run)
{
    pthread_mutex_lock(&run->saved_mutex);
    struct run_saved *msg = run->saved;
    run->saved = NULL;
    pthread_mutex_unlock(&run->saved_mutex);
    run->store_busy = false;
    while (msg) {
        struct run_saved *next = msg->next;
        if (msg->done)
            msg->done(msg->arg, &msg->result);
        else
            run->n_saving--;
        if (!msg->done && msg->manual >= 0)
            on_manual_saved(run, msg);
        else if (msg->last > 0 && msg->last == run->n_lasts) /* others say nothing of the newest */
            run->save_err = msg->result.code < 0 ? msg->result.err : (struct rl_error){0};
        if (msg->point && msg->incarnation == run->incarnation) /* others are of undone rows */
            tell_collector(run, msg->cursor, msg->result.code);
        run_point_saved(run, msg->last, msg->result.code);
        free(msg);
        msg = next;
    }
}

int rltd_run_edit(struct rltd_run *run, enum rltd_edit edit, const char *what, rltd_saved_fn done,
                  void *arg, struct rl_error *err)
{
    if (!run->store || run->phase == RUN_OVER)
        return rl_error_set(err, RL_ESTOPPED, "there are no checkpoints yet, or no more");
    struct run_saved *msg = malloc(sizeof *msg);
    if (!msg)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    *msg = (struct run_saved){.run = run, .manual = -1, .done = done, .arg = arg};
    int rc = rltd_store_edit(run->store, edit, what, on_saved, msg, err);
    if (rc < 0)
        free(msg);
    return rc;
}

/* ---- the files of a cut ---- */

struct cut {
    struct rltd_image *image;
    bool exact; /* with the envs' states */
};

/* What differs between files of one image. */
static void choose_contents(const struct rltd_run *run, const struct cut *cut,
                            struct rltd_save *save)
{
    const struct rltd_collector *c = run->collector;
    save->weights_only = run->config.config->checkpoint.weights_only &&
                         !(save->sets & ~(unsigned)(RLTD_SET_TOPK | RLTD_SET_MILESTONE));
    save->bare = save->weights_only || (c->add_to_image && !(save->sets & RLTD_SET_LAST));
    bool exact = cut->exact && !save->weights_only &&
                 (!c->saves_exactly || c->saves_exactly(run, save->sets));
    save->exact = exact ? "true" : "false";
}

static int submit(struct rltd_run *run, const struct cut *cut, unsigned sets, int32_t manual,
                  struct rl_error *err)
{
    const struct rltd_collector *c = run->collector;
    struct run_saved *msg = malloc(sizeof *msg);
    if (!msg)
        return rl_error_set(err, RL_ENOMEM, "out of memory for a save");
    bool last = manual < 0 && (sets & RLTD_SET_LAST);
    bool first = last && run->point.first && run->point.last == 0;
    *msg = (struct run_saved){.run = run,
                              .manual = manual,
                              .monitored = manual >= 0 ? run_monitored(run) : NAN,
                              .last = last ? run->n_lasts + 1 : 0,
                              .incarnation = run->incarnation,
                              .point = sets & RLTD_SET_LAST,
                              .cursor = c->cursor ? c->cursor(run) : 0};
    int32_t slot = rltd_metrics_find(&run->metrics_view, run->config.config->checkpoint.monitor);
    struct rltd_save save = {
        .sets = sets,
        .counters = run->counters,
        .has_metric = run->want_metric && slot >= 0 && run->metrics_view.slot[slot].seen,
        .metric = slot >= 0 ? run->metrics_view.slot[slot].latest : NAN,
        .metrics = &run->row,
        .names = &run->metrics_view,
        .image = rltd_image_share(cut->image),
        .rolls_back = run->rolls_back && (sets & RLTD_SET_LAST),
        .mark = run_rollback_mark(run),
        .source = run->loaded,
        .done = on_saved,
        .arg = msg,
    };
    choose_contents(run, cut, &save);
    if (manual >= 0)
        snprintf(save.name, sizeof save.name, "%s", run->manual[manual].name);
    int rc = rltd_store_save(run->store, &save, err);
    if (rc < 0) {
        free(msg);
        rltd_image_destroy(save.image);
        return rc;
    }
    run->n_saving++;
    run->n_lasts += last;
    if (first)
        run->point.last = run->n_lasts;
    run->rolls_back = run->rolls_back && !save.rolls_back;
    return 0;
}

/* A manual save is the run's newest state as well, and so what a restart goes on from; unless what
 * a resume point weighs must not stay in the deque. */
static unsigned manual_last(const struct rltd_run *run)
{
    return run_saves_apart(run) ? 0 : run_last_set(run);
}

static void submit_manual(struct rltd_run *run, const struct cut *cut)
{
    unsigned last = manual_last(run);
    for (int32_t i = 0; i < RUN_MANUAL_MAX; i++) {
        struct run_manual *m = &run->manual[i];
        unsigned sets = last | RLTD_SET_MANUAL | (m->pin ? RLTD_SET_PINNED : 0u);
        if (!m->used || m->submitted)
            continue;
        struct rltd_save_result result = {0};
        result.code = submit(run, cut, sets, i, &result.err);
        m->submitted = result.code == 0;
        if (m->submitted)
            run_triggers_taken(&run->triggers, run->config.config, run_monitored(run));
        if (result.code == RL_EBUSY)
            run->store_busy = true; /* its queue is full */
        else if (result.code < 0)
            answer(m, &result);
    }
}

/* What a resume point weighs must not stay in the best ones, nor must they hold less than it: they
 * are made first, as files of their own. Except beside a run's first resume point: killed between
 * the two, it would go on from one that holds less. */
static int submit_sets(struct rltd_run *run, const struct cut *cut, struct rl_error *err)
{
    unsigned last = run->want_sets & RLTD_SET_LAST, others = run->want_sets & ~last;
    if (last && others && (run->config.config->checkpoint.weights_only || run_saves_apart(run))) {
        unsigned first = run->resumed || run->has_point ? others : last;
        int rc = submit(run, cut, first, -1, err);
        if (rc < 0)
            return rc;
        run->want_sets &= ~first;
    }
    int rc = submit(run, cut, run->want_sets, -1, err);
    run->want_sets = rc == 0 ? 0 : run->want_sets;
    return rc;
}

/* No memory for the image: everything that this cut is for fails. */
static int fail_cut(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_save_result result = {0};
    int rc = rl_error_set(err, RL_ENOMEM, "out of memory for a save");
    rltd_store_no_image(run->store, run->counters.env_steps, err);
    result.code = rc;
    result.err = *err;
    for (int32_t i = 0; i < RUN_MANUAL_MAX; i++)
        if (run->manual[i].used && !run->manual[i].submitted)
            answer(&run->manual[i], &result);
    return rc;
}

static int take_image(struct rltd_run *run, bool exact, struct cut *cut, struct rl_error *err)
{
    const struct rltd_collector *c = run->collector;
    unsigned sets = run->want_sets | (run_manual_waits(run) ? manual_last(run) : 0);
    *cut = (struct cut){.exact = exact && (!c->saves_exactly || c->saves_exactly(run, sets))};
    cut->image = run_make_image(run, cut->exact, sets);
    return cut->image ? 0 : fail_cut(run, err);
}

/* Of the sets that the cut was wanted for, `taken` are handed over; what is left in want_sets is
 * not. */
static void note(struct rltd_run *run, unsigned taken, int rc, const struct rl_error *err)
{
    bool point_left = run->want_sets & RLTD_SET_LAST;
    uint64_t now = rl_now_ns();
    if (rc < 0 && point_left)
        tell_collector(run, 0, rc);
    if (rc < 0 && rc != RL_EBUSY && run->rolls_back) { /* they go back without it */
        struct rltd_mark mark = run_rollback_mark(run);
        run->rolls_back = rltd_store_roll_back(run->store, &mark, run->loaded, NULL) < 0;
    }
    if (rc < 0 && rc != RL_EBUSY)
        rl_warn(run->log, "no save at %llu env steps: %s",
                (unsigned long long)run->counters.env_steps, err->text);
    if (rc < 0 && rc != RL_EBUSY && point_left) {
        run->save_err = *err;
        run->n_lasts++; /* earlier ones do not make up for it */
    }
    if (taken)
        run->last_save_ns = now;
    if (taken & RLTD_SET_LAST) {
        run->last_point_ns = now;
        run->has_point = true;
        run->saved_at = run->counters;
    }
}

void run_add_stall(struct rltd_run *run, uint64_t since_ns)
{
    run->save_stall_s += 1e-9 * (double)(rl_now_ns() - since_ns);
    run->stall_untold = true;
}

/* Serve everything that this cut is for. When the queue has no room, what is left is tried again.
 */
void run_submit(struct rltd_run *run, bool exact)
{
    struct rl_error err;
    struct cut cut = {0};
    if (run->stop)
        run->want_sets |= RLTD_SET_LAST;
    if (run->config.config->fast_dev_run > 0)
        run->want_sets = 0;
    if (!run->want_metric)
        run->want_sets &= ~(unsigned)RLTD_SET_TOPK;
    unsigned sets = run->want_sets;
    int rc = sets || run_manual_waits(run) ? take_image(run, exact, &cut, &err) : 0;
    if (rc == 0 && sets)
        rc = submit_sets(run, &cut, &err);
    note(run, sets & ~run->want_sets, rc, &err);
    if (rc == RL_EBUSY) {
        rltd_image_destroy(cut.image);
        run->store_busy = true;
        return;
    }
    run->want_sets = 0;
    run->want_metric = false;
    if (cut.image)
        submit_manual(run, &cut);
    rltd_image_destroy(cut.image);
    run->save_stall_s = 0;
    run_add_stall(run, run->hold_ns ? run->hold_ns : run->cut_ns);
    run->hold_ns = 0;
    if (run->stop)
        run_over(run, run->result.has_final ? "finished" : "stopped");
}
