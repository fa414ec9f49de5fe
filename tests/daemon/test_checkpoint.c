/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

static void write_one(struct fixture *f, const char *stem, struct rltd_ckpt_write *w)
{
    struct rl_error err = {0};
    struct rltd_image *image = fixture_image(f, 77);
    *w = (struct rltd_ckpt_write){.fs = &rltd_fs_posix,
                                  .log = &f->log,
                                  .folder = f->dir,
                                  .stem = stem,
                                  .image = image,
                                  .saved = json_pack("{s:i}", "env_steps", 77)};
    if (rltd_ckpt_write(w, &err))
        fail_msg("%s", err.text);
    json_decref(w->saved);
    rltd_image_destroy(image);
}

static void test_what_was_written_reads_back(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt_write w;
    struct rltd_ckpt *ckpt;
    char path[RLTD_STORE_PATH_MAX], env[5];
    struct stat st;
    enum rl_dtype dtype;
    struct nn_shape shape;
    struct rl_error err;
    fixture_init(&f);
    write_one(&f, "a", &w);
    assert_string_equal(w.file, "a.safetensors");
    rltd_path_join(path, f.dir, w.file, NULL);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, w.bytes);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(rltd_ckpt_open(&ckpt, path, NULL), 0);
    assert_string_equal(rltd_ckpt_meta(ckpt, "agent"), "ppo");
    assert_string_equal(rltd_ckpt_meta(ckpt, "spaces"), "{\"obs\":[4]}");
    assert_string_equal(rltd_ckpt_meta(ckpt, "exact"), "true");
    assert_null(rltd_ckpt_meta(ckpt, "nobody"));
    assert_int_equal(rltd_ckpt_info(ckpt, "model/weight", &dtype, &shape), 0);
    assert_int_equal(dtype, RL_F32);
    assert_true(nn_shape_equal(shape, NN_MAT(3, FIXTURE_WEIGHTS / 3)));
    assert_int_equal(rltd_ckpt_info(ckpt, "nobody", &dtype, &shape), RL_ENOTFOUND);
    assert_int_equal(rltd_ckpt_read(ckpt, "env_state/0", RL_U8, env, sizeof(env), &err), 0);
    assert_string_equal(env, "env0");
    assert_int_equal(rltd_ckpt_read(ckpt, "env_state/0", RL_U8, env, 4, &err), RL_ESHAPE);
    assert_int_equal(rltd_ckpt_read(ckpt, "nobody", RL_U8, env, 4, &err), RL_ENOTFOUND);
    memset(f.weight, 0, sizeof(f.weight));
    f.counter = 0;
    assert_int_equal(rltd_ckpt_restore(ckpt, f.state, true, &err), 0);
    assert_true(f.weight[8] == 78.0f);
    assert_int_equal(f.counter, 0); /* not of the model */
    assert_int_equal(rltd_ckpt_restore(ckpt, f.state, false, &err), 0);
    assert_int_equal(f.counter, 77);
    rltd_ckpt_close(ckpt);
    fixture_deinit(&f);
}

static void test_names_that_are_taken_get_a_version(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt_write w;
    fixture_init(&f);
    write_one(&f, "a", &w);
    write_one(&f, "a", &w);
    assert_string_equal(w.file, "a-v1.safetensors");
    write_one(&f, "a", &w);
    assert_string_equal(w.file, "a-v2.safetensors");
    fixture_deinit(&f);
}

static void test_restore_names_everything_that_does_not_fit(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt_write w;
    struct rltd_ckpt *ckpt;
    struct rl_error err;
    char path[RLTD_STORE_PATH_MAX];
    float value = 5;
    fixture_init(&f);
    write_one(&f, "a", &w);
    rltd_path_join(path, f.dir, w.file, NULL);
    assert_int_equal(rltd_ckpt_open(&ckpt, path, NULL), 0);
    struct nn_state *other = nn_state_create();
    nn_state_add_array(other, "model/weight", NN_STATE_MODEL, RL_F32, NN_VEC(FIXTURE_WEIGHTS),
                       f.weight);
    nn_state_add_array(other, "model/bias", NN_STATE_MODEL, RL_F32, NN_SCALAR, &value);
    nn_state_add_array(other, "counters/update", NN_STATE_RESUME, RL_F32, NN_SCALAR, &value);
    f.weight[0] = -1;
    assert_int_equal(rltd_ckpt_restore(ckpt, other, false, &err), RL_ESHAPE);
    assert_non_null(strstr(err.text, "missing model/bias"));
    assert_non_null(strstr(err.text, "model/weight is (3, 100) float32 instead of (300"));
    assert_non_null(strstr(err.text, "counters/update is () uint64 instead of () float32"));
    assert_true(f.weight[0] == -1 && value == 5); /* nothing was touched */
    nn_state_destroy(other);
    rltd_ckpt_close(ckpt);
    fixture_deinit(&f);
}

