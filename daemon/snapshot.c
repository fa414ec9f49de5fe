/* SPDX-License-Identifier: MIT */
#include "daemon/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "envs/space_json.h"
#include "replay/stack.h"

enum { OPTION_TEXT_MAX = 256 };

static json_t *values_of(const struct rl_option *table, size_t n, const void *base)
{
    json_t *values = json_object();
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        char text[OPTION_TEXT_MAX];
        rl_option_format(&table[i], base, text, sizeof text);
        failed |= json_object_set_new(values, table[i].name, json_string(text));
    }
    if (!failed)
        return values;
    json_decref(values);
    return NULL;
}

json_t *rltd_snapshot_metadata(const struct agent *agent, const void *hparams)
{
    const struct agent_type *type = agent->type;
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "rltd", RLTD_VERSION, "agent",
                     type->name, "hparams", values_of(type->hparams, type->n_hparams, hparams),
                     "network",
                     values_of(nn_network_options, nn_network_n_options, agent->setup.network),
                     "observation_space", space_json_make(&agent->setup.obs), "action_space",
                     space_json_make(&agent->setup.action), "frame_stack",
                     json_sprintf("%d", RL_MAX(agent->setup.frame_stack, 1)));
}

static int read_space(const struct rltd_ckpt *ckpt, const char *key, struct rl_space *space,
                      struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(ckpt, key);
    if (!text)
        return rl_error_set(err, RL_ECORRUPT, "the checkpoint has no '%s' in its metadata", key);
    return space_json_decode(text, strlen(text), space, err);
}

int rltd_snapshot_check(const struct rltd_ckpt *ckpt, const struct agent *agent,
                        struct rl_error *err)
{
    const struct {
        const char *key, *what;
        const struct rl_space *ours;
    } spaces[] = {
        {"observation_space", "observation", &agent->setup.obs},
        {"action_space", "action", &agent->setup.action},
    };
    const char *name = rltd_ckpt_meta(ckpt, "agent");
    if (!name || strcmp(name, agent->type->name) != 0)
        return rl_error_set(err, RL_ESHAPE, "the checkpoint is of agent '%s', this run is '%s'",
                            name ? name : "?", agent->type->name);
    for (int i = 0; i < 2; i++) {
        struct rl_space theirs;
        int rc = read_space(ckpt, spaces[i].key, &theirs, err);
        if (rc < 0)
            return rc;
        if (!rl_space_equal(&theirs, spaces[i].ours)) {
            char a[160], b[160];
            rl_space_format(&theirs, a, sizeof a);
            rl_space_format(spaces[i].ours, b, sizeof b);
            return rl_error_set(err, RL_ESHAPE, "the checkpoint has %s space %s, the env has %s",
                                spaces[i].what, a, b);
        }
    }
    return 0;
}

/* Files from before there were stacks do not say. */
static int read_frame_stack(const struct rltd_ckpt *ckpt, int32_t *frame_stack,
                            struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(ckpt, "frame_stack");
    char *end = NULL;
    long K = text ? strtol(text, &end, 10) : 1;
    if (text && (end == text || *end || K < 1 || K > REPLAY_STACK_MAX))
        return rl_error_set(err, RL_ECORRUPT,
                            "the checkpoint's frame_stack is '%.20s', not a number from 1 to %d",
                            text, REPLAY_STACK_MAX);
    *frame_stack = (int32_t)K;
    return 0;
}

/* Texts of the metadata's object `key` into the fields whose rows have their names. */
static int read_values(const struct rltd_ckpt *ckpt, const char *key, const struct rl_option *table,
                       size_t n, void *base, struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(ckpt, key), *name;
    json_t *object = text ? json_loads(text, 0, NULL) : NULL, *value;
    int rc = 0;
    if (!json_is_object(object))
        rc = rl_error_set(err, RL_ECORRUPT, "the checkpoint has no '%s' in its metadata", key);
    json_object_foreach(object, name, value)
    {
        const struct rl_option *o = rl_options_find(table, n, name);
        if (o && rc == 0)
            rc = rl_option_parse(o, json_string_value(value) ? json_string_value(value) : "", base,
                                 err);
    }
    json_decref(object);
    return rc;
}

