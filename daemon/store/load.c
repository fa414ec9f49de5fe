/* SPDX-License-Identifier: MIT */
#include "daemon/store/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "daemon/store/digest.h"

#define CHUNK_BYTES ((size_t)1 << 20)

/* All `n` bytes at `offset`; 0 or -errno, -EIO for an early end. */
static int read_all(int fd, void *out, size_t n, uint64_t offset)
{
    uint8_t *at = out;
    while (n > 0) {
        ssize_t got = pread(fd, at, n, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -errno : -EIO;
        at += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    return 0;
}

struct hashing {
    const struct rltd_ckpt *ckpt;
    const struct rltd_ckpt_hold *hold;
    XXH3_state_t *hash;
    uint8_t *chunk; /* CHUNK_BYTES */
    uint64_t at;    /* of the file, up to here */
};

/* Up to `end`; the bytes stay in `keep`, if it is not NULL. */
static int hash_to(struct hashing *h, uint64_t end, uint8_t *keep)
{
    int rc = 0;
    while (rc == 0 && h->at < end) {
        size_t n = (size_t)RL_MIN(end - h->at, (uint64_t)CHUNK_BYTES);
        uint8_t *to = keep ? keep : h->chunk;
        if (h->hold->cancelled && atomic_load(h->hold->cancelled))
            return -ECANCELED;
        rc = read_all(h->ckpt->fd, to, n, h->at);
        if (rc == 0)
            XXH3_128bits_update(h->hash, to, n);
        h->at += n;
        keep = keep ? keep + n : NULL;
    }
    return rc;
}

/* What is hashed is what is held. Tensors are in order of their offsets. */
static int hash_rest(struct hashing *h)
{
    const struct rltd_ckpt *ckpt = h->ckpt;
    int rc = 0;
    for (int32_t i = 0; ckpt->held && i < ckpt->header.n && rc == 0; i++) {
        const struct rltd_st_tensor *t = &ckpt->header.tensor[i];
        if (h->hold->leaves && h->hold->leaves(t->name))
            continue;
        rc = hash_to(h, ckpt->header.data_at + t->begin, NULL);
        ckpt->held[i] = malloc((size_t)(t->end - t->begin) + 1);
        if (rc == 0)
            rc = ckpt->held[i] ? hash_to(h, ckpt->header.data_at + t->end, ckpt->held[i]) : -ENOMEM;
    }
    return rc ? rc : hash_to(h, ckpt->bytes, NULL);
}

static bool has_digest(const uint8_t *head, size_t n)
{
    return n >= RLTD_DIGEST_AT + RLTD_DIGEST_DIGITS &&
           memcmp(head + 8, RLTD_DIGEST_PREFIX, sizeof(RLTD_DIGEST_PREFIX) - 1) == 0;
}

static int hash_file(const struct rltd_ckpt *ckpt, const struct rltd_ckpt_hold *hold,
                     const uint8_t *head, size_t n, XXH128_hash_t *out)
{
    struct hashing h = {.ckpt = ckpt, .hold = hold, .at = n};
    h.hash = XXH3_createState();
    h.chunk = malloc(CHUNK_BYTES);
    int rc = h.hash && h.chunk ? 0 : -ENOMEM;
    if (rc == 0) {
        XXH3_128bits_reset(h.hash);
        XXH3_128bits_update(h.hash, head, n);
        rc = hash_rest(&h);
    }
    if (rc == 0)
        *out = XXH3_128bits_digest(h.hash);
    XXH3_freeState(h.hash);
    free(h.chunk);
    return rc;
}

/* `head`: length and header, n bytes, with its digest digits taken as '0'; `stored`: what they
 * were. */
static int check_digest(const struct rltd_ckpt *ckpt, const struct rltd_ckpt_hold *hold,
                        const uint8_t *head, size_t n, const char *stored, struct rl_error *err)
{
    char found[RLTD_DIGEST_DIGITS + 1];
    XXH128_hash_t hash = {0};
    int rc = hash_file(ckpt, hold, head, n, &hash);
    if (rc == -ENOMEM)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
    if (rc == -ECANCELED)
        return rl_error_set(err, RL_ESTOPPED, "%s: reading it was given up", ckpt->path);
    if (rc)
        return rl_error_errno(err, -rc, "%s: cannot read it", ckpt->path);
    rltd_digest_format(hash, found);
    return strcmp(stored, found) == 0
               ? 0
               : rl_error_set(err, RL_ECORRUPT, "%s: damaged: its digest is %s, it says %s",
                              ckpt->path, found, stored);
}

/* The header is parsed first, since it says what is to be held; a digest that does not fit says
 * more of a damaged file than what is wrong in its header. */
static int check_head(struct rltd_ckpt *ckpt, const struct rltd_ckpt_hold *hold, uint8_t *head,
                      size_t n, struct rl_error *err)
{
    char stored[RLTD_DIGEST_DIGITS + 1] = {0};
    bool digest = has_digest(head, n);
    struct rl_error why = {0};
    if (!digest && hold->digest)
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: no digest at its place: damaged, or not a checkpoint of rltd",
                            ckpt->path);
    if (digest) {
        memcpy(stored, head + RLTD_DIGEST_AT, RLTD_DIGEST_DIGITS);
        memset(head + RLTD_DIGEST_AT, '0', RLTD_DIGEST_DIGITS);
    }
    int parsed =
        rltd_st_parse(&ckpt->header, (const char *)head + 8, n - 8, ckpt->bytes, ckpt->path, &why);
    if (parsed == 0 && hold->hold) {
        ckpt->held = calloc((size_t)ckpt->header.n + 1, sizeof(*ckpt->held));
        if (!ckpt->held)
            return rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
    }
    int rc = digest ? check_digest(ckpt, hold, head, n, stored, err) : 0;
    if (rc || parsed == 0)
        return rc;
    if (digest && parsed == RL_ECORRUPT) /* jansson takes a lack of memory for bad syntax */
        return rl_error_set(err, RL_ENOMEM, "%s: it is whole, but out of memory to read its header",
                            ckpt->path);
    return rl_error_set(err, parsed, "%s", why.text);
}

static int verify(struct rltd_ckpt *ckpt, const struct rltd_ckpt_hold *hold, struct rl_error *err)
{
    uint8_t length[8];
    if (ckpt->bytes < sizeof(length))
        return rl_error_set(err, RL_ECORRUPT, "%s: only %" PRIu64 " bytes", ckpt->path,
                            ckpt->bytes);
    int rc = read_all(ckpt->fd, length, sizeof(length), 0);
    if (rc)
        return rl_error_errno(err, -rc, "%s: cannot read it", ckpt->path);
    struct rl_reader r;
    rl_reader_init(&r, length, sizeof(length));
    uint64_t n = rl_read_u64(&r);
    if (n > RLTD_ST_HEADER_MAX || n > ckpt->bytes - sizeof(length))
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: a header of %" PRIu64 " bytes in a file of %" PRIu64, ckpt->path,
                            n, ckpt->bytes);
    uint8_t *head = malloc(8 + (size_t)n);
    if (!head)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
    rc = read_all(ckpt->fd, head, 8 + (size_t)n, 0);
    rc = rc ? rl_error_errno(err, -rc, "%s: cannot read it", ckpt->path)
            : check_head(ckpt, hold, head, 8 + (size_t)n, err);
    free(head);
    return rc;
}

