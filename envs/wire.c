/* SPDX-License-Identifier: MIT */
#include "envs/wire.h"

#include <inttypes.h>
#include <string.h>

#include "base/base.h"

#define PAYLOAD_MAX_BYTES ((size_t)1 << 30)
#define SECTION_ALIGN     8
#define FINAL_HEAD_BYTES  8

/* ---- header ---- */

static void put_le(uint8_t *out, uint64_t v, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t get_le(const uint8_t *in, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++)
        v |= (uint64_t)in[i] << (8 * i);
    return v;
}

void wire_header_put(uint8_t out[WIRE_HEADER_BYTES], struct wire_header h)
{
    put_le(out, h.payload_bytes, 4);
    out[4] = h.type;
    out[5] = 0;
    put_le(out + 6, h.n_final, 2);
    put_le(out + 8, h.seq, 8);
}

const char *wire_type_name(uint8_t type)
{
    switch (type) {
#define X(value, name) \
    case value:        \
        return #name;
        WIRE_TYPES(X)
#undef X
    default:
        return "unknown";
    }
}

/* The largest payload that a message of this type has in any session. */
static size_t payload_max(uint8_t type)
{
    switch ((enum wire_type)type) {
    case WIRE_HELLO:
    case WIRE_WELCOME:
    case WIRE_ERROR:
        return WIRE_JSON_MAX_BYTES;
    case WIRE_RESET:
    case WIRE_STEP:
    case WIRE_RESULT:
        return PAYLOAD_MAX_BYTES;
    case WIRE_STATE:
    case WIRE_SET_STATE:
        return WIRE_STATE_MAX_BYTES;
    case WIRE_GET_STATE:
    case WIRE_STATE_SET:
    case WIRE_BYE:
        return 0;
    }
    return 0;
}

int wire_header_get(const uint8_t in[WIRE_HEADER_BYTES], struct wire_header *h,
                    struct rl_error *err)
{
    uint8_t type = in[4];
    if (type < WIRE_HELLO || type > WIRE_BYE)
        return rl_error_set(err, RL_EPROTO, "message type %u is not known", type);
    struct wire_header got = {
        .payload_bytes = (uint32_t)get_le(in, 4),
        .type = type,
        .n_final = (uint16_t)get_le(in + 6, 2),
        .seq = get_le(in + 8, 8),
    };
    if (in[5] != 0)
        return rl_error_set(err, RL_EPROTO, "%s: header byte 5 is %u, must be 0",
                            wire_type_name(type), in[5]);
    if (got.n_final != 0 && type != WIRE_RESULT)
        return rl_error_set(err, RL_EPROTO, "%s: n_final is %u, only a RESULT has finals",
                            wire_type_name(type), got.n_final);
    if (got.payload_bytes > payload_max(type))
        return rl_error_set(err, RL_EPROTO, "%s: payload of %" PRIu32 " bytes, at most %zu",
                            wire_type_name(type), got.payload_bytes, payload_max(type));
    *h = got;
    return 0;
}

/* ---- layout ---- */

/* The sections of a payload are laid one after the other; `end` saturates, so that one check at the
 * end finds any overflow. */
static size_t lay_section(size_t *end, size_t n, size_t element_bytes)
{
    size_t start = *end, bytes, stop;
    if (!rl_size_mul(n, element_bytes, &bytes) || !rl_size_add(start, bytes, &stop) ||
        stop > PAYLOAD_MAX_BYTES)
        stop = PAYLOAD_MAX_BYTES + SECTION_ALIGN;
    *end = RL_ALIGN_UP(stop, SECTION_ALIGN);
    return start;
}

