/* SPDX-License-Identifier: MIT */
#include "daemon/store/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "daemon/store/digest.h"
#include "daemon/store/json_dump.h"
#include "daemon/store/path.h"

#define PIECE_BYTES ((uint64_t)1 << 20)

/* What will lie in the file, before a byte of it is written. */
struct plan {
    struct nn_state_tensor *named; /* owned: names of the state's tensors */
    struct rltd_st_tensor *tensor; /* owned; source: index into the state, then into the extras */
    int32_t n, n_state;
    struct rl_buf header;
    void *scratch; /* owned: a tensor in canonical form, or a piece of one that is read in pieces */
    uint64_t bytes;
};

static void plan_deinit(struct plan *plan)
{
    free(plan->named);
    free(plan->tensor);
    free(plan->scratch);
    rl_buf_deinit(&plan->header);
}

/* Each member of the image's metadata as a string; false: no memory for it. */
static bool add_given(json_t *meta, const json_t *given)
{
    const char *key;
    json_t *value;
    bool added = true;
    json_object_foreach((json_t *)(uintptr_t)given, key, value)
    {
        char *text = json_is_string(value) ? NULL : rltd_json_dump(value);
        value = json_string(text ? text : json_string_value(value)); /* no text at all: NULL */
        added &= json_object_set_new(meta, key, value) == 0;
        free(text);
    }
    return added;
}

static bool has_own_keys(const struct rltd_ckpt_write *w, const json_t *given)
{
    static const char *const ours[] = {RLTD_DIGEST_KEY, "format", RLTD_CKPT_META_HOLDS,
                                       RLTD_CKPT_META_SAVED};
    bool own = json_is_object(given);
    for (size_t i = 0; i < RL_COUNTOF(ours); i++)
        own = own && !json_object_get(given, ours[i]);
    return own && !(w->exact && json_object_get(given, RLTD_CKPT_META_EXACT));
}

/* {digest, format, holds, saved, exact if it is said, and each member of the image's metadata as a
 * string}. */
static int make_metadata(json_t **out, const struct rltd_ckpt_write *w, struct rl_error *err)
{
    const char *text = w->image->metadata_json;
    json_error_t why;
    json_t *given = text ? json_loads(text, JSON_REJECT_DUPLICATES, &why) : NULL;
    bool no_memory = text && !given && rltd_st_no_memory(&why);
    if (text && !no_memory && !has_own_keys(w, given)) {
        json_decref(given);
        return rl_error_set(
            err, RL_EINVAL,
            "checkpoint '%s': its metadata is not a JSON object with keys of its own", w->stem);
    }
    json_t *meta = json_object();
    char *saved = rltd_json_dump(w->saved);
    const char *holds = w->weights_only ? RLTD_CKPT_WEIGHTS : "everything";
    bool made = !no_memory &&
                json_object_set_new(meta, RLTD_DIGEST_KEY, json_string(RLTD_DIGEST_ZERO)) == 0 &&
                json_object_set_new(meta, "format", json_string("rltd-checkpoint-1")) == 0 &&
                json_object_set_new(meta, RLTD_CKPT_META_HOLDS, json_string(holds)) == 0 &&
                json_object_set_new(meta, RLTD_CKPT_META_SAVED, json_string(saved)) == 0 &&
                (!w->exact ||
                 json_object_set_new(meta, RLTD_CKPT_META_EXACT, json_string(w->exact)) == 0) &&
                (!given || add_given(meta, given));
    free(saved);
    json_decref(given);
    if (made) {
        *out = meta;
        return 0;
    }
    json_decref(meta);
    return rl_error_set(err, RL_ENOMEM, "checkpoint '%s': out of memory", w->stem);
}

static int plan_tensors(struct plan *plan, const struct rltd_ckpt_write *w, struct rl_error *err)
{
    const struct rltd_image *image = w->image;
    int32_t n_extra = w->bare ? 0 : image->n_extra;
    plan->n_state = image->state ? nn_state_n_tensors(image->state) : 0;
    plan->n = plan->n_state + n_extra;
    plan->named = calloc((size_t)plan->n_state + 1, sizeof(*plan->named));
    plan->tensor = calloc((size_t)plan->n + 1, sizeof(*plan->tensor));
    if (!plan->named || !plan->tensor)
        return rl_error_set(err, RL_ENOMEM, "checkpoint of %d tensors: out of memory", plan->n);
    plan->n = 0;
    for (int32_t i = 0; i < plan->n_state; i++) {
        nn_state_tensor(image->state, i, &plan->named[i]);
        if (w->weights_only && plan->named[i].scope != NN_STATE_MODEL)
            continue;
        plan->tensor[plan->n++] = (struct rltd_st_tensor){.name = plan->named[i].name,
                                                          .dtype = plan->named[i].dtype,
                                                          .shape = plan->named[i].shape,
                                                          .source = i};
    }
    for (int32_t i = 0; i < n_extra; i++)
        plan->tensor[plan->n++] = (struct rltd_st_tensor){.name = image->extra[i].name,
                                                          .dtype = image->extra[i].dtype,
                                                          .shape = image->extra[i].shape,
                                                          .source = plan->n_state + i};
    return rltd_st_layout(plan->tensor, plan->n, err);
}