int rltd_ckpt_open_held(struct rltd_ckpt **out, const char *path, const struct rltd_ckpt_hold *hold,
                        struct rl_error *err)
{
    struct rltd_ckpt *ckpt = calloc(1, sizeof(*ckpt));
    if (!ckpt)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", path);
    ckpt->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st = {0};
    int rc = 0;
    if (snprintf(ckpt->path, sizeof(ckpt->path), "%s", path) >= (int)sizeof(ckpt->path))
        rc = rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", path);
    else if (ckpt->fd < 0 || fstat(ckpt->fd, &st))
        rc = rl_error_errno(err, errno, "checkpoint %s", path);
    else if (!S_ISREG(st.st_mode))
        rc = rl_error_set(err, RL_EINVAL, "checkpoint %s: not a regular file", path);
    ckpt->bytes = (uint64_t)st.st_size;
    if (rc == 0)
        rc = verify(ckpt, hold, err);
    if (rc) {
        rltd_ckpt_close(ckpt);
        return rc;
    }
    *out = ckpt;
    return 0;
}

int rltd_ckpt_open(struct rltd_ckpt **out, const char *path, struct rl_error *err)
{
    return rltd_ckpt_open_held(out, path, &(struct rltd_ckpt_hold){.digest = true}, err);
}

int rltd_ckpt_open_any(struct rltd_ckpt **out, const char *path, struct rl_error *err)
{
    return rltd_ckpt_open_held(out, path, &(struct rltd_ckpt_hold){0}, err);
}

void rltd_ckpt_close(struct rltd_ckpt *ckpt)
{
    if (!ckpt)
        return;
    if (ckpt->fd >= 0)
        close(ckpt->fd);
    for (int32_t i = 0; ckpt->held && i < ckpt->header.n; i++)
        free(ckpt->held[i]);
    free(ckpt->held);
    rltd_st_deinit(&ckpt->header);
    free(ckpt);
}

const char *rltd_ckpt_meta(const struct rltd_ckpt *ckpt, const char *key)
{
    return json_string_value(json_object_get(ckpt->header.metadata, key));
}

