/* SPDX-License-Identifier: MIT */
/* What rltd_config_identity wrote, read again: in what two experiments differ. */
#pragma once

#include "base/buf.h"

/* Appends "seed: 1 -> 2, ppo.gamma: - -> 0.98" (-: as by default); nothing where they are the same.
 */
void rltd_identity_difference(const char *then, const char *now, struct rl_buf *out);
