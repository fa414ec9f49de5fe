/* SPDX-License-Identifier: MIT */
/* Cuts: moments at which state is whole. A save copies everything that is registered, asks the envs
 * for their own state if all of them can give it, and hands the image to the store thread. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/config/resume.h"
#include "daemon/run_private.h"
#include "daemon/snapshot.h"
#include "daemon/store/json_dump.h"

bool run_manual_waits(const struct rltd_run *run)
{
    for (int i = 0; i < RUN_MANUAL_MAX; i++)
        if (run->manual[i].used && !run->manual[i].submitted)
            return true;
    return false;
}

bool run_cut_wanted(const struct rltd_run *run)
{
    return !run->store_busy && (run->stop || run->want_sets || run_manual_waits(run));
}

/* ---- what is in a checkpoint ---- */

int run_register(struct rltd_run *run, struct rl_error *err)
{
    struct nn_state *s = run->agent->state;
    struct nn_shape one = NN_VEC(1), window = NN_VEC(RUN_EPISODE_WINDOW);
    const struct {
        const char *name;
        enum rl_dtype dtype;
        struct nn_shape shape;
        void *data;
    } arrays[] = {
        {"run/env_steps", RL_U64, one, &run->counters.env_steps},
        {"run/iterations", RL_U64, one, &run->counters.iterations},
        {"run/episodes", RL_U64, one, &run->counters.episodes},
        {"run/elapsed_s", RL_F64, one, &run->counters.elapsed_s},
        {"run/learning", RL_U64, one, &run->learning},
        {"run/frozen", RL_U64, one, &run->frozen},
        {"run/eval_at", RL_U64, one, &run->eval_at},
        {"run/incarnation", RL_U64, one, &run->incarnation},
        {"run/window_return", RL_F64, window, run->episode_return},
        {"run/window_length", RL_F64, window, run->episode_length},
        {"run/window_n", RL_U64, one, &run->n_window},
        {"run/eval_return", RL_F64, one, &run->eval_return},
        {"run/best_metric", RL_F64, one, &run->best_metric},
        {"run/early_best", RL_F64, one, &run->early.best},
        {"run/early_wait", RL_U64, one, &run->early.wait},
        {"run/stopped_early", RL_U64, one, &run->stopped_early},
    };
    int rc = 0;
    for (size_t i = 0; i < RL_COUNTOF(arrays) && rc >= 0; i++)
        rc = nn_state_add_array(s, arrays[i].name, NN_STATE_RESUME, arrays[i].dtype,
                                arrays[i].shape, arrays[i].data);
    if (rc >= 0)
        rc = run_triggers_register(&run->triggers, s);
    if (rc >= 0)
        rc = rltd_envs_register(&run->train, "envs", s);
    return rc < 0 ? rl_error_set(err, rc, "out of memory for the state registry") : 0;
}

/* What else must be the same for the same bytes: build, instruction set, schedules, slots. */
static json_t *exact_on(const struct rltd_run *run)
{
    struct rl_buf text;
    rl_buf_init(&text);
    rl_buf_printf(&text, "rltd %s %s max_env_steps %lld", RLTD_VERSION, run->backend->isa,
                  (long long)run->config.config->max_env_steps);
    for (int32_t i = 0; i < run->train.n_members; i++)
        rl_buf_printf(&text, " %s:%d", run->train.member[i].name, run->train.member[i].n);
    json_t *value = text.failed ? NULL : json_stringn((const char *)text.data, text.n);
    rl_buf_deinit(&text);
    return value;
}

static bool same_exact_on(const struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    const char *theirs = rltd_ckpt_meta(ckpt, "exact_on");
    json_t *ours = exact_on(run);
    bool same = theirs && ours && strcmp(theirs, json_string_value(ours)) == 0;
    json_decref(ours);
    return same;
}

static char *metadata(struct rltd_run *run, bool exact)
{
    const struct rltd_config *c = run->config.config;
    json_t *meta = rltd_snapshot_metadata(run->agent, run->hparams);
    struct rl_buf yaml;
    rl_buf_init(&yaml);
    rltd_config_write(c, run->hparams, &run->network, &yaml);
    rl_buf_put_u8(&yaml, 0);
    bool made = meta && !yaml.failed;
    if (made) { /* what is not UTF-8 is left out: nothing needs it */
        json_object_set_new(meta, "config", json_string((const char *)yaml.data));
        json_object_set_new(meta, "written", rltd_config_written(c));
        json_object_set_new(meta, "source", json_string(c->source));
        json_object_set_new(meta, "name", json_string(c->name));
        if (rltd_average_text(&run->average))
            json_object_set_new(meta, RLTD_META_AVERAGING,
                                json_string(rltd_average_text(&run->average)));
        json_object_set_new(meta, "env", json_string(c->eval_env[0] ? c->eval_env : c->env));
        json_object_set_new(meta, "env_id", json_string(run->train.env_id));
        json_t *rest = json_pack(
            "{s:I, s:I, s:I, s:I, s:b, s:o}", "seed", (json_int_t)run->config.seed, "env_steps",
            (json_int_t)run->counters.env_steps, "iterations", (json_int_t)run->counters.iterations,
            "episodes", (json_int_t)run->counters.episodes, "exact", exact, "exact_on",
            exact_on(run));
        made = json_object_update(meta, rest) == 0;
        json_decref(rest);
    }
    rl_buf_deinit(&yaml);
    char *text = made ? rltd_json_dump(meta) : NULL;
    json_decref(meta);
    return text;
}

