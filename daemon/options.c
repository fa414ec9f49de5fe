/* SPDX-License-Identifier: MIT */
#include "daemon/options.h"

#include <stddef.h>
#include <string.h>

#include "base/base.h"
#include "base/option.h"
#include "ctl/proto.h"

/* ---- words of serve and of what is done offline ---- */

/* clang-format off */
#define AT(field)    offsetof(struct rltd_options, of.field)
#define BYTES(field) sizeof(((struct rltd_options *)0)->of.field)

static const struct rl_option words_of_serve[] = {
    {"run", RL_OPT_STRING, AT(run), 0, BYTES(run), "", NULL, "the run of the checkpoint"},
    {"runs", RL_OPT_STRING, AT(runs), 0, BYTES(runs), "runs", NULL, "folder of all runs"},
    {"name", RL_OPT_STRING, AT(name), 0, BYTES(name), "", NULL, "name of the socket"},
    {"sample", RL_OPT_BOOL, AT(sample), 0, 1, "false", NULL,
     "sample from the policy instead of taking its mode: ppo, sac; dqn: a share of "
     "exploration_final_eps at random; td3, ddpg: the same, since noise explores only"},
};
static const struct rl_option words_of_eval[] = {
    {"run", RL_OPT_STRING, AT(run), 0, BYTES(run), "", NULL, "the run of the checkpoint"},
    {"runs", RL_OPT_STRING, AT(runs), 0, BYTES(runs), "runs", NULL, "folder of all runs"},
    {"env", RL_OPT_STRING, AT(env), 0, BYTES(env), "", NULL, "command of the env process"},
    {"record", RL_OPT_STRING, AT(record), 0, BYTES(record), "", NULL,
     "safetensors file for the episodes: observations, actions, values, rewards, returns"},
    {"episodes", RL_OPT_INT, AT(episodes), 1, 100000, "20", NULL, "how many episodes"},
    {"n_envs", RL_OPT_INT, AT(n_envs), 1, 4096, "1", NULL, "envs that run at once"},
    {"seed", RL_OPT_INT, AT(seed), 0, 9e15, "1", NULL, "of the envs"},
};
static const char *const dtypes[] = {"f32", "f16", NULL};
static const struct rl_option words_of_export[] = {
    {"run", RL_OPT_STRING, AT(run), 0, BYTES(run), "", NULL, "the run of the checkpoint"},
    {"runs", RL_OPT_STRING, AT(runs), 0, BYTES(runs), "runs", NULL, "folder of all runs"},
    {"onnx", RL_OPT_STRING, AT(onnx), 0, BYTES(onnx), "", NULL, "the file to write"},
    {"dtype", RL_OPT_CHOICE, AT(dtype), 0, 0, "f32", dtypes, "numbers inside the model"},
};
static const struct rl_option words_of_fsck[] = {
    {"run", RL_OPT_STRING, AT(run), 0, BYTES(run), "", NULL, "the run"},
    {"runs", RL_OPT_STRING, AT(runs), 0, BYTES(runs), "runs", NULL, "folder of all runs"},
    {"repair", RL_OPT_BOOL, AT(repair), 0, 1, "false", NULL, "mend what is found"},
};

struct table {
    const struct rl_option *rows;
    size_t n;
};

static const struct offline {
    const char *verb;
    enum rltd_command command;
    bool of_checkpoint; /* takes one */
    struct table words;
} offline[] = {
    {"ls", RLTD_COMMAND_LS, false, {words_of_eval, 2}}, /* run, runs */
    {"eval", RLTD_COMMAND_EVAL, true, {words_of_eval, RL_COUNTOF(words_of_eval)}},
    {"export", RLTD_COMMAND_EXPORT, true, {words_of_export, RL_COUNTOF(words_of_export)}},
    {"best", RLTD_COMMAND_BEST, false, {words_of_eval, 2}},
    {"pin", RLTD_COMMAND_PIN, true, {words_of_eval, 2}},
    {"unpin", RLTD_COMMAND_UNPIN, true, {words_of_eval, 2}},
    {"rm", RLTD_COMMAND_RM, true, {words_of_eval, 2}},
    {"fsck", RLTD_COMMAND_FSCK, false, {words_of_fsck, RL_COUNTOF(words_of_fsck)}},
};
/* clang-format on */