bool rltd_ckpt_weights_only(const struct rltd_ckpt *ckpt)
{
    const char *holds = rltd_ckpt_meta(ckpt, RLTD_CKPT_META_HOLDS);
    return holds && strcmp(holds, RLTD_CKPT_WEIGHTS) == 0;
}

int rltd_ckpt_saved(const struct rltd_ckpt *ckpt, json_t **out, struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(ckpt, RLTD_CKPT_META_SAVED);
    json_error_t why;
    *out = text ? json_loads(text, JSON_REJECT_DUPLICATES, &why) : NULL;
    if (text && !*out && rltd_st_no_memory(&why))
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
    if (!json_is_object(*out)) {
        json_decref(*out);
        *out = NULL;
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: it does not say what it is ('%s' in its metadata)", ckpt->path,
                            RLTD_CKPT_META_SAVED);
    }
    return 0;
}

int rltd_ckpt_info(const struct rltd_ckpt *ckpt, const char *name, enum rl_dtype *dtype,
                   struct nn_shape *shape)
{
    const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, name);
    if (!t)
        return RL_ENOTFOUND;
    *dtype = t->dtype;
    *shape = t->shape;
    return 0;
}

/* NULL: it lies in the file only. */
static void *held(const struct rltd_ckpt *ckpt, const struct rltd_st_tensor *t)
{
    return ckpt->held ? ckpt->held[t - ckpt->header.tensor] : NULL;
}

static int read_part(const struct rltd_ckpt *ckpt, const struct rltd_st_tensor *t, uint64_t from,
                     void *out, size_t bytes, struct rl_error *err)
{
    const uint8_t *there = held(ckpt, t);
    if (there) {
        memcpy(out, there + from, bytes);
        return 0;
    }
    int rc = read_all(ckpt->fd, out, bytes, ckpt->header.data_at + t->begin + from);
    return rc ? rl_error_errno(err, -rc, "%s: cannot read tensor '%s'", ckpt->path, t->name) : 0;
}

static int read_tensor(const struct rltd_ckpt *ckpt, const struct rltd_st_tensor *t, void *out,
                       struct rl_error *err)
{
    return read_part(ckpt, t, 0, out, (size_t)(t->end - t->begin), err);
}

int rltd_ckpt_read(const struct rltd_ckpt *ckpt, const char *name, enum rl_dtype dtype, void *out,
                   size_t bytes, struct rl_error *err)
{
    const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, name);
    if (!t)
        return rl_error_set(err, RL_ENOTFOUND, "%s: no tensor '%s'", ckpt->path, name);
    if (t->dtype != dtype || t->end - t->begin != bytes)
        return rl_error_set(
            err, RL_ESHAPE, "%s: tensor '%s' is %" PRIu64 " bytes of %s, not %zu of %s", ckpt->path,
            name, t->end - t->begin, rl_dtype_name(t->dtype), bytes, rl_dtype_name(dtype));
    return read_tensor(ckpt, t, out, err);
}

int rltd_ckpt_read_part(const struct rltd_ckpt *ckpt, const char *name, uint64_t from, void *out,
                        size_t bytes, struct rl_error *err)
{
    const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, name);
    if (!t)
        return rl_error_set(err, RL_ENOTFOUND, "%s: no tensor '%s'", ckpt->path, name);
    if (from > t->end - t->begin || bytes > t->end - t->begin - from)
        return rl_error_set(err, RL_ESHAPE,
                            "%s: tensor '%s' has %" PRIu64 " bytes, %zu from %" PRIu64
                            " on are wanted",
                            ckpt->path, name, t->end - t->begin, bytes, from);
    return read_part(ckpt, t, from, out, bytes, err);
}

void rltd_list_add(char *list, size_t n, const char *name, const char *detail)
{
    size_t at = strlen(list);
    if (at + 8 > n || (at >= 3 && strcmp(list + at - 3, "...") == 0))
        return;
    int used = snprintf(list + at, n - at - 5, "%s%s%s%s", at ? ", " : "", name,
                        detail[0] ? " is " : "", detail);
    if (used >= (int)(n - at - 5))
        snprintf(list + at, n - at, "%s", ", ...");
}

void rltd_list_unlike(char *list, size_t n, const struct rltd_st_tensor *t,
                      const struct nn_state_tensor *want)
{
    char there[64], here[64], detail[160];
    nn_shape_format(t->shape, there, sizeof(there));
    nn_shape_format(want->shape, here, sizeof(here));
    snprintf(detail, sizeof(detail), "%s %s instead of %s %s", there, rl_dtype_name(t->dtype), here,
             rl_dtype_name(want->dtype));
    rltd_list_add(list, n, want->name, detail);
}

/* Of the run itself, and averages that begin now: what is not there stays as it is, or follows from
 * what is. */
static bool is_counter(const struct nn_state_tensor *want)
{
    return strncmp(want->name, "run/", 4) == 0 || strncmp(want->name, "agent/", 6) == 0 ||
           strncmp(want->name, "average/", 8) == 0;
}

