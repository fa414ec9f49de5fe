/* SPDX-License-Identifier: MIT */
/* The env socket when the process has no descriptor left: it says so once, sleeps, and takes the
 * connection as soon as there is one. */
#include "daemon/session/hub.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

struct fixture {
    uv_loop_t loop;
    uv_prepare_t turns; /* counts turns of the loop */
    struct rl_log log;
    struct rltd_hub *hub;
    char dir[64], path[96], log_path[96];
    int n_turns, n_hellos;
};

static int on_hello(void *owner, struct rltd_session *s, struct rl_error *err)
{
    (void)s;
    ((struct fixture *)owner)->n_hellos++;
    return rl_error_set(err, RL_EPROTO, "not today");
}

static void on_tick(void *owner, uint64_t now_ns)
{
    (void)owner;
    (void)now_ns;
}

static void on_turn(uv_prepare_t *turns)
{
    ((struct fixture *)turns->data)->n_turns++;
}

static const struct rltd_session_events events = {.hello = on_hello};

static void setup(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    strcpy(f->dir, "/tmp/rltd-hub-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->path, sizeof(f->path), "%s/t.env", f->dir);
    snprintf(f->log_path, sizeof(f->log_path), "%s/log", f->dir);
    rl_log_init(&f->log);
    f->log.stderr_level = RL_LOG_ERROR + 1;
    assert_int_equal(rl_log_open(&f->log, f->log_path, NULL), 0);
    uv_loop_init(&f->loop);
    uv_prepare_init(&f->loop, &f->turns);
    f->turns.data = f;
    uv_prepare_start(&f->turns, on_turn);
    const struct rltd_hub_config config = {.path = f->path,
                                           .hello_timeout_s = 60,
                                           .log = &f->log,
                                           .events = &events,
                                           .tick = on_tick,
                                           .owner = f};
    assert_int_equal(rltd_hub_open(&f->hub, &f->loop, &config, NULL), 0);
}

static void teardown(struct fixture *f)
{
    rltd_hub_close(f->hub);
    uv_close((uv_handle_t *)&f->turns, NULL);
    while (uv_run(&f->loop, UV_RUN_NOWAIT))
        ;
    assert_int_equal(uv_loop_close(&f->loop), 0);
    rl_log_deinit(&f->log);
    unlink(f->log_path);
    assert_int_equal(rmdir(f->dir), 0);
}

static void run_for(struct fixture *f, double seconds)
{
    uint64_t end = rl_now_ns() + (uint64_t)(seconds * 1e9);
    f->n_turns = 0;
    while (rl_now_ns() < end)
        uv_run(&f->loop, UV_RUN_ONCE);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static int count_lines(const char *path, const char *part)
{
    char line[1024];
    int n = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        n += strstr(line, part) != NULL;
    fclose(file);
    return n;
}

/* No new descriptor from here on: they are given out lowest first. */
static struct rlimit forbid_descriptors(void)
{
    struct rlimit before, none;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(0);
    assert_true(next >= 0);
    close(next);
    none = before;
    none.rlim_cur = (rlim_t)next;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    return before;
}

static void test_hub_waits_at_the_descriptor_limit(void **state)
{
    (void)state;
    struct fixture f;
    char byte;
    setup(&f);
    run_for(&f, 0.05);
    int fd = connect_to(f.path);
    struct rlimit before = forbid_descriptors();
    run_for(&f, 0.5);
    int n_turns = f.n_turns;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_true(n_turns < 50); /* ticks, not a spin */
    assert_int_equal(count_lines(f.log_path, "cannot accept"), 1);

    assert_int_equal(write(fd, "no header at all, but long enough", 33), 33);
    run_for(&f, 0.5); /* taken now: the nonsense is refused and the connection closed */
    assert_int_equal(count_lines(f.log_path, "gone before it was accepted"), 1);
    while (recv(fd, &byte, 1, MSG_DONTWAIT) > 0)
        ;
    assert_int_equal(f.n_hellos, 0);
    close(fd);

    fd = connect_to(f.path); /* a second shortage is news again */
    before = forbid_descriptors();
    run_for(&f, 0.3);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(count_lines(f.log_path, "cannot accept"), 2);
    close(fd);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hub_waits_at_the_descriptor_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
