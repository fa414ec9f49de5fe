/* SPDX-License-Identifier: MIT */
#include "daemon/config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"
#include "tests/daemon/fake_agents.h"

#define ERROR_UNTOUCHED 12345

struct fixture {
    char dir[64];
    char path[80];
    struct rltd_config config;
    struct rl_error err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    strcpy(f->dir, "/tmp/rltd-config-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    snprintf(f->path, sizeof(f->path), "%s/x.yaml", f->dir);
    setenv("RLTD_RECIPES", f->dir, 1);
    f->err.code = ERROR_UNTOUCHED;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    rltd_config_deinit(&f->config);
    unlink(f->path);
    rmdir(f->dir);
    free(f);
    return 0;
}

static void write_file(struct fixture *f, const void *text, size_t n)
{
    FILE *file = fopen(f->path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    fclose(file);
}

static int load_text(struct fixture *f, const char *yaml)
{
    write_file(f, yaml, strlen(yaml));
    rltd_config_deinit(&f->config);
    return rltd_config_load(&f->config, f->path, NULL, 0, &f->err);
}

#define LOAD(f, what, ...)                                                    \
    (rltd_config_deinit(&(f)->config),                                        \
     rltd_config_load(&(f)->config, what, (const char *const[]){__VA_ARGS__}, \
                      (int)RL_COUNTOF(((const char *const[]){__VA_ARGS__})), &(f)->err))

static void test_config_defaults_of_an_agent(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(LOAD(f, "ppo", "env=sim --fast a=b"), 0);
    assert_int_equal(f->err.code, ERROR_UNTOUCHED);
    assert_string_equal(f->config.agent, "ppo");
    assert_string_equal(f->config.name, "ppo");
    assert_string_equal(f->config.source, "");
    assert_string_equal(f->config.env, "sim --fast a=b");
    assert_string_equal(f->config.eval_env, "sim --fast a=b");
    assert_int_equal(f->config.max_env_steps, 1000000);
    assert_int_equal(f->config.n_envs, 1);
    assert_string_equal(f->config.checkpoint.monitor, "ep_rew_mean");
    assert_string_equal(f->config.checkpoint.filename, "{env_steps:09d}-{ep_rew_mean:.2f}");
    assert_int_equal(f->config.checkpoint.mode, RLTD_MODE_MAX);
    assert_true(f->config.checkpoint.save_last);
    assert_true(f->config.checkpoint.every_seconds == 60);
    assert_int_equal(f->config.n_settings, 0);
}

static void test_config_file_and_words(void **state)
{
    struct fixture *f = *state;
    struct fake_ppo_hparams h = {0};
    struct nn_network_config network;

    write_file(f, "", 0);
    assert_int_equal(load_text(f, "# a recipe\n"
                                  "agent: ppo\n"
                                  "env: >\n  sim\n  --fast\n"
                                  "n_envs: 8\n"
                                  "max_env_steps: 1e5\n"
                                  "max_time: 00:01:00:00\n"
                                  "eval: {every_env_steps: 10_000, episodes: 5}\n"
                                  "checkpoint:\n"
                                  "log:\n  level: warn\n"
                                  "ppo:\n"
                                  "  learning_rate: linear(1e-3)\n"
                                  "  layers: [3]\n"
                                  "network:\n"
                                  "  hidden: [32, 16]\n"
                                  "  activation: relu\n"),
                     0);
    assert_int_equal(LOAD(f, f->path, "learning_rate=linear(2e-3)", "network.hidden=[8]", "seed=7",
                          "eval.episodes=3", "seed=9"),
                     0);
    assert_string_equal(f->config.name, "x");
    assert_string_equal(f->config.env, "sim --fast");
    assert_int_equal(f->config.n_envs, 8);
    assert_int_equal(f->config.max_env_steps, 100000);
    assert_true(f->config.max_time_s == 3600);
    assert_int_equal(f->config.eval.every_env_steps, 10000);
    assert_int_equal(f->config.eval.episodes, 3);
    assert_int_equal(f->config.seed, 9);
    assert_int_equal(f->config.log.level, 2);
    assert_string_equal(f->config.checkpoint.monitor, "eval_return");
    assert_string_equal(f->config.checkpoint.filename, "{env_steps:09d}-{eval_return:.2f}");
    assert_int_equal(rltd_config_hparams(&f->config, NULL, NULL, &h, &network, &f->err), 0);
    assert_true(h.learning_rate.start == 2e-3 && h.learning_rate.end == 0);
    assert_int_equal(network.hidden.n, 1);
    assert_int_equal(network.hidden.v[0], 8);
    assert_int_equal(network.activation, NN_ACT_RELU);
    assert_true(network.value_gain == 2); /* the agent's default */
    assert_int_equal(h.layers.v[0], 3);
    assert_true(h.norm_adv);
}

static void test_config_block_list(void **state)
{
    struct fixture *f = *state;
    struct fake_ppo_hparams h = {0};
    struct nn_network_config network;

    assert_int_equal(load_text(f, "agent: ppo\nppo:\n  layers:\n    - 5\n    - 6\n"), 0);
    assert_int_equal(rltd_config_hparams(&f->config, NULL, NULL, &h, &network, &f->err), 0);
    assert_int_equal(h.layers.n, 2);
    assert_int_equal(h.layers.v[1], 6);
}

static void test_config_recipe_by_name(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(load_text(f, "agent: ppo\n"), 0);
    assert_int_equal(LOAD(f, "x", "name=my-run"), 0);
    assert_string_equal(f->config.source, f->path);
    assert_string_equal(f->config.name, "my-run");
}

static void test_config_hparams_precedence(void **state)
{
    struct fixture *f = *state;
    struct fake_ppo_hparams h = {0};
    struct nn_network_config network;
    struct rl_space obs, box, discrete;

    rl_space_box(&obs, 4, NULL, NULL);
    rl_space_box(&box, 2, NULL, NULL);
    rl_space_discrete(&discrete, 2);
    assert_int_equal(LOAD(f, "ppo", "clip_range=0.1"), 0);
    assert_int_equal(rltd_config_hparams(&f->config, &obs, &discrete, &h, &network, &f->err), 0);
    assert_int_equal(h.n_steps, 2048);
    assert_true(h.clip_range == 0.1);
    assert_int_equal(rltd_config_hparams(&f->config, &obs, &box, &h, &network, &f->err), 0);
    assert_int_equal(h.n_steps, 1024); /* the agent's hook, by the space */
    assert_int_equal(LOAD(f, "ppo", "n_steps=32"), 0);
    assert_int_equal(rltd_config_hparams(&f->config, &obs, &box, &h, &network, &f->err), 0);
    assert_int_equal(h.n_steps, 32); /* the user, over the hook */
    assert_int_equal(network.hidden.v[0], 32);
    assert_int_equal(LOAD(f, "ppo", "hidden=[5]"), 0);
    assert_int_equal(rltd_config_hparams(&f->config, &obs, &box, &h, &network, &f->err), 0);
    assert_int_equal(network.hidden.v[0], 5);
}

/* ---- refusals: what stands behind "<path>" ---- */

struct bad {
    const char *yaml, *text;
};

static const struct bad bad_files[] = {
    {"agent: ppo\nppo:\n  learning_rat: 1\n",
     ":3: unknown key 'learning_rat' in section 'ppo'; did you mean 'learning_rate'?"},
    {"agent: ppo\neval:\n  epsodes: 1\n",
     ":3: unknown key 'epsodes' in section 'eval'; did you mean 'episodes'?"},
    {"agent: ppo\nlog:\n  zzzzzz: 1\n", ":3: unknown key 'zzzzzz' in section 'log', which has "
                                        "every_n_iterations, every_env_steps, level, tensorboard, "
                                        "jsonl, progress"},
    {"agent: ppo\nppo:\n  seed: 1\n",
     ":3: 'seed' does not belong in section 'ppo': it stands outside of sections"},
    {"agent: ppo\nn_env: 1\n", ":2: unknown key 'n_env'; did you mean 'n_envs'?"},
    {"agent: ppo\nepisodes: 1\n", ":2: unknown key 'episodes'; did you mean 'eval.episodes'?"},
    {"agent: ppo\nlearning_rate: 1\n", ":2: 'learning_rate' belongs in the section 'ppo'"},
    {"agent: ppo\nclip_rang: 1\n", ":2: unknown key 'clip_rang'; did you mean 'ppo.clip_range'?"},
    {"agent: ppo\nxyzzyxyzzy: 1\n",
     ":2: unknown key 'xyzzyxyzzy'; `rltd --help-config` lists all of them"},
    {"agent: ppo\nevla:\n  episodes: 1\n", ":3: unknown section 'evla'; did you mean 'eval'?"},
    {"agent: ppo\nquux:\n  a: 1\n",
     ":3: unknown section 'quux'; sections are eval, checkpoint, log, network and ppo"},
    {"agent: ppo\nsac:\n  learning_rate: 1\n",
     ":3: the section 'sac' is for another agent; this run's agent is 'ppo'"},
    {"agent: ppo\nseed:\n  a: 1\n", ":3: 'seed' takes one value, it is not a section"},
    {"agent: ppo\neval: 5\n", ":2: 'eval' is a section; its keys are every_env_steps, "
                              "every_iterations, every_seconds, episodes, n_envs, "
                              "final_episodes, sanity_episodes"},
    {"agent: ppo\neval:\n  episodes: {a: 1}\n",
     ":3: 'eval.episodes' cannot be a section: sections are one level deep"},
    {"agent: ppo\nfreeze: a.* until x\n", ":2: freeze: 'x' is not a whole number"},
    {"agent: ppo\ninit_from: {map: a.*=b.*}\n", ":2: init_from.map: it is for what init_from.path "
                                                "names, which is empty; name a checkpoint or a "
                                                "safetensors file there, or remove this key"},
    {"agent: ppo\ninit_from: {map: a.*}\n",
     ":2: init_from.map: 'a.*' is not THEIRS=OURS with at most one '*' on each side"},
    {"agent: ppo\nseed: abc\n", ":2: seed: 'abc' is not a whole number"},
    {"agent: ppo\nn_envs: 1.5\n", ":2: n_envs: '1.5' is not a whole number"},
    {"agent: ppo\nn_envs: 0\n", ":2: n_envs: 0 is below 1"},
    {"agent: ppo\nn_envs: [1, 2]\n", ":2: n_envs: '[1, 2]' is not a whole number"},
    {"agent: ppo\nppo: {clip_range: nan}\n", ":2: ppo: clip_range: 'nan' is not a number"},
    {"agent: ppo\nppo: {learning_rate: 3e-4x}\n",
     ":2: ppo: learning_rate: '3e-4x' is not a number or a schedule, such as linear(3e-4), "
     "cosine(3e-4, 1e-5), step(3e-4, 1000, 0.5) or warmup(100, 3e-4)"},
    {"agent: ppo\nlog: {level: loud}\n",
     ":2: log.level: 'loud' is not one of debug|info|warn|error"},
    {"agent: ppo\nseed:\n", ":2: 'seed' has no value; give one or remove the line"},
    {"agent: ppo\nseed: ~\n", ":2: 'seed' has no value; give one or remove the line"},
    {"agent: ppo\nseed: 1\nname: a\nseed: 2\n",
     ":4: 'seed' is given twice (first on line 2); remove one"},
    {"agent: ppo\neval: {episodes: 1}\neval: {episodes: 2}\n",
     ":3: 'eval.episodes' is given twice (first on line 2); remove one"},
    {"agent: ppo\nname: &a x\n", ":2: anchors (&a) are not supported; remove it"},
    {"agent: &a ppo\nname: *a\n", ":1: anchors (&a) are not supported; remove it"},
    {"agent: ppo\nseed: !!int 5\n",
     ":2: tags (tag:yaml.org,2002:int) are not supported; remove it"},
    {"agent: ppo\neval:\n\tepisodes: 1\n",
     ":3: not valid YAML: a tab indents this line; use spaces"},
    {"agent: ppo\nseed: 1\n---\nseed: 2\n", ":3: one document per file, please"},
    {"- a\n- b\n", ":1: expected lines of the form 'key: value'"},
    {"agent: ppo\nppo:\n  layers: [[1]]\n", ":3: the list 'ppo.layers' must hold plain values"},
    {"agent: ppo\nppo:\n  hidden: [4]\n", ":3: 'ppo.hidden' is 'network.hidden'"},
    {"agent: ppo\nppo: {ortho_init: false}\n", ":2: 'ppo.ortho_init' is 'network.init'"},
    {"agent: ppo\nactivation: relu\n", ":2: 'activation' is 'network.activation'"},
    {"agent: ppo\nnetwork: {hiden: [4]}\n",
     ":2: unknown key 'hiden' in section 'network'; did you mean 'hidden'?"},
    {"agent: ppo\nnetwork: 3\n",
     ":2: 'network' is a section; its keys are kind, hidden, "
     "activation, layer_norm, batch_norm, dropout, shared_trunk, dueling, "
     "critics, init, hidden_gain, policy_gain, value_gain"},
    {"agent: ppo\nnetwork: {activation: tan}\n",
     ":2: network: activation: 'tan' is not one of "
     "none|tanh|relu|leaky_relu|elu|gelu|silu|sigmoid|softplus"},
    {"agent: ppo\nnetwrk: {hidden: [4]}\n",
     ":2: unknown section 'netwrk'; did you mean 'network'?"},
    {"agent: ppo\nname: \"a\\0b\"\n", ":2: a control character in the text"},
    {"agent: ppo\n? [a]\n: 1\n", ":2: a key must be a word"},
    {"agent: pp\n", ":1: no agent is called 'pp'; did you mean 'ppo'?; agents: ppo, sac"},
    {"seed: 1\n", ": no 'agent' is given; agents: ppo, sac"},
    {"", ": no 'agent' is given; agents: ppo, sac"},
    {"agent: ppo\ndevice: gpu\n", ":2: device: 'gpu' is not one of cpu|cuda"},
    {"agent: ppo\nlearner_threads: 257\n", ":2: learner_threads: 257 is above 256"},
    {"agent: ppo\nruns: ''\n", ":2: runs: the folder of runs is empty; '.' is the current one"},
    {"agent: ppo\nenv_processes: 3\nn_envs: 2\n",
     ":2: env_processes: 3 processes for n_envs: 2; each needs one at least"},
    {"agent: ppo\nenv: x\nn_envs: 8193\nenv_processes: 2\n",
     ":3: n_envs: 8193 envs in 2 processes: one process serves at most 4096; raise env_processes "
     "to "
     "3"},
    {"agent: ppo\nname: a/b\n",
     ":2: name: 'a/b' cannot be a run's name: letters, digits, '.', '_' and '-' only, not starting "
     "with '.'; give one with name=..."},
    {"agent: ppo\nresume: /no/such.safetensors\n",
     ":2: resume: there is no readable checkpoint '/no/such.safetensors'; say auto, none, or a "
     "path"},
    {"agent: ppo\ncheckpoint: {monitor: eval_return}\n",
     ":2: checkpoint.monitor: 'eval_return' never appears, because eval.every_env_steps is 0; set "
     "that (or eval.every_iterations or every_seconds), or monitor ep_rew_mean"},
    {"agent: ppo\ncheckpoint: {monitor: ep_rew_maen}\n",
     ":2: checkpoint.monitor: unknown metric 'ep_rew_maen'; did you mean 'ep_rew_mean'?"},
    {"agent: ppo\ncheckpoint: {monitor: approx_kl}\n",
     "checkpoint.mode: nothing says which way 'approx_kl' is better; set checkpoint.mode to min or "
     "max"},
    {"agent: ppo\ncheckpoint: {filename: '{epoch}'}\n",
     ":2: checkpoint.filename: '{epoch}': there is no {epoch} here; keys are env_steps, "
     "iterations, episodes, updates, elapsed, ep_rew_mean, ep_len_mean, eval_return, "
     "eval_return_std, eval_length, fps, updates_per_s, iterations, time_elapsed, save_stall, and "
     "what the "
     "agent logs"},
    {"agent: ppo\ncheckpoint: {filename: '{eval_retrun:.2f}'}\n",
     ":2: checkpoint.filename: unknown '{eval_retrun}'; did you mean '{eval_return}'?"},
    {"agent: ppo\ncheckpoint: {filename: '{env_steps:9x}'}\n",
     ":2: checkpoint.filename: '{env_steps:9x}': {env_steps} has a bad format; use e.g. "
     "{env_steps:09d} or {env_steps:.2f}"},
    {"agent: ppo\ncheckpoint: {filename: 'a/b'}\n",
     ":2: checkpoint.filename: 'a/b': '/' is not allowed in it"},
    {"agent: ppo\ncheckpoint: {filename: '{env_steps'}\n",
     ":2: checkpoint.filename: '{env_steps': {env_steps} has a bad format; use e.g. "
     "{env_steps:09d} or {env_steps:.2f}"},
    {"agent: ppo\nmax_env_steps: 0\nppo: {learning_rate: linear(1)}\n",
     ":2: max_env_steps: ppo.learning_rate changes over the run, which needs a limit"},
};

static void test_config_refuses_bad_files(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < RL_COUNTOF(bad_files); i++) {
        const struct bad *bad = &bad_files[i];
        size_t n = strlen(f->path);
        const char *text = f->err.text;

        f->err.text[0] = '\0';
        if (load_text(f, bad->yaml) >= 0)
            fail_msg("accepted: %s", bad->yaml);
        if (bad->text[0] == ':') {
            assert_memory_equal(text, f->path, n);
            text += n;
        }
        assert_string_equal(text, bad->text);
    }
}

static void test_config_refuses_bad_words(void **state)
{
    static const struct {
        const char *word, *text;
    } bad[] = {
        {"learning_rat=1",
         "command line: unknown key 'learning_rat'; did you mean 'ppo.learning_rate'?"},
        {"seed=-1", "command line: seed: -1 is below 0"},
        {"seed=", "command line: seed: '' is not a whole number"},
        {"n_steps=0", "command line: ppo: n_steps: 0 is below 1"},
        {"--seed=1", "command line: '--seed=1' is not an option; settings are words like "
                     "max_env_steps=1e6, without dashes"},
        {"seed", "command line: 'seed' is not a setting; write key=value"},
        {"=1", "command line: '=1' is not a setting; write key=value"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        assert_true(LOAD(f, "ppo", bad[i].word) < 0);
        assert_string_equal(f->err.text, bad[i].text);
    }
}

static void test_config_refuses_unknown_sources(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(rltd_config_load(&f->config, "ppp", NULL, 0, &f->err), RL_ENOTFOUND);
    assert_non_null(strstr(f->err.text, "no recipe or agent is called 'ppp'; did you mean 'ppo'?; "
                                        "agents: ppo, sac; recipes: "));
    assert_int_equal(rltd_config_load(&f->config, "/no/such.yaml", NULL, 0, &f->err), RL_ENOTFOUND);
    assert_non_null(strstr(f->err.text, "cannot open the configuration /no/such.yaml"));
    assert_true(rltd_config_load(&f->config, "/tmp/", NULL, 0, &f->err) < 0);
    assert_non_null(strstr(f->err.text, "/tmp/ is a folder"));
    assert_true(rltd_config_load(&f->config, "", NULL, 0, &f->err) < 0);
}

/* No byte of a file may do worse than an error: every prefix and every changed byte of a good one.
 */
static void test_config_survives_damaged_files(void **state)
{
    static const char good[] = "agent: ppo\nenv: 'a \\'\neval: {episodes: 3}\nnetwork:\n  hidden: "
                               "[3, 4]\nppo:\n  layers: [3, 4]\n"
                               "  learning_rate: \"linear(1e-3)\"\nname: |\n  abc\n";
    static const uint8_t bytes[] = {0, '\t', '\n', '"', '\'', '[', '{', '&', '*', '!', '|', 0xff};
    struct fixture *f = *state;
    char text[sizeof(good)];

    for (size_t n = 0; n < sizeof(good); n++) {
        write_file(f, good, n);
        rltd_config_deinit(&f->config);
        rltd_config_load(&f->config, f->path, NULL, 0, &f->err);
    }
    for (size_t i = 0; i < sizeof(good) - 1; i += 2) {
        memcpy(text, good, sizeof(good));
        text[i] = (char)bytes[i / 2 % sizeof(bytes)];
        write_file(f, text, sizeof(good) - 1);
        rltd_config_deinit(&f->config);
        rltd_config_load(&f->config, f->path, NULL, 0, &f->err);
    }
}

/* ---- the way back to text ---- */

static void test_config_write_loads_back_to_the_same(void **state)
{
    struct fixture *f = *state;
    struct rl_buf first, second;
    struct fake_ppo_hparams h = {0}, again = {0};
    struct nn_network_config network, network_again;

    rl_buf_init(&first);
    rl_buf_init(&second);
    assert_int_equal(LOAD(f, "ppo", "env=a \"b\" \\ 'c' # d: [e]",
                          "learning_rate=linear(2.5e-4, 1e-5)", "layers=[]", "hidden=[]",
                          "max_time=2h", "eval.every_env_steps=5", "log.progress=no",
                          "checkpoint.every_seconds=0.1"),
                     0);
    assert_int_equal(rltd_config_hparams(&f->config, NULL, NULL, &h, &network, &f->err), 0);
    assert_int_equal(rltd_config_write(&f->config, &h, &network, &first), 0);
    write_file(f, first.data, first.n);
    rltd_config_deinit(&f->config);
    if (rltd_config_load(&f->config, f->path, NULL, 0, &f->err) < 0)
        fail_msg("%s", f->err.text);
    assert_string_equal(f->config.env, "a \"b\" \\ 'c' # d: [e]");
    assert_int_equal(rltd_config_hparams(&f->config, NULL, NULL, &again, &network_again, &f->err),
                     0);
    assert_memory_equal(&h, &again, sizeof(h));
    assert_int_equal(network.hidden.n, 0);
    assert_int_equal(network_again.hidden.n, 0);
    assert_int_equal(rltd_config_write(&f->config, &again, &network_again, &second), 0);
    assert_int_equal(first.n, second.n);
    assert_memory_equal(first.data, second.data, first.n);
    rl_buf_deinit(&first);
    rl_buf_deinit(&second);
}

static void identity(struct fixture *f, struct rl_buf *out)
{
    rl_buf_init(out);
    assert_int_equal(rltd_config_identity(&f->config, out), 0);
    rl_buf_put_u8(out, 0);
}

static void test_config_identity_is_what_makes_the_experiment(void **state)
{
    struct fixture *f = *state;
    struct rl_buf a, b, c;

    assert_int_equal(LOAD(f, "ppo", "n_steps=1e2", "clip_range=0.1"), 0);
    identity(f, &a);
    assert_int_equal(LOAD(f, "ppo", "clip_range=0.10", "n_steps=100", "max_env_steps=5"), 0);
    identity(f, &b);
    assert_int_equal(LOAD(f, "ppo", "clip_range=0.11", "n_steps=100"), 0);
    identity(f, &c);
    assert_string_equal(a.data, b.data);
    assert_string_not_equal(a.data, c.data);
    rl_buf_deinit(&c);
    assert_int_equal(LOAD(f, "ppo", "clip_range=0.1", "n_steps=100", "hidden=[8]"), 0);
    identity(f, &c);
    assert_string_not_equal(a.data, c.data);
    rl_buf_deinit(&a);
    rl_buf_deinit(&b);
    rl_buf_deinit(&c);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_config_defaults_of_an_agent),
        CASE(test_config_file_and_words),
        CASE(test_config_block_list),
        CASE(test_config_recipe_by_name),
        CASE(test_config_hparams_precedence),
        CASE(test_config_refuses_bad_files),
        CASE(test_config_refuses_bad_words),
        CASE(test_config_refuses_unknown_sources),
        CASE(test_config_survives_damaged_files),
        CASE(test_config_write_loads_back_to_the_same),
        CASE(test_config_identity_is_what_makes_the_experiment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
