/* SPDX-License-Identifier: MIT */
/* The real rltctl against control sockets that answer from a can, and against none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/ctl/server.h"

#define ANSWER(status, json) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" json

static const char status_answer[] = ANSWER(
    "200 OK",
    "{\"name\": \"a\", \"state\": \"collecting\", \"waiting_on\": \"train-0\", \"waiting_s\": 3.5,"
    " \"alarm\": \"NOSPACE: full\", \"env_steps\": 51200, \"max_env_steps\": 100000,"
    " \"iterations\": 200, \"updates\": 4000, \"episodes\": 812, \"elapsed_s\": 61,"
    " \"eta_s\": null, \"env_steps_per_s\": 17431.4, \"updates_per_s\": 1302,"
    " \"ep_rew_mean\": 231.4, \"ep_len_mean\": null, \"eval_return\": null,"
    " \"monitor\": \"eval_return\", \"best_metric\": 487.2,"
    " \"checkpoints\": {\"count\": 2, \"bytes\": 1500, \"last\": \"l.st\", \"best\": null},"
    " \"envs\": [{\"name\": \"train-0\", \"env_id\": \"CartPole-v1\", \"role\": \"train\","
    " \"state\": \"lost\", \"n_envs\": 8, \"pid\": 42, \"restarts\": 1}],"
    " \"dir\": \"runs/a/version_0\", \"agent\": \"ppo\", \"device\": \"cpu\", \"isa\": \"avx2\","
    " \"from\": {\"checkpoint\": \"runs/a/version_0/l.st\", \"env_steps\": 40960, \"exact\": true},"
    " \"pid\": 7}");

struct fixture {
    char dir[64];
    struct ran ran;
    struct server server;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    strcpy(f->dir, "/tmp/rltd-rltctl-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    setenv("RLTD_RUNTIME_DIR", f->dir, 1);
    setenv("http_proxy", "http://127.0.0.1:1", 1); /* must not matter */
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    int rc = rmdir(f->dir);

    free(f);
    return rc;
}

#define RUN(f, ...) rltctl(&(f)->ran, (f)->dir, (const char *const[]){__VA_ARGS__, NULL})

static void expect(const struct ran *ran, int exit_code, const char *out, const char *err)
{
    if (ran->exit_code != exit_code)
        fail_msg("exit code %d, not %d: %s%s", ran->exit_code, exit_code, ran->out, ran->err);
    if (!strstr(ran->out, out))
        fail_msg("no '%s' in: %s", out, ran->out);
    if (!strstr(ran->err, err))
        fail_msg("no '%s' in: %s", err, ran->err);
}

static void test_rltctl_status_for_people(void **state)
{
    struct fixture *f = *state;

    server_start(&f->server, f->dir, "a", status_answer);
    RUN(f, "status");
    server_stop(&f->server);
    expect(&f->ran, 0, "", "");
    assert_string_equal(f->ran.err, "");
    assert_string_equal(f->ran.out,
                        "run          a: ppo on cpu (avx2), pid 7\n"
                        "state        collecting\n"
                        "goes on      l.st at env step 40960, exactly\n"
                        "waiting on   train-0, for 3 s\n"
                        "ALARM        NOSPACE: full\n"
                        "env steps    51200 of 100000 (51.2 %), 17431/s\n"
                        "time         1 min\n"
                        "updates      4000, 1302/s, in 200 iterations\n"
                        "episodes     812, mean return 231.40, mean length -\n"
                        "evaluation   - (best eval_return 487.20)\n"
                        "checkpoints  2, 1.5 kB, last l.st\n"
                        "envs         train-0: 8 x CartPole-v1, train, lost, pid 42, 1 restarts\n"
                        "folder       runs/a/version_0\n");
    assert_non_null(strstr(f->server.request, "GET /v1/status HTTP/1.1\r\n"));
}

static void test_rltctl_json_is_what_the_run_said(void **state)
{
    struct fixture *f = *state;

    server_start(&f->server, f->dir, "a", status_answer);
    RUN(f, "--json", "status", "-r", "a");
    server_stop(&f->server);
    expect(&f->ran, 0, "\"env_steps\": 51200", "");
    assert_non_null(strstr(f->ran.out, "\"eval_return\": null"));
}

