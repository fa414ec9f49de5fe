/* SPDX-License-Identifier: MIT */
#include "daemon/session/result.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/base.h"

static int check_numbers(const char *what, enum rl_dtype dtype, const uint8_t *at, size_t bytes,
                         struct rl_error *err)
{
    size_t size = rl_dtype_bytes(dtype);
    if (dtype != RL_F32 && dtype != RL_F64)
        return 0;
    for (size_t i = 0; i < bytes; i += size) {
        double v;
        float f;
        memcpy(dtype == RL_F32 ? (void *)&f : (void *)&v, at + i, size);
        if (dtype == RL_F32)
            v = (double)f;
        if (!(fabs(v) <= FLT_MAX))
            return rl_error_set(err, RL_ENONFINITE,
                                "sent %s that is not a finite number (element %zu)", what,
                                i / size);
    }
    return 0;
}

/* `act`: an action follows, so each part needs one that is possible. */
static int check_mask(const struct rl_space *action, const uint8_t *mask, bool act,
                      struct rl_error *err)
{
    int64_t n_parts = action->kind == RL_SPACE_DISCRETE ? 1 : action->n_elements;
    for (int64_t part = 0; part < n_parts; part++) {
        int64_t n = action->kind == RL_SPACE_DISCRETE ? action->n : action->nvec[part];
        unsigned any = 0;
        for (int64_t i = 0; i < n; i++)
            any |= mask[i];
        if (any > 1)
            return rl_error_set(err, RL_EPROTO, "sent an action mask that is not of 0 and 1");
        if (act && !any)
            return rl_error_set(err, RL_EPROTO,
                                "sent an action mask under which no action is possible (part "
                                "%lld); an episode without actions has to end",
                                (long long)part);
        mask += n;
    }
    return 0;
}

struct observations {
    const char *what; /* "an observation" */
    const uint8_t *at;
    size_t n, stride; /* bytes from one to the next */
    bool act;         /* an action follows each */
};

static int check_observations(const struct wire_hello *hello, const struct observations *o,
                              struct rl_error *err)
{
    const uint8_t *at = o->at;
    size_t bytes = rl_space_value_bytes(&hello->obs);
    if (o->stride == bytes)
        return check_numbers(o->what, hello->obs.dtype, at, o->n * bytes, err);
    int rc = 0;
    for (size_t i = 0; i < o->n && rc == 0; i++, at += o->stride) {
        rc = check_numbers(o->what, hello->obs.dtype, at, bytes, err);
        if (rc == 0 && hello->obs.n_mask)
            rc = check_mask(&hello->action, at + bytes, o->act, err);
    }
    return rc;
}

int rltd_result_check(const struct wire_hello *hello, const struct wire_layout *l,
                      const struct wire_header *h, const uint8_t *payload, struct rl_error *err)
{
    size_t n = (size_t)l->n_envs;
    int rc = check_numbers("a reward", RL_F32, payload + l->result_reward, n * sizeof(float), err);
    if (rc == 0)
        rc = check_observations(hello,
                                &(struct observations){.what = "an observation",
                                                       .at = payload + l->result_obs,
                                                       .n = n,
                                                       .stride = l->obs_bytes,
                                                       .act = true},
                                err);
    const uint8_t *final = payload + l->result_final;
    for (size_t k = 0; k < h->n_final && rc == 0; k++, final += l->final_stride) {
        uint32_t env;
        memcpy(&env, final, sizeof env);
        bool terminated = payload[l->result_flags + env] & WIRE_TERMINATED;
        rc = check_observations(hello,
                                &(struct observations){.what = "a final observation",
                                                       .at = final + 8,
                                                       .n = 1,
                                                       .stride = l->obs_bytes,
                                                       .act = !terminated},
                                err);
    }
    return rc;
}
