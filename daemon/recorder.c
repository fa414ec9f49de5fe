/* SPDX-License-Identifier: MIT */
#include "daemon/recorder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "daemon/store/safetensors.h"

enum fate { GOES_ON, COUNTS, IS_DROPPED };

struct rltd_recorder_track {
    struct rl_buf obs, action, value, reward;
    enum fate fate; /* once the step that is open is answered */
};

int rltd_recorder_init(struct rltd_recorder *rec, const struct rltd_envs *envs, double gamma,
                       struct rl_error *err)
{
    *rec = (struct rltd_recorder){.envs = envs, .gamma = gamma};
    rec->track = calloc((size_t)envs->n_envs, sizeof *rec->track);
    return rec->track ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory for a recording");
}

void rltd_recorder_deinit(struct rltd_recorder *rec)
{
    struct rl_buf *const columns[] = {&rec->obs,
                                      &rec->action,
                                      &rec->value,
                                      &rec->reward,
                                      &rec->ret,
                                      &rec->episode,
                                      &rec->episode_return,
                                      &rec->episode_length,
                                      &rec->episode_terminated};
    for (int32_t e = 0; rec->track && e < rec->envs->n_envs; e++) {
        rl_buf_deinit(&rec->track[e].obs);
        rl_buf_deinit(&rec->track[e].action);
        rl_buf_deinit(&rec->track[e].value);
        rl_buf_deinit(&rec->track[e].reward);
    }
    free(rec->track);
    for (size_t i = 0; i < RL_COUNTOF(columns); i++)
        rl_buf_deinit(columns[i]);
    memset(rec, 0, sizeof *rec);
}

static void clear(struct rltd_recorder_track *t)
{
    rl_buf_clear(&t->obs);
    rl_buf_clear(&t->action);
    rl_buf_clear(&t->value);
    rl_buf_clear(&t->reward);
    t->fate = GOES_ON;
}

void rltd_recorder_decided(struct rltd_recorder *rec, const uint8_t *action, const float *value)
{
    const struct rltd_envs *envs = rec->envs;
    for (int32_t e = 0; e < envs->n_envs; e++) {
        struct rltd_recorder_track *t = &rec->track[e];
        rl_buf_put(&t->obs, envs->obs + (size_t)e * envs->obs_bytes,
                   rl_space_value_bytes(&envs->obs_space));
        rl_buf_put(&t->action, action + (size_t)e * envs->action_bytes, envs->action_bytes);
        rl_buf_put(&t->value, &value[e], sizeof *value);
    }
}

void rltd_recorder_ended(struct rltd_recorder *rec, int32_t slot, bool counts)
{
    rec->track[slot].fate = counts ? COUNTS : IS_DROPPED;
}

/* The track is a whole episode: its steps become the next rows of the columns. */
static void keep(struct rltd_recorder *rec, struct rltd_recorder_track *t, bool terminated)
{
    size_t n = t->reward.n / sizeof(float);
    const float *reward = (const float *)(void *)t->reward.data;
    double *ret = rl_buf_extend(&rec->ret, n * sizeof *ret);
    int64_t *episode = rl_buf_extend(&rec->episode, n * sizeof *episode), length = (int64_t)n;
    double after = 0, sum = 0;
    uint8_t end = terminated;
    if (!ret || !episode)
        return;
    for (size_t i = n; i-- > 0;) {
        after = (double)reward[i] + rec->gamma * after;
        sum += (double)reward[i];
        memcpy(&ret[i], &after, sizeof after);
        memcpy(&episode[i], &rec->n_episodes, sizeof *episode);
    }
    rl_buf_put(&rec->obs, t->obs.data, t->obs.n);
    rl_buf_put(&rec->action, t->action.data, t->action.n);
    rl_buf_put(&rec->value, t->value.data, t->value.n);
    rl_buf_put(&rec->reward, t->reward.data, t->reward.n);
    rl_buf_put(&rec->episode_return, &sum, sizeof sum);
    rl_buf_put(&rec->episode_length, &length, sizeof length);
    rl_buf_put(&rec->episode_terminated, &end, sizeof end);
    rec->n_steps += length;
    rec->n_episodes++;
}

