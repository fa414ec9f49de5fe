/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "replay/snapshot.h"

enum { ENVS = 3, N = 300, SLACK = 90, STEPS = 400 };

static struct replay_spec spec_of(void)
{
    struct replay_spec spec = {.n_envs = ENVS, .capacity = N, .slack = SLACK};
    rl_space_box(&spec.obs, 2, NULL, NULL);
    rl_space_discrete(&spec.action, 9);
    return spec;
}

/* Every env does the step that follows from the ring's head; env 1 ends every seventh one. */
static int step(struct replay_ring *ring)
{
    float obs[ENVS][2], reward[ENVS];
    int32_t action[ENVS];
    uint8_t terminated[ENVS] = {0};
    for (int e = 0; e < ENVS; e++) {
        obs[e][0] = (float)ring->head;
        obs[e][1] = (float)e;
        reward[e] = (float)ring->head * 0.5f;
        action[e] = (int32_t)(ring->head % 9) + e;
    }
    terminated[1] = ring->steps / ENVS % 7 == 6;
    struct replay_steps steps = {.n = ENVS,
                                 .action = action,
                                 .reward = reward,
                                 .terminated = terminated,
                                 .next_obs = obs,
                                 .final_obs = obs,
                                 .version = ring->head};
    return replay_ring_step(ring, &steps, NULL);
}

static void begin(struct replay_ring *ring)
{
    struct replay_spec spec = spec_of();
    float obs[2] = {-1, -1};
    assert_int_equal(replay_ring_init(ring, &spec, NULL, 7, NULL), 0);
    for (uint32_t e = 0; e < ENVS; e++)
        assert_int_equal(replay_ring_begin(ring, e, obs), 0);
}

/* The window as it lies there now. */
struct copy {
    uint64_t n;
    struct replay_row row[N];
    uint8_t *data;
};

static void copy_window(struct copy *copy, const struct replay_ring *ring)
{
    size_t bytes = ring->layout.row_bytes;
    uint64_t tail = replay_ring_tail(ring);
    copy->n = ring->head - tail;
    copy->data = malloc(N * bytes);
    assert_non_null(copy->data);
    for (uint64_t i = 0; i < copy->n; i++) {
        uint32_t slot = replay_ring_slot(ring, tail + i);
        copy->row[i] = ring->rows[slot];
        memcpy(copy->data + i * bytes, ring->data + slot * bytes, bytes);
    }
}

struct reader {
    const struct replay_snapshot *snapshot;
    struct copy *want;
    atomic_bool done;
};

/* All of it, in pieces of many sizes, again and again. */
static void *read_all(void *arg)
{
    struct reader *r = arg;
    size_t bytes = r->snapshot->row_bytes;
    struct replay_row *row = malloc(N * sizeof *row);
    uint8_t *data = malloc(N * bytes);
    bool same = row && data;
    for (uint64_t most = 1; most <= N && same; most += 13)
        for (uint64_t first = 0, n; first < r->want->n && same; first += n) {
            n = most < r->want->n - first ? most : r->want->n - first;
            replay_snapshot_rows(r->snapshot, first, n, row);
            replay_snapshot_data(r->snapshot, first, n, data);
            same = memcmp(row, r->want->row + first, n * sizeof *row) == 0 &&
                   memcmp(data, r->want->data + first * bytes, n * bytes) == 0;
        }
    free(row);
    free(data);
    atomic_store(&r->done, true);
    return same ? NULL : r;
}

/* At every fill, from the first rows to several times around. */
static void test_snapshot_stands_while_the_ring_goes_on(void **state)
{
    (void)state;
    struct replay_ring ring;
    begin(&ring);
    for (int taken = 0; taken < 12; taken++) {
        struct replay_snapshot snapshot;
        struct copy want;
        for (int i = 0; i < STEPS / 10 * (taken % 4); i++)
            assert_int_equal(step(&ring), 0);
        copy_window(&want, &ring);
        assert_int_equal(replay_snapshot_take(&snapshot, &ring), 0);
        assert_int_equal(snapshot.head - snapshot.tail, want.n);
        struct reader r = {.snapshot = &snapshot, .want = &want};
        pthread_t thread;
        void *differs;
        assert_int_equal(pthread_create(&thread, NULL, read_all, &r), 0);
        int n_steps = 0;
        while (step(&ring) == 0)
            n_steps++;
        assert_true(n_steps >= SLACK / (2 * ENVS)); /* went on, and then had no room */
        assert_int_equal(pthread_join(thread, &differs), 0);
        assert_null(differs);
        assert_null(read_all(&r)); /* and still stands, in front of a ring that waits */
        replay_snapshot_deinit(&snapshot);
        replay_ring_unguard(&ring);
        assert_int_equal(step(&ring), 0);
        free(want.data);
    }
    replay_ring_deinit(&ring);
}

static void test_a_lost_env_is_open_no_more(void **state)
{
    (void)state;
    struct replay_ring ring;
    struct replay_snapshot snapshot;
    struct replay_row last;
    begin(&ring);
    for (int i = 0; i < 20; i++)
        assert_int_equal(step(&ring), 0);
    uint64_t open = ring.open[2] - 1;
    assert_int_equal(replay_snapshot_take(&snapshot, &ring), 0);
    replay_ring_truncate(&ring, 2); /* after it was taken */
    replay_snapshot_rows(&snapshot, open - snapshot.tail, 1, &last);
    assert_int_equal(last.number, open);
    assert_int_equal(last.truncated, 0);
    assert_int_equal(snapshot.n_open, ENVS);
    replay_snapshot_deinit(&snapshot);
    assert_int_equal(replay_snapshot_take(&snapshot, &ring), 0);
    replay_snapshot_rows(&snapshot, open - snapshot.tail, 1, &last);
    assert_int_equal(last.truncated, 1);
    assert_int_equal(snapshot.n_open, ENVS - 1);
    replay_snapshot_deinit(&snapshot);
    replay_ring_deinit(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snapshot_stands_while_the_ring_goes_on),
        cmocka_unit_test(test_a_lost_env_is_open_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
