/* SPDX-License-Identifier: MIT */
/* The env wire protocol, version 1: what both ends share. docs/PROTOCOL.md is the specification,
 * byte by byte. No sockets here: encode, decode and check only.
 *
 * Every message is a 16-byte little-endian header and a payload:
 *   u32 payload_bytes   u8 type   u8 zero   u16 n_final   u64 seq
 * HELLO, WELCOME and ERROR carry JSON (UTF-8), every other payload has a layout that follows from
 * the spaces and N. The daemon asks, the env answers with the same seq; one question is open at a
 * time.
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
#define WIRE_TOKEN_MAX       256
#define WIRE_MAX_ENVS        4096 /* in one session */

/* value, name, direction, payload */
#define WIRE_TYPES(X)                                                                             \
    X(1, HELLO)   /* env -> rltd  JSON */                                                         \
    X(2, WELCOME) /* rltd -> env  JSON */                                                         \
    X(3, ERROR)   /* both         JSON {"code","message"}; the sender closes */                   \
    X(4, RESET)   /* rltd -> env  u64 seed[N]; all envs start new episodes; answered by RESULT */ \
    X(5, STEP)    /* rltd -> env  u64 reset_seed[N], actions[N]; answered by RESULT */            \
    X(6, RESULT)  /* env -> rltd  see wire_layout */                                              \
    X(7, GET_STATE)  /* rltd -> env  empty; answered by STATE */                                  \
    X(8, STATE)      /* env -> rltd  opaque bytes */                                              \
    X(9, SET_STATE)  /* rltd -> env  opaque bytes; answered by STATE_SET */                       \
    X(10, STATE_SET) /* env -> rltd empty */                                                      \
    X(11, BYE)       /* both         empty; a clean end */

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
/* RL_EPROTO: unknown type, a non-zero byte that must be zero, or more payload than the type can
 * ever have. RESET, STEP and RESULT have their exact length from the layout: check it too. */
int wire_header_get(const uint8_t in[WIRE_HEADER_BYTES], struct wire_header *h,
                    struct rl_error *err);
const char *wire_type_name(uint8_t type);

enum wire_role { WIRE_ROLE_TRAIN, WIRE_ROLE_EVAL };

/* What an env process says of itself. */
struct wire_hello {
    uint32_t version;
    char name[WIRE_NAME_MAX];   /* stable over reconnects: [A-Za-z0-9._-]+ */
    char env_id[WIRE_NAME_MAX]; /* "CartPole-v1": for logs and checkpoints; printable UTF-8 */
    enum wire_role role;
    int32_t n_envs;
    bool env_state;             /* capability: answers GET_STATE and SET_STATE */
    char token[WIRE_TOKEN_MAX]; /* "" when none was sent */
    struct rl_space obs, action;
};

/* JSON text of a HELLO, and back. Decoding checks everything (RL_EPROTO with the offending key). */
int wire_hello_encode(const struct wire_hello *hello, struct rl_buf *json, struct rl_error *err);
int wire_hello_decode(const char *json, size_t n, struct wire_hello *hello, struct rl_error *err);

/* Sizes and byte offsets in the fixed payloads, announced in WELCOME under these names. Every
 * section starts at a multiple of 8; padding is zero when sent and ignored when received.
 *   obs_bytes, action_bytes  of one env
 *   reset_bytes              RESET payload: u64 seed[N]
 *   step_seed, step_action   STEP: u64 reset_seed[N], actions[N]
 *   step_bytes               whole STEP payload
 *   result_obs               obs[N]: after an end, the first of the next episode
 *   result_reward            f32[N]
 *   result_flags             u8[N]: bit 0 terminated, bit 1 truncated
 *   result_final             n_final x { u32 env, u32 zero, obs, padding to 8 }
 *   final_stride             of one such record
 *   result_bytes             RESULT payload with n_final = 0 */
#define WIRE_LAYOUT_FIELDS(X) \
    X(obs_bytes)              \
    X(action_bytes)           \
    X(reset_bytes)            \
    X(step_seed)              \
    X(step_action)            \
    X(step_bytes)             \
    X(result_obs)             \
    X(result_reward)          \
    X(result_flags)           \
    X(result_final)           \
    X(final_stride)           \
    X(result_bytes)

struct wire_layout {
    int32_t n_envs;
#define X(field) size_t field;
    WIRE_LAYOUT_FIELDS(X)
#undef X
};
#define WIRE_TERMINATED 1u
#define WIRE_TRUNCATED  2u

/* RL_ERANGE when a payload would not fit into 1 GiB. */
int wire_layout_make(struct wire_layout *layout, const struct rl_space *obs,
                     const struct rl_space *action, int32_t n_envs, struct rl_error *err);
/* JSON text of WELCOME: protocol version, layout, session's slots. */
int wire_welcome_encode(const struct wire_layout *layout, struct rl_buf *json,
                        struct rl_error *err);
int wire_welcome_decode(const char *json, size_t n, struct wire_layout *layout,
                        struct rl_error *err);

/* Do both ends mean the same bytes? RL_EPROTO names the first field that differs. */
int wire_layout_check(const struct wire_layout *ours, const struct wire_layout *theirs,
                      struct rl_error *err);

/* JSON text of ERROR. `code` is an RL_E*; bytes of `message` that are not ASCII become '?'. */
int wire_error_encode(int code, const char *message, struct rl_buf *json, struct rl_error *err);
/* The peer's ERROR as one printable line "RL_EPROTO: message" in `line`, whatever it sent. */
void wire_error_decode(const char *json, size_t n, char *line, size_t line_bytes);

/* Exact payload of a RESULT that carries n_final final observations. */
size_t wire_result_bytes(const struct wire_layout *layout, uint32_t n_final);
/* What a RESULT's header alone can show, before its payload is received: RL_EPROTO on a wrong type,
 * more finals than envs, or a length that is not exactly the layout's. */
int wire_result_header_check(const struct wire_layout *layout, const struct wire_header *h,
                             struct rl_error *err);
/* Check a RESULT of `payload_bytes` against the layout before anything is believed: exact length,
 * flags in range, finals exactly the ended envs, each once, in ascending order. RL_EPROTO. */
int wire_result_check(const struct wire_layout *layout, const struct wire_header *h,
                      const uint8_t *payload, struct rl_error *err);
