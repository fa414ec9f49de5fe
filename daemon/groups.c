/* SPDX-License-Identifier: MIT */
#include "daemon/groups.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

#define NAME "param_groups"

static const struct rl_option values[] = {
    {.name = NAME ": lr",
     .type = RL_OPT_FLOAT,
     .offset = offsetof(struct rltd_group, lr),
     .max = 1e6},
    {.name = NAME ": decay",
     .type = RL_OPT_FLOAT,
     .offset = offsetof(struct rltd_group, decay),
     .max = 1e3},
};

/* The option that a word such as "lr" sets, or NULL. */
static const struct rl_option *value_of(const char *word)
{
    for (size_t i = 0; i < RL_COUNTOF(values); i++)
        if (strcmp(strrchr(values[i].name, ' ') + 1, word) == 0)
            return &values[i];
    return NULL;
}

/* PATTERN and one or two pairs of a word and a number. */
static int parse_group(struct rltd_group *group, const char *text, size_t n, struct rl_error *err)
{
    char word[6][NN_NAME_MAX + 1], line[256];
    if (n >= sizeof(line))
        return rl_error_set(err, RL_ERANGE, NAME ": an item is longer than %zu bytes",
                            sizeof(line) - 1);
    memcpy(line, text, n);
    line[n] = '\0';
    int words = sscanf(line, " %64s %64s %64s %64s %64s %1s", word[0], word[1], word[2], word[3],
                       word[4], word[5]);
    bool good = (words == 3 || words == 5) && strlen(word[0]) < sizeof(group->pattern);
    for (int i = 1; good && i < words; i += 2)
        good = value_of(word[i]) && (i == 1 || strcmp(word[1], word[3]) != 0);
    if (!good)
        return rl_error_set(err, RL_ECONFIG,
                            NAME ": '%s' is neither PATTERN lr FACTOR, nor PATTERN decay NUMBER, "
                                 "nor PATTERN lr FACTOR decay NUMBER",
                            line);
    *group = (struct rltd_group){.lr = NAN, .decay = NAN};
    memcpy(group->pattern, word[0], strlen(word[0]) + 1);
    int rc = 0;
    for (int i = 1; rc == 0 && i < words; i += 2)
        rc = rl_option_parse(value_of(word[i]), word[i + 1], group, err);
    return rc;
}

int rltd_groups_parse(struct rltd_groups *groups, const char *text, struct rl_error *err)
{
    memset(groups, 0, sizeof(*groups));
    for (const char *at = text; *(at += strspn(at, " ,[]")) != '\0';) {
        size_t n = strcspn(at, ",[]");
        if (groups->n == RLTD_GROUPS_MAX)
            return rl_error_set(err, RL_ERANGE, NAME ": more than %d groups", RLTD_GROUPS_MAX);
        int rc = parse_group(&groups->item[groups->n++], at, n, err);
        if (rc < 0)
            return rc;
        at += n;
    }
    return 0;
}

int rltd_groups_apply(const struct rltd_groups *groups, struct agent *agent, struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < groups->n && rc >= 0; i++) {
        const struct rltd_group *g = &groups->item[i];
        rc = nn_opt_set_group(agent->optimizer, agent->n_optimizers, g->pattern, (float)g->lr,
                              (float)g->decay, err);
    }
    return rc < 0 ? rl_error_prefix(err, rc, NAME) : 0;
}