static const struct offline *find_offline(enum rltd_command command)
{
    for (size_t i = 0; i < RL_COUNTOF(offline); i++)
        if (offline[i].command == command)
            return &offline[i];
    return NULL;
}

static struct table words_of(enum rltd_command command)
{
    const struct offline *row = find_offline(command);

    if (command == RLTD_COMMAND_SERVE)
        return (struct table){words_of_serve, RL_COUNTOF(words_of_serve)};
    return row ? row->words : (struct table){NULL, 0};
}

static int set_word(struct rltd_options *options, const char *key, const char *value,
                    struct rl_error *err)
{
    struct table table = words_of(options->command);
    const struct rl_option *row = rl_options_find(table.rows, table.n, key);
    const char *nearest = rl_options_nearest(table.rows, table.n, key);

    if (row)
        return rl_option_parse(row, value, options, err);
    return rl_error_set(err, RL_EINVAL, "'%s' means nothing here%s%s%s", key,
                        nearest ? "; did you mean '" : "", nearest ? nearest : "",
                        nearest ? "'?" : "");
}

static int set_words(struct rltd_options *options, struct rl_error *err)
{
    char key[64];
    int rc = 0;

    for (int i = 0; rc == 0 && i < options->n_words; i++) {
        const char *word = options->words[i], *equals = strchr(word, '=');

        if (!equals || equals == word || (size_t)(equals - word) >= sizeof(key))
            return rl_error_set(err, RL_EINVAL, "'%s' is one word too many; settings are key=value",
                                word);
        snprintf(key, sizeof(key), "%.*s", (int)(equals - word), word);
        rc = set_word(options, key, equals + 1, err);
    }
    return rc;
}

/* ---- dashed options ---- */

static const struct dashed {
    const char *name, *alias;
    const char *key; /* the word it stands for, with a value; NULL: a flag */
    const char *doc;
} dashed[] = {
    {"--check", NULL, NULL, "validate the configuration and say what would run"},
    {"--help", "-h", NULL, "this help"},
    {"--help-config", NULL, NULL, "every key: type, range, default, meaning"},
    {"--version", NULL, NULL, "which rltd this is"},
    {"--offline", NULL, NULL, "look at runs that have ended, and tidy them"},
    {"--json", NULL, NULL, "JSON instead of text (eval, --offline)"},
    {"--run", "-r", "run", "the run (serve, eval, --offline)"},
    {"--runs", NULL, "runs", "folder of all runs (serve, eval, --offline)"},
    {"--episodes", NULL, "episodes", "how many episodes (eval)"},
    {"--record", NULL, "record", "file for what happened in them (eval)"},
    {"--onnx", NULL, "onnx", "the file to write (--offline export)"},
    {"--dtype", NULL, "dtype", "f32 or f16 (--offline export)"},
};

static const struct dashed *find_dashed(const char *word, size_t n)
{
    for (size_t i = 0; i < RL_COUNTOF(dashed); i++)
        if ((strlen(dashed[i].name) == n && memcmp(dashed[i].name, word, n) == 0) ||
            (dashed[i].alias && strlen(dashed[i].alias) == n &&
             memcmp(dashed[i].alias, word, n) == 0))
            return &dashed[i];
    return NULL;
}

static int unknown_dashed(const char *word, struct rl_error *err)
{
    const char *best = dashed[0].name, *equals = strchr(word, '=');

    if (equals && equals > word + 2)
        return rl_error_set(err, RL_EINVAL,
                            "there is no option '%s'; settings are words without dashes: %s", word,
                            word + 2);
    for (size_t i = 1; i < RL_COUNTOF(dashed); i++)
        if (rl_edit_distance(word, dashed[i].name) < rl_edit_distance(word, best))
            best = dashed[i].name;
    return rl_error_set(err, RL_EINVAL, "there is no option '%s'; did you mean %s?", word, best);
}

struct seen { /* dashed options, before it is known what they belong to */
    bool check, help, help_config, version, offline;
    const char *key[8], *value[8];
    int n;
};

struct words { /* of the command line */
    char **v;
    int n, at;
};

