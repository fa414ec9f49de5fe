/* SPDX-License-Identifier: MIT */
#include "ctl/args.h"

#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/option.h"

static const struct option {
    const char *name;       /* "--run" */
    const char *short_name; /* "-r" or NULL */
    const char *value;      /* "NAME"; NULL: a flag */
    unsigned id;            /* enum ctl_option_id; 0: of every verb */
    size_t offset;          /* of a const char * or bool in ctl_args */
    bool set;               /* what a flag sets */
    const char *doc;
} options[] = {
/* clang-format off */
#define AT(field) offsetof(struct ctl_args, field)
    {"--run", "-r", "NAME", CTL_OPT_RUN, AT(run), 0, "the run; needed only when several are live"},
    {"--runs", NULL, "DIR", CTL_OPT_RUNS, AT(runs), 0, "folder of ended runs (default: runs)"},
    {"--json", NULL, NULL, CTL_OPT_JSON, AT(json), true, "print JSON"},
    {"--timeout", NULL, "SECONDS", CTL_OPT_TIMEOUT, AT(timeout), 0, "give up after so long"},
    {"--name", NULL, "NAME", CTL_OPT_NAME, AT(name), 0, "name the checkpoint"},
    {"--pin", NULL, NULL, CTL_OPT_PIN, AT(pin), true, "never rotate it away"},
    {"--wait", NULL, NULL, CTL_OPT_WAIT, AT(no_wait), false, "return when it is on disk (default)"},
    {"--no-wait", NULL, NULL, CTL_OPT_WAIT, AT(no_wait), true, "return at once"},
    {"--now", NULL, NULL, CTL_OPT_NOW, AT(now), true, "stop without a last save"},
    {"--episodes", NULL, "N", CTL_OPT_EPISODES, AT(episodes), 0, "how many episodes (default: 20)"},
    {"--record", NULL, "FILE", CTL_OPT_EPISODES, AT(record), 0, "safetensors file of what happens"},
    {"--onnx", NULL, "FILE", CTL_OPT_EXPORT, AT(onnx), 0, "the file to write"},
    {"--dtype", NULL, "f32|f16", CTL_OPT_EXPORT, AT(dtype), 0, "numbers inside it (default: f32)"},
    {"--until", NULL, "N", CTL_OPT_UNTIL, AT(until), 0, "thaw at so many env steps"},
    {"--repair", NULL, NULL, CTL_OPT_REPAIR, AT(repair), true, "mend what is found"},
    {"--help", "-h", NULL, 0, AT(help), true, "this help"},
    /* clang-format on */
};

static const struct option *find_option(const char *word, size_t n)
{
    for (size_t i = 0; i < RL_COUNTOF(options); i++) {
        const char *s = options[i].short_name;

        if ((strlen(options[i].name) == n && memcmp(options[i].name, word, n) == 0) ||
            (s && strlen(s) == n && memcmp(s, word, n) == 0))
            return &options[i];
    }
    return NULL;
}

static const char *nearest_option(const char *word)
{
    const char *best = options[0].name;

    for (size_t i = 1; i < RL_COUNTOF(options); i++)
        if (rl_edit_distance(word, options[i].name) < rl_edit_distance(word, best))
            best = options[i].name;
    return best;
}

/* What travels as JSON. */
static int check_text(const char *word, struct rl_error *err)
{
    json_t *text = json_string(word);

    json_decref(text);
    return text ? 0 : rl_error_set(err, RL_EINVAL, "a word of the command line is not UTF-8");
}

/* One option at argv[*i], with its value there or in the next word. */
static int take_option(struct ctl_args *args, unsigned *given, int argc, char **argv, int *i,
                       struct rl_error *err)
{
    const char *word = argv[*i], *equals = strchr(word, '='), *value;
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *o = find_option(word, n);

    if (!o)
        return rl_error_set(err, RL_EINVAL, "there is no option '%.*s'; did you mean %s?", (int)n,
                            word, nearest_option(word));
    *given |= o->id;
    if (!o->value) {
        if (equals)
            return rl_error_set(err, RL_EINVAL, "%s takes no value", o->name);
        *(bool *)((char *)args + o->offset) = o->set;
        return 0;
    }
    value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (!value || !value[0])
        return rl_error_set(err, RL_EINVAL, "%s needs a value: %s", o->name, o->value);
    *(const char **)((char *)args + o->offset) = value;
    return 0;
}

static int take_word(struct ctl_args *args, const struct ctl_verb **verb, const char *word,
                     struct rl_error *err)
{
    const char *nearest;

    if (!*verb) {
        *verb = ctl_verb_find(word);
        if (*verb)
            return 0;
        nearest = ctl_verb_nearest(word);
        return rl_error_set(err, RL_EINVAL, "there is no verb '%s'%s%s%s; `rltctl help` lists them",
                            word, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                            nearest ? "'?" : "");
    }
    if (!(*verb)->operand || (args->operand && !strstr((*verb)->operand, "...")) ||
        args->n_operands == CTL_OPERANDS_MAX)
        return rl_error_set(err, RL_EINVAL, "'%s' is one word too many for '%s'", word,
                            (*verb)->name);
    if (!args->operand)
        args->operand = word;
    args->operands[args->n_operands++] = word;
    return 0;
}