static bool nothing_stays(void *arg, const char *name)
{
    (void)arg, (void)name;
    return false;
}

static bool is_extra(const char *name)
{
    return strncmp(name, "env_state/", 10) == 0;
}

/* What is held is read though the file has gone since; what was left is not. */
static void test_what_is_held_needs_no_file(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt_write w;
    struct rltd_ckpt *ckpt = NULL;
    struct rl_error err;
    char path[RLTD_STORE_PATH_MAX], env[5];
    uint64_t counter = 0;
    atomic_bool cancelled = true;
    struct rltd_ckpt_hold hold = {.digest = true, .hold = true, .cancelled = &cancelled};
    fixture_init(&f);
    write_one(&f, "a", &w);
    rltd_path_join(path, f.dir, w.file, NULL);
    assert_int_equal(rltd_ckpt_open_held(&ckpt, path, &hold, &err), RL_ESTOPPED);
    atomic_store(&cancelled, false);
    hold.leaves = is_extra;
    assert_int_equal(rltd_ckpt_open_held(&ckpt, path, &hold, &err), 0);
    assert_int_equal(rltd_ckpt_read(ckpt, "env_state/0", RL_U8, env, sizeof(env), &err), 0);
    assert_string_equal(env, "env0");
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(rltd_ckpt_read(ckpt, "env_state/0", RL_U8, env, sizeof(env), &err), RL_EIO);
    assert_int_equal(
        rltd_ckpt_read(ckpt, "counters/update", RL_U64, &counter, sizeof(counter), &err), 0);
    assert_int_equal(counter, 77);
    memset(f.weight, 0, sizeof(f.weight));
    assert_int_equal(rltd_ckpt_restore_live(ckpt, f.state, nothing_stays, NULL, &err), 0);
    assert_true(f.weight[8] == 78.0f);
    rltd_ckpt_close(ckpt);
    fixture_deinit(&f);
}

/* State that may begin is zeroed where the file has none, before a run and within one. */
static void test_restore_lets_new_state_begin(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt_write w;
    struct rltd_ckpt *ckpt;
    char path[RLTD_STORE_PATH_MAX], begins[64];
    fixture_init(&f);
    write_one(&f, "a", &w);
    rltd_path_join(path, f.dir, w.file, NULL);
    assert_int_equal(rltd_ckpt_open(&ckpt, path, NULL), 0);
    rltd_ckpt_begins(ckpt, f.state, begins, sizeof(begins));
    assert_string_equal(begins, "");
    float walk[2] = {5, 6};
    nn_state_add_array(f.state, "noise/walk", NN_STATE_BEGINS, RL_F32, NN_VEC(2), walk);
    rltd_ckpt_begins(ckpt, f.state, begins, sizeof(begins));
    assert_string_equal(begins, "noise/walk");
    assert_int_equal(rltd_ckpt_restore(ckpt, f.state, true, NULL), 0);
    assert_true(walk[0] == 5 && walk[1] == 6); /* acting needs none of it */
    assert_int_equal(rltd_ckpt_restore(ckpt, f.state, false, NULL), 0);
    assert_true(walk[0] == 0 && walk[1] == 0);
    walk[1] = 7;
    assert_int_equal(rltd_ckpt_restore_live(ckpt, f.state, nothing_stays, NULL, NULL), 0);
    assert_true(walk[0] == 0 && walk[1] == 0);
    rltd_ckpt_close(ckpt);
    fixture_deinit(&f);
}

/* The bytes of a written file, and how a changed copy of it is judged. */
struct specimen {
    struct fixture f;
    uint8_t *data;
    size_t n;
    char path[RLTD_STORE_PATH_MAX];
    unsigned n_judged; /* in turns, for both ways of reading */
};

static void specimen_init(struct specimen *s)
{
    struct rltd_ckpt_write w;
    char path[RLTD_STORE_PATH_MAX];
    s->n_judged = 0;
    fixture_init(&s->f);
    write_one(&s->f, "a", &w);
    rltd_path_join(path, s->f.dir, w.file, NULL);
    rltd_path_join(s->path, s->f.dir, "changed.safetensors", NULL);
    s->n = w.bytes;
    s->data = malloc(s->n);
    int fd = open(path, O_RDONLY);
    assert_int_equal(read(fd, s->data, s->n), s->n);
    close(fd);
}