int wire_layout_make(struct wire_layout *layout, const struct rl_space *obs,
                     const struct rl_space *action, int32_t n_envs, struct rl_error *err)
{
    if (n_envs < 1 || n_envs > WIRE_MAX_ENVS)
        return rl_error_set(err, RL_ERANGE, "n_envs: %" PRId32 " is outside [1, %d]", n_envs,
                            WIRE_MAX_ENVS);
    size_t n = (size_t)n_envs, end = 0;
    struct wire_layout l = {
        .n_envs = n_envs,
        .obs_bytes = rl_space_bytes(obs),
        .action_bytes = rl_space_bytes(action),
        .reset_bytes = n * sizeof(uint64_t),
    };

    l.step_seed = lay_section(&end, n, sizeof(uint64_t));
    l.step_action = lay_section(&end, n, l.action_bytes);
    l.step_bytes = end;

    end = 0;
    l.result_obs = lay_section(&end, n, l.obs_bytes);
    l.result_reward = lay_section(&end, n, sizeof(float));
    l.result_flags = lay_section(&end, n, 1);
    l.result_final = end;
    l.result_bytes = end;

    size_t final_end = FINAL_HEAD_BYTES;
    lay_section(&final_end, 1, l.obs_bytes);
    l.final_stride = final_end;
    lay_section(&end, n, l.final_stride);

    if (l.step_bytes > PAYLOAD_MAX_BYTES || end > PAYLOAD_MAX_BYTES)
        return rl_error_set(err, RL_ERANGE,
                            "%" PRId32 " envs with %zu-byte observations and %zu-byte actions need "
                            "frames above 1 GiB: use fewer envs in one session",
                            n_envs, l.obs_bytes, l.action_bytes);
    *layout = l;
    return 0;
}

int wire_layout_check(const struct wire_layout *ours, const struct wire_layout *theirs,
                      struct rl_error *err)
{
    if (ours->n_envs != theirs->n_envs)
        return rl_error_set(err, RL_EPROTO, "n_envs: ours is %" PRId32 ", the peer's %" PRId32,
                            ours->n_envs, theirs->n_envs);
#define X(field)                                                                              \
    if (ours->field != theirs->field)                                                         \
        return rl_error_set(err, RL_EPROTO, "layout.%s: ours is %zu, the peer's %zu", #field, \
                            ours->field, theirs->field);
    WIRE_LAYOUT_FIELDS(X)
#undef X
    return 0;
}

/* ---- RESULT ---- */

size_t wire_result_bytes(const struct wire_layout *layout, uint32_t n_final)
{
    return layout->result_bytes + n_final * layout->final_stride;
}

int wire_result_header_check(const struct wire_layout *layout, const struct wire_header *h,
                             struct rl_error *err)
{
    if (h->type != WIRE_RESULT)
        return rl_error_set(err, RL_EPROTO, "%s where a RESULT is due", wire_type_name(h->type));
    if (h->n_final > layout->n_envs)
        return rl_error_set(err, RL_EPROTO, "RESULT: %u final observations for %" PRId32 " envs",
                            h->n_final, layout->n_envs);
    size_t want = wire_result_bytes(layout, h->n_final);
    if (h->payload_bytes != want)
        return rl_error_set(err, RL_EPROTO,
                            "RESULT: payload of %" PRIu32 " bytes, %zu are due (%" PRId32
                            " envs, %zu-byte observations, %u finals)",
                            h->payload_bytes, want, layout->n_envs, layout->obs_bytes, h->n_final);
    return 0;
}

int wire_result_check(const struct wire_layout *layout, const struct wire_header *h,
                      const uint8_t *payload, struct rl_error *err)
{
    int rc = wire_result_header_check(layout, h, err);
    if (rc)
        return rc;
    const uint8_t *flags = payload + layout->result_flags;
    const uint8_t *final = payload + layout->result_final;
    uint32_t n_seen = 0; /* finals of the ended envs so far */
    for (int32_t i = 0; i < layout->n_envs; i++) {
        if (flags[i] == 0)
            continue;
        if (flags[i] & ~(WIRE_TERMINATED | WIRE_TRUNCATED))
            return rl_error_set(err, RL_EPROTO, "RESULT: flags of env %" PRId32 " are 0x%02x", i,
                                flags[i]);
        if (n_seen == h->n_final)
            return rl_error_set(err, RL_EPROTO,
                                "RESULT: env %" PRId32 " ended but has no final observation", i);
        uint32_t env = (uint32_t)get_le(final, 4);
        if (env != (uint32_t)i || get_le(final + 4, 4) != 0)
            return rl_error_set(err, RL_EPROTO,
                                "RESULT: final observation %" PRIu32 " is of env %" PRIu32
                                ", env %" PRId32 " is due (ended envs, each once, ascending)",
                                n_seen, env, i);
        final += layout->final_stride;
        n_seen++;
    }
    if (n_seen != h->n_final)
        return rl_error_set(err, RL_EPROTO,
                            "RESULT: %u final observations but only %" PRIu32 " envs ended",
                            h->n_final, n_seen);
    return 0;
}
