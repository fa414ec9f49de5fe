/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "replay/ring.h"
#include "replay/view.h"

enum { N = 200, SLACK = 40, ID = 77 };

struct folder {
    char path[64], ring[80], part[88];
};

static int setup(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/rltd-test-ring-XXXXXX");
    if (!f || !mkdtemp(f->path))
        return -1;
    snprintf(f->ring, sizeof f->ring, "%s/ring", f->path);
    snprintf(f->part, sizeof f->part, "%s.part", f->ring);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct folder *f = *state;
    unlink(f->ring);
    unlink(f->part);
    int rc = rmdir(f->path); /* fails where something was left behind */
    free(f);
    return rc;
}

/* One env whose row r holds the observation r, and whose actions and rewards follow from it. */
static struct replay_spec line_spec(void)
{
    struct replay_spec spec = {.n_envs = 1, .capacity = N, .slack = SLACK};
    rl_space_box(&spec.obs, 1, NULL, NULL);
    rl_space_discrete(&spec.action, 9);
    return spec;
}

static int line_step(struct replay_ring *ring)
{
    float next = (float)ring->head, reward = -(float)(ring->head - 1);
    int32_t action = (int32_t)ring->head - 1;
    struct replay_steps steps = {
        .n = 1, .action = &action, .reward = &reward, .next_obs = &next, .version = ring->head - 1};
    return replay_ring_step(ring, &steps, NULL);
}

static void line_begin(struct replay_ring *ring)
{
    float obs = (float)ring->head;
    assert_int_equal(replay_ring_begin(ring, 0, &obs), 0);
}

/* Every row of the window but the newest is a start that says its number. */
static void check_line(const struct replay_ring *ring)
{
    struct replay_view view = {.ring = ring, .frame_stack = 1, .n_step = 1, .gamma = 0.5f};
    uint64_t tail = replay_ring_tail(ring);
    assert_int_equal(ring->starts, ring->head - 1 - tail);
    for (uint64_t row = tail; row + 1 < ring->head; row++) {
        float obs, next, reward, discount;
        int32_t action;
        uint64_t version;
        struct replay_batch batch = {.obs = &obs,
                                     .next_obs = &next,
                                     .action = &action,
                                     .reward = &reward,
                                     .discount = &discount,
                                     .version = &version};
        assert_true(replay_view_has(&view, row));
        replay_view_gather(&view, &row, 1, &batch);
        assert_true(obs == (float)row && next == obs + 1 && reward == -obs && discount == 0.5f);
        assert_int_equal(action, row);
        assert_int_equal(version, row);
    }
    assert_false(replay_view_has(&view, ring->head - 1));
}

/* The state that a checkpoint would hold. */
struct saved {
    uint64_t head, first, starts, steps, lost, id, open;
};

static struct saved save(const struct replay_ring *r)
{
    return (struct saved){r->head, r->first, r->starts, r->steps, r->lost, r->id, r->open[0]};
}

static void load(struct replay_ring *r, const struct saved *s)
{
    r->head = s->head;
    r->first = s->first;
    r->starts = s->starts;
    r->steps = s->steps;
    r->lost = s->lost;
    r->id = s->id;
    r->open[0] = s->open;
}

static int open_line(struct replay_ring *ring, const struct folder *f, struct rl_error *err)
{
    struct replay_spec spec = line_spec();
    return replay_ring_init(ring, &spec, f->ring, ID, err);
}

/* KiB of the file's mapping that still have to be written. */
static long dirty_kib(const struct folder *f)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    long kib = 0, n;
    bool ours = false;
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps)) {
        if (strchr("0123456789abcdef", line[0]))
            ours = strstr(line, f->ring) != NULL;
        else if (ours && (sscanf(line, "Shared_Dirty: %ld", &n) == 1 ||
                          sscanf(line, "Private_Dirty: %ld", &n) == 1))
            kib += n;
    }
    fclose(maps);
    return kib;
}