static void test_rltctl_save(void **state)
{
    struct fixture *f = *state;

    server_start(&f->server, f->dir, "a",
                 ANSWER("200 OK", "{\"file\": \"x.safetensors\", \"bytes\": 130520,"
                                  " \"env_steps\": 51200}"));
    RUN(f, "save", "--name=lunch", "--pin");
    server_stop(&f->server);
    expect(&f->ran, 0, "a: saved x.safetensors (130.5 kB) at env step 51200\n", "");
    assert_non_null(strstr(f->server.request, "POST /v1/save HTTP/1.1\r\n"));
    assert_non_null(strstr(f->server.request, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(f->server.request, "{\"name\":\"lunch\",\"pin\":true,\"wait\":true}"));

    server_start(&f->server, f->dir, "a", ANSWER("202 Accepted", "{\"accepted\": true}"));
    RUN(f, "save", "--no-wait");
    server_stop(&f->server);
    expect(&f->ran, 0, "a will save at its next cut\n", "");
    assert_non_null(strstr(f->server.request, "{\"name\":\"\",\"pin\":false,\"wait\":false}"));
}

static void test_rltctl_stop(void **state)
{
    struct fixture *f = *state;

    server_start(&f->server, f->dir, "a", ANSWER("202 Accepted", "{\"stopping\": true}"));
    RUN(f, "stop", "--now");
    server_stop(&f->server);
    expect(&f->ran, 0, "a is stopping without a save\n", "");
    assert_non_null(strstr(f->server.request, "{\"now\":true}"));
}

static void test_rltctl_model_and_profile(void **state)
{
    static const char *const verbs[] = {"model", "profile"};
    struct fixture *f = *state;

    for (size_t i = 0; i < 2; i++) {
        char path[32];
        server_start(&f->server, f->dir, "a", ANSWER("200 OK", "{\"table\": \"all\\nof it\\n\"}"));
        RUN(f, verbs[i]);
        server_stop(&f->server);
        expect(&f->ran, 0, "all\nof it\n", "");
        snprintf(path, sizeof path, "GET /v1/%s ", verbs[i]);
        assert_non_null(strstr(f->server.request, path));
    }
}

static void test_rltctl_ls_of_a_live_run(void **state)
{
    struct fixture *f = *state;

    server_start(
        &f->server, f->dir, "a",
        ANSWER("200 OK",
               "{\"checkpoints\": [{\"file\": \"x.st\", \"name\": \"good\", \"bytes\": 1000,"
               " \"env_steps\": 7, \"metric\": 1.5, \"time\": 0, \"sets\": [\"last\","
               " \"topk\"]}]}"));
    RUN(f, "ls");
    expect(&f->ran, 0, "1.50  last,topk  1.0 kB", "");
    assert_non_null(strstr(f->ran.out, "good  x.st\n"));
    RUN(f, "ls", "--json");
    expect(&f->ran, 0, "\"run\": \"a\"", "");
    server_stop(&f->server);
}

/* What the daemon refuses keeps its words and gets the documented exit code. */
static void test_rltctl_passes_failures_on(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *answer, *err;
        int exit_code;
    } cases[] = {
        {ANSWER("507 X", "{\"error\": \"3 bytes left\", \"code\": \"RL_ENOSPACE\"}"),
         "rltctl: a: 3 bytes left\n", 74},
        {ANSWER("409 X", "{\"error\": \"too many\", \"code\": \"RL_EBUSY\"}"), "too many", 73},
        {ANSWER("503 X", "{\"error\": \"starting\", \"code\": \"RL_ESTOPPED\"}"), "starting", 69},
        {ANSWER("400 X", "{\"error\": \"bad name\", \"code\": \"RL_EINVAL\"}"), "bad name", 64},
        {ANSWER("500 X", "not JSON"), "answered with an HTTP error", 1},
        {ANSWER("200 OK", "not JSON"), "answered with an HTTP error", 1},
        {"garbage", "went away in mid-answer", 69},
        {"", "went away in mid-answer", 69},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        server_start(&f->server, f->dir, "a", cases[i].answer);
        RUN(f, "save");
        server_stop(&f->server);
        expect(&f->ran, cases[i].exit_code, "", cases[i].err);
        assert_string_equal(f->ran.out, "");
    }
}

static void test_rltctl_times_out(void **state)
{
    struct fixture *f = *state;

    server_start(&f->server, f->dir, "a", NULL);
    RUN(f, "status", "--timeout", "0.3");
    server_stop(&f->server);
    expect(&f->ran, 69, "", "the run 'a' did not answer within 0.3 s");
    assert_true(f->ran.seconds < 5);
}