void rltd_recorder_answered(struct rltd_recorder *rec)
{
    for (int32_t e = 0; e < rec->envs->n_envs; e++) {
        struct rltd_recorder_track *t = &rec->track[e];
        rl_buf_put(&t->reward, &rec->envs->reward[e], sizeof(float));
        if (t->obs.failed || t->action.failed || t->value.failed || t->reward.failed)
            rec->obs.failed = true; /* rltd_recorder_write says so */
        if (t->fate == COUNTS && !rec->obs.failed)
            keep(rec, t, rec->envs->flags[e] & WIRE_TERMINATED);
        if (t->fate != GOES_ON)
            clear(t);
    }
}

/* ---- the file ---- */

struct column {
    const struct rl_buf *data;
    struct rltd_st_tensor tensor;
};

static struct nn_shape rows_of(int64_t n, const struct rl_space *space)
{
    struct nn_shape shape = NN_VEC(n);
    for (int32_t i = 0; i < space->rank; i++) {
        if (shape.rank < NN_MAX_RANK)
            shape.dim[shape.rank++] = space->dim[i];
        else
            shape.dim[NN_MAX_RANK - 1] *= space->dim[i];
    }
    return shape;
}

static int write_file(const char *path, const struct rl_buf *header,
                      const struct rltd_st_tensor *tensor, int32_t n, const struct column *column)
{
    FILE *file = fopen(path, "wbe");
    if (!file)
        return errno;
    bool failed = fwrite(header->data, 1, header->n, file) != header->n;
    for (int32_t i = 0; i < n && !failed; i++) {
        const struct rl_buf *b = column[tensor[i].source].data;
        failed = b->n > 0 && fwrite(b->data, 1, b->n, file) != b->n;
    }
    int error = failed ? (errno ? errno : EIO) : 0;
    if (fclose(file) != 0 && !error)
        error = errno;
    return error;
}

int rltd_recorder_write(const struct rltd_recorder *rec, const char *path, json_t *metadata,
                        struct rl_error *err)
{
    const struct rl_space *obs = &rec->envs->obs_space, *act = &rec->envs->action_space;
    const struct nn_shape steps = NN_VEC(rec->n_steps), episodes = NN_VEC(rec->n_episodes);
    const struct column column[] = {
        {&rec->obs, {"observation", obs->dtype, rows_of(rec->n_steps, obs), 0, 0, 0}},
        {&rec->action, {"action", act->dtype, rows_of(rec->n_steps, act), 0, 0, 1}},
        {&rec->value, {"value", RL_F32, steps, 0, 0, 2}},
        {&rec->reward, {"reward", RL_F32, steps, 0, 0, 3}},
        {&rec->ret, {"return", RL_F64, steps, 0, 0, 4}},
        {&rec->episode, {"episode", RL_I64, steps, 0, 0, 5}},
        {&rec->episode_return, {"episode_return", RL_F64, episodes, 0, 0, 6}},
        {&rec->episode_length, {"episode_length", RL_I64, episodes, 0, 0, 7}},
        {&rec->episode_terminated, {"episode_terminated", RL_U8, episodes, 0, 0, 8}},
    };
    enum { N = RL_COUNTOF(column) };
    struct rltd_st_tensor tensor[N];
    char temp[RL_ERROR_TEXT_MAX];
    struct rl_buf header;
    rl_buf_init(&header);
    for (size_t i = 0; i < N; i++) {
        tensor[i] = column[i].tensor;
        if (column[i].data->failed)
            return rl_error_set(err, RL_ENOMEM, "%.200s: out of memory for the recording", path);
    }
    if (snprintf(temp, sizeof temp, "%s.part", path) >= (int)sizeof temp)
        return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", path);
    int rc = rltd_st_layout(tensor, N, err);
    if (rc == 0)
        rc = rltd_st_write_header(&header, tensor, N, metadata, err);
    if (rc == 0) {
        int error = write_file(temp, &header, tensor, N, column);
        if (error == 0 && rename(temp, path) != 0)
            error = errno;
        if (error) {
            unlink(temp);
            rc = rl_error_set(err, RL_EIO, "cannot write %.200s: %s", path, strerror(error));
        }
    }
    rl_buf_deinit(&header);
    return rc;
}
