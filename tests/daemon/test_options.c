/* SPDX-License-Identifier: MIT */
#include "daemon/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

#define WORDS_MAX 10

struct line {
    char text[WORDS_MAX][64];
    char *argv[WORDS_MAX + 1];
    struct rltd_options options;
    struct rl_error err;
};

/* Parses `words`, split at blanks. */
static int parse(struct line *l, const char *words)
{
    char copy[256], *save = NULL;
    int n = 1;

    snprintf(copy, sizeof(copy), "%s", words);
    strcpy(l->text[0], "rltd");
    for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
        snprintf(l->text[n++], sizeof(l->text[0]), "%s", w);
    for (int i = 0; i < n; i++)
        l->argv[i] = l->text[i];
    return rltd_options_parse(&l->options, n, l->argv, &l->err);
}

static void test_options_training(void **state)
{
    struct line l;

    (void)state;
    assert_int_equal(parse(&l, "cartpole-ppo seed=3 n_envs=4"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_TRAIN);
    assert_string_equal(l.options.what, "cartpole-ppo");
    assert_int_equal(l.options.n_words, 2);
    assert_string_equal(l.options.words[1], "n_envs=4");
    assert_int_equal(parse(&l, "x.yaml --check seed=3"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_CHECK);
    assert_int_equal(l.options.n_words, 1);
}

static void test_options_serve(void **state)
{
    struct line l;

    (void)state;
    assert_int_equal(parse(&l, "serve best -r cart sample=yes name=pilot --runs=/data"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_SERVE);
    assert_string_equal(l.options.what, "best");
    assert_string_equal(l.options.of.run, "cart");
    assert_string_equal(l.options.of.runs, "/data");
    assert_string_equal(l.options.of.name, "pilot");
    assert_true(l.options.of.sample);
}

static void test_options_offline(void **state)
{
    struct line l;

    (void)state;
    assert_int_equal(parse(&l, "--offline ls --json"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_LS);
    assert_true(l.options.json);
    assert_string_equal(l.options.of.runs, "runs");
    assert_string_equal(l.options.of.run, "");
    assert_int_equal(parse(&l, "eval x --record f --json"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_EVAL);
    assert_string_equal(l.options.of.record, "f");
    assert_int_equal(parse(&l, "--offline eval x.safetensors --episodes 7 n_envs=2 env=sim"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_EVAL);
    assert_string_equal(l.options.what, "x.safetensors");
    assert_int_equal(l.options.of.episodes, 7);
    assert_int_equal(l.options.of.n_envs, 2);
    assert_string_equal(l.options.of.env, "sim");
    assert_int_equal(parse(&l, "eval x --offline"), 0);
    assert_int_equal(l.options.of.episodes, 20);
}

static void test_options_help(void **state)
{
    struct line l;

    (void)state;
    assert_int_equal(parse(&l, "x -h"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_HELP);
    assert_int_equal(parse(&l, "--version"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_VERSION);
    assert_int_equal(parse(&l, "--help-config=markdown"), 0);
    assert_int_equal(l.options.command, RLTD_COMMAND_HELP_CONFIG);
    assert_true(l.options.markdown);
}

static void test_options_refusals(void **state)
{
    static const struct {
        const char *words, *text;
    } bad[] = {
        {"", "what shall be trained? `rltd --help` lists recipes"},
        {"x --chekc", "there is no option '--chekc'; did you mean --check?"},
        {"x --seed=3", "there is no option '--seed=3'; settings are words without dashes: seed=3"},
        {"x -r a", "--run goes with serve, eval and --offline, not with training"},
        {"x --json", "--json goes with eval and --offline"},
        {"x --check=1", "--check takes no value"},
        {"x --runs", "--runs needs a value"},
        {"serve", "serve needs a checkpoint: a path, last, best, or its name"},
        {"serve a --check", "--check goes with training"},
        {"serve a smaple=1", "'smaple' means nothing here; did you mean 'sample'?"},
        {"serve a b", "'b' is one word too many; settings are key=value"},
        {"--offline", "--offline knows ls eval export best pin unpin rm fsck, not ''"},
        {"--offline lss", "--offline knows ls eval export best pin unpin rm fsck, not 'lss'"},
        {"--offline ls env=x", "'env' means nothing here"},
        {"--offline eval", "eval needs a checkpoint: a path, last, best, or its name"},
        {"--offline eval a --episodes 0", "episodes: 0 is below 1"},
        {"--offline eval a n_envs=1.5", "n_envs: '1.5' is not a whole number"},
    };
    struct line l;

    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        assert_int_equal(parse(&l, bad[i].words), RL_EINVAL);
        assert_string_equal(l.err.text, bad[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_training), cmocka_unit_test(test_options_serve),
        cmocka_unit_test(test_options_offline),  cmocka_unit_test(test_options_help),
        cmocka_unit_test(test_options_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
