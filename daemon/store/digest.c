/* SPDX-License-Identifier: MIT */
#include "daemon/store/digest.h"

#include <inttypes.h>
#include <stdio.h>

void rltd_digest_format(XXH128_hash_t hash, char out[RLTD_DIGEST_DIGITS + 1])
{
    snprintf(out, RLTD_DIGEST_DIGITS + 1, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
             (uint64_t)hash.low64);
}
