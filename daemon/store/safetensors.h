/* SPDX-License-Identifier: MIT */
/* The safetensors format: u64le N, N bytes of JSON (padded with spaces to a multiple of 8), data.
 * Written sorted by element size (largest first), then name, with "__metadata__" in front; read
 * with every check that the format asks for. Plain functions on memory; no file is touched here. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/dtype.h"
#include "base/error.h"
#include "nn/tensor.h"

#define RLTD_ST_HEADER_MAX 100000000u

struct rltd_st_tensor {
    const char *name; /* read: borrowed from the header's JSON; written: the caller's */
    enum rl_dtype dtype;
    struct nn_shape shape;
    uint64_t begin, end; /* bytes from the start of the data */
    int32_t source;      /* written: the caller's own index, kept through sorting */
};

struct rltd_st_header {
    json_t *root;                  /* owned */
    json_t *metadata;              /* "__metadata__" of root, NULL if there is none */
    struct rltd_st_tensor *tensor; /* owned, in order of offsets */
    int32_t n;
    uint64_t data_at; /* of the data, from the start of the file */
};

/* Did JSON fail to parse for want of memory? It is not damaged then. */
bool rltd_st_no_memory(const json_error_t *why);
/* Parse `n` bytes of header JSON of a file of `file_bytes`; `what` names it in errors. RL_ECORRUPT
 * for whatever the format forbids, RL_EUNSUPPORTED for dtypes and ranks that we do not have. */
int rltd_st_parse(struct rltd_st_header *header, const char *json, size_t n, uint64_t file_bytes,
                  const char *what, struct rl_error *err);
void rltd_st_deinit(struct rltd_st_header *header); /* accepts zeroed */
/* NULL if there is none. */
const struct rltd_st_tensor *rltd_st_find(const struct rltd_st_header *header, const char *name);

/* Sort and lay out (begin, end). RL_EINVAL for a name twice, RL_ERANGE for an impossible size. */
int rltd_st_layout(struct rltd_st_tensor *tensor, int32_t n, struct rl_error *err);
/* Append the length and the padded JSON. `metadata`: an object of strings, borrowed. */
int rltd_st_write_header(struct rl_buf *out, const struct rltd_st_tensor *tensor, int32_t n,
                         json_t *metadata, struct rl_error *err);