static void test_what_a_failed_sync_left_is_written_again(void **state)
{
    struct folder *f = *state;
    struct replay_ring ring;
    struct rl_error err;
    assert_int_equal(open_line(&ring, f, NULL), 0);
    line_begin(&ring);
    for (int i = 0; i < 100; i++)
        assert_int_equal(line_step(&ring), 0);
    assert_int_equal(replay_storage_sync(&ring.storage, NULL), 0);
    assert_false(ring.storage.unsynced);
    bool told = dirty_kib(f) == 0; /* a file system in memory never is without */
    assert_int_equal(line_step(&ring), 0);
    struct replay_storage broken = ring.storage;
    broken.fd = open("/dev/null", O_RDWR); /* it knows no fsync */
    assert_true(replay_storage_sync(&broken, &err) < 0);
    close(broken.fd);
    assert_true(broken.unsynced);
    replay_storage_touch(&broken);
    assert_false(broken.unsynced);
    if (told)
        assert_true(dirty_kib(f) * 1024 >= (long)ring.layout.bytes);
    assert_int_equal(replay_storage_sync(&ring.storage, NULL), 0);
    if (told)
        assert_int_equal(dirty_kib(f), 0);
    check_line(&ring);
    replay_ring_deinit(&ring);
}

static void test_a_file_is_found_again(void **state)
{
    struct folder *f = *state;
    struct replay_ring ring;
    assert_int_equal(open_line(&ring, f, NULL), 0);
    struct stat st;
    assert_int_equal(stat(f->ring, &st), 0);
    assert_int_equal(st.st_size, ring.layout.bytes);
    assert_true((uint64_t)st.st_blocks * 512 >= ring.layout.bytes); /* no holes */
    line_begin(&ring);
    for (int i = 0; i < 500; i++)
        assert_int_equal(line_step(&ring), 0);
    assert_int_equal(replay_storage_sync(&ring.storage, NULL), 0);
    struct saved saved = save(&ring);
    replay_ring_deinit(&ring);
    assert_int_equal(open_line(&ring, f, NULL), REPLAY_FOUND);
    assert_int_equal(ring.head, 0); /* rows count once the saved state is there */
    load(&ring, &saved);
    assert_int_equal(replay_ring_restored(&ring, NULL), 0);
    check_line(&ring);
    assert_int_equal(replay_ring_room(&ring), SLACK); /* it is guarded at once */
    assert_int_equal(line_step(&ring), 0);
    check_line(&ring);
    replay_ring_deinit(&ring);
}

/* What a process that is going to be killed shares with us: its last durable checkpoint. */
struct shared {
    struct saved slot[2];
    _Atomic int durable; /* slot of it; stored after the slot was written */
};

/* Steps for ever, a checkpoint now and then and whenever the slack is used up. */
static void child_runs(const struct folder *f, struct shared *shared, int found, uint32_t every)
{
    struct replay_ring ring;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that is killed leaves nothing running */
    if (open_line(&ring, f, NULL) != found)
        _exit(1);
    if (found) {
        load(&ring, &shared->slot[shared->durable]);
        if (replay_ring_restored(&ring, NULL) != 0)
            _exit(2);
    } else
        line_begin(&ring);
    for (uint32_t i = 1;; i++) {
        if (i % every == 0 || line_step(&ring) == REPLAY_NO_ROOM) {
            shared->slot[!shared->durable] = save(&ring);
            shared->durable = !shared->durable;
            replay_ring_guard(&ring, shared->slot[shared->durable].head);
        }
    }
}

/* kill -9 at any moment: the file and the last durable checkpoint agree. */
static void test_a_killed_ring_agrees_with_its_checkpoint(void **state)
{
    struct folder *f = *state;
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    uint64_t past_checkpoint = 0;
    for (int kills = 0; kills < 30; kills++) {
        uint64_t before = shared->slot[shared->durable].head;
        pid_t child = fork();
        if (child == 0)
            child_runs(f, shared, kills > 0, kills % 2 ? 1000000 : 17);
        int status = 0;
        while (shared->slot[shared->durable].head < before + 1000) {
            usleep(100 + 37 * (useconds_t)kills);
            assert_int_equal(waitpid(child, &status, WNOHANG), 0); /* it must not have given up */
        }
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        struct replay_ring ring;
        assert_int_equal(open_line(&ring, f, NULL), REPLAY_FOUND);
        load(&ring, &shared->slot[shared->durable]);
        past_checkpoint += replay_storage_header(&ring.storage)->cursor - ring.head;
        assert_int_equal(replay_ring_restored(&ring, NULL), 0);
        check_line(&ring);
        replay_ring_deinit(&ring);
    }
    assert_true(past_checkpoint > 0); /* it had gone on after its checkpoint */
    munmap(shared, sizeof *shared);
}