static int add_env_states(struct rltd_run *run, struct rltd_image *image)
{
    int32_t n = run->train.n_members;
    image->extra = calloc((size_t)n, sizeof *image->extra);
    if (!image->extra)
        return RL_ENOMEM;
    for (int32_t i = 0; i < n; i++) {
        struct rltd_member *m = &run->train.member[i];
        struct rltd_extra *x = &image->extra[image->n_extra++];
        snprintf(x->name, sizeof x->name, "env_state/%s", m->name);
        x->dtype = RL_U8;
        x->shape = NN_VEC((int64_t)m->state.n);
        x->data = malloc(m->state.n ? m->state.n : 1);
        if (!x->data)
            return RL_ENOMEM;
        memcpy(x->data, m->state.data, m->state.n);
    }
    return 0;
}

static struct rltd_image *make_image(struct rltd_run *run, bool exact, unsigned sets)
{
    const struct rltd_collector *c = run->collector;
    struct rltd_image *image = calloc(1, sizeof *image);
    if (!image)
        return NULL;
    rltd_average_hide(&run->average); /* whoever evaluates shows them again */
    run->counters.elapsed_s = run_elapsed_s(run);
    run->counters.updates = run_updates(run);
    image->state = run->agent->state;
    image->weights_only = run->config.config->checkpoint.weights_only &&
                          !(sets & ~(unsigned)(RLTD_SET_TOPK | RLTD_SET_MILESTONE));
    exact = exact && !image->weights_only;
    image->copy = malloc(nn_state_copy_bytes(image->state));
    image->metadata_json = metadata(run, exact);
    if (!image->copy || !image->metadata_json || (exact && add_env_states(run, image) < 0) ||
        (c->add_to_image && c->add_to_image(run, image, sets) < 0)) {
        rltd_image_destroy(image);
        return NULL;
    }
    if (run->agent->type->on_save)
        run->agent->type->on_save(run->agent);
    nn_state_copy(image->state, image->copy);
    return image;
}

/* ---- handing over to the store, and hearing back ---- */

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
    result.code = rl_error_set(&result.err, RL_ESTOPPED, "the run ended before it could be saved");
    for (int i = 0; i < RUN_MANUAL_MAX; i++)
        if (run->manual[i].used)
            answer(&run->manual[i], &result);
}

