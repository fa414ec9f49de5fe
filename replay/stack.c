/* SPDX-License-Identifier: MIT */
#include "replay/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* The bounds of every element, or of all of them where there are too many to be said singly. */
static void stack_bounds(const struct rl_space *frame, int32_t K, struct rl_space *out)
{
    int64_t C = frame->dim[frame->rank - 1];
    if (!frame->has_bounds)
        return;
    out->has_bounds = frame->n_elements * K <= RL_SPACE_MAX_DIMS;
    for (int64_t i = 0; i < frame->n_elements * K && out->has_bounds; i++) {
        out->low[i] = frame->low[i / (K * C) * C + i % C];
        out->high[i] = frame->high[i / (K * C) * C + i % C];
    }
    for (int64_t i = 1; i < frame->n_elements && !out->has_bounds; i++) {
        out->low[0] = RL_MIN(out->low[0], frame->low[i]);
        out->high[0] = RL_MAX(out->high[0], frame->high[i]);
    }
}

int replay_stack_space(const struct rl_space *frame, int32_t K, struct rl_space *out,
                       struct rl_error *err)
{
    char text[64];
    assert(K >= 1 && K <= REPLAY_STACK_MAX);
    *out = *frame;
    if (K == 1)
        return 0;
    if (frame->kind != RL_SPACE_BOX || frame->rank == 0) {
        rl_space_format(frame, text, sizeof text);
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "frame_stack: observations are %s; only those of a Box with at least "
                            "one axis can be stacked, set frame_stack: 1",
                            text);
    }
    out->dim[frame->rank - 1] *= K;
    stack_bounds(frame, K, out);
    int rc = rl_space_finish(out, err);
    return rc < 0 ? rl_error_prefix(err, rc, "frame_stack: the stack of %d frames", K) : 0;
}

struct replay_stack_layout replay_stack_layout(const struct rl_space *frame, int32_t K)
{
    bool axes = frame->kind == RL_SPACE_BOX && frame->rank > 0;
    int64_t piece = axes ? frame->dim[frame->rank - 1] : frame->n_elements;
    return (struct replay_stack_layout){
        .K = K, .n_pieces = frame->n_elements / piece, .piece_elements = piece};
}

/* Inlined where `bytes` is a constant, so that pieces of a few bytes are no calls. */
static inline void spread(uint8_t *to, const uint8_t *from, int64_t n, size_t bytes, int32_t K)
{
    for (int64_t i = 0; i < n; i++)
        memcpy(to + (size_t)i * bytes * (size_t)K, from + (size_t)i * bytes, bytes);
}

void replay_stack_put(const struct replay_stack_layout *l, size_t element_bytes, int32_t k,
                      const void *frame, void *stack)
{
    size_t piece = (size_t)l->piece_elements * element_bytes;
    uint8_t *to = (uint8_t *)stack + (size_t)k * piece;
    if (!frame)
        for (int64_t i = 0; i < l->n_pieces; i++)
            memset(to + (size_t)i * piece * (size_t)l->K, 0, piece);
    else if (piece == 1)
        spread(to, frame, l->n_pieces, 1, l->K);
    else if (piece == 4)
        spread(to, frame, l->n_pieces, 4, l->K);
    else
        spread(to, frame, l->n_pieces, piece, l->K);
}

/* Bytes a b c d a b c d ...: grey images as channels. One loop over all four, which compilers turn
 * into unpacking of registers, is several times as fast as a pass for each. */
static void interleave_4(const uint8_t *const *frame, int64_t n, uint8_t *restrict to)
{
    const uint8_t *a = frame[0], *b = frame[1], *c = frame[2], *d = frame[3];
    for (int64_t i = 0; i < n; i++) {
        to[4 * i] = a[i];
        to[4 * i + 1] = b[i];
        to[4 * i + 2] = c[i];
        to[4 * i + 3] = d[i];
    }
}

void replay_stack_fill(const struct replay_stack_layout *l, size_t element_bytes,
                       const uint8_t *const *frame, void *stack)
{
    bool bytes = (size_t)l->piece_elements * element_bytes == 1;
    if (bytes && l->K == 4 && frame[0]) { /* what is before an episode is the oldest */
        interleave_4(frame, l->n_pieces, stack);
        return;
    }
    for (int32_t k = 0; k < l->K; k++)
        replay_stack_put(l, element_bytes, k, frame[k], stack);
}

int replay_stack_init(struct replay_stack *s, const struct rl_space *frame, int32_t K, int32_t n,
                      struct rl_error *err)
{
    size_t element = rl_dtype_bytes(frame->dtype), value = rl_space_value_bytes(frame);
    *s = (struct replay_stack){
        .layout = replay_stack_layout(frame, K),
        .n = n,
        .element_bytes = element,
        .frame_bytes = rl_space_bytes(frame),
        .mask_bytes = rl_space_bytes(frame) - value,
        .obs_bytes = (size_t)K * value + rl_space_bytes(frame) - value,
    };
    s->obs = calloc((size_t)n, s->obs_bytes);
    return s->obs ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory for stacks of %d envs", n);
}

void replay_stack_deinit(struct replay_stack *s)
{
    free(s->obs);
    *s = (struct replay_stack){0};
}

void replay_stack_clear(struct replay_stack *s)
{
    if (s->obs)
        memset(s->obs, 0, (size_t)s->n * s->obs_bytes);
}

void replay_stack_push(struct replay_stack *s, int32_t i, const void *frame, bool starts)
{
    uint8_t *obs = s->obs + (size_t)i * s->obs_bytes;
    size_t values = s->obs_bytes - s->mask_bytes;
    size_t piece = (size_t)s->layout.piece_elements * s->element_bytes;
    /* One step towards the past. What the last place takes in is overwritten by the newest. */
    if (starts)
        memset(obs, 0, values);
    else
        memmove(obs, obs + piece, values - piece);
    replay_stack_put(&s->layout, s->element_bytes, s->layout.K - 1, frame, obs);
    memcpy(obs + values, (const uint8_t *)frame + s->frame_bytes - s->mask_bytes, s->mask_bytes);
}
