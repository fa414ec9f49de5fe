/* SPDX-License-Identifier: MIT */
/* Images for encoders to learn from: of two channels one shows a lit square, the other is noise. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { SPOT_SIDE = 10, SPOT_BYTES = SPOT_SIDE * SPOT_SIDE * 2 };

/* Keyed by `counter`; image (SPOT_BYTES) is (2, side, side) or (side, side, 2). Returns the
 * square's first column, in [0, 8). */
int spot_draw(bool channels_first, uint64_t counter, uint8_t *image);
