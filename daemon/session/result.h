/* SPDX-License-Identifier: MIT */
/* What the values in a RESULT may be; its shape was checked before. */
#pragma once

#include "envs/wire.h"

/* RL_ENONFINITE: a reward or an observation that is no finite number; RL_EPROTO: a mask that is not
 * of zeros and ones, or under which no action is possible where one has to follow. */
int rltd_result_check(const struct wire_hello *hello, const struct wire_layout *layout,
                      const struct wire_header *header, const uint8_t *payload,
                      struct rl_error *err);
