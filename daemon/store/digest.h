/* SPDX-License-Identifier: MIT */
/* The digest of a checkpoint file: its place in the header and its text. */
#pragma once

#include <xxhash.h>

#define RLTD_DIGEST_KEY    "digest"
#define RLTD_DIGEST_KIND   "xxh3-128:"
#define RLTD_DIGEST_DIGITS 32
#define RLTD_DIGEST_ZERO   RLTD_DIGEST_KIND "00000000000000000000000000000000"
/* The JSON of every header begins with this, so the digits lie at a fixed place. */
#define RLTD_DIGEST_PREFIX "{\"__metadata__\":{\"" RLTD_DIGEST_KEY "\":\"" RLTD_DIGEST_KIND
#define RLTD_DIGEST_AT     (8 + sizeof(RLTD_DIGEST_PREFIX) - 1) /* from the start of the file */

void rltd_digest_format(XXH128_hash_t hash, char out[RLTD_DIGEST_DIGITS + 1]);
