/* SPDX-License-Identifier: MIT */
/* Whichever bit of the newest checkpoint is turned, and wherever it ends: a resume takes the one
 * before, and the next start puts the damaged one aside. That each bit and each length is noticed
 * is test_checkpoint's matter; here some of them are tried, in every place. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

#define OLDER 10
#define NEWER 20
#define STEP  13 /* odd, so that each bit of a byte has its turn */

/* A stopped run with two checkpoints; the newer one's path and bytes. */
struct pair {
    struct fixture f;
    char newer[RLTD_STORE_PATH_MAX];
    uint8_t *data;
    size_t n;
    int fd;
};

static void pair_init(struct pair *p)
{
    fixture_init(&p->f);
    fixture_open(&p->f, NULL);
    fixture_save(&p->f, RLTD_SET_LAST | RLTD_SET_MANUAL, "older", OLDER, 1);
    struct rltd_save_result newer =
        fixture_save(&p->f, RLTD_SET_LAST | RLTD_SET_MANUAL, "newer", NEWER, 1);
    assert_int_equal(newer.code, 0);
    fixture_close(&p->f, "stopped");
    char folder[RLTD_STORE_PATH_MAX];
    rltd_path_join(folder, p->f.dir, RLTD_CKPT_FOLDER, NULL);
    rltd_path_join(p->newer, folder, newer.checkpoint.file, NULL);
    p->n = newer.checkpoint.bytes;
    p->data = malloc(p->n);
    p->fd = open(p->newer, O_RDWR);
    assert_non_null(p->data);
    assert_int_equal(pread(p->fd, p->data, p->n, 0), p->n);
}

static void pair_deinit(struct pair *p)
{
    close(p->fd);
    free(p->data);
    fixture_deinit(&p->f);
}

/* Env steps of what a resume would take. */
static uint64_t taken(struct pair *p)
{
    struct rltd_ckpt *ckpt;
    struct rl_error err = {0};
    json_t *saved;
    char path[RLTD_STORE_PATH_MAX];
    if (rltd_ckpt_newest(p->f.dir, &p->f.log, &ckpt, path, sizeof(path), &err))
        fail_msg("%s", err.text);
    assert_int_equal(rltd_ckpt_saved(ckpt, &saved, NULL), 0);
    uint64_t env_steps = (uint64_t)json_integer_value(json_object_get(saved, "env_steps"));
    json_decref(saved);
    rltd_ckpt_close(ckpt);
    return env_steps;
}

static void test_turned_bits(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p);
    assert_int_equal(taken(&p), NEWER);
    for (size_t bit = 0; bit < 8 * p.n; bit += STEP) {
        uint8_t flipped = p.data[bit / 8] ^ (uint8_t)(1u << bit % 8);
        assert_int_equal(pwrite(p.fd, &flipped, 1, (off_t)(bit / 8)), 1);
        if (taken(&p) != OLDER)
            fail_msg("with bit %zu of %zu turned it was taken", bit, 8 * p.n);
        assert_int_equal(pwrite(p.fd, &p.data[bit / 8], 1, (off_t)(bit / 8)), 1);
    }
    assert_int_equal(taken(&p), NEWER);
    pair_deinit(&p);
}

static void test_cut_lengths(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p);
    for (size_t n = p.n - 1; n >= STEP; n -= STEP) {
        assert_int_equal(ftruncate(p.fd, (off_t)n), 0);
        if (taken(&p) != OLDER)
            fail_msg("with %zu bytes of %zu it was taken", n, p.n);
    }
    p.f.config.resumed = true;
    p.f.config.resume = rltd_mark_at(OLDER);
    fixture_open(&p.f, NULL);
    assert_int_not_equal(access(p.newer, F_OK), 0);
    assert_int_equal(query_int(p.f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'corrupt'"),
                     1);
    pair_deinit(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turned_bits),
        cmocka_unit_test(test_cut_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