static void assert_open_fails(const struct folder *f, int code, const char *why)
{
    struct replay_ring ring;
    struct rl_error err = {0};
    assert_int_equal(open_line(&ring, f, &err), code);
    if (!strstr(err.text, why) || !strstr(err.text, f->path))
        fail_msg("'%s' does not say '%s' and the path", err.text, why);
    assert_null(ring.storage.base);
}

static void write_file(const struct folder *f, off_t at, const void *data, size_t n)
{
    int fd = open(f->ring, O_RDWR | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, data, n, at), n);
    close(fd);
}

static void test_another_shape_is_refused(void **state)
{
    struct folder *f = *state;
    struct replay_spec spec = line_spec();
    rl_space_box(&spec.obs, 3, NULL, NULL);
    struct replay_ring ring;
    assert_int_equal(replay_ring_init(&ring, &spec, f->ring, ID, NULL), 0);
    replay_ring_deinit(&ring);
    assert_open_fails(f, RL_ESHAPE,
                      "holds Box(3,) float32, Discrete(9), 1 envs, 200 + 40 rows, "
                      "this run has Box(1,) float32");
    assert_int_equal(access(f->ring, F_OK), 0); /* the other run's ring is still there */
    assert_int_equal(unlink(f->ring), 0);
    spec = line_spec(); /* as many bytes of another meaning */
    rl_space_discrete(&spec.action, 8);
    assert_int_equal(replay_ring_init(&ring, &spec, f->ring, ID, NULL), 0);
    replay_ring_deinit(&ring);
    assert_open_fails(f, RL_ESHAPE, "Discrete(8)");
}

static void test_bad_files_are_refused(void **state)
{
    struct folder *f = *state;
    struct replay_ring ring;
    uint8_t junk[4096];
    memset(junk, 'x', sizeof junk);
    write_file(f, 0, junk, 0);
    assert_open_fails(f, RL_ECORRUPT, "is no replay ring");
    write_file(f, 0, junk, sizeof junk);
    assert_open_fails(f, RL_ECORRUPT, "is no replay ring");
    unlink(f->ring);
    assert_int_equal(open_line(&ring, f, NULL), 0);
    off_t bytes = (off_t)ring.layout.bytes;
    replay_ring_deinit(&ring);
    assert_int_equal(truncate(f->ring, bytes - 1), 0);
    assert_open_fails(f, RL_ECORRUPT, "truncated");
    assert_int_equal(truncate(f->ring, 100), 0);
    assert_open_fails(f, RL_ECORRUPT, "is no replay ring");
    unlink(f->ring);
    assert_int_equal(open_line(&ring, f, NULL), 0);
    replay_ring_deinit(&ring);
    /* One bit anywhere in what is checked. */
    for (size_t at = 8; at < offsetof(struct replay_header, cursor); at += 5) {
        uint8_t byte[1];
        int fd = open(f->ring, O_RDONLY);
        assert_int_equal(pread(fd, byte, 1, (off_t)at), 1);
        close(fd);
        byte[0] ^= 4;
        write_file(f, (off_t)at, byte, 1);
        struct rl_error err = {0};
        assert_true(open_line(&ring, f, &err) < 0);
        assert_non_null(strstr(err.text, "remove it"));
        byte[0] ^= 4;
        write_file(f, (off_t)at, byte, 1);
    }
    assert_int_equal(open_line(&ring, f, NULL), REPLAY_FOUND);
    replay_ring_deinit(&ring);
}

static void test_a_file_in_use_is_refused(void **state)
{
    struct folder *f = *state;
    struct replay_ring ring;
    assert_int_equal(open_line(&ring, f, NULL), 0);
    assert_open_fails(f, RL_EBUSY, "in use by another process");
    line_begin(&ring); /* and the first is not harmed */
    assert_int_equal(line_step(&ring), 0);
    replay_ring_deinit(&ring);
}

