/* SPDX-License-Identifier: MIT */
#include "daemon/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "envs/space_json.h"

enum { OPTION_TEXT_MAX = 256 };

json_t *rltd_snapshot_metadata(const struct agent *agent, const void *hparams)
{
    json_t *options = json_object();
    for (size_t i = 0; i < agent->type->n_hparams; i++) {
        char text[OPTION_TEXT_MAX];
        rl_option_format(&agent->type->hparams[i], hparams, text, sizeof text);
        json_object_set_new(options, agent->type->hparams[i].name, json_string(text));
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "rltd", RLTD_VERSION, "agent", agent->type->name,
                     "hparams", options, "observation_space", space_json_make(&agent->setup.obs),
                     "action_space", space_json_make(&agent->setup.action));
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

static int read_hparams(const struct rltd_ckpt *ckpt, const struct agent_type *type, void *hparams,
                        struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(ckpt, "hparams");
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    int rc = rl_options_default(type->hparams, type->n_hparams, hparams, err);
    if (rc == 0 && !json_is_object(object))
        rc = rl_error_set(err, RL_ECORRUPT, "the checkpoint has no hyper-parameters");
    const char *key;
    json_t *value;
    if (rc == 0) {
        json_object_foreach(object, key, value)
        {
            const struct rl_option *o = rl_options_find(type->hparams, type->n_hparams, key);
            if (o && rc == 0)
                rc = rl_option_parse(o, json_string_value(value) ? json_string_value(value) : "",
                                     hparams, err);
        }
    }
    json_decref(object);
    return rc;
}

int rltd_policy_load(struct rltd_policy *p, const struct rltd_ckpt *ckpt, int32_t n_envs,
                     struct rl_error *err)
{
    memset(p, 0, sizeof *p);
    const char *name = rltd_ckpt_meta(ckpt, "agent");
    const struct agent_type *type = name ? agent_find(name) : NULL;
    if (!type)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "the checkpoint is of agent '%s', which this rltd "
                            "does not have",
                            name ? name : "?");
    struct agent_setup setup = {.n_envs = n_envs};
    p->hparams = calloc(1, type->hparams_bytes);
    if (!p->hparams)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = read_space(ckpt, "observation_space", &setup.obs, err);
    if (rc == 0)
        rc = read_space(ckpt, "action_space", &setup.action, err);
    if (rc == 0)
        rc = read_hparams(ckpt, type, p->hparams, err);
    if (rc == 0)
        rc = nn_backend_open("cpu", &p->backend, err);
    setup.backend = p->backend;
    setup.hparams = p->hparams;
    if (rc == 0)
        rc = agent_create(&p->agent, type, &setup, err);
    if (rc == 0)
        rc = rltd_ckpt_restore(ckpt, p->agent->state, true, err);
    if (rc < 0)
        rltd_policy_unload(p);
    return rc;
}

void rltd_policy_unload(struct rltd_policy *p)
{
    agent_destroy(p->agent);
    free(p->hparams);
    memset(p, 0, sizeof *p);
}
