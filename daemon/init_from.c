/* SPDX-License-Identifier: MIT */
#include "daemon/init_from.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/glob.h"
#include "daemon/store/checkpoint.h"

#define PATTERN_MAX 192
#define MODEL       "model/"
#define TARGET      "target/"

/* ---- lists ---- */

/* The next item of a comma-separated list, trimmed; brackets around the list do not matter. 1, 0 at
 * the end, RL_ERANGE. */
static int next_item(const char **list, char item[PATTERN_MAX])
{
    const char *at = *list + strspn(*list, " \t,[]");
    size_t n = strcspn(at, ",[]");
    *list = at + n;
    while (n > 0 && isspace((unsigned char)at[n - 1]))
        n--;
    if (n >= PATTERN_MAX)
        return RL_ERANGE;
    memcpy(item, at, n);
    item[n] = '\0';
    return n > 0;
}

static const char *without_model(const char *name)
{
    return strncmp(name, MODEL, sizeof(MODEL) - 1) == 0 ? name + sizeof(MODEL) - 1 : name;
}

static bool matches(const char *list, const char *name)
{
    char pattern[PATTERN_MAX];
    while (next_item(&list, pattern) > 0)
        if (rl_glob_match(pattern, name) || rl_glob_match(pattern, without_model(name)))
            return true;
    return false;
}

static bool selected(const struct rltd_init_from *how, const char *name)
{
    if (strncmp(name, "average/", 8) == 0)
        return false; /* a new run averages anew */
    return (!how->include[0] || matches(how->include, name)) && !matches(how->exclude, name);
}

/* "THEIRS=OURS" into its sides; false if it is none. */
static bool split_rule(char *rule, char **ours)
{
    char *equals = strchr(rule, '=');
    if (!equals || equals == rule || !equals[1])
        return false;
    *equals = '\0';
    *ours = equals + 1;
    const char *star = strchr(rule, '*');
    return (!star || !strchr(star + 1, '*')) && (!strchr(*ours, '*') || star);
}

/* `name` under the first rule that matches it, else as it is. */
static void rename_by(const char *map, const char *name, char *out, size_t out_bytes)
{
    char rule[PATTERN_MAX], *ours;
    while (next_item(&map, rule) > 0) {
        if (!split_rule(rule, &ours) || !rl_glob_match(rule, name))
            continue;
        const char *star = strchr(rule, '*'), *to = strchr(ours, '*');
        size_t before = star ? (size_t)(star - rule) : 0;
        size_t any = star ? strlen(name) - (strlen(rule) - 1) : 0;
        if (to)
            snprintf(out, out_bytes, "%.*s%.*s%s", (int)(to - ours), ours, (int)any, name + before,
                     to + 1);
        else
            snprintf(out, out_bytes, "%s", ours);
        return;
    }
    snprintf(out, out_bytes, "%s", name);
}

int rltd_init_from_check(const struct rltd_init_from *how, struct rl_error *err)
{
    const char *const lists[] = {how->include, how->exclude, how->map};
    char item[PATTERN_MAX], *ours;
    for (size_t i = 0; i < RL_COUNTOF(lists); i++) {
        int rc;
        for (const char *at = lists[i]; (rc = next_item(&at, item)) != 0;) {
            if (rc < 0)
                return rl_error_set(err, RL_ECONFIG,
                                    "a pattern of init_from is longer than %d bytes",
                                    PATTERN_MAX - 1);
            if (lists[i] == how->map && !split_rule(item, &ours))
                return rl_error_set(
                    err, RL_ECONFIG,
                    "init_from.map: '%s' is not THEIRS=OURS with at most one '*' on "
                    "each side",
                    item);
        }
    }
    return 0;
}

/* ---- which tensor comes from where ---- */

struct fit {
    const struct rltd_ckpt *ckpt;
    struct nn_state *state;
    const struct rltd_init_from *how;
    struct fit_place {                       /* (tensors of state) */
        const struct rltd_st_tensor *source; /* NULL: keeps its initial value */
        bool unlike;                         /* the file's has another dtype or shape */
    } * place;
    char missing[160], unexpected[160], unlike[240];
};

/* Our tensor of that name; "policy.0.weight" stands for "model/policy.0.weight". */
static int32_t find_ours(const struct nn_state *state, const char *name)
{
    char full[256];
    int32_t i = nn_state_find(state, name);
    if (i >= 0)
        return i;
    snprintf(full, sizeof(full), MODEL "%s", name);
    return nn_state_find(state, full);
}

static void place(struct fit *f, const struct rltd_st_tensor *t, bool ours)
{
    char name[2 * NN_NAME_MAX];
    struct nn_state_tensor want;
    rename_by(f->how->map, t->name, name, sizeof(name));
    int32_t i = find_ours(f->state, name);
    if (i < 0) {
        if (!ours || strncmp(t->name, MODEL, sizeof(MODEL) - 1) == 0)
            rltd_list_add(f->unexpected, sizeof(f->unexpected), t->name, "");
        return;
    }
    nn_state_tensor(f->state, i, &want);
    if (want.scope != NN_STATE_MODEL || !selected(f->how, want.name))
        return;
    if (t->dtype == want.dtype && nn_shape_equal(t->shape, want.shape)) {
        f->place[i].source = t;
        return;
    }
    f->place[i].unlike = true;
    rltd_list_unlike(f->unlike, sizeof(f->unlike), t, &want);
}

