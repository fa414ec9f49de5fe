/* SPDX-License-Identifier: MIT */
/* The env wire protocol, version 1: what both ends share. docs/PROTOCOL.md is the specification, byte
 * by byte. No sockets here: encode, decode and check only.
 *
 * Every message is a 16-byte little-endian header and a payload:
 *   u32 payload_bytes   u8 type   u8 zero   u16 n_final   u64 seq
 * HELLO, WELCOME and ERROR carry JSON (UTF-8), every other payload has a layout that follows from the
 * spaces and N. The daemon asks, the env answers with the same seq; one question is open at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/space.h"

#define WIRE_VERSION         1
#define WIRE_HEADER_BYTES    16
#define WIRE_JSON_MAX_BYTES  65536
#define WIRE_STATE_MAX_BYTES (64u << 20)
#define WIRE_NAME_MAX        64
#define WIRE_MAX_ENVS        4096 /* in one session */

/* value, name, direction, payload */
#define WIRE_TYPES(X)                                                                              \
    X(1, HELLO)     /* env -> rltd  JSON */                                                        \
    X(2, WELCOME)   /* rltd -> env  JSON */                                                        \
    X(3, ERROR)     /* both         JSON {"code","message"}; the sender closes */                  \
    X(4, RESET)     /* rltd -> env  u64 seed[N]; all envs start new episodes; answered by RESULT */ \
    X(5, STEP)      /* rltd -> env  u64 reset_seed[N], actions[N]; answered by RESULT */           \
    X(6, RESULT)    /* env -> rltd  see wire_layout */                                             \
    X(7, GET_STATE) /* rltd -> env  empty; answered by STATE */                                    \
    X(8, STATE)     /* env -> rltd  opaque bytes */                                                \
    X(9, SET_STATE) /* rltd -> env  opaque bytes; answered by STATE_SET */                         \
    X(10, STATE_SET) /* env -> rltd empty */                                                       \
    X(11, BYE)      /* both         empty; a clean end */

enum wire_type {
#define X(value, name) WIRE_##name = value,
    WIRE_TYPES(X)
#undef X
};

struct wire_header {
    uint32_t payload_bytes;
    uint8_t type;
    uint16_t n_final; /* RESULT: number of final observations at the end of the payload; else 0 */
    uint64_t seq;
};

void wire_header_put(uint8_t out[WIRE_HEADER_BYTES], struct wire_header h);
/* RL_EPROTO: unknown type or a non-zero byte that must be zero. */
int wire_header_get(const uint8_t in[WIRE_HEADER_BYTES], struct wire_header *h, struct rl_error *err);
const char *wire_type_name(uint8_t type);

enum wire_role { WIRE_ROLE_TRAIN, WIRE_ROLE_EVAL };

/* What an env process says of itself. */
struct wire_hello {
    uint32_t version;
    char name[WIRE_NAME_MAX];   /* stable over reconnects: [A-Za-z0-9._-]+ */
    char env_id[WIRE_NAME_MAX]; /* "CartPole-v1": for logs and checkpoints */
    enum wire_role role;
    int32_t n_envs;
    bool env_state; /* capability: answers GET_STATE and SET_STATE */
    struct rl_space obs, action;
};

/* JSON text of a HELLO, and back. Decoding checks everything (RL_EPROTO with the offending key). */
int wire_hello_encode(const struct wire_hello *hello, struct rl_buf *json, struct rl_error *err);
int wire_hello_decode(const char *json, size_t n, struct wire_hello *hello, struct rl_error *err);

/* Byte offsets in the fixed payloads, announced in WELCOME; every section starts at a multiple of 8. */
struct wire_layout {
    int32_t n_envs;
    size_t obs_bytes, action_bytes;        /* of one env */
    size_t step_seed, step_action;         /* u64[N], actions[N] */
    size_t step_bytes;                     /* whole STEP payload */
    size_t reset_bytes;                    /* u64 seed[N] */
    size_t result_obs;                     /* obs[N]: after an end, the first of the next episode */
    size_t result_reward;                  /* f32[N] */
    size_t result_flags;                   /* u8[N]: bit 0 terminated, bit 1 truncated */
    size_t result_final;                   /* n_final x { u32 env, u32 zero, obs, padding to 8 } */
    size_t final_stride;
    size_t result_bytes;                   /* RESULT payload with n_final = 0 */
};
#define WIRE_TERMINATED 1u
#define WIRE_TRUNCATED  2u

/* RL_ERANGE when a payload would not fit into 1 GiB. */
int wire_layout_make(struct wire_layout *layout, const struct rl_space *obs,
                     const struct rl_space *action, int32_t n_envs, struct rl_error *err);
/* JSON text of WELCOME: protocol version, layout, session's slots. */
int wire_welcome_encode(const struct wire_layout *layout, struct rl_buf *json, struct rl_error *err);
int wire_welcome_decode(const char *json, size_t n, struct wire_layout *layout, struct rl_error *err);

/* Check a RESULT of `payload_bytes` against the layout before anything is believed: exact length,
 * flags in range, finals exactly the ended envs, each once, in ascending order. RL_EPROTO. */
int wire_result_check(const struct wire_layout *layout, const struct wire_header *h,
                      const uint8_t *payload, struct rl_error *err);
