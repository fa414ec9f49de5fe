/* SPDX-License-Identifier: MIT */
/* Checkpoint files: how one is written so that no crash leaves half of it, and how one is verified.
 * A file is a safetensors file whose metadata begins with the digest: XXH3-128 over the whole file
 * (length, header, data) with the digest's 32 hex digits taken as '0'. Used by the store thread and
 * by loaders; no index here. */
#pragma once

#include "base/log.h"
#include "daemon/store/file.h"
#include "daemon/store/safetensors.h"
#include "daemon/store/store.h"

#define RLTD_CKPT_META_SAVED "saved" /* metadata key: what the index knows of the file, as JSON */
#define RLTD_CKPT_META_HOLDS "holds" /* metadata key: RLTD_CKPT_WEIGHTS, or everything */
#define RLTD_CKPT_META_EXACT "exact" /* metadata key: may a resume from it be? */
#define RLTD_CKPT_WEIGHTS    "weights"
#define RLTD_CKPT_RESERVE    (16u << 20) /* bytes that a save leaves free */

/* ---- writing ---- */

struct rltd_ckpt_write {
    const struct rltd_fs *fs;
    struct rl_log *log;
    const char *folder; /* checkpoints/ */
    const char *stem;   /* file name without suffix and version */
    const struct rltd_image *image;
    bool weights_only, bare; /* as in rltd_save */
    const char *exact;
    json_t *saved; /* becomes the metadata string RLTD_CKPT_META_SAVED; borrowed */
    /* out */
    char file[192];
    uint64_t bytes;
};

/* Returns when the file is durable under its name. RL_ENOSPACE before anything is written if less
 * than 1.1 x its size + RLTD_CKPT_RESERVE is free; a failed fsync discards the file and tries once
 * more. After an error no new file is left. */
int rltd_ckpt_write(struct rltd_ckpt_write *w, struct rl_error *err);

/* ---- reading ---- */

struct rltd_ckpt {
    int fd;
    char path[1024];
    struct rltd_st_header header;
    uint64_t bytes;
    void **held; /* by tensor: its bytes, NULL where they lie in the file only; owned; may be NULL
                  */
};

/* What a file says about itself (the RLTD_CKPT_META_SAVED string), a new reference; RL_ECORRUPT. */
int rltd_ckpt_saved(const struct rltd_ckpt *ckpt, json_t **out, struct rl_error *err);

/* A safetensors file that somebody else may have written: a digest is checked where there is one.
 */
int rltd_ckpt_open_any(struct rltd_ckpt **out, const char *path, struct rl_error *err);

/* Lists in one line of an error: append ", name[ is detail]" to at most n bytes; what does not fit
 * becomes "...". */
void rltd_list_add(char *list, size_t n, const char *name, const char *detail);
/* A tensor of another dtype or shape than is wanted. */
void rltd_list_unlike(char *list, size_t n, const struct rltd_st_tensor *t,
                      const struct nn_state_tensor *want);