static int check_options(const struct ctl_verb *verb, unsigned given, struct rl_error *err)
{
    for (size_t i = 0; i < RL_COUNTOF(options); i++)
        if (options[i].id & given & ~verb->options)
            return rl_error_set(err, RL_EINVAL, "'%s' takes no %s; see `rltctl help %s`",
                                verb->name, options[i].name, verb->name);
    return 0;
}

static int check_values(struct ctl_args *args, const struct ctl_verb *verb, struct rl_error *err)
{
    double seconds = 0;
    int64_t count;
    const struct rl_option as_seconds = {
        .name = "--timeout", .type = RL_OPT_SECONDS, .min = 0.001, .max = 86400};
    const struct rl_option as_count = {
        .name = "--episodes", .type = RL_OPT_INT, .min = 1, .max = 100000};
    int rc = 0;

    args->timeout_ms = verb->timeout_ms;
    if (args->timeout && (rc = rl_option_parse(&as_seconds, args->timeout, &seconds, err)) == 0)
        args->timeout_ms = (int)(seconds * 1000);
    if (rc == 0 && args->episodes)
        rc = rl_option_parse(&as_count, args->episodes, &count, err);
    const struct rl_option as_steps = {
        .name = "--until", .type = RL_OPT_INT, .min = 1, .max = 0x1p53};
    if (rc == 0 && args->until && (rc = rl_option_parse(&as_steps, args->until, &count, err)) == 0)
        args->until_steps = count;
    if (rc == 0 && args->run)
        rc = rltd_run_name_check(args->run, err);
    if (rc == 0 && !args->help && !args->operand && verb->operand && verb->operand[0] != '[')
        rc = rl_error_set(err, RL_EINVAL, "'%s' needs a word: rltctl %s %s", verb->name, verb->name,
                          verb->operand);
    return rc < 0 ? RL_EINVAL : 0;
}

int ctl_args_parse(struct ctl_args *args, const struct ctl_verb **verb, bool *version, int argc,
                   char **argv, struct rl_error *err)
{
    unsigned given = 0;
    int rc = 0;

    memset(args, 0, sizeof(*args));
    *verb = NULL;
    *version = false;
    for (int i = 1; rc == 0 && i < argc; i++)
        rc = check_text(argv[i], err);
    for (int i = 1; rc == 0 && i < argc; i++) {
        if (strcmp(argv[i], "--version") == 0)
            *version = true;
        else if (argv[i][0] == '-' && argv[i][1])
            rc = take_option(args, &given, argc, argv, &i, err);
        else
            rc = take_word(args, verb, argv[i], err);
    }
    if (rc == 0 && !*verb && !args->help && !*version)
        rc = rl_error_set(err, RL_EINVAL, "no verb is given; `rltctl help` lists them");
    if (rc == 0 && *verb)
        rc = check_options(*verb, given, err);
    if (rc == 0 && *verb)
        rc = check_values(args, *verb, err);
    return rc;
}

static void print_options(FILE *out, unsigned which)
{
    char left[64];

    for (size_t i = 0; i < RL_COUNTOF(options); i++) {
        const struct option *o = &options[i];

        if (o->id && !(o->id & which))
            continue;
        snprintf(left, sizeof(left), "%s%s%s%s%s", o->short_name ? o->short_name : "",
                 o->short_name ? ", " : "", o->name, o->value ? " " : "", o->value ? o->value : "");
        fprintf(out, "  %-20s  %s\n", left, o->doc);
    }
}

void ctl_usage(FILE *out, const struct ctl_verb *verb)
{
    if (verb) {
        fprintf(out, "rltctl %s%s%s: %s\n\n", verb->name, verb->operand ? " " : "",
                verb->operand ? verb->operand : "", verb->doc);
        print_options(out, verb->options);
        return;
    }
    fprintf(out,
            "usage: rltctl [-r NAME] VERB [options]\n\n"
            "Talks to a training run while it goes on, and looks at runs that have ended.\n\n");
    for (size_t i = 0; i < ctl_n_verbs; i++) {
        char left[64];

        snprintf(left, sizeof(left), "%s%s%s", ctl_verbs[i].name, ctl_verbs[i].operand ? " " : "",
                 ctl_verbs[i].operand ? ctl_verbs[i].operand : "");
        fprintf(out, "  %-20s  %s\n", left, ctl_verbs[i].doc);
    }
    fprintf(out, "\noptions (`rltctl help VERB` says which a verb takes)\n");
    print_options(out, ~0u);
    fprintf(out, "  %-20s  %s\n\nexit codes\n", "--version", "which rltctl this is");
#define X(name, value, text) fprintf(out, "  %3d  %s\n", value, text);
    RLTD_EXITS(X)
#undef X
}
