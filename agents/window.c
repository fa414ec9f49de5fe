/* SPDX-License-Identifier: MIT */
#include "agents/window.h"

#include <stdio.h>

#include "agents/compile.h"
#include "base/base.h"

static void trace_zero(struct agent *agent, struct nn_trace *t)
{
    for (int32_t i = 0; i < agent->n_optimizers; i++)
        nn_opt_zero_grad(t, agent->optimizer[i]);
}

static void norm_name(int32_t i, char out[16])
{
    snprintf(out, 16, "norm%d", i);
}

static void trace_clip(struct agent *agent, struct nn_trace *t)
{
    struct nn_var max_norm = nn_input(t, "max_norm", RL_F32, NN_SCALAR);
    for (int32_t i = 0; i < agent->n_optimizers; i++) {
        char name[16];
        norm_name(i, name);
        nn_output(t, name, nn_opt_clip_norm(t, agent->optimizer[i], max_norm));
    }
}

static int compile(struct nn_program **out, struct agent *agent,
                   void (*trace)(struct agent *agent, struct nn_trace *t), const char *name,
                   struct rl_error *err)
{
    struct nn_trace *t = agent_trace_begin(agent->setup.backend, name, err);
    if (!t)
        return RL_ENOMEM;
    trace(agent, t);
    return agent_trace_compile(t, out, err);
}

int agent_window_init(struct agent_window *w, struct agent *agent, const struct nn_window *counts,
                      struct rl_error *err)
{
    *w = (struct agent_window){.counts = *counts, .n_optimizers = agent->n_optimizers};
    if (counts->size == 1)
        return 0;
    int rc = compile(&w->zero, agent, trace_zero, "zero_grad", err);
    if (rc == 0)
        rc = compile(&w->clip, agent, trace_clip, "clip", err);
    if (rc < 0)
        return rc;
    w->max_norm = nn_program_input(w->clip, nn_program_find_input(w->clip, "max_norm"));
    for (int32_t i = 0; rc == 0 && i < w->n_optimizers; i++) {
        char name[16];
        norm_name(i, name);
        w->norm[i] = nn_program_find_output(w->clip, name);
        rc = nn_state_add_window(agent->state, agent->optimizer[i], &w->counts);
    }
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register its gradients: %s",
                                 agent->type->name, rl_error_text(rc))
                  : 0;
}

void agent_window_deinit(struct agent_window *w)
{
    nn_program_destroy(w->zero);
    nn_program_destroy(w->clip);
    *w = (struct agent_window){0};
}

int agent_window_scale(struct agent_window *w, int64_t left, float *scale)
{
    *scale = nn_window_scale(&w->counts, left);
    return w->counts.done == 0 ? nn_program_run(w->zero) : 0;
}

int agent_window_clip(struct agent_window *w, float max_norm, float *norms)
{
    *w->max_norm = max_norm;
    int rc = nn_program_run(w->clip);
    for (int32_t i = 0; rc == 0 && i < w->n_optimizers; i++)
        norms[i] = *(const float *)nn_program_output(w->clip, w->norm[i]);
    return rc;
}
