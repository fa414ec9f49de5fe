/* SPDX-License-Identifier: MIT */
#include "daemon/report/tensorboard.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/report/crc32c.h"
#include "base/protobuf.h"

/* Field numbers of tensorflow's event.proto, summary.proto, tensor.proto and of TensorBoard's
 * hparams/plugin_data.proto. */
enum {
    EVENT_WALL_TIME = 1,
    EVENT_STEP = 2,
    EVENT_VERSION = 3,
    EVENT_SUMMARY = 5,
    EVENT_SESSION = 7
};
enum { SUMMARY_VALUE = 1, VALUE_TAG = 1, VALUE_SIMPLE = 2, VALUE_TENSOR = 8, VALUE_METADATA = 9 };
enum { METADATA_PLUGIN = 1, PLUGIN_NAME = 1, PLUGIN_CONTENT = 2 };
enum { TENSOR_DTYPE = 1, TENSOR_SHAPE = 2, TENSOR_FLOAT = 5, TENSOR_STRING = 8 };
enum { DTYPE_FLOAT = 1, DTYPE_STRING = 7 };
enum { SHAPE_DIM = 2, DIM_SIZE = 1 };
enum { SESSION_STATUS = 1, SESSION_START = 1 };
enum { HPARAMS_VERSION = 1, HPARAMS_EXPERIMENT = 2, HPARAMS_START = 3 };
enum { EXPERIMENT_HPARAM = 4, EXPERIMENT_METRIC = 5, INFO_NAME = 1, INFO_TYPE = 4, NAME_TAG = 2 };
enum { TYPE_STRING = 1, TYPE_FLOAT = 3 };
enum { START_HPARAMS = 1, START_GROUP = 4, START_TIME = 5, ENTRY_KEY = 1, ENTRY_VALUE = 2 };
enum { JSON_NUMBER = 2, JSON_STRING = 3 };

/* The event in tb->event becomes a TFRecord: u64 length, crc, data, crc. */
static void put_record(struct rltd_tensorboard *tb)
{
    if (!rltd_append_room(&tb->file) || tb->event.failed)
        return;
    struct rl_buf *out = &tb->file.buf;
    uint8_t length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (uint8_t)((uint64_t)tb->event.n >> (8 * i));
    rl_buf_put(out, length, sizeof(length));
    rl_buf_put_u32(out, rltd_crc32c_masked(length, sizeof(length)));
    rl_buf_put(out, tb->event.data, tb->event.n);
    rl_buf_put_u32(out, rltd_crc32c_masked(tb->event.data, tb->event.n));
}

static void event_begin(struct rltd_tensorboard *tb, uint64_t env_steps, double wall_s)
{
    rl_buf_clear(&tb->event);
    rl_pb_f64(&tb->event, EVENT_WALL_TIME, wall_s);
    if (env_steps)
        rl_pb_u64(&tb->event, EVENT_STEP, env_steps);
}

/* A name that no other file of this folder has. */
static int open_file(struct rltd_tensorboard *tb, const struct rltd_fs *fs, const char *dir,
                     double wall_s, struct rl_error *err)
{
    char host[128] = "localhost", path[1024];
    gethostname(host, sizeof(host) - 1);
    int rc = 0;
    for (int n = 0; n < 1000; n++) {
        if (snprintf(path, sizeof(path), "%s/events.out.tfevents.%010.0f.%s.%ld.%d", dir, wall_s,
                     host, (long)getpid(), n) >= (int)sizeof(path))
            return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", dir);
        rc = rltd_append_open(&tb->file, fs, path, O_CREAT | O_EXCL, 0, err);
        if (rc != RL_EEXIST)
            break;
    }
    return rc;
}