static void test_a_full_disk_is_refused(void **state)
{
    struct folder *f = *state;
    struct rl_space image = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 2, .dim = {4096, 4096}};
    struct replay_spec spec = line_spec();
    assert_int_equal(rl_space_finish(&image, NULL), 0);
    spec.obs = image;
    spec.capacity = 1000000000;
    struct replay_ring ring;
    struct rl_error err = {0};
    assert_int_equal(replay_ring_init(&ring, &spec, f->ring, ID, &err), RL_ENOSPACE);
    assert_non_null(strstr(err.text, "are free there"));
    assert_int_equal(access(f->ring, F_OK), -1);
    assert_int_equal(access(f->part, F_OK), -1);
}

/* The allocation itself fails, as on a disk that fills up at that moment. */
static void test_a_failed_allocation_leaves_no_file(void **state)
{
    struct folder *f = *state;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 8192;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct replay_ring ring;
    struct rl_error err = {0};
    int rc = open_line(&ring, f, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(rc, RL_EIO);
    assert_non_null(strstr(err.text, "allocating"));
    assert_int_equal(access(f->ring, F_OK), -1);
    assert_int_equal(access(f->part, F_OK), -1);
    assert_int_equal(open_line(&ring, f, NULL), 0);
    replay_ring_deinit(&ring);
}

static void test_a_bad_path_is_refused(void **state)
{
    struct folder *f = *state;
    struct folder none = *f;
    snprintf(none.ring, sizeof none.ring, "%.60s/no/ring", f->path);
    assert_open_fails(&none, RL_ENOTFOUND, "creating it");
    snprintf(none.ring, sizeof none.ring, "%s", f->path);
    assert_open_fails(&none, RL_EIO, "opening it");
}

/* What an interrupted creation left is no obstacle. */
static void test_a_half_made_file_is_made_anew(void **state)
{
    struct folder *f = *state;
    int fd = open(f->part, O_RDWR | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 1 << 20), 0);
    close(fd);
    struct replay_ring ring;
    assert_int_equal(open_line(&ring, f, NULL), 0);
    line_begin(&ring);
    assert_int_equal(line_step(&ring), 0);
    check_line(&ring);
    replay_ring_deinit(&ring);
    assert_int_equal(access(f->part, F_OK), -1);
}

static void assert_not_restored(const struct folder *f, const struct saved *saved)
{
    struct replay_ring ring;
    struct rl_error err = {0};
    assert_int_equal(open_line(&ring, f, NULL), REPLAY_FOUND);
    load(&ring, saved);
    assert_int_equal(replay_ring_restored(&ring, &err), RL_ECORRUPT);
    assert_non_null(strstr(err.text, "do not belong together"));
    replay_ring_deinit(&ring);
}

static void test_a_foreign_checkpoint_is_refused(void **state)
{
    struct folder *f = *state;
    struct replay_ring ring;
    assert_int_equal(open_line(&ring, f, NULL), 0);
    line_begin(&ring);
    for (int i = 0; i < 300; i++)
        line_step(&ring);
    struct saved early = save(&ring), bad = early;
    for (int i = 0; i < SLACK + 1; i++) /* nobody guarded it: one row too many */
        line_step(&ring);
    struct saved late = save(&ring);
    replay_ring_deinit(&ring);
    assert_not_restored(f, &early);
    bad = late;
    bad.id = ID + 1;
    assert_not_restored(f, &bad);
    bad = late;
    bad.head += 5; /* rows that were never written */
    assert_not_restored(f, &bad);
    bad = late;
    bad.open = late.head + 1;
    assert_not_restored(f, &bad);
    bad = late;
    bad.first = late.head + 1;
    assert_not_restored(f, &bad);
    bad = late;
    bad.starts = N + 1;
    assert_not_restored(f, &bad);
    assert_int_equal(open_line(&ring, f, NULL), REPLAY_FOUND);
    load(&ring, &late);
    assert_int_equal(replay_ring_restored(&ring, NULL), 0);
    check_line(&ring);
    replay_ring_deinit(&ring);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_what_a_failed_sync_left_is_written_again),
        CASE(test_a_file_is_found_again),
        CASE(test_a_killed_ring_agrees_with_its_checkpoint),
        CASE(test_another_shape_is_refused),
        CASE(test_bad_files_are_refused),
        CASE(test_a_file_in_use_is_refused),
        CASE(test_a_full_disk_is_refused),
        CASE(test_a_failed_allocation_leaves_no_file),
        CASE(test_a_bad_path_is_refused),
        CASE(test_a_half_made_file_is_made_anew),
        CASE(test_a_foreign_checkpoint_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