static void test_rltctl_chooses_the_run(void **state)
{
    struct fixture *f = *state;
    struct server second;
    char stale[128];

    RUN(f, "status");
    expect(&f->ran, 69, "", "rltctl: no run is live\n");
    server_start(&second, f->dir, "stale", "");
    snprintf(stale, sizeof(stale), "%s.x",
             second.path); /* keeps the name on disk, nobody listens */
    assert_int_equal(link(second.path, stale), 0);
    server_stop(&second);
    assert_int_equal(rename(stale, second.path), 0);

    server_start(&f->server, f->dir, "b", status_answer);
    RUN(f, "status");
    expect(&f->ran, 0, "collecting", "");
    server_start(&second, f->dir, "a", status_answer);
    RUN(f, "status");
    expect(&f->ran, 64, "", "rltctl: 2 runs are live, choose one with -r: a, b\n");
    RUN(f, "-r", "b", "status");
    expect(&f->ran, 0, "collecting", "");
    RUN(f, "-r", "c", "status");
    expect(&f->ran, 69, "", "no run 'c' is live");
    server_stop(&second);
    server_stop(&f->server);
    snprintf(stale, sizeof(stale), "%s/stale.ctl", f->dir);
    assert_int_equal(unlink(stale), 0);
}

static void test_rltctl_wrong_command_lines(void **state)
{
    static const struct {
        const char *words[4], *err;
    } cases[] = {
        {{NULL}, "no verb is given"},
        {{"statsu", NULL}, "there is no verb 'statsu'; did you mean 'status'?"},
        {{"status", "x", NULL}, "'x' is one word too many for 'status'"},
        {{"status", "--jsno", NULL}, "there is no option '--jsno'; did you mean --json?"},
        {{"save", "--now", NULL}, "'save' takes no --now"},
        {{"save", "--name", NULL}, "--name needs a value: NAME"},
        {{"save", "--pin=1", NULL}, "--pin takes no value"},
        {{"status", "-r", "a/b", NULL}, "'a/b' cannot be a run's name"},
        {{"status", "--timeout=x", NULL}, "--timeout: 'x' is not a duration"},
        {{"eval", NULL}, "'eval' needs a word: rltctl eval CKPT"},
        {{"eval", "best", "--episodes=0", NULL}, "--episodes: 0 is below 1"},
        {{"help", "sav", NULL}, "there is no verb 'sav'; did you mean 'save'?"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rltctl(&f->ran, f->dir, cases[i].words);
        expect(&f->ran, 64, "", cases[i].err);
    }
}

static void test_rltctl_help(void **state)
{
    struct fixture *f = *state;

    RUN(f, "--help");
    expect(&f->ran, 0, "78  bad configuration", "");
    RUN(f, "help", "save");
    expect(&f->ran, 0, "--pin", "");
    RUN(f, "stop", "-h");
    expect(&f->ran, 0, "--now", "");
    RUN(f, "--version");
    expect(&f->ran, 0, "rltctl 0", "");
}

/* Of runs that have ended, the daemon's program beside rltctl tells. */
static void test_rltctl_asks_rltd_of_ended_runs(void **state)
{
    struct fixture *f = *state;
    char runs[96];

    snprintf(runs, sizeof(runs), "%s/runs", f->dir);
    RUN(f, "ls", "--runs", runs);
    expect(&f->ran, 69, "", "rltd: cannot read the folder of runs");
    assert_int_equal(mkdir(runs, 0700), 0);
    RUN(f, "ls");
    expect(&f->ran, 69, "", "there are no runs in 'runs'");
    RUN(f, "ls", "-r", "gone");
    expect(&f->ran, 69, "", "there is no run 'gone' in 'runs'");
    RUN(f, "eval", "best", "--episodes", "3");
    expect(&f->ran, 69, "", "there are no runs in 'runs'");
    rmdir(runs);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_rltctl_status_for_people),
        CASE(test_rltctl_json_is_what_the_run_said),
        CASE(test_rltctl_save),
        CASE(test_rltctl_stop),
        CASE(test_rltctl_model_and_profile),
        CASE(test_rltctl_ls_of_a_live_run),
        CASE(test_rltctl_passes_failures_on),
        CASE(test_rltctl_times_out),
        CASE(test_rltctl_chooses_the_run),
        CASE(test_rltctl_wrong_command_lines),
        CASE(test_rltctl_help),
        CASE(test_rltctl_asks_rltd_of_ended_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