void rltd_ckpt_begins(const struct rltd_ckpt *ckpt, const struct nn_state *state, char *list,
                      size_t n)
{
    list[0] = '\0';
    for (int32_t i = 0; i < nn_state_n_tensors(state); i++) {
        struct nn_state_tensor want;
        nn_state_tensor(state, i, &want);
        if (want.scope == NN_STATE_BEGINS && !rltd_st_find(&ckpt->header, want.name))
            rltd_list_add(list, n, want.name, "");
    }
}

/* Every tensor that is wanted is there, in the right dtype and shape; else one line that names
 * those that are not. */
static int check_fit(const struct rltd_ckpt *ckpt, const struct nn_state *state, bool model_only,
                     struct rl_error *err)
{
    char missing[112] = "", unlike[176] = "";
    for (int32_t i = 0; i < nn_state_n_tensors(state); i++) {
        struct nn_state_tensor want;
        nn_state_tensor(state, i, &want);
        if (model_only && want.scope != NN_STATE_MODEL)
            continue;
        const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, want.name);
        if (!t && (is_counter(&want) || want.scope == NN_STATE_BEGINS))
            continue;
        if (!t) {
            rltd_list_add(missing, sizeof(missing), want.name, "");
        } else if (t->dtype != want.dtype || !nn_shape_equal(t->shape, want.shape)) {
            rltd_list_unlike(unlike, sizeof(unlike), t, &want);
        }
    }
    if (!missing[0] && !unlike[0])
        return 0;
    return rl_error_set(err, RL_ESHAPE, "%.160s does not fit this agent:%s%s%s%s%s", ckpt->path,
                        missing[0] ? " missing " : "", missing, unlike[0] ? " unlike " : "", unlike,
                        model_only ? "" : "; init_from.path begins anew");
}

int rltd_ckpt_fits(const struct rltd_ckpt *ckpt, const struct nn_state *state, struct rl_error *err)
{
    return check_fit(ckpt, state, false, err);
}

int rltd_ckpt_restore(const struct rltd_ckpt *ckpt, struct nn_state *state, bool model_only,
                      struct rl_error *err)
{
    int rc = check_fit(ckpt, state, model_only, err);
    for (int32_t i = 0; i < nn_state_n_tensors(state) && rc == 0; i++) {
        struct nn_state_tensor want;
        nn_state_tensor(state, i, &want);
        const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, want.name);
        if ((!t && want.scope != NN_STATE_BEGINS) || (model_only && want.scope != NN_STATE_MODEL))
            continue;
        void *value = calloc(1, nn_state_tensor_bytes(state, i) + 1);
        if (!value)
            return rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
        rc = t ? read_tensor(ckpt, t, value, err) : 0;
        if (rc == 0)
            nn_state_tensor_write(state, i, value);
        free(value);
    }
    return rc;
}

/* Of one tensor: what is written, and what of it is to be freed. */
struct value {
    const void *data; /* NULL: it stays, or the file has none */
    void *owned;
};

/* Values of all tensors that do not stay, zeros of what begins. */
static int read_values(const struct rltd_ckpt *ckpt, const struct nn_state *state,
                       struct value *value, bool (*stays)(void *arg, const char *name), void *arg,
                       struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < nn_state_n_tensors(state) && rc == 0; i++) {
        struct nn_state_tensor want;
        nn_state_tensor(state, i, &want);
        const struct rltd_st_tensor *t = rltd_st_find(&ckpt->header, want.name);
        if ((!t && want.scope != NN_STATE_BEGINS) || stays(arg, want.name))
            continue;
        value[i].data = t ? held(ckpt, t) : NULL;
        if (value[i].data)
            continue;
        value[i].data = value[i].owned = calloc(1, nn_state_tensor_bytes(state, i) + 1);
        if (!value[i].owned)
            rc = rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
        else if (t)
            rc = read_tensor(ckpt, t, value[i].owned, err);
    }
    return rc;
}

int rltd_ckpt_restore_live(const struct rltd_ckpt *ckpt, struct nn_state *state,
                           bool (*stays)(void *arg, const char *name), void *arg,
                           struct rl_error *err)
{
    int32_t n = nn_state_n_tensors(state);
    struct value *value = calloc((size_t)n + 1, sizeof(*value));
    int rc = value ? check_fit(ckpt, state, false, err)
                   : rl_error_set(err, RL_ENOMEM, "%s: out of memory", ckpt->path);
    if (rc == 0)
        rc = read_values(ckpt, state, value, stays, arg, err);
    for (int32_t i = 0; value && i < n; i++) {
        if (rc == 0 && value[i].data)
            nn_state_tensor_write(state, i, value[i].data);
        free(value[i].owned);
    }
    free(value);
    return rc;
}
