/* SPDX-License-Identifier: MIT */
/* The control API over a real socket in a real loop; clients are libcurl on a thread of their own,
 * or raw sockets that behave badly. */
#include "daemon/control/control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <jansson.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "tests/daemon/fake_run.h"

struct fixture {
    uv_loop_t loop;
    struct rltd_control *control;
    struct rltd_run run;
    struct rl_log log;
    struct rl_error err;
    char dir[64], path[80];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    strcpy(f->dir, "/tmp/rltd-control-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    snprintf(f->path, sizeof(f->path), "%s/fake.ctl", f->dir);
    uv_loop_init(&f->loop);
    rl_log_init(&f->log);
    f->log.stderr_level = RL_LOG_ERROR;
    fake_run_init(&f->run);
    if (rltd_control_open(&f->control, &f->loop, f->path, &f->log, &f->err) < 0)
        return -1;
    rltd_control_attach(f->control, &f->run);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    rltd_control_close(f->control);
    while (uv_run(&f->loop, UV_RUN_NOWAIT))
        ;
    if (uv_loop_close(&f->loop) != 0)
        return -1;
    if (access(f->path, F_OK) == 0 || rmdir(f->dir) != 0)
        return -1;
    rl_log_deinit(&f->log);
    free(f);
    return 0;
}

/* ---- clients ---- */

struct call {
    const char *method, *path, *body;
    const char *socket;
    uv_thread_t thread;
    uv_async_t ended; /* on the server's loop */
    bool done;
    CURLcode code;
    long status;
    struct rl_buf answer;
    json_t *json;
};

static size_t on_data(char *data, size_t size, size_t n, void *arg)
{
    rl_buf_put(arg, data, size * n);
    return size * n;
}

static void client(void *arg)
{
    struct call *c = arg;
    CURL *curl = curl_easy_init();
    char url[128];

    snprintf(url, sizeof(url), "http://x%s", c->path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, c->socket);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &c->answer);
    if (c->body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, c->body);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, c->method);
    c->code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &c->status);
    curl_easy_cleanup(curl);
    uv_async_send(&c->ended);
}

static void on_ended(uv_async_t *async)
{
    struct call *c = RL_CONTAINER_OF(async, struct call, ended);

    c->done = true;
    uv_close((uv_handle_t *)async, NULL);
}

static void call_start(struct fixture *f, struct call *c, const char *method, const char *path,
                       const char *body)
{
    *c = (struct call){.method = method, .path = path, .body = body, .socket = f->path};
    rl_buf_init(&c->answer);
    uv_async_init(&f->loop, &c->ended, on_ended);
    assert_int_equal(uv_thread_create(&c->thread, client, c), 0);
}

static void call_end(struct fixture *f, struct call *c)
{
    while (!c->done)
        uv_run(&f->loop, UV_RUN_ONCE);
    uv_thread_join(&c->thread);
    uv_run(&f->loop, UV_RUN_NOWAIT); /* the async's close */
    assert_int_equal(c->code, CURLE_OK);
    c->json = json_loadb((char *)c->answer.data, c->answer.n, 0, NULL);
    rl_buf_deinit(&c->answer);
    assert_non_null(c->json);
}

static json_t *ask(struct fixture *f, const char *method, const char *path, const char *body,
                   long status)
{
    struct call c;

    call_start(f, &c, method, path, body);
    call_end(f, &c);
    if (c.status != status)
        fail_msg("%s %s: status %ld, not %ld", method, path, c.status, status);
    return c.json;
}

static const char *text(const json_t *json, const char *key)
{
    const char *value = json_string_value(json_object_get(json, key));

    return value ? value : "(none)";
}

static int raw_client(const struct fixture *f, const char *bytes)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path, f->path, strlen(f->path) + 1);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    if (bytes[0])
        assert_true(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL) > 0);
    return fd;
}

static void turn_for(struct fixture *f, int ms)
{
    uint64_t end = rl_now_ns() + (uint64_t)ms * 1000000;

    while (rl_now_ns() < end) {
        uv_run(&f->loop, UV_RUN_NOWAIT);
        usleep(1000);
    }
}

/* ---- verbs ---- */