static int read_hparams(const struct rltd_ckpt *ckpt, const struct agent_type *type, void *hparams,
                        struct nn_network_config *network, struct rl_error *err)
{
    /* Files from before there was a section `network` name its first keys among the agent's. */
    const char *where = rltd_ckpt_meta(ckpt, "network") ? "network" : "hparams";
    int rc = rl_options_default(type->hparams, type->n_hparams, hparams, err);
    *network = nn_network_default();
    if (rc == 0)
        rc = read_values(ckpt, "hparams", type->hparams, type->n_hparams, hparams, err);
    if (rc == 0)
        rc = read_values(ckpt, where, nn_network_options, nn_network_n_options, network, err);
    return rc;
}

/* "model/policy.0.weight" becomes what "average/policy.0.weight" is. */
static int take_averages(const struct rltd_ckpt *ckpt, struct nn_state *state, struct rl_error *err)
{
    static const char model[] = "model/";
    int rc = 0;
    for (int32_t i = 0; i < nn_state_n_tensors(state) && rc == 0; i++) {
        struct nn_state_tensor t;
        char name[2 * sizeof t.name];
        enum rl_dtype dtype;
        struct nn_shape shape;
        nn_state_tensor(state, i, &t);
        if (strncmp(t.name, model, sizeof model - 1) != 0)
            continue;
        snprintf(name, sizeof name, "average/%s", t.name + sizeof model - 1);
        if (rltd_ckpt_info(ckpt, name, &dtype, &shape) < 0)
            continue;
        size_t bytes = nn_state_tensor_bytes(state, i);
        void *value = malloc(bytes + 1);
        rc = value ? rltd_ckpt_read(ckpt, name, t.dtype, value, bytes, err)
                   : rl_error_set(err, RL_ENOMEM, "out of memory");
        if (rc == 0)
            nn_state_tensor_write(state, i, value);
        free(value);
    }
    return rc;
}

int rltd_policy_load(struct rltd_policy *p, const struct rltd_ckpt *ckpt, int32_t n_envs,
                     enum agent_stage stage, struct rl_error *err)
{
    *p = (struct rltd_policy){.stage = stage};
    const char *name = rltd_ckpt_meta(ckpt, "agent");
    const struct agent_type *type = name ? agent_find(name) : NULL;
    if (!type)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "the checkpoint is of agent '%s', which this rltd "
                            "does not have",
                            name ? name : "?");
    struct agent_setup setup = {.n_envs = n_envs, .acts_only = true};
    p->hparams = calloc(1, type->hparams_bytes);
    if (!p->hparams)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = read_space(ckpt, "observation_space", &setup.obs, err);
    if (rc == 0)
        rc = read_space(ckpt, "action_space", &setup.action, err);
    if (rc == 0)
        rc = read_frame_stack(ckpt, &setup.frame_stack, err);
    if (rc == 0)
        rc = read_hparams(ckpt, type, p->hparams, &p->network, err);
    if (rc == 0)
        rc = nn_backend_open("cpu", &p->backend, err);
    setup.backend = p->backend;
    setup.hparams = p->hparams;
    setup.network = &p->network;
    if (rc == 0)
        rc = agent_create(&p->agent, type, &setup, err);
    if (rc == 0)
        rc = rltd_ckpt_restore(ckpt, p->agent->state, true, err);
    if (rc == 0 && rltd_ckpt_meta(ckpt, RLTD_META_AVERAGING))
        rc = take_averages(ckpt, p->agent->state, err);
    if (rc < 0) {
        rltd_policy_unload(p);
        return rc;
    }
    if (p->agent->type->setup)
        p->agent->type->setup(p->agent, stage);
    p->is_set_up = true;
    return 0;
}

void rltd_policy_unload(struct rltd_policy *p)
{
    if (p->is_set_up && p->agent->type->teardown)
        p->agent->type->teardown(p->agent, p->stage);
    agent_destroy(p->agent);
    free(p->hparams);
    memset(p, 0, sizeof *p);
}
