/* SPDX-License-Identifier: MIT */
#include "daemon/store/filename.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/report/metrics.h"

static const struct {
    const char *name;
    enum rltd_counter_key counter;
} counters[] = {
    {"env_steps", RLTD_KEY_ENV_STEPS}, {"iterations", RLTD_KEY_ITERATIONS},
    {"episodes", RLTD_KEY_EPISODES},   {"updates", RLTD_KEY_UPDATES},
    {"elapsed", RLTD_KEY_ELAPSED},
};

/* What templates of epoch-based trainers use and a step-based one does not have. */
static const char *const foreign[] = {"epoch", "step",      "global_step",
                                      "batch", "batch_idx", "v_num"};

static void list_keys(char *out, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < RL_COUNTOF(counters); i++)
        at += (size_t)snprintf(out + at, n - at, "%s, ", counters[i].name);
#define X(id, name, tag, unit, better) \
    if (at < n)                        \
        at += (size_t)snprintf(out + at, n - at, "%s, ", name);
    RLTD_METRICS(X)
#undef X
    if (at < n)
        snprintf(out + at, n - at, "and what the agent logs");
}

static int find_key(struct rltd_filename_key *key, const char *text, struct rl_error *err)
{
    for (size_t i = 0; i < RL_COUNTOF(counters); i++)
        if (strcmp(key->name, counters[i].name) == 0)
            key->counter = counters[i].counter;
    for (size_t i = 0; i < RL_COUNTOF(foreign); i++) {
        if (strcmp(key->name, foreign[i]) == 0) {
            char known[256];
            list_keys(known, sizeof(known));
            return rl_error_set(err, RL_ECONFIG, "'%.100s': there is no {%s} here; keys are %s",
                                text, key->name, known);
        }
    }
    return 0;
}

/* "[0][width][.precision][d|f|e|g]" up to '}'; returns the place behind it, NULL if malformed. */
static const char *parse_spec(struct rltd_filename_key *key, const char *at)
{
    key->precision = -1;
    if (*at == ':') {
        at++;
        if (*at == '0')
            key->zero = *at++;
        char *end;
        long width = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : (end = (char *)at, 0L);
        at = end;
        long precision = -1;
        if (*at == '.') {
            if (at[1] < '0' || at[1] > '9')
                return NULL;
            precision = strtol(at + 1, &end, 10);
            at = end;
        }
        if (width > 40 || precision > 20)
            return NULL;
        key->width = (int)width;
        key->precision = (int)precision;
        if (*at && strchr("dfeg", *at))
            key->conversion = *at++;
    }
    if (!key->conversion)
        key->conversion = key->precision >= 0 ? 'f' : key->counter != RLTD_KEY_METRIC ? 'd' : 'g';
    return *at == '}' ? at + 1 : NULL;
}

static int parse_key(struct rltd_filename *name, const char **at, const char *text,
                     struct rl_error *err)
{
    if (name->n == RLTD_FILENAME_KEYS_MAX)
        return rl_error_set(err, RL_ECONFIG, "'%.100s': more than %d keys", text,
                            RLTD_FILENAME_KEYS_MAX);
    struct rltd_filename_key *key = &name->key[name->n];
    *key = (struct rltd_filename_key){.literal = name->n_literal};
    for (int32_t i = 0; i < name->n; i++)
        key->literal -= name->key[i].literal;
    size_t n = strcspn(*at + 1, ":}");
    if (n == 0 || n >= sizeof(key->name))
        return rl_error_set(err, RL_ECONFIG, "'%.100s': '{' without a key", text);
    memcpy(key->name, *at + 1, n);
    if (key->name[strcspn(key->name, "{/")] != '\0')
        return rl_error_set(err, RL_ECONFIG, "'%.100s': '%s' is no key; use a metric's short name",
                            text, key->name);
    int rc = find_key(key, text, err);
    if (rc)
        return rc;
    const char *end = parse_spec(key, *at + 1 + n);
    if (!end)
        return rl_error_set(err, RL_ECONFIG,
                            "'%.100s': {%s} has a bad format; use e.g. "
                            "{%s:09d} or {%s:.2f}",
                            text, key->name, key->name, key->name);
    *at = end;
    name->n++;
    return 0;
}