static void test_control_socket_is_ours_alone(void **state)
{
    struct fixture *f = *state;
    struct rltd_control *second;
    struct stat st;

    assert_int_equal(stat(f->path, &st), 0);
    assert_true(S_ISSOCK(st.st_mode));
    assert_int_equal(st.st_mode & 0777, 0660); /* whatever the umask is */
    assert_int_equal(rltd_control_open(&second, &f->loop, f->path, &f->log, &f->err), RL_EBUSY);
    assert_null(second);
    assert_non_null(strstr(f->err.text, f->path));
}

static void test_control_profile_that_nobody_asked_for(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "GET", "/v1/profile", NULL, 404);

    assert_string_equal(text(json, "error"),
                        "this run keeps no profile: start it with the setting profile=true");
    json_decref(json);
}

static void test_control_model_before_the_envs(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "GET", "/v1/model", NULL, 503);

    assert_non_null(strstr(text(json, "error"), "the run has no networks yet"));
    json_decref(json);
}

static void test_control_livez_needs_no_run(void **state)
{
    struct fixture *f = *state;
    json_t *json;

    rltd_control_attach(f->control, NULL);
    json = ask(f, "GET", "/livez", NULL, 200);
    assert_true(json_is_true(json_object_get(json, "ok")));
    json_decref(json);
    json = ask(f, "GET", "/v1/status", NULL, 503);
    assert_string_equal(text(json, "code"), "RL_ESTOPPED");
    json_decref(json);
}

static void test_control_status(void **state)
{
    struct fixture *f = *state;
    json_t *json, *envs, *checkpoints;

    strcpy(f->run.alarm, "NOSPACE: 3 bytes left");
    json = ask(f, "GET", "/v1/status", NULL, 200);
    envs = json_object_get(json, "envs");
    checkpoints = json_object_get(json, "checkpoints");
    assert_string_equal(text(json, "name"), "fake");
    assert_string_equal(text(json, "state"), "collecting");
    assert_string_equal(text(json, "waiting_on"), "train-0 (lost 3 s ago)");
    assert_string_equal(text(json, "alarm"), "NOSPACE: 3 bytes left");
    assert_int_equal(json_integer_value(json_object_get(json, "env_steps")), 51200);
    assert_true(json_is_null(json_object_get(json, "eval_return"))); /* NaN */
    assert_true(json_is_null(json_object_get(json, "eta_s")));       /* infinite */
    assert_true(json_number_value(json_object_get(json, "best_metric")) == 487.2);
    assert_int_equal(json_array_size(envs), 2);
    assert_string_equal(text(json_array_get(envs, 0), "name"), "train-0");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(envs, 0), "pid")), 42);
    assert_string_equal(text(json_array_get(envs, 1), "name"), "far ? away"); /* was not UTF-8 */
    assert_true(json_is_null(json_object_get(json_array_get(envs, 1), "pid")));
    assert_int_equal(json_integer_value(json_object_get(checkpoints, "count")), 2);
    assert_int_equal(json_integer_value(json_object_get(checkpoints, "bytes")), 1500);
    assert_string_equal(text(checkpoints, "last"), "last.safetensors");
    assert_string_equal(text(checkpoints, "best"), "best.safetensors");
    json_decref(json);
}

static void test_control_checkpoints(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "GET", "/v1/checkpoints?x=1", NULL, 200), *list, *sets;

    list = json_object_get(json, "checkpoints");
    assert_int_equal(json_array_size(list), 2);
    assert_true(json_is_null(json_object_get(json_array_get(list, 0), "metric")));
    sets = json_object_get(json_array_get(list, 1), "sets");
    assert_int_equal(json_array_size(sets), 2);
    assert_string_equal(json_string_value(json_array_get(sets, 0)), "topk");
    assert_string_equal(json_string_value(json_array_get(sets, 1)), "manual");
    json_decref(json);
}

static void test_control_stop(void **state)
{
    struct fixture *f = *state;

    json_decref(ask(f, "POST", "/v1/stop", "", 202));
    assert_int_equal(f->run.n_stops, 1);
    assert_false(f->run.stop_now);
    json_decref(ask(f, "POST", "/v1/stop", "{\"now\": true}", 202));
    assert_true(f->run.stop_now);
}

