/* SPDX-License-Identifier: MIT */
/* Questions in, answers out. */
#include "envs/client/session.h"

#include <assert.h>
#include <string.h>

#include "base/base.h"

int32_t rlenv_session_num_envs(const struct rlenv_session *s)
{
    return s->layout.n_envs;
}

/* ---- questions ---- */

static double number_at(enum rl_dtype dtype, const uint8_t *at)
{
    union {
        float f32;
        double f64;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint32_t u32;
        uint64_t u64;
    } v;
    memcpy(&v, at, rl_dtype_bytes(dtype));
    switch (dtype) {
    case RL_F32:
        return (double)v.f32;
    case RL_F64:
        return v.f64;
    case RL_I32:
        return v.i32;
    case RL_I64:
        return (double)v.i64;
    case RL_U8:
        return v.u8;
    case RL_U32:
        return v.u32;
    case RL_U64:
        return (double)v.u64;
    }
    return 0;
}

/* NaN is outside too. */
static int check_bounds(const struct rlenv_session *s, const uint8_t *actions, struct rl_error *err)
{
    const struct rl_space *a = &s->action;
    size_t n = (size_t)a->n_elements, each = rl_dtype_bytes(a->dtype);
    for (size_t i = 0; i < (size_t)s->layout.n_envs * n; i++) {
        size_t element = i % n, bound = a->has_bounds ? element : 0;
        double v = number_at(a->dtype, actions + i * each);
        if (!(v >= (double)a->low[bound] && v <= (double)a->high[bound]))
            return rl_error_set(err, RL_EPROTO,
                                "STEP: action %g of env %zu is outside its bounds [%g, %g] "
                                "(element %zu)",
                                v, i / n, (double)a->low[bound], (double)a->high[bound], element);
    }
    return 0;
}

/* Authors index tables with discrete actions and drive motors with others: none outside the space
 * gets through. */
static int check_actions(const struct rlenv_session *s, const uint8_t *actions,
                         struct rl_error *err)
{
    const struct rl_space *a = &s->action;
    size_t n = (size_t)s->layout.n_envs * (size_t)a->n_elements;
    if (a->kind == RL_SPACE_BOX)
        return check_bounds(s, actions, err);
    for (size_t i = 0; i < n; i++) {
        int64_t v, first = 0, choices = 2;
        if (a->kind == RL_SPACE_MULTI_BINARY) {
            v = actions[i];
        } else {
            int32_t word;
            memcpy(&word, actions + i * sizeof(word), sizeof(word));
            v = word;
            first = a->kind == RL_SPACE_DISCRETE ? a->start : 0;
            choices = a->kind == RL_SPACE_DISCRETE ? a->n : a->nvec[i % (size_t)a->n_elements];
        }
        if (v < first || v >= first + choices)
            return rl_error_set(err, RL_EPROTO, "STEP: action %lld of env %zu is outside its space",
                                (long long)v, i / (size_t)a->n_elements);
    }
    return 0;
}

static int check_order(const struct rlenv_session *s, const struct wire_header *h,
                       struct rl_error *err)
{
    if (s->asked)
        return rl_error_set(err, RL_EPROTO, "%s before question %llu was answered",
                            wire_type_name(h->type), (unsigned long long)s->question.seq);
    if (!s->any_seq && h->seq <= s->question.seq)
        return rl_error_set(err, RL_EPROTO, "%s has seq %llu, which is not above the last, %llu",
                            wire_type_name(h->type), (unsigned long long)h->seq,
                            (unsigned long long)s->question.seq);
    if (!s->ready && (h->type == WIRE_STEP || h->type == WIRE_GET_STATE))
        return rl_error_set(err, RL_EPROTO, "%s before the first RESET or SET_STATE",
                            wire_type_name(h->type));
    return 0;
}

/* All that can be said of a message before its payload is received. */
static int check_header(const struct rlenv_session *s, const struct wire_header *h,
                        struct rl_error *err)
{
    size_t want = h->payload_bytes;
    switch (h->type) {
    case WIRE_BYE:
    case WIRE_ERROR:
        return 0;
    case WIRE_RESET:
        want = s->layout.reset_bytes;
        break;
    case WIRE_STEP:
        want = s->layout.step_bytes;
        break;
    case WIRE_GET_STATE:
    case WIRE_SET_STATE:
        if (!s->env_state)
            return rl_error_set(err, RL_EPROTO, "%s, but env_state was not offered",
                                wire_type_name(h->type));
        break;
    default:
        return rl_error_set(err, RL_EPROTO, "%s is no question", wire_type_name(h->type));
    }
    if (h->payload_bytes != want)
        return rl_error_set(err, RL_EPROTO, "%s has %u payload bytes, %zu are due",
                            wire_type_name(h->type), h->payload_bytes, want);
    return check_order(s, h, err);
}

static int read_question(const struct rlenv_session *s, const struct wire_header *h,
                         struct rlenv_request *request, struct rl_error *err)
{
    const uint8_t *payload = s->in + WIRE_HEADER_BYTES;
    *request = (struct rlenv_request){0};
    switch (h->type) {
    case WIRE_RESET:
        request->ask = RLENV_RESET;
        request->seed = (const void *)payload;
        return 0;
    case WIRE_STEP:
        request->ask = RLENV_STEP;
        request->seed = (const void *)(payload + s->layout.step_seed);
        request->action = payload + s->layout.step_action;
        return check_actions(s, request->action, err);
    case WIRE_GET_STATE:
        request->ask = RLENV_GET_STATE;
        return 0;
    default:
        request->ask = RLENV_SET_STATE;
        request->state = payload;
        request->state_bytes = h->payload_bytes;
        return 0;
    }
}