int rltd_filename_parse(struct rltd_filename *name, const char *text, struct rl_error *err)
{
    memset(name, 0, sizeof(*name));
    if (text[0] == '\0' || text[0] == '.')
        return rl_error_set(err, RL_ECONFIG, "'%.100s': %s", text,
                            text[0] ? "begins with '.'" : "is empty");
    for (const char *at = text; *at;) {
        unsigned char c = (unsigned char)*at;
        if (c == '{') {
            int rc = parse_key(name, &at, text, err);
            if (rc)
                return rc;
            continue;
        }
        if (c == '/' || c == '}' || c < 0x20 || c == 0x7f)
            return rl_error_set(err, RL_ECONFIG, "'%.100s': %s is not allowed in it", text,
                                c == '/'   ? "'/'"
                                : c == '}' ? "a single '}'"
                                           : "a control character");
        if (name->n_literal + 1 >= sizeof(name->literal))
            return rl_error_set(err, RL_ECONFIG, "checkpoint.filename is longer than %d bytes",
                                RLTD_FILENAME_MAX);
        name->literal[name->n_literal++] = (char)c;
        at++;
    }
    return 0;
}

static int format_key(const struct rltd_filename_key *key, double value, char *out, size_t n)
{
    int used = snprintf(out, n, "%s=", key->name);
    if (used < 0 || (size_t)used >= n)
        return used;
    out += used;
    n -= (size_t)used;
    if (!isfinite(value))
        return used + snprintf(out, n, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    int precision = key->conversion == 'd' ? 0 : key->precision < 0 ? 6 : key->precision;
    if (key->conversion == 'g')
        return used + snprintf(out, n, key->zero ? "%0*.*g" : "%*.*g", key->width,
                               key->precision < 0 ? 12 : precision, value);
    if (key->conversion == 'e')
        return used +
               snprintf(out, n, key->zero ? "%0*.*e" : "%*.*e", key->width, precision, value);
    return used + snprintf(out, n, key->zero ? "%0*.*f" : "%*.*f", key->width, precision, value);
}

int rltd_filename_format(const struct rltd_filename *name, const double *value, char *out,
                         struct rl_error *err)
{
    size_t at = 0, literal = 0;
    for (int32_t i = 0; i <= name->n; i++) {
        size_t n = i < name->n ? name->key[i].literal : name->n_literal - literal;
        if (at + n >= RLTD_FILENAME_MAX)
            goto too_long;
        memcpy(out + at, name->literal + literal, n);
        at += n;
        literal += n;
        if (i == name->n)
            break;
        int used = format_key(&name->key[i], value[i], out + at, RLTD_FILENAME_MAX - at);
        if (used < 0 || at + (size_t)used >= RLTD_FILENAME_MAX)
            goto too_long;
        at += (size_t)used;
    }
    out[at] = '\0';
    return 0;
too_long:
    return rl_error_set(err, RL_ERANGE, "checkpoint.filename gives a name of more than %d bytes",
                        RLTD_FILENAME_MAX - 1);
}

int rltd_filename_check_given(const char *name, struct rl_error *err)
{
    if (name[0] == '.' || strcmp(name, "last") == 0 || strcmp(name, "best") == 0)
        return rl_error_set(err, RL_EINVAL, "save name '%.64s': %s", name,
                            name[0] == '.' ? "begins with '.'"
                                           : "is taken: it means a role; choose another");
    for (const char *p = name; *p; p++)
        if (*p == '/' || (unsigned char)*p < 0x20 || *p == 0x7f)
            return rl_error_set(err, RL_EINVAL,
                                "save name '%.64s': '/' and control characters are not allowed",
                                name);
    return 0;
}
