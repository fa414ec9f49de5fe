/* SPDX-License-Identifier: MIT */
#include "tests/agents/spots.h"

#include "base/rng.h"

int spot_draw(bool channels_first, uint64_t counter, uint8_t *image)
{
    enum { PIXELS = SPOT_SIDE * SPOT_SIDE };
    const struct rl_key key = {.seed = 2, .stream = RL_STREAM_TESTS};
    float u[2 + PIXELS];
    rl_fill_uniform(key, counter, u, 2 + PIXELS);
    int y = (int)(u[0] * 8), x = (int)(u[1] * 8);
    for (int i = 0; i < SPOT_SIDE; i++)
        for (int j = 0; j < SPOT_SIDE; j++) {
            bool lit = i >= y && i < y + 3 && j >= x && j < x + 3;
            int at = i * SPOT_SIDE + j;
            image[channels_first ? at : 2 * at] = lit ? 255 : 0;
            image[channels_first ? PIXELS + at : 2 * at + 1] = (uint8_t)(60 * u[2 + at]);
        }
    return x;
}