static int take_dashed(struct rltd_options *options, struct seen *seen, struct words *words,
                       struct rl_error *err)
{
    const char *word = words->v[words->at], *equals = strchr(word, '=');
    const struct dashed *d = find_dashed(word, equals ? (size_t)(equals - word) : strlen(word));
    const char *name = d ? d->name : "";

    if (!d)
        return unknown_dashed(word, err);
    if (d->key) {
        if (!equals && words->at + 1 >= words->n)
            return rl_error_set(err, RL_EINVAL, "%s needs a value", d->name);
        if (seen->n == (int)RL_COUNTOF(seen->key))
            return rl_error_set(err, RL_EINVAL, "%s is one option too many", d->name);
        seen->key[seen->n] = d->key;
        seen->value[seen->n++] = equals ? equals + 1 : words->v[++words->at];
        return 0;
    }
    options->markdown = options->markdown || strcmp(word, "--help-config=markdown") == 0;
    if (equals && !options->markdown)
        return rl_error_set(err, RL_EINVAL, "%s takes no value", d->name);
    seen->check |= strcmp(name, "--check") == 0;
    seen->help |= strcmp(name, "--help") == 0;
    seen->help_config |= strcmp(name, "--help-config") == 0;
    seen->version |= strcmp(name, "--version") == 0;
    seen->offline |= strcmp(name, "--offline") == 0;
    options->json |= strcmp(name, "--json") == 0;
    return 0;
}

/* ---- which command it is ---- */

/* Takes the first `n` plain words off the front. */
static void drop(struct rltd_options *options, int n)
{
    options->words += n;
    options->n_words -= n;
}

static int take_checkpoint(struct rltd_options *options, const char *verb, struct rl_error *err)
{
    if (options->n_words == 0)
        return rl_error_set(err, RL_EINVAL,
                            "%s needs a checkpoint: a path, last, best, or its name", verb);
    options->what = options->words[0];
    drop(options, 1);
    return 0;
}

static int choose_offline(struct rltd_options *options, struct rl_error *err)
{
    const char *verb = options->n_words > 0 ? options->words[0] : "";
    const struct offline *row = NULL;
    char known[96] = "";
    size_t used = 0;

    drop(options, options->n_words > 0);
    for (size_t i = 0; i < RL_COUNTOF(offline); i++) {
        if (strcmp(offline[i].verb, verb) == 0)
            row = &offline[i];
        used += (size_t)snprintf(known + used, sizeof(known) - used, " %s", offline[i].verb);
    }
    if (!row)
        return rl_error_set(err, RL_EINVAL, "--offline knows%s, not '%s'", known, verb);
    options->command = row->command;
    return row->of_checkpoint ? take_checkpoint(options, verb, err) : 0;
}

/* "lr RECIPE ..." or "batch RECIPE ..." */
static int choose_tune(struct rltd_options *options, struct rl_error *err)
{
    const char *of = options->n_words > 0 ? options->words[0] : "";

    if ((strcmp(of, "lr") != 0 && strcmp(of, "batch") != 0) || options->n_words < 2)
        return rl_error_set(err, RL_EINVAL,
                            "tune takes lr or batch, then what would be trained: rltd tune lr "
                            "cartpole-ppo");
    options->command = of[0] == 'l' ? RLTD_COMMAND_TUNE_LR : RLTD_COMMAND_TUNE_BATCH;
    options->what = options->words[1];
    drop(options, 2);
    return 0;
}

static int choose(struct rltd_options *options, const struct seen *seen, struct rl_error *err)
{
    if (seen->help || seen->help_config || seen->version) {
        options->command = seen->help          ? RLTD_COMMAND_HELP
                           : seen->help_config ? RLTD_COMMAND_HELP_CONFIG
                                               : RLTD_COMMAND_VERSION;
        return 0;
    }
    if (seen->offline)
        return choose_offline(options, err);
    if (options->n_words == 0)
        return rl_error_set(err, RL_EINVAL, "what shall be trained? `rltd --help` lists recipes");
    options->what = options->words[0];
    drop(options, 1);
    if (strcmp(options->what, "serve") == 0 || strcmp(options->what, "eval") == 0) {
        const char *verb = options->what;

        options->command = verb[0] == 's' ? RLTD_COMMAND_SERVE : RLTD_COMMAND_EVAL;
        return take_checkpoint(options, verb, err);
    }
    if (strcmp(options->what, "tune") == 0)
        return choose_tune(options, err);
    options->command = seen->check ? RLTD_COMMAND_CHECK : RLTD_COMMAND_TRAIN;
    return 0;
}

