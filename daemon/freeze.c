/* SPDX-License-Identifier: MIT */
#include "daemon/freeze.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static int parse_item(struct rltd_freeze_item *item, const char *text, size_t n,
                      struct rl_error *err)
{
    char word[3][NN_NAME_MAX + 1] = {"", "", ""}, rest[2] = "", line[256];
    const struct rl_option count = {.name = "freeze",
                                    .type = RL_OPT_INT,
                                    .offset = offsetof(struct rltd_freeze_item, until),
                                    .min = 1,
                                    .max = 0x1p53};
    if (n >= sizeof(line))
        return rl_error_set(err, RL_ERANGE, "freeze: an item is longer than %zu bytes",
                            sizeof(line) - 1);
    memcpy(line, text, n);
    line[n] = '\0';
    int words = sscanf(line, " %64s %64s %64s %1s", word[0], word[1], word[2], rest);
    bool plain = words == 1, timed = words == 3 && strcmp(word[1], "until") == 0;
    if ((!plain && !timed) || strlen(word[0]) >= sizeof(item->pattern))
        return rl_error_set(err, RL_ECONFIG,
                            "freeze: '%s' is neither PATTERN nor PATTERN until ENV_STEPS", line);
    memcpy(item->pattern, word[0], strlen(word[0]) + 1);
    return timed ? rl_option_parse(&count, word[2], item, err) : 0;
}

int rltd_freeze_parse(struct rltd_freeze *freeze, const char *text, struct rl_error *err)
{
    memset(freeze, 0, sizeof(*freeze));
    int rc = 0;
    for (const char *at = text; rc == 0; at++) {
        at += strspn(at, " ,[]");
        size_t n = strcspn(at, ",[]");
        if (n == 0)
            return 0;
        if (freeze->n == RLTD_FREEZE_MAX)
            return rl_error_set(err, RL_ERANGE, "freeze: more than %d patterns", RLTD_FREEZE_MAX);
        rc = parse_item(&freeze->item[freeze->n++], at, n, err);
        at += n;
        if (*at == '\0')
            break;
    }
    return rc;
}

void rltd_freeze_drop(struct rltd_freeze *freeze, const char *pattern)
{
    int32_t n = 0;
    for (int32_t i = 0; i < freeze->n; i++)
        if (strcmp(freeze->item[i].pattern, pattern) != 0)
            freeze->item[n++] = freeze->item[i];
    freeze->n = n;
}

int rltd_freeze_put(struct rltd_freeze *freeze, const char *pattern, uint64_t until,
                    struct rl_error *err)
{
    rltd_freeze_drop(freeze, pattern);
    if (freeze->n == RLTD_FREEZE_MAX)
        return rl_error_set(err, RL_ERANGE, "freeze: more than %d patterns", RLTD_FREEZE_MAX);
    size_t n = strlen(pattern);
    struct rltd_freeze_item item = {.until = 0};
    if (n == 0 || strcspn(pattern, " \t,[]") != n)
        return rl_error_set(err, RL_EINVAL, "freeze: '%.64s' is not a pattern", pattern);
    int rc = parse_item(&item, pattern, n, err);
    item.until = until;
    if (rc == 0)
        freeze->item[freeze->n++] = item;
    return rc;
}

int rltd_freeze_format(const struct rltd_freeze *freeze, char *out, size_t out_bytes,
                       struct rl_error *err)
{
    size_t used = 0;
    out[0] = '\0';
    for (int32_t i = 0; i < freeze->n && used < out_bytes; i++) {
        const struct rltd_freeze_item *item = &freeze->item[i];
        used +=
            (size_t)snprintf(out + used, out_bytes - used, "%s%s", i ? ", " : "", item->pattern);
        if (item->until > 0 && used < out_bytes)
            used += (size_t)snprintf(out + used, out_bytes - used, " until %llu",
                                     (unsigned long long)item->until);
    }
    return used < out_bytes
               ? 0
               : rl_error_set(err, RL_ERANGE,
                              "freeze: the patterns are longer than %zu bytes together",
                              out_bytes - 1);
}

static bool holds(const struct rltd_freeze_item *item, uint64_t now)
{
    return item->until == 0 || now < item->until;
}

int rltd_freeze_hold(const struct rltd_freeze *freeze, struct agent *agent, uint64_t now,
                     struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < freeze->n && rc >= 0; i++)
        if (holds(&freeze->item[i], now))
            rc = nn_opt_freeze(agent->optimizer, agent->n_optimizers, freeze->item[i].pattern, true,
                               err);
    return rc < 0 ? rc : 0;
}

int rltd_freeze_thaw(const struct rltd_freeze *freeze, struct agent *agent, const char *pattern,
                     uint64_t now, struct rl_error *err)
{
    int n = nn_opt_freeze(agent->optimizer, agent->n_optimizers, pattern, false, err);
    if (n > 0) /* cannot fail: all this was frozen before */
        rltd_freeze_hold(freeze, agent, now, NULL);
    return n;
}

int rltd_freeze_advance(const struct rltd_freeze *freeze, struct agent *agent, uint64_t before,
                        uint64_t now)
{
    int n = 0;
    for (int32_t i = 0; i < freeze->n; i++) {
        uint64_t until = freeze->item[i].until;
        if (until == 0 || before >= until || now < until)
            continue;
        int rc = rltd_freeze_thaw(freeze, agent, freeze->item[i].pattern, now, NULL);
        n += RL_MAX(rc, 0);
    }
    return n;
}