static void specimen_deinit(struct specimen *s)
{
    free(s->data);
    fixture_deinit(&s->f);
}

static int judge(struct specimen *s, int fd, size_t n)
{
    struct rltd_ckpt *ckpt = NULL;
    assert_int_equal(ftruncate(fd, (off_t)n), 0);
    const struct rltd_ckpt_hold hold = {.digest = true, .hold = s->n_judged++ % 2};
    int rc = rltd_ckpt_open_held(&ckpt, s->path, &hold, NULL);
    rltd_ckpt_close(ckpt);
    return rc;
}

static void test_every_bit_flip_is_detected(void **state)
{
    (void)state;
    struct specimen s;
    specimen_init(&s);
    int fd = open(s.path, O_CREAT | O_RDWR, 0600);
    assert_int_equal(pwrite(fd, s.data, s.n, 0), s.n);
    assert_int_equal(judge(&s, fd, s.n), 0);
    for (size_t bit = 0; bit < 8 * s.n; bit++) {
        uint8_t flipped = s.data[bit / 8] ^ (uint8_t)(1u << bit % 8);
        assert_int_equal(pwrite(fd, &flipped, 1, (off_t)(bit / 8)), 1);
        if (judge(&s, fd, s.n) != RL_ECORRUPT)
            fail_msg("bit %zu of %zu went unnoticed", bit, 8 * s.n);
        assert_int_equal(pwrite(fd, &s.data[bit / 8], 1, (off_t)(bit / 8)), 1);
    }
    assert_int_equal(judge(&s, fd, s.n), 0);
    close(fd);
    specimen_deinit(&s);
}

static void test_every_truncation_and_growth_is_detected(void **state)
{
    (void)state;
    struct specimen s;
    specimen_init(&s);
    int fd = open(s.path, O_CREAT | O_RDWR, 0600);
    assert_int_equal(pwrite(fd, s.data, s.n, 0), s.n);
    assert_int_equal(judge(&s, fd, s.n + 1), RL_ECORRUPT);
    for (size_t n = s.n; n-- > 0;)
        if (judge(&s, fd, n) != RL_ECORRUPT)
            fail_msg("%zu bytes of %zu went unnoticed", n, s.n);
    close(fd);
    specimen_deinit(&s);
}

static void test_open_refuses_what_is_no_file(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_ckpt *ckpt;
    struct rl_error err;
    fixture_init(&f);
    assert_int_equal(rltd_ckpt_open(&ckpt, f.dir, &err), RL_EINVAL);
    assert_int_equal(rltd_ckpt_open(&ckpt, "/nowhere/x.safetensors", &err), RL_ENOTFOUND);
    char path[RLTD_STORE_PATH_MAX];
    rltd_path_join(path, f.dir, "fifo", NULL);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(rltd_ckpt_open(&ckpt, path, &err), RL_EINVAL);
    fixture_deinit(&f);
}

static void test_bad_images_are_refused_and_leave_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    fixture_init(&f);
    const char *const metadata[] = {"[1]", "{", "{\"a\": 1, \"a\": 2}", "{\"digest\": \"x\"}"};
    for (size_t i = 0; i < RL_COUNTOF(metadata) + 1; i++) {
        struct rltd_image *image = fixture_image(&f, 1);
        if (i < RL_COUNTOF(metadata)) {
            free(image->metadata_json);
            image->metadata_json = strdup(metadata[i]);
        } else {
            snprintf(image->extra[0].name, sizeof(image->extra[0].name), "model/weight");
        }
        struct rltd_ckpt_write w = {.fs = &rltd_fs_posix,
                                    .folder = f.dir,
                                    .stem = "a",
                                    .image = image,
                                    .saved = json_object()};
        assert_int_equal(rltd_ckpt_write(&w, &err), RL_EINVAL);
        json_decref(w.saved);
        rltd_image_destroy(image);
    }
    assert_int_equal(rmdir(f.dir), 0); /* it is empty */
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_reads_back),
        cmocka_unit_test(test_what_is_held_needs_no_file),
        cmocka_unit_test(test_names_that_are_taken_get_a_version),
        cmocka_unit_test(test_restore_names_everything_that_does_not_fit),
        cmocka_unit_test(test_restore_lets_new_state_begin),
        cmocka_unit_test(test_every_bit_flip_is_detected),
        cmocka_unit_test(test_every_truncation_and_growth_is_detected),
        cmocka_unit_test(test_open_refuses_what_is_no_file),
        cmocka_unit_test(test_bad_images_are_refused_and_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