int rltd_tensorboard_open(struct rltd_tensorboard *tb, const struct rltd_fs *fs, const char *dir,
                          const struct rltd_mark *mark, struct rl_error *err)
{
    memset(tb, 0, sizeof(*tb));
    double wall_s = rl_wall_s();
    int rc = open_file(tb, fs, dir, wall_s, err);
    if (rc)
        return rc;
    rl_buf_init(&tb->event);
    rl_buf_init(&tb->part);
    event_begin(tb, 0, wall_s);
    rl_pb_string(&tb->event, EVENT_VERSION, "brain.Event:2");
    put_record(tb);
    if (mark) {
        event_begin(tb, mark->row_at, wall_s); /* readers purge from this step on, inclusive */
        size_t at = tb->event.n;
        rl_pb_u64(&tb->event, SESSION_STATUS, SESSION_START);
        rl_pb_wrap(&tb->event, EVENT_SESSION, at);
        put_record(tb);
    }
    return rltd_tensorboard_flush(tb, err);
}

void rltd_tensorboard_close(struct rltd_tensorboard *tb)
{
    rltd_append_close(&tb->file);
    rl_buf_deinit(&tb->event);
    rl_buf_deinit(&tb->part);
}

int rltd_tensorboard_flush(struct rltd_tensorboard *tb, struct rl_error *err)
{
    return rltd_append_flush(&tb->file, err);
}

void rltd_tensorboard_row(struct rltd_tensorboard *tb, const struct rltd_metric_slot *slot,
                          const struct rltd_metric_row *row)
{
    if (!tb->file.fs || row->n == 0)
        return;
    event_begin(tb, row->env_steps, row->wall_s);
    size_t summary = tb->event.n;
    for (int32_t i = 0; i < row->n; i++) {
        size_t value = tb->event.n;
        rl_pb_string(&tb->event, VALUE_TAG, slot[row->item[i].metric].tag);
        rl_pb_f32(&tb->event, VALUE_SIMPLE, (float)row->item[i].value);
        rl_pb_wrap(&tb->event, SUMMARY_VALUE, value);
    }
    rl_pb_wrap(&tb->event, EVENT_SUMMARY, summary);
    put_record(tb);
}

static void put_plugin(struct rl_buf *out, const char *plugin, const struct rl_buf *content)
{
    size_t metadata = out->n, data = out->n;
    rl_pb_string(out, PLUGIN_NAME, plugin);
    if (content)
        rl_pb_bytes(out, PLUGIN_CONTENT, content->data, content->n);
    rl_pb_wrap(out, METADATA_PLUGIN, data);
    rl_pb_wrap(out, VALUE_METADATA, metadata);
}

void rltd_tensorboard_text(struct rltd_tensorboard *tb, const char *tag, const char *markdown,
                           uint64_t env_steps, double wall_s)
{
    if (!tb->file.fs)
        return;
    struct rl_buf *out = &tb->event;
    event_begin(tb, env_steps, wall_s);
    size_t summary = out->n, value = out->n;
    rl_pb_string(out, VALUE_TAG, tag);
    put_plugin(out, "text", NULL);
    size_t tensor = out->n;
    rl_pb_u64(out, TENSOR_DTYPE, DTYPE_STRING);
    size_t shape = out->n, dim = out->n;
    rl_pb_u64(out, DIM_SIZE, 1);
    rl_pb_wrap(out, SHAPE_DIM, dim);
    rl_pb_wrap(out, TENSOR_SHAPE, shape);
    rl_pb_string(out, TENSOR_STRING, markdown);
    rl_pb_wrap(out, VALUE_TENSOR, tensor);
    rl_pb_wrap(out, SUMMARY_VALUE, value);
    rl_pb_wrap(out, EVENT_SUMMARY, summary);
    put_record(tb);
}

/* ---- hyper-parameters ---- */

/* One "key: value" line of YAML, the key with its section in front. */
struct setting {
    char key[128], value[256];
    bool number;
    double parsed;
};

/* The next scalar of YAML as the configuration writes it (two levels, one key a line); NULL at its
 * end. */