static void tell_collector(struct rltd_run *run, uint64_t cursor, int code)
{
    if (run->collector && run->collector->saved)
        run->collector->saved(run, cursor, code);
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
        else if (msg->manual >= 0)
            answer(&run->manual[msg->manual], &msg->result);
        else if (msg->last > 0 && msg->last == run->n_lasts) /* others say nothing of the newest */
            run->save_err = msg->result.code < 0 ? msg->result.err : (struct rl_error){0};
        if (!msg->done && (msg->result.checkpoint.sets & RLTD_SET_LAST) &&
            msg->incarnation == run->incarnation) /* others are of rows that are undone */
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

bool run_saves_apart(const struct rltd_run *run)
{
    return run->collector && run->collector->saves_apart && run->collector->saves_apart(run);
}

static int submit(struct rltd_run *run, bool exact, unsigned sets, int32_t manual,
                  struct rl_error *err)
{
    const struct rltd_collector *c = run->collector;
    struct run_saved *msg = malloc(sizeof *msg);
    exact = exact && (!c->saves_exactly || c->saves_exactly(run, sets));
    struct rltd_image *image = make_image(run, exact, sets);
    if (!msg || !image) {
        free(msg);
        rltd_image_destroy(image);
        rl_error_set(err, RL_ENOMEM, "out of memory for a save");
        rltd_store_no_image(run->store, run->counters.env_steps, err);
        return RL_ENOMEM;
    }
    bool last = manual < 0 && (sets & RLTD_SET_LAST);
    bool first = last && run->point.first && run->point.last == 0;
    *msg = (struct run_saved){.run = run,
                              .manual = manual,
                              .last = last ? run->n_lasts + 1 : 0,
                              .incarnation = run->incarnation,
                              .cursor = c->cursor ? c->cursor(run) : 0};
    int32_t slot = rltd_metrics_find(&run->metrics_view, run->config.config->checkpoint.monitor);
    struct rltd_save save = {
        .sets = sets,
        .counters = run->counters,
        .has_metric = run->want_metric && slot >= 0 && run->metrics_view.slot[slot].seen,
        .metric = slot >= 0 ? run->metrics_view.slot[slot].latest : NAN,
        .metrics = &run->row,
        .names = &run->metrics_view,
        .image = image,
        .done = on_saved,
        .arg = msg,
    };
    if (manual >= 0)
        snprintf(save.name, sizeof save.name, "%s", run->manual[manual].name);
    int rc = rltd_store_save(run->store, &save, err);
    if (rc < 0) {
        free(msg);
        rltd_image_destroy(image);
        return rc;
    }
    run->n_lasts += last;
    if (first)
        run->point.last = run->n_lasts;
    return 0;
}

/* A manual save is the run's newest state as well, and so what a restart goes on from; unless what
 * a resume point weighs must not stay in the deque. */
static void submit_manual(struct rltd_run *run, bool exact)
{
    unsigned last = run_saves_apart(run) ? 0 : run_last_set(run);
    for (int32_t i = 0; i < RUN_MANUAL_MAX; i++) {
        struct run_manual *m = &run->manual[i];
        unsigned sets = last | RLTD_SET_MANUAL | (m->pin ? RLTD_SET_PINNED : 0u);
        if (!m->used || m->submitted)
            continue;
        run_triggers_manual(&run->triggers, run->config.config, run_monitored(run));
        struct rltd_save_result result = {0};
        result.code = submit(run, exact, sets, i, &result.err);
        m->submitted = result.code == 0;
        if (result.code < 0 && result.code != RL_EBUSY)
            answer(m, &result);
    }
}

/* What a resume point weighs must not stay in the best ones, nor must they hold less than it: they
 * are made first, as files of their own. Except beside a run's first resume point: killed between
 * the two, it would go on from one that holds less. */
static int submit_sets(struct rltd_run *run, bool exact, struct rl_error *err)
{
    unsigned last = run->want_sets & RLTD_SET_LAST, others = run->want_sets & ~last;
    if (last && others && (run->config.config->checkpoint.weights_only || run_saves_apart(run))) {
        unsigned first = run->resumed || run->has_point ? others : last;
        int rc = submit(run, exact, first, -1, err);
        if (rc < 0)
            return rc;
        run->want_sets &= ~first;
    }
    return submit(run, exact, run->want_sets, -1, err);
}

/* Serve everything that this cut is for. When the store is still busy with earlier images, a
 * periodic save is simply made at its next trigger; the last one of a run waits. */
void run_submit(struct rltd_run *run, bool exact)
{
    struct rl_error err;
    if (run->stop)
        run->want_sets |= RLTD_SET_LAST;
    if (run->config.config->fast_dev_run > 0)
        run->want_sets = 0;
    if (!run->want_metric)
        run->want_sets &= ~(unsigned)RLTD_SET_TOPK;
    unsigned sets = run->want_sets;
    bool must = run->stop || run->limit || (sets & (RLTD_SET_TOPK | RLTD_SET_MILESTONE));
    int rc = sets ? submit_sets(run, exact, &err) : 0;
    if (rc < 0 && (sets & RLTD_SET_LAST))
        tell_collector(run, 0, rc);
    if (rc == RL_EBUSY && must) {
        run->store_busy = true;
        return;
    }
    if (rc < 0 && rc != RL_EBUSY) {
        rl_warn(run->log, "no save at %llu env steps: %s",
                (unsigned long long)run->counters.env_steps, err.text);
        if (sets & RLTD_SET_LAST) {
            run->save_err = err;
            run->n_lasts++; /* earlier ones do not make up for it */
        }
    }
    if (sets && rc == 0)
        run->last_save_ns = rl_now_ns();
    if ((sets & RLTD_SET_LAST) && rc == 0) {
        run->last_point_ns = rl_now_ns();
        run->has_point = true;
    }
    run->want_sets = 0;
    run->want_metric = false;
    submit_manual(run, exact);
    run->save_stall_s = 1e-9 * (double)(rl_now_ns() - run->cut_ns);
    rltd_metrics_add(&run->metrics, RLTD_METRIC_SAVE_STALL, run->save_stall_s);
    if (run->stop)
        run_over(run, "stopped");
}

void run_tell_inexact(struct rltd_run *run)
{
    char who[256];
    rltd_envs_missing(&run->train, rl_now_ns(), who, sizeof who);
    rl_warn(run->log,
            "saving at %llu env steps without the states of the envs (%s): a resume from there "
            "truncates the open episodes",
            (unsigned long long)run->counters.env_steps, who[0] ? who : "no answer");
}

bool run_take_cut(struct rltd_run *run, bool starved)
{
    run->cut_ns = rl_now_ns();
    if (starved)
        run_tell_inexact(run);
    if (!starved && rltd_envs_can_save_state(&run->train)) {
        run->cut_phase = run->phase;
        run_enter(run, RUN_GATHERING);
        rltd_envs_get_state(&run->train);
        return false;
    }
    run_submit(run, false);
    return true;
}

/* ---- restore ---- */

static int restore_env_states(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    for (int32_t i = 0; i < run->train.n_members; i++) {
        struct rltd_member *m = &run->train.member[i];
        char name[96];
        enum rl_dtype dtype;
        struct nn_shape shape;
        snprintf(name, sizeof name, "env_state/%s", m->name);
        if (rltd_ckpt_info(ckpt, name, &dtype, &shape) < 0 || dtype != RL_U8)
            return RL_ENOTFOUND;
        rl_buf_clear(&m->state);
        size_t n = (size_t)nn_shape_elements(shape);
        void *at = rl_buf_extend(&m->state, n);
        if (!at || rltd_ckpt_read(ckpt, name, RL_U8, at, n, NULL) < 0)
            return RL_ENOMEM;
    }
    return 0;
}

int run_check_ckpt(const struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    int rc = rltd_snapshot_check(ckpt, run->agent, err);
    if (rc == 0 && rltd_ckpt_weights_only(ckpt))
        rc = rl_error_set(err, RL_ECONFIG,
                          "the checkpoint holds weights only, no run can go on from it; "
                          "init_from.path starts a new one from it");
    return rc;
}

int run_restore(struct rltd_run *run, struct rltd_ckpt *ckpt, struct rl_error *err)
{
    int rc = run_check_ckpt(run, ckpt, err);
    if (rc == 0)
        rc = rltd_ckpt_restore(ckpt, run->agent->state, false, err);
    if (rc < 0)
        return rc;
    run_restored(run, ckpt);
    return run->collector->restored(run, ckpt, err);
}

/* Files from before updates had a count of their own numbered them by the first optimizer's steps.
 */
static void restore_updates(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    struct agent *agent = run->agent;
    enum rl_dtype dtype;
    struct nn_shape shape;
    if (rltd_ckpt_info(ckpt, AGENT_UPDATES, &dtype, &shape) < 0)
        agent->updates = agent->n_optimizers > 0 ? nn_opt_steps(agent->optimizer[0]) : 0;
    run->counters.updates = run_updates(run);
}

void run_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    const struct rltd_envs *envs = &run->train;
    const char *exact = rltd_ckpt_meta(ckpt, "exact");
    char begins[160];
    rltd_ckpt_begins(ckpt, run->agent->state, begins, sizeof begins);
    if (begins[0])
        rl_warn(run->log, "the checkpoint has no %s: that begins at zero", begins);
    run->exact = true;
    run->not_exact[0] = '\0';
    if (!exact || strcmp(exact, "true") != 0)
        run_not_exact(run, "it is no exact resume point: saved beside learning, for the best "
                           "ones, or without the envs' states");
    else if (run->changed_since)
        run_not_exact_for(run, "the configuration is not the checkpoint's: ", run->changes);
    else if (begins[0])
        run_not_exact_for(run, "the checkpoint has not all state; it begins at zero: ", begins);
    else if (!same_exact_on(run, ckpt))
        run_not_exact(run, "another rltd, instruction set, max_env_steps or division of the envs");
    else if (!rltd_envs_can_save_state(envs) || restore_env_states(run, ckpt) < 0)
        run_not_exact(run, "not all envs take their states back: open episodes are truncated");
    run->resumed = true;
    run->from_env_steps = run->counters.env_steps;
    run->elapsed_before_s = run->counters.elapsed_s;
    restore_updates(run, ckpt);
    if (!run->exact) {
        /* New episodes: the open ones end where they stood, as truncations. */
        for (int32_t e = 0; e < envs->n_envs; e++) {
            size_t at = (size_t)e * envs->obs_bytes;
            if (!envs->lost[e])
                memcpy(envs->lost_obs + at, envs->obs + at, envs->obs_bytes);
            envs->lost[e] = 1;
            envs->episode[e]++;
        }
    }
    if (run->agent->type->on_load)
        run->agent->type->on_load(run->agent);
}
