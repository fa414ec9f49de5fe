/* SPDX-License-Identifier: MIT */
#include "replay/layout.h"

#include <stdio.h>

#include "base/base.h"
#include "base/buf.h"
#include "replay/row.h"

enum { PAGE_BYTES = 4096, WORD_BYTES = 8, MAX_ENVS = 1 << 20 };

static const int64_t max_slots = INT32_MAX;

/* FNV-1a, 64 bits, of numbers in their canonical bytes. */
static uint64_t hash_number(uint64_t hash, int64_t number)
{
    for (int i = 0; i < 8; i++) {
        hash ^= (uint64_t)number >> (8 * i) & 0xff;
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

/* What the bytes mean; bounds of a Box change no byte. */
static uint64_t hash_space(uint64_t hash, const struct rl_space *space)
{
    hash = hash_number(hash, space->kind);
    hash = hash_number(hash, space->dtype);
    hash = hash_number(hash, space->rank);
    for (int32_t i = 0; i < space->rank; i++)
        hash = hash_number(hash, space->dim[i]);
    if (space->n_mask)
        hash = hash_number(hash, space->n_mask);
    if (space->kind == RL_SPACE_DISCRETE)
        hash = hash_number(hash_number(hash, space->n), space->start);
    if (space->kind == RL_SPACE_MULTI_DISCRETE)
        for (int64_t i = 0; i < space->n_elements; i++)
            hash = hash_number(hash, space->nvec[i]);
    return hash;
}

static uint64_t hash_spec(const struct replay_spec *spec)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash = hash_space(hash, &spec->obs);
    hash = hash_space(hash, &spec->action);
    hash = hash_number(hash, spec->n_envs);
    hash = hash_number(hash, spec->capacity);
    return hash_number(hash, spec->slack);
}

static void describe(struct replay_layout *layout, const struct replay_spec *spec)
{
    char obs[64], action[64];
    rl_space_format(&spec->obs, obs, sizeof obs);
    rl_space_format(&spec->action, action, sizeof action);
    snprintf(layout->text, sizeof layout->text, "%s, %s, %d envs, %lld + %lld rows", obs, action,
             spec->n_envs, (long long)spec->capacity, (long long)spec->slack);
}

/* An ended step appends two rows per env: the final observation and the next episode's first. */
int64_t replay_min_slack(int32_t n_envs)
{
    return 2 * (int64_t)n_envs;
}

int64_t replay_min_capacity(int32_t n_envs)
{
    return 4 * (int64_t)n_envs;
}

static int check(const struct replay_spec *spec, struct rl_error *err)
{
    if (spec->n_envs < 1 || spec->n_envs > MAX_ENVS)
        return rl_error_set(err, RL_ECONFIG, "replay: %d envs, it can be 1 to %d", spec->n_envs,
                            MAX_ENVS);
    if (spec->capacity < replay_min_capacity(spec->n_envs) || spec->capacity > max_slots)
        return rl_error_set(err, RL_ECONFIG,
                            "replay capacity %lld: with %d envs it must be at least %lld (and at "
                            "most %lld)",
                            (long long)spec->capacity, spec->n_envs,
                            (long long)replay_min_capacity(spec->n_envs), (long long)max_slots);
    if (spec->slack < replay_min_slack(spec->n_envs) || spec->slack > max_slots - spec->capacity)
        return rl_error_set(
            err, RL_ECONFIG,
            "replay slack %lld: with %d envs it must be at least %lld (and capacity "
            "and slack together at most %lld)",
            (long long)spec->slack, spec->n_envs, (long long)replay_min_slack(spec->n_envs),
            (long long)max_slots);
    return 0;
}

/* Whole cache lines if that costs at most an eighth: fewer lines are touched by a random read. */
static size_t padded(size_t bytes)
{
    size_t lines = RL_ALIGN_UP(bytes, RL_CACHE_LINE);
    return lines - bytes <= bytes / 8 ? lines : RL_ALIGN_UP(bytes, WORD_BYTES);
}

int replay_layout_init(struct replay_layout *layout, const struct replay_spec *spec,
                       struct rl_error *err)
{
    int rc = check(spec, err);
    if (rc < 0)
        return rc;
    *layout = (struct replay_layout){.rows_offset = PAGE_BYTES};
    layout->obs_bytes = rl_space_bytes(&spec->obs);
    layout->action_bytes = (size_t)spec->action.n_elements * sizeof(int32_t);
    layout->row_bytes = padded(RL_ALIGN_UP(layout->obs_bytes, 4) + layout->action_bytes);
    layout->slots = (uint32_t)(spec->capacity + spec->slack);
    layout->hash = hash_spec(spec);
    describe(layout, spec);
    size_t rows, data;
    if (!rl_size_mul(layout->slots, sizeof(struct replay_row), &rows) ||
        !rl_size_mul(layout->slots, layout->row_bytes, &data) ||
        !rl_size_add(PAGE_BYTES, RL_ALIGN_UP(rows, PAGE_BYTES), &layout->data_offset) ||
        !rl_size_add(layout->data_offset, data, &layout->bytes))
        return rl_error_set(err, RL_ECONFIG,
                            "replay of %s: %zu bytes a row overflow the address space: lower the "
                            "capacity",
                            layout->text, layout->row_bytes);
    return 0;
}