/* Values that came with dashed options, and the words of commands that are not training. */
static int finish(struct rltd_options *options, const struct seen *seen, struct rl_error *err)
{
    struct table table = words_of(options->command);
    int rc = rl_options_default(table.rows, table.n, options, err);

    if (options->command >= RLTD_COMMAND_HELP)
        return 0;
    if (table.n == 0 && seen->n > 0)
        return rl_error_set(err, RL_EINVAL,
                            "--%s goes with serve, eval and --offline, not with training",
                            seen->key[0]);
    if (options->json && !find_offline(options->command))
        return rl_error_set(err, RL_EINVAL, "--json goes with eval and --offline");
    if (table.n > 0 && seen->check)
        return rl_error_set(err, RL_EINVAL, "--check goes with training");
    for (int i = 0; rc == 0 && i < seen->n; i++)
        rc = set_word(options, seen->key[i], seen->value[i], err);
    if (rc == 0 && table.n > 0)
        rc = set_words(options, err);
    return rc;
}

int rltd_options_parse(struct rltd_options *options, int argc, char **argv, struct rl_error *err)
{
    struct seen seen = {0};
    int n_plain = 0, rc = 0;

    memset(options, 0, sizeof(*options));
    for (struct words w = {.v = argv, .n = argc, .at = 1}; rc == 0 && w.at < argc; w.at++) {
        if (argv[w.at][0] == '-' && argv[w.at][1])
            rc = take_dashed(options, &seen, &w, err);
        else
            argv[n_plain++] = argv[w.at];
    }
    options->words = (const char *const *)argv;
    options->n_words = n_plain;
    if (rc == 0)
        rc = choose(options, &seen, err);
    if (rc == 0)
        rc = finish(options, &seen, err);
    return rc < 0 ? RL_EINVAL : 0;
}

void rltd_usage(FILE *out)
{
    struct rl_buf recipes;
    char left[64];

    fprintf(out,
            "usage: rltd CONFIG|RECIPE|AGENT [key=value ...]   train\n"
            "       rltd tune lr|batch RECIPE [key=value ...]  suggest learning_rate, batch_size\n"
            "       rltd serve CKPT [key=value ...]            answer envs with a saved policy\n"
            "       rltd eval CKPT [key=value ...]             play episodes with one\n"
            "       rltd --offline ls [-r RUN]                 checkpoints of ended runs\n"
            "       rltd --offline export CKPT --onnx FILE     a saved policy for others\n"
            "       rltd --offline best [-r RUN]               path of the best one\n"
            "       rltd --offline pin|unpin|rm CKPT [-r RUN]  what is kept\n"
            "       rltd --offline fsck [-r RUN] [repair=true] check every file and the index\n\n"
            "examples\n"
            "  rltd cartpole-ppo seed=3\n"
            "  rltd ppo env=\"rltd-env-pendulum\" n_envs=4 max_env_steps=1e5\n"
            "  rltd my-run.yaml --check\n\noptions\n");
    for (size_t i = 0; i < RL_COUNTOF(dashed); i++) {
        const struct dashed *d = &dashed[i];

        snprintf(left, sizeof(left), "%s%s%s%s%s", d->alias ? d->alias : "", d->alias ? ", " : "",
                 d->name, d->key ? " " : "", d->key ? "..." : "");
        fprintf(out, "  %-18s  %s\n", left, d->doc);
    }
    rl_buf_init(&recipes);
    rltd_recipe_names(&recipes);
    fprintf(out, "\nrecipes: %.*s\n\nexit codes\n", (int)recipes.n,
            recipes.data ? (char *)recipes.data : "");
    rl_buf_deinit(&recipes);
#define X(name, value, text) fprintf(out, "  %3d  %s\n", value, text);
    RLTD_EXITS(X)
#undef X
}