/* Rows of a piece of an extra tensor. */
static uint64_t piece_rows(const struct rltd_extra *x, uint64_t bytes)
{
    uint64_t rows = (uint64_t)x->shape.dim[0];
    uint64_t row_bytes = rows > 0 ? bytes / rows : 0;
    return RL_MAX(row_bytes > 0 ? PIECE_BYTES / row_bytes : 1, (uint64_t)1);
}

/* Bytes that writing a tensor takes of the scratch. */
static uint64_t scratch_bytes(const struct plan *plan, const struct rltd_image *image,
                              const struct rltd_st_tensor *t)
{
    uint64_t bytes = t->end - t->begin;
    if (t->source < plan->n_state)
        return bytes;
    const struct rltd_extra *x = &image->extra[t->source - plan->n_state];
    uint64_t rows = (uint64_t)x->shape.dim[0];
    return x->read && rows > 0 ? RL_MIN(piece_rows(x, bytes), rows) * (bytes / rows) : 0;
}

static int plan_init(struct plan *plan, const struct rltd_ckpt_write *w, struct rl_error *err)
{
    memset(plan, 0, sizeof(*plan));
    rl_buf_init(&plan->header);
    int rc = plan_tensors(plan, w, err);
    if (rc)
        return rc;
    json_t *meta = NULL;
    rc = make_metadata(&meta, w, err);
    if (rc)
        return rc;
    rc = rltd_st_write_header(&plan->header, plan->tensor, plan->n, meta, err);
    json_decref(meta);
    if (rc)
        return rc;
    assert(memcmp(plan->header.data + 8, RLTD_DIGEST_PREFIX, sizeof(RLTD_DIGEST_PREFIX) - 1) == 0);
    uint64_t largest = 0;
    for (int32_t i = 0; i < plan->n; i++)
        largest = RL_MAX(largest, scratch_bytes(plan, w->image, &plan->tensor[i]));
    plan->bytes = plan->header.n + (plan->n ? plan->tensor[plan->n - 1].end : 0);
    plan->scratch = malloc((size_t)largest + 1);
    return plan->scratch ? 0 : rl_error_set(err, RL_ENOMEM, "checkpoint: out of memory");
}

static int check_room(const struct rltd_ckpt_write *w, uint64_t bytes, struct rl_error *err)
{
    uint64_t free_bytes, wanted = bytes + bytes / 10 + RLTD_CKPT_RESERVE;
    int rc = w->fs->free_bytes(w->fs->arg, w->folder, &free_bytes);
    if (rc)
        return rl_error_errno(err, -rc, "checkpoint: cannot ask for the free space of %s",
                              w->folder);
    if (free_bytes < wanted)
        return rl_error_set(err, RL_ENOSPACE,
                            "checkpoint '%s' not written: %s has %" PRIu64 " MiB free, %" PRIu64
                            " MiB are needed; make room, training goes on",
                            w->stem, w->folder, free_bytes >> 20, (wanted + (1u << 20) - 1) >> 20);
    return 0;
}

/* Where bytes of the file go, in their order. */
struct sink {
    const struct rltd_fs *fs;
    int fd;
    uint64_t at;
    XXH3_state_t *hash;
};

static int sink_put(struct sink *sink, const void *data, size_t n)
{
    XXH3_128bits_update(sink->hash, data, n);
    int rc = rltd_fs_write(sink->fs, sink->fd, data, n, sink->at);
    sink->at += n;
    return rc;
}

static int put_pieces(struct sink *sink, const struct plan *plan, const struct rltd_image *image,
                      const struct rltd_extra *x, uint64_t bytes)
{
    uint64_t rows = (uint64_t)x->shape.dim[0], most = piece_rows(x, bytes);
    int rc = 0;
    for (uint64_t first = 0, n; first < rows && rc == 0; first += n) {
        n = RL_MIN(rows - first, most);
        x->read(image->held, first, n, plan->scratch);
        rc = sink_put(sink, plan->scratch, (size_t)(n * (bytes / rows)));
    }
    return rc;
}

static int put_tensor(struct sink *sink, const struct plan *plan, const struct rltd_image *image,
                      const struct rltd_st_tensor *t)
{
    size_t n = (size_t)(t->end - t->begin);
    if (t->source < plan->n_state) {
        nn_state_tensor_read(image->state, image->copy, t->source, plan->scratch);
        return sink_put(sink, plan->scratch, n);
    }
    const struct rltd_extra *x = &image->extra[t->source - plan->n_state];
    return x->read ? put_pieces(sink, plan, image, x, n) : sink_put(sink, x->data, n);
}