static void test_control_save_answers_when_durable(void **state)
{
    struct fixture *f = *state;
    struct call save;
    json_t *json;

    call_start(f, &save, "POST", "/v1/save", "{\"name\": \"before-lunch\", \"pin\": true}");
    while (!f->run.pending)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_string_equal(f->run.save_name, "before-lunch");
    assert_true(f->run.save_pin);
    json_decref(ask(f, "GET", "/livez", NULL, 200)); /* nobody else waits for the save */
    turn_for(f, 50);
    assert_false(save.done);
    fake_run_saved(&f->run, 0, "");
    call_end(f, &save);
    json = save.json;
    assert_int_equal(save.status, 200);
    assert_string_equal(text(json, "file"), "last.safetensors");
    assert_true(json_number_value(json_object_get(json, "seconds")) == 0.25);
    json_decref(json);
}

static void test_control_save_without_waiting(void **state)
{
    struct fixture *f = *state;

    json_decref(ask(f, "POST", "/v1/save", "{\"wait\": false}", 202));
    assert_int_equal(f->run.n_saves, 1);
    fake_run_saved(&f->run, RL_EIO, "disk on fire"); /* logged, nobody to tell */
}

static void test_control_save_failures(void **state)
{
    struct fixture *f = *state;
    struct call save;
    json_t *json;

    call_start(f, &save, "POST", "/v1/save", "");
    while (!f->run.pending)
        uv_run(&f->loop, UV_RUN_ONCE);
    fake_run_saved(&f->run, RL_ENOSPACE, "3 bytes left");
    call_end(f, &save);
    assert_int_equal(save.status, 507);
    assert_string_equal(text(save.json, "error"), "3 bytes left");
    assert_string_equal(text(save.json, "code"), "RL_ENOSPACE");
    json_decref(save.json);

    f->run.save_refused = RL_EBUSY;
    json = ask(f, "POST", "/v1/save", "", 409);
    assert_string_equal(text(json, "error"), "too many saves wait");
    json_decref(json);
}

static void test_control_edits(void **state)
{
    static const struct {
        const char *path;
        enum rltd_edit edit;
    } verbs[] = {
        {"/v1/pin", RLTD_EDIT_PIN}, {"/v1/unpin", RLTD_EDIT_UNPIN}, {"/v1/rm", RLTD_EDIT_REMOVE}};
    struct fixture *f = *state;
    struct call call;

    for (size_t i = 0; i < RL_COUNTOF(verbs); i++) {
        call_start(f, &call, "POST", verbs[i].path, "{\"checkpoint\": \"best\"}");
        while (!f->run.pending)
            uv_run(&f->loop, UV_RUN_ONCE);
        assert_int_equal(f->run.edit, verbs[i].edit);
        assert_string_equal(f->run.save_name, "best");
        fake_run_saved(&f->run, i ? 0 : RL_ENOTFOUND, "no checkpoint 'best'");
        call_end(f, &call);
        assert_int_equal(call.status, i ? 200 : 404);
        json_decref(call.json);
    }
    json_decref(ask(f, "POST", "/v1/pin", "{\"checkpoint\": 3}", 400));
}

static void test_control_pause(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "POST", "/v1/pause", "", 202), *paused;

    assert_true(json_is_true(json_object_get(json, "paused")));
    json_decref(json);
    json = ask(f, "GET", "/v1/status", NULL, 200);
    assert_string_equal(text(json, "state"), "paused");
    paused = json_object_get(json, "paused");
    assert_int_equal((int)json_number_value(json_object_get(paused, "since")), 1);
    assert_non_null(strstr(text(paused, "by"), "uid "));
    json_decref(json);
    json_decref(ask(f, "POST", "/v1/resume", "{\"now\": true}", 400));
    json = ask(f, "POST", "/v1/resume", "{}", 202);
    assert_true(json_is_false(json_object_get(json, "paused")));
    json_decref(json);
    json = ask(f, "GET", "/v1/status", NULL, 200);
    assert_true(json_is_null(json_object_get(json, "paused")));
    json_decref(json);
}