static int error_received(struct rlenv_session *s, const struct wire_header *h,
                          struct rl_error *err)
{
    char line[RL_ERROR_TEXT_MAX];
    wire_error_decode((const char *)s->in + WIRE_HEADER_BYTES, h->payload_bytes, line,
                      sizeof(line));
    s->finished = true;
    return rl_error_set(err, RL_EPROTO, "rltd ended the session: %s", line);
}

static int receive_question(struct rlenv_session *s, struct wire_header *h,
                            struct rlenv_request *request, struct rl_error *err)
{
    int rc = rlenv_io_header(s, h, 0, err);
    if (!rc)
        rc = check_header(s, h, err);
    if (!rc)
        rc = rlenv_io_payload(s, h, 0, err);
    if (rc)
        return rc;
    if (h->type == WIRE_BYE) {
        s->finished = true;
        return RLENV_BYE;
    }
    if (h->type == WIRE_ERROR)
        return error_received(s, h, err);
    return read_question(s, h, request, err);
}

int rlenv_next(struct rlenv_session *s, struct rlenv_request *request, struct rl_error *err)
{
    struct wire_header h;
    struct rl_error problem;
    rlenv_io_drop_message(s);
    int rc = receive_question(s, &h, request, &problem);
    if (rc == RLENV_BYE)
        return rc;
    if (rc) {
        if (rc == RL_EPROTO)
            rlenv_io_send_error(s, rc, problem.text);
        return rl_error_set(err, rc, "%s: %s", s->peer, problem.text);
    }
    s->question = h;
    s->asked = true;
    s->any_seq = false;
    s->n_final = 0;
    s->n_stepped = 0;
    s->misused = false;
    return 0;
}

/* ---- answers ---- */

static uint8_t *result_section(struct rlenv_session *s, size_t offset)
{
    return s->out + WIRE_HEADER_BYTES + offset;
}

void *rlenv_obs(struct rlenv_session *s, int32_t env)
{
    assert(env >= 0 && env < s->layout.n_envs);
    return result_section(s, s->layout.result_obs) + (size_t)env * s->layout.obs_bytes;
}

uint8_t *rlenv_mask(struct rlenv_session *s, int32_t env)
{
    return (uint8_t *)rlenv_obs(s, env) + s->mask_at;
}

static void keep_final(struct rlenv_session *s, int32_t env)
{
    uint8_t *record = result_section(s, wire_result_bytes(&s->layout, s->n_final));
    uint32_t head[2] = {(uint32_t)env, 0};
    memcpy(record, head, sizeof(head));
    memcpy(record + sizeof(head), rlenv_obs(s, env), s->layout.obs_bytes);
    s->n_final++;
}

void rlenv_end_step(struct rlenv_session *s, int32_t env, struct rlenv_outcome outcome)
{
    if (!s->asked || s->question.type != WIRE_STEP || env != s->n_stepped ||
        env >= s->layout.n_envs) {
        s->misused = true;
        return;
    }
    s->n_stepped++;
    memcpy(result_section(s, s->layout.result_reward) + (size_t)env * sizeof(float),
           &outcome.reward, sizeof(float));
    uint8_t flags = (uint8_t)((outcome.terminated ? WIRE_TERMINATED : 0) |
                              (outcome.truncated ? WIRE_TRUNCATED : 0));
    *(result_section(s, s->layout.result_flags) + env) = flags;
    if (flags)
        keep_final(s, env);
}

static int send_result(struct rlenv_session *s, struct rl_error *err)
{
    const struct wire_layout *l = &s->layout;
    size_t n = (size_t)l->n_envs;
    if (s->question.type == WIRE_RESET) {
        memset(result_section(s, l->result_reward), 0, n * sizeof(float));
        memset(result_section(s, l->result_flags), 0, n);
        s->ready = true;
    }
    size_t payload_bytes = wire_result_bytes(l, s->n_final);
    wire_header_put(s->out, (struct wire_header){.payload_bytes = (uint32_t)payload_bytes,
                                                 .type = WIRE_RESULT,
                                                 .n_final = (uint16_t)s->n_final,
                                                 .seq = s->question.seq});
    return rlenv_io_send(s, s->out, WIRE_HEADER_BYTES + payload_bytes, NULL, 0, err);
}

int rlenv_reply(struct rlenv_session *s, struct rl_error *err)
{
    bool step = s->question.type == WIRE_STEP;
    if (!s->asked || s->question.type == WIRE_GET_STATE)
        return rl_error_set(err, RL_EINVAL, "rlenv_reply: no question that it answers is open");
    if (s->misused || (step && s->n_stepped != s->layout.n_envs))
        return rl_error_set(err, RL_EINVAL,
                            "rlenv_end_step must be called for every env, in ascending order");
    s->asked = false;
    if (s->question.type != WIRE_SET_STATE)
        return send_result(s, err);
    s->ready = true;
    return rlenv_io_send_typed(s, WIRE_STATE_SET, s->question.seq, NULL, 0, err);
}

int rlenv_reply_state(struct rlenv_session *s, const void *state, size_t n_bytes,
                      struct rl_error *err)
{
    if (!s->asked || s->question.type != WIRE_GET_STATE)
        return rl_error_set(err, RL_EINVAL, "rlenv_reply_state: no GET_STATE is open");
    if (n_bytes > WIRE_STATE_MAX_BYTES)
        return rl_error_set(err, RL_EINVAL, "a state of %zu bytes, at most %u are possible",
                            n_bytes, WIRE_STATE_MAX_BYTES);
    s->asked = false;
    return rlenv_io_send_typed(s, WIRE_STATE, s->question.seq, state, n_bytes, err);
}

void rlenv_fail(struct rlenv_session *s, const char *why)
{
    rlenv_io_send_error(s, RL_EIO, why);
}
