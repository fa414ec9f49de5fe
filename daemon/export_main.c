/* SPDX-License-Identifier: MIT */
/* `rltd --offline export CKPT`: a saved policy as a model that others run. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "ctl/proto.h"
#include "daemon/modes.h"
#include "daemon/snapshot.h"
#include "daemon/store/file.h"
#include "nn/onnx.h"

static int write_model(const char *path, const struct rl_buf *model, struct rl_error *err)
{
    char folder[RLTD_PATH_MAX] = ".";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (strlen(path) >= sizeof folder || !name[0])
        return rl_error_set(err, RL_EINVAL, "'%.100s' is no name for a file", path);
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    int rc = rltd_fs_replace(&rltd_fs_posix, folder, name, model->data, model->n, 0644);
    if (rc)
        rl_error_errno(err, -rc, "cannot write %s", path);
    return rc ? RL_EIO : 0;
}

static int make_model(const struct rltd_policy *policy, const struct rltd_ckpt *ckpt, bool half,
                      struct rl_buf *model, struct rl_error *err)
{
    const struct agent *agent = policy->agent;
    static const char *const keys[] = {
        "agent", "env_id", "env_steps", "observation_space", "action_space", "frame_stack"};
    const char *metadata[2 * RL_COUNTOF(keys) + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < RL_COUNTOF(keys); i++) {
        const char *value = rltd_ckpt_meta(ckpt, keys[i]);
        if (!value)
            continue;
        metadata[n++] = keys[i];
        metadata[n++] = value;
    }
    struct nn_trace *t = nn_trace_create(policy->backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the policy");
    agent->type->trace_mode(policy->agent, t, NN_ONNX_BATCH);
    int rc = nn_onnx_export(t,
                            &(struct nn_onnx_config){
                                .obs = &agent->setup.obs,
                                .action = &agent->setup.action,
                                .scale = !agent->clips_only,
                                .half = half,
                                .metadata = metadata,
                            },
                            model, err);
    nn_trace_destroy(t);
    return rc;
}

static void print_done(const struct rltd_export_options *o, const char *path, size_t bytes)
{
    char size[32];
    if (o->json) {
        json_t *line = json_pack("{s:s, s:s, s:s, s:I}", "checkpoint", path, "file", o->onnx,
                                 "dtype", o->half ? "f16" : "f32", "bytes", (json_int_t)bytes);
        json_dumpf(line, stdout, JSON_COMPACT);
        json_decref(line);
        printf("\n");
        return;
    }
    rltd_format_bytes(bytes, size, sizeof size);
    printf("%s: %s of %s, %s\n", o->onnx, o->half ? "f16" : "f32", path, size);
}

int rltd_export_main(const struct rltd_export_options *o, struct rl_error *err)
{
    char path[RLTD_PATH_MAX];
    struct rltd_ckpt *ckpt = NULL;
    struct rltd_policy policy = {0};
    struct rl_buf model;
    rl_buf_init(&model);
    int rc = rltd_ckpt_resolve(o->runs, o->run, o->checkpoint, path, sizeof path, err);
    if (rc == 0)
        rc = rltd_ckpt_open(&ckpt, path, err);
    if (rc == 0)
        rc = rltd_policy_load(&policy, ckpt, 1, AGENT_STAGE_TEST, err);
    if (rc == 0)
        rc = make_model(&policy, ckpt, o->half, &model, err);
    if (rc == 0)
        rc = write_model(o->onnx, &model, err);
    if (rc == 0)
        print_done(o, path, model.n);
    rltd_policy_unload(&policy);
    rltd_ckpt_close(ckpt);
    rl_buf_deinit(&model);
    return rc == 0              ? RLTD_EXIT_OK
           : rc == RL_ENOTFOUND ? RLTD_EXIT_UNAVAILABLE
           : rc == RL_EINVAL    ? RLTD_EXIT_USAGE
           : rc == RL_ECORRUPT  ? RLTD_EXIT_NOCHECKPOINT
                                : RLTD_EXIT_FAILURE;
}
