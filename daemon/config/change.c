/* SPDX-License-Identifier: MIT */
#include "daemon/config/change.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "daemon/config/check.h"

struct section {
    const char *name; /* "" for the daemon's own */
    const struct rl_option *table;
    size_t n;
    void *base;
};

enum { N_SECTIONS = 3 };

static void sections_of(const struct rltd_values *v, struct section out[N_SECTIONS])
{
    const struct agent_type *type = v->config->agent_type;
    out[0] = (struct section){"", rltd_config_keys, rltd_config_n_keys, v->config};
    out[1] = (struct section){"network", nn_network_options, v->network ? nn_network_n_options : 0,
                              v->network};
    out[2] =
        (struct section){type->name, type->hparams, v->hparams ? type->n_hparams : 0, v->hparams};
}

static void take(struct rltd_key *out, const struct section *s, const struct rl_option *option)
{
    out->option = option;
    out->base = s->base;
    snprintf(out->name, sizeof out->name, "%s%s%s", s->name, s->name[0] ? "." : "", option->name);
}

bool rltd_key_at(const struct rltd_values *v, size_t i, struct rltd_key *out)
{
    struct section s[N_SECTIONS];
    sections_of(v, s);
    for (int k = 0; k < N_SECTIONS; k++) {
        if (i < s[k].n) {
            take(out, &s[k], &s[k].table[i]);
            return true;
        }
        i -= s[k].n;
    }
    return false;
}

/* The part of the name that is a row of this section, or NULL. */
static const char *within(const struct section *s, const char *name)
{
    size_t n = strlen(s->name);
    return n > 0 && strncmp(name, s->name, n) == 0 && name[n] == '.' ? name + n + 1 : name;
}

int rltd_key_find(const struct rltd_values *v, const char *name, struct rltd_key *out,
                  struct rl_error *err)
{
    struct section s[N_SECTIONS];
    struct rltd_key key;
    const char *nearest = NULL;
    size_t distance = RL_MAX(strlen(name) / 3, (size_t)1) + 1;
    sections_of(v, s);
    for (int k = 0; k < N_SECTIONS; k++) {
        const struct rl_option *option = rl_options_find(s[k].table, s[k].n, within(&s[k], name));
        if (option) {
            take(out, &s[k], option);
            return 0;
        }
        const char *near = rl_options_nearest(s[k].table, s[k].n, within(&s[k], name));
        if (near && rl_edit_distance(near, within(&s[k], name)) < distance) {
            distance = rl_edit_distance(near, within(&s[k], name));
            take(&key, &s[k], rl_options_find(s[k].table, s[k].n, near));
            nearest = key.name;
        }
    }
    return rl_error_set(err, RL_EINVAL, "unknown key '%.64s'%s%s%s; `rltctl get` lists them", name,
                        nearest ? "; did you mean '" : "", nearest ? nearest : "",
                        nearest ? "'?" : "");
}

int rltd_key_set(const struct rltd_key *key, const char *value, struct rl_error *err)
{
    bool daemon =
        !strchr(key->name, '.') || rl_options_find(rltd_config_keys, rltd_config_n_keys, key->name);
    if (!key->option->live)
        return rl_error_set(err, RL_EINVAL,
                            "%s cannot change while the run goes on: %s; stop the run and start it "
                            "with %s=%.64s",
                            key->name,
                            daemon ? "it is read once, at the start"
                                   : "networks, programs and buffers are made from it",
                            key->name, value);
    return rl_option_parse(key->option, value, key->base, err);
}

int rltd_values_check(const struct rltd_values *values, struct rl_error *err)
{
    return rltd_config_check_values(values->config, values->hparams, err);
}