/* The network that a target network follows has a source: the target starts there too. */
static void place_targets(struct fit *f)
{
    for (int32_t i = 0; i < nn_state_n_tensors(f->state); i++) {
        struct nn_state_tensor want;
        char twin[256];
        nn_state_tensor(f->state, i, &want);
        if (f->place[i].source || strncmp(want.name, TARGET, sizeof(TARGET) - 1) != 0)
            continue;
        snprintf(twin, sizeof(twin), MODEL "%s", want.name + sizeof(TARGET) - 1);
        int32_t from = nn_state_find(f->state, twin);
        if (from >= 0)
            f->place[i].source = f->place[from].source;
    }
}

static int32_t count_placed(struct fit *f)
{
    int32_t n = 0;
    for (int32_t i = 0; i < nn_state_n_tensors(f->state); i++) {
        struct nn_state_tensor want;
        nn_state_tensor(f->state, i, &want);
        n += f->place[i].source != NULL;
        if (!f->place[i].source && !f->place[i].unlike && want.scope == NN_STATE_MODEL &&
            selected(f->how, want.name))
            rltd_list_add(f->missing, sizeof(f->missing), want.name, "");
    }
    return n;
}

static int judge(const struct fit *f, int32_t n_placed, struct rl_log *log, struct rl_error *err)
{
    struct rl_error why;
    rl_error_set(&why, RL_ESHAPE, "init_from: %.160s:%s%s%s%s%s%s", f->ckpt->path,
                 f->missing[0] ? " missing " : "", f->missing,
                 f->unexpected[0] ? " unexpected " : "", f->unexpected,
                 f->unlike[0] ? " unlike " : "", f->unlike);
    bool perfect = !f->missing[0] && !f->unexpected[0] && !f->unlike[0];
    if (n_placed == 0 && !f->unlike[0])
        return rl_error_set(err, RL_ESHAPE,
                            "init_from: none of the %d tensors of %.160s has a place here; "
                            "init_from.map renames them",
                            f->ckpt->header.n, f->ckpt->path);
    if (n_placed == 0 || (!perfect && f->how->strict))
        return rl_error_set(err, RL_ESHAPE,
                            "%s; init_from.include, .exclude and .map choose and rename, strict: "
                            "false takes what fits",
                            why.text);
    if (!perfect)
        rl_warn(log, "%s", why.text);
    return 0;
}

/* A pattern that chooses nothing beside one that does is a slip, most likely. */
static void tell_idle_patterns(const struct fit *f, struct rl_log *log)
{
    const char *list = f->how->include;
    char pattern[PATTERN_MAX];
    while (next_item(&list, pattern) > 0) {
        bool any = false;
        for (int32_t i = 0; i < nn_state_n_tensors(f->state) && !any; i++) {
            struct nn_state_tensor want;
            nn_state_tensor(f->state, i, &want);
            any = want.scope == NN_STATE_MODEL && matches(pattern, want.name);
        }
        if (!any)
            rl_warn(log, "init_from.include: '%s' matches no parameter of this run", pattern);
    }
}

static int load(struct fit *f, struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < nn_state_n_tensors(f->state) && rc == 0; i++) {
        size_t bytes = nn_state_tensor_bytes(f->state, i);
        if (!f->place[i].source)
            continue;
        void *value = malloc(bytes + 1);
        if (!value)
            return rl_error_set(err, RL_ENOMEM, "init_from: out of memory");
        rc = rltd_ckpt_read(f->ckpt, f->place[i].source->name, f->place[i].source->dtype, value,
                            bytes, err);
        if (rc == 0)
            nn_state_tensor_write(f->state, i, value);
        free(value);
    }
    return rc;
}

int rltd_init_from(struct nn_state *state, const struct rltd_init_from *how, struct rl_log *log,
                   struct rl_error *err)
{
    struct rltd_ckpt *ckpt = NULL;
    struct fit f = {.state = state, .how = how};
    int rc = rltd_init_from_check(how, err);
    if (rc == 0)
        rc = rltd_ckpt_open_any(&ckpt, how->path, err);
    if (rc)
        return rc;
    f.ckpt = ckpt;
    f.place = calloc((size_t)nn_state_n_tensors(state) + 1, sizeof(*f.place));
    if (!f.place)
        rc = rl_error_set(err, RL_ENOMEM, "init_from: out of memory");
    if (rc == 0) {
        bool ours = rltd_ckpt_meta(ckpt, "rltd") != NULL;
        for (int32_t i = 0; i < ckpt->header.n; i++)
            place(&f, &ckpt->header.tensor[i], ours);
        place_targets(&f);
        int32_t n = count_placed(&f);
        tell_idle_patterns(&f, log);
        rc = judge(&f, n, log, err);
        if (rc == 0)
            rc = load(&f, err);
        if (rc == 0)
            rl_info(log, "%d tensors start as in %s", n, how->path);
    }
    free(f.place);
    rltd_ckpt_close(ckpt);
    return rc;
}
