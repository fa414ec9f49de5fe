/* SPDX-License-Identifier: MIT */
/* Cuts: moments at which state is whole. A save copies everything that is registered, asks the envs
 * for their own state if all of them can give it (here), and hands the image to the store thread
 * (run_save.c). And back: state out of a checkpoint. */
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
        {"run/eval_at_iteration", RL_U64, one, &run->eval_at_iteration},
        {"run/eval_at_s", RL_F64, one, &run->eval_at_s},
        {"run/row_at", RL_U64, one, &run->row_at},
        {"run/row_wall_s", RL_F64, one, &run->row_wall_s},
        {"run/incarnation", RL_U64, one, &run->incarnation},
        {"run/window_return", RL_F64, window, run->episode_return},
        {"run/window_length", RL_F64, window, run->episode_length},
        {"run/window_n", RL_U64, one, &run->n_window},
        {"run/eval_return", RL_F64, one, &run->eval_return},
        {"run/best_metric", RL_F64, one, &run->best_metric},
        {"run/early_best", RL_F64, one, &run->early.best},
        {"run/early_value", RL_F64, one, &run->early.value},
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

/* What early stopping looks at, and which way is better: its state is of that alone. "": nothing.
 */
static json_t *early_on(const struct rltd_run *run)
{
    const char *monitor = run->config.config->early_stop.monitor;
    return json_sprintf("%s%s", monitor, !monitor[0] ? "" : run->early.minimise ? " min" : " max");
}

static char *metadata(struct rltd_run *run)
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
        json_t *rest = json_pack("{s:I, s:I, s:I, s:I, s:o}", "seed", (json_int_t)run->config.seed,
                                 "env_steps", (json_int_t)run->counters.env_steps, "iterations",
                                 (json_int_t)run->counters.iterations, "episodes",
                                 (json_int_t)run->counters.episodes, "exact_on", exact_on(run));
        json_object_set_new(meta, "early_on", early_on(run));
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

int run_make_room(struct rltd_run *run, struct rl_error *err)
{
    size_t n = nn_state_copy_bytes(run->agent->state);
    run->state_copy = malloc(n);
    if (!run->state_copy)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the %zu bytes of a save", n);
    /* Touched now, which takes far longer than a copy; zeros would become a calloc, which does not.
     */
    memset(run->state_copy, 0xff, n);
    return 0;
}

struct rltd_image *run_make_image(struct rltd_run *run, bool exact, unsigned sets)
{
    const struct rltd_collector *c = run->collector;
    const struct nn_state *state = run->agent->state;
    struct rltd_image *image = calloc(1, sizeof *image);
    if (!image)
        return NULL;
    rltd_average_hide(&run->average); /* whoever evaluates shows them again */
    run->counters.elapsed_s = run_elapsed_s(run);
    run->counters.updates = run_updates(run);
    image->state = state;
    image->copy = run->state_copy;
    image->copy_lent = true;
    image->metadata_json = metadata(run);
    if (!image->metadata_json || (exact && add_env_states(run, image) < 0) ||
        (c->add_to_image && c->add_to_image(run, image, sets) < 0)) {
        rltd_image_destroy(image);
        return NULL;
    }
    if (run->agent->type->on_save)
        run->agent->type->on_save(run->agent);
    nn_state_copy(state, image->copy);
    return image;
}

/* ---- cuts ---- */

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

/* Files from before the newest row was state: all rows up to their step are taken for seen. */
static void restore_mark(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    enum rl_dtype dtype;
    struct nn_shape shape;
    if (rltd_ckpt_info(ckpt, "run/row_at", &dtype, &shape) == 0)
        return;
    struct rltd_mark all = rltd_mark_at(run->counters.env_steps);
    run->row_at = all.row_at;
    run->row_wall_s = all.row_wall_s;
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

/* The best value of another metric says nothing of this one. */
static void begin_early_stop(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    const char *theirs = rltd_ckpt_meta(ckpt, "early_on");
    json_t *ours = early_on(run);
    if (theirs && ours && strcmp(theirs, json_string_value(ours)) != 0) {
        run->early.best = run->early.value = NAN;
        run->early.wait = 0;
        run->stopped_early = 0;
        run->result.early[0] = '\0';
        if (run->config.config->early_stop.monitor[0])
            rl_info(run->log,
                    "early stopping begins anew: it looks at '%s' now, where the checkpoint says "
                    "'%s'",
                    json_string_value(ours), theirs);
    }
    json_decref(ours);
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
    begin_early_stop(run, ckpt);
    run_judge_early_stop(run);
    restore_mark(run, ckpt);
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