static void test_control_set_and_config(void **state)
{
    static const struct {
        const char *body, *error;
    } bad[] = {
        {"{}", "'keys' must name 1 to 64 keys"},
        {"{\"keys\": []}", "'keys' must be an object"},
        {"{\"keys\": {\"gamma\": null}}",
         "the value of 'gamma' must be text, a number, true or false"},
        {"{\"keys\": {\"n_envs\": 3}}", "n_envs cannot change"},
    };
    struct fixture *f = *state;
    json_t *json = ask(f, "POST", "/v1/set", "{\"keys\": {\"max_time\": 1.5}}", 200), *change;

    change = json_array_get(json_object_get(json, "changed"), 0);
    assert_string_equal(text(change, "key"), "max_time");
    assert_string_equal(text(change, "was"), "1");
    assert_string_equal(text(change, "now"), "1.5");
    assert_int_equal(json_integer_value(json_object_get(json, "env_steps")), 51200);
    json_decref(json);
    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        json = ask(f, "POST", "/v1/set", bad[i].body, 400);
        assert_string_equal(text(json, "error"), bad[i].error);
        json_decref(json);
    }
    f->run.save_refused = RL_ESTOPPED;
    json_decref(ask(f, "POST", "/v1/set", "{\"keys\": {\"max_time\": \"1\"}}", 503));
    json = ask(f, "GET", "/v1/config", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(json, "keys")), rltd_config_n_keys);
    json_decref(json);
}

static void test_control_freeze(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "POST", "/v1/freeze", "{\"pattern\": \"policy.*\", \"until\": 4}", 200);

    assert_int_equal(json_integer_value(json_object_get(json, "parameters")), 4);
    json_decref(json);
    json_decref(ask(f, "POST", "/v1/unfreeze", "{\"pattern\": \"policy.*\"}", 200));
    json_decref(ask(f, "POST", "/v1/unfreeze", "{\"pattern\": \"none.*\"}", 404));
    json = ask(f, "POST", "/v1/freeze", "{\"until\": -1}", 400);
    assert_string_equal(text(json, "error"), "'until' must be a count");
    json_decref(json);
}

static void test_control_load(void **state)
{
    struct fixture *f = *state;
    json_t *json = ask(f, "POST", "/v1/load", "{\"checkpoint\": \"best\"}", 200);

    assert_string_equal(text(json, "checkpoint"), "best");
    assert_true(json_is_true(json_object_get(json, "exact")));
    json_decref(json);
    json_decref(ask(f, "POST", "/v1/load", "{\"checkpoint\": \"bad\"}", 422));
}

static void test_control_close_answers_what_waits(void **state)
{
    struct fixture *f = *state;
    struct call save;

    call_start(f, &save, "POST", "/v1/save", "");
    while (!f->run.pending)
        uv_run(&f->loop, UV_RUN_ONCE);
    rltd_control_close(f->control);
    f->control = NULL;
    call_end(f, &save);
    assert_int_equal(save.status, 503);
    json_decref(save.json);
    fake_run_saved(&f->run, 0, ""); /* late: nobody waits any more */
}

/* ---- bad requests ---- */

static void test_control_refuses_bad_requests(void **state)
{
    static const struct {
        const char *method, *path, *body;
        long status;
        const char *error;
    } bad[] = {
        {"GET", "/v1/sttaus", NULL, 404, "there is no /v1/sttaus; did you mean /v1/status?"},
        {"GET", "/", NULL, 404, "there is no /; did you mean /livez?"},
        {"POST", "/v1/status", "", 405, "/v1/status wants GET"},
        {"GET", "/v1/stop", NULL, 405, "/v1/stop wants POST"},
        {"DELETE", "/v1/save", NULL, 405, "/v1/save wants POST"},
        {"POST", "/v1/stop", "{\"no\": true}", 400,
         "unknown member 'no' in the body; did you mean 'now'?"},
        {"POST", "/v1/stop", "{\"now\": 1}", 400, "'now' must be true or false"},
        {"POST", "/v1/save", "{\"name\": 1}", 400, "'name' must be text"},
        {"POST", "/v1/stop", "[]", 400, "the body must be a JSON object"},
        {"POST", "/v1/stop", "{", 400, NULL},
        {"POST", "/v1/save", "{\"name\": \"../x\"}", 400, NULL},
        {"POST", "/v1/save", "{\"name\": \"a\", \"name\": \"b\"}", 400, NULL},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        json_t *json = ask(f, bad[i].method, bad[i].path, bad[i].body, bad[i].status);

        if (bad[i].error)
            assert_string_equal(text(json, "error"), bad[i].error);
        if (bad[i].status != 400)
            assert_int_equal(json_array_size(json_object_get(json, "endpoints")), RLTD_N_ENDPOINTS);
        json_decref(json);
    }
    assert_int_equal(f->run.n_saves + f->run.n_stops, 0);
}