static const char *next_setting(const char *at, char section[64], struct setting *out)
{
    while (*at) {
        const char *end = strchrnul(at, '\n'), *colon = memchr(at, ':', (size_t)(end - at));
        const char *key = at + strspn(at, " "),
                   *value = colon ? colon + 1 + strspn(colon + 1, " ") : end;
        bool indented = key > at;
        at = *end ? end + 1 : end;
        if (!colon || key >= colon)
            continue;
        if (value >= end) {
            snprintf(section, 64, "%.*s", (int)(colon - key), key);
            continue;
        }
        snprintf(out->key, sizeof(out->key), "%s%s%.*s", indented ? section : "",
                 indented ? "." : "", (int)(colon - key), key);
        size_t n = (size_t)(end - value);
        if (n >= 2 && value[0] == '"' && value[n - 1] == '"')
            value++, n -= 2;
        snprintf(out->value, sizeof(out->value), "%.*s", (int)n, value);
        char *rest;
        out->parsed = strtod(out->value, &rest);
        out->number = rest != out->value && *rest == '\0';
        return at;
    }
    return NULL;
}

/* A value that carries plugin data and the scalar tensor 0, as TensorBoard's own writer makes it.
 */
static void put_hparams_event(struct rltd_tensorboard *tb, const char *tag, double wall_s)
{
    struct rl_buf *out = &tb->event;
    event_begin(tb, 0, wall_s);
    size_t summary = out->n, value = out->n;
    rl_pb_string(out, VALUE_TAG, tag);
    put_plugin(out, "hparams", &tb->part);
    size_t tensor = out->n;
    rl_pb_u64(out, TENSOR_DTYPE, DTYPE_FLOAT);
    rl_pb_bytes(out, TENSOR_SHAPE, "", 0);
    rl_pb_f32(out, TENSOR_FLOAT, 0);
    rl_pb_wrap(out, VALUE_TENSOR, tensor);
    rl_pb_wrap(out, SUMMARY_VALUE, value);
    rl_pb_wrap(out, EVENT_SUMMARY, summary);
    put_record(tb);
}

static void put_experiment(struct rl_buf *out, const char *yaml, const char *metric)
{
    char section[64] = "";
    struct setting s;
    rl_pb_u64(out, HPARAMS_VERSION, 0);
    size_t experiment = out->n;
    for (const char *at = yaml; (at = next_setting(at, section, &s)) != NULL;) {
        size_t info = out->n;
        rl_pb_string(out, INFO_NAME, s.key);
        rl_pb_u64(out, INFO_TYPE, s.number ? TYPE_FLOAT : TYPE_STRING);
        rl_pb_wrap(out, EXPERIMENT_HPARAM, info);
    }
    size_t info = out->n, name = out->n;
    rl_pb_string(out, NAME_TAG, metric);
    rl_pb_wrap(out, INFO_NAME, name);
    rl_pb_wrap(out, EXPERIMENT_METRIC, info);
    rl_pb_wrap(out, HPARAMS_EXPERIMENT, experiment);
}

static void put_start(struct rl_buf *out, const char *yaml, const char *name, double wall_s)
{
    char section[64] = "";
    struct setting s;
    rl_pb_u64(out, HPARAMS_VERSION, 0);
    size_t start = out->n;
    for (const char *at = yaml; (at = next_setting(at, section, &s)) != NULL;) {
        size_t entry = out->n;
        rl_pb_string(out, ENTRY_KEY, s.key);
        size_t value = out->n;
        if (s.number)
            rl_pb_f64(out, JSON_NUMBER, s.parsed);
        else
            rl_pb_string(out, JSON_STRING, s.value);
        rl_pb_wrap(out, ENTRY_VALUE, value);
        rl_pb_wrap(out, START_HPARAMS, entry);
    }
    rl_pb_string(out, START_GROUP, name);
    rl_pb_f64(out, START_TIME, wall_s);
    rl_pb_wrap(out, HPARAMS_START, start);
}

void rltd_tensorboard_hparams(struct rltd_tensorboard *tb, const char *yaml, const char *metric,
                              const char *name, double wall_s)
{
    if (!tb->file.fs)
        return;
    rl_buf_clear(&tb->part);
    put_experiment(&tb->part, yaml, metric);
    put_hparams_event(tb, "_hparams_/experiment", wall_s);
    rl_buf_clear(&tb->part);
    put_start(&tb->part, yaml, name, wall_s);
    put_hparams_event(tb, "_hparams_/session_start_info", wall_s);
}