/* Header and data with the digest in place; 0 or -errno. */
static int write_body(const struct rltd_ckpt_write *w, struct plan *plan, int fd,
                      XXH3_state_t *hash)
{
    struct sink sink = {.fs = w->fs, .fd = fd, .hash = hash};
    XXH3_128bits_reset(hash);
    int rc = sink_put(&sink, plan->header.data, plan->header.n);
    for (int32_t i = 0; i < plan->n && rc == 0; i++)
        rc = put_tensor(&sink, plan, w->image, &plan->tensor[i]);
    char digits[RLTD_DIGEST_DIGITS + 1];
    rltd_digest_format(XXH3_128bits_digest(hash), digits);
    return rc ? rc : rltd_fs_write(w->fs, fd, digits, RLTD_DIGEST_DIGITS, RLTD_DIGEST_AT);
}

/* A complete, synced file at `temp`; 0 or -errno. *sync_failed says that the disk refused to keep
 * it. */
static int write_temp(const struct rltd_ckpt_write *w, struct plan *plan, const char *temp,
                      bool *sync_failed)
{
    int fd = w->fs->open(w->fs->arg, temp, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (fd < 0)
        return fd;
    XXH3_state_t *hash = XXH3_createState();
    int rc = hash ? write_body(w, plan, fd, hash) : -ENOMEM;
    XXH3_freeState(hash);
    if (rc == 0) {
        rc = w->fs->sync(w->fs->arg, fd);
        *sync_failed = rc != 0;
    }
    int closed = w->fs->close(w->fs->arg, fd);
    return rc ? rc : closed;
}

/* Give the file its name: STEM, STEM-v1, STEM-v2, ... whichever is free; 0 or -errno. */
static int place(struct rltd_ckpt_write *w, const char *temp, char *path)
{
    for (int version = 0; version < 100000; version++) {
        int n = version == 0 ? snprintf(w->file, sizeof(w->file), "%s" RLTD_CKPT_SUFFIX, w->stem)
                             : snprintf(w->file, sizeof(w->file), "%s-v%d" RLTD_CKPT_SUFFIX,
                                        w->stem, version);
        if (n >= (int)sizeof(w->file) || rltd_path_join(path, w->folder, w->file, NULL))
            return -ENAMETOOLONG;
        int rc = w->fs->rename(w->fs->arg, temp, path, false);
        if (rc != -EEXIST)
            return rc;
    }
    return -EEXIST;
}

/* One attempt; on failure nothing of it is left (as far as the disk obeys). */
static int attempt(struct rltd_ckpt_write *w, struct plan *plan, bool *sync_failed,
                   struct rl_error *err)
{
    char temp[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX], name[64];
    snprintf(name, sizeof(name), RLTD_TEMP_PREFIX "%ld", (long)getpid());
    int rc = rltd_path_join(temp, w->folder, name, err);
    if (rc)
        return rc;
    w->fs->unlink(w->fs->arg, temp); /* of an attempt whose unlink failed */
    rc = write_temp(w, plan, temp, sync_failed);
    if (rc == 0)
        rc = place(w, temp, path);
    if (rc) {
        w->fs->unlink(w->fs->arg, temp);
        return rl_error_errno(err, -rc, "checkpoint: cannot write %s/%s%s", w->folder, w->stem,
                              *sync_failed ? " (fsync)" : "");
    }
    rc = w->fs->sync_dir(w->fs->arg, w->folder);
    if (rc) {
        *sync_failed = true;
        w->fs->unlink(w->fs->arg, path);
        return rl_error_errno(err, -rc, "checkpoint: cannot make %s durable (fsync of the folder)",
                              path);
    }
    return 0;
}

int rltd_ckpt_write(struct rltd_ckpt_write *w, struct rl_error *err)
{
    struct plan plan;
    int rc = plan_init(&plan, w, err);
    if (rc == 0)
        rc = check_room(w, plan.bytes, err);
    if (rc == 0) {
        struct rl_error first = {0};
        bool sync_failed = false;
        rc = attempt(w, &plan, &sync_failed, &first);
        if (rc && sync_failed) {
            rl_warn(w->log, "%s; writing it anew", first.text);
            sync_failed = false;
            rc = attempt(w, &plan, &sync_failed, &first);
        }
        if (rc)
            rl_error_set(err, rc, "%s", first.text);
    }
    w->bytes = plan.bytes;
    plan_deinit(&plan);
    return rc;
}

struct rltd_image *rltd_image_share(struct rltd_image *image)
{
    atomic_fetch_add(&image->n_shared, 1);
    return image;
}

void rltd_image_destroy(struct rltd_image *image)
{
    if (!image || atomic_fetch_sub(&image->n_shared, 1) > 0)
        return;
    for (int32_t i = 0; i < image->n_extra; i++)
        free(image->extra[i].data);
    free(image->extra);
    if (image->release)
        image->release(image->held);
    if (!image->copy_lent)
        free(image->copy);
    free(image->metadata_json);
    free(image);
}