static void test_control_bounds_bodies(void **state)
{
    struct fixture *f = *state;
    char *body = malloc(70001);

    memset(body, ' ', 70000);
    body[70000] = '\0';
    json_decref(ask(f, "POST", "/v1/stop", body, 413));
    body[65536] = '\0'; /* as large as may be: blanks are no JSON */
    json_decref(ask(f, "POST", "/v1/stop", body, 400));
    free(body);
    assert_int_equal(f->run.n_stops, 0);
}

static void test_control_survives_garbage(void **state)
{
    static const char *const garbage[] = {
        "\x16\x03\x01\x02\x00",
        "GET",
        "GET / HTTP/9.9\r\n\r\n",
        "\r\n\r\n\r\n\r\n",
        "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{\"now",
        "POST /v1/stop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    };
    struct fixture *f = *state;
    int fd[RL_COUNTOF(garbage)];

    for (size_t i = 0; i < RL_COUNTOF(garbage); i++)
        fd[i] = raw_client(f, garbage[i]);
    turn_for(f, 50);
    json_decref(ask(f, "GET", "/livez", NULL, 200));
    for (size_t i = 0; i < RL_COUNTOF(garbage); i++)
        close(fd[i]); /* some in mid-request */
    turn_for(f, 20);
    json_decref(ask(f, "GET", "/livez", NULL, 200));
    assert_int_equal(f->run.n_stops, 0);
}

static void test_control_answers_in_a_crowd(void **state)
{
    struct fixture *f = *state;
    int fd[400];
    uint64_t start;

    for (size_t i = 0; i < RL_COUNTOF(fd); i++) {
        fd[i] = raw_client(f, i % 2 ? "GET /v1/st" : "");
        uv_run(&f->loop, UV_RUN_NOWAIT);
    }
    start = rl_now_ns();
    json_decref(ask(f, "GET", "/v1/status", NULL, 200));
    assert_true(rl_now_ns() - start < 1000000000u);
    for (size_t i = 0; i < RL_COUNTOF(fd); i++)
        close(fd[i]);
}

/* Half a request, kept alive by a byte now and then, does not hold its place for ever. */
static void test_control_drops_the_slow(void **state)
{
    struct fixture *f = *state;
    int fd = raw_client(f, "GET /livez HTTP/1.1\r\nX: ");
    char byte;
    bool dropped = false;

    for (int i = 0; i < 14 && !dropped; i++) {
        turn_for(f, 1000);
        dropped = send(fd, "a", 1, MSG_NOSIGNAL) < 0 || recv(fd, &byte, 1, 0) == 0;
    }
    close(fd);
    assert_true(dropped);
}

/* A client that asks and never reads gets what fits into its socket, and holds nobody up. */
static void test_control_does_not_wait_for_readers(void **state)
{
    struct fixture *f = *state;
    static const char request[] = "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd = raw_client(f, "");

    for (int i = 0; i < 2000; i++) {
        if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
            break;
        uv_run(&f->loop, UV_RUN_NOWAIT);
    }
    json_decref(ask(f, "GET", "/livez", NULL, 200));
    close(fd);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_control_socket_is_ours_alone),
        CASE(test_control_profile_that_nobody_asked_for),
        CASE(test_control_model_before_the_envs),
        CASE(test_control_livez_needs_no_run),
        CASE(test_control_status),
        CASE(test_control_checkpoints),
        CASE(test_control_stop),
        CASE(test_control_save_answers_when_durable),
        CASE(test_control_save_without_waiting),
        CASE(test_control_save_failures),
        CASE(test_control_edits),
        CASE(test_control_pause),
        CASE(test_control_load),
        CASE(test_control_freeze),
        CASE(test_control_set_and_config),
        CASE(test_control_close_answers_what_waits),
        CASE(test_control_refuses_bad_requests),
        CASE(test_control_bounds_bodies),
        CASE(test_control_survives_garbage),
        CASE(test_control_answers_in_a_crowd),
        CASE(test_control_drops_the_slow),
        CASE(test_control_does_not_wait_for_readers),
    };
    curl_global_init(CURL_GLOBAL_NOTHING);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
