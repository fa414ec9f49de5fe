/* SPDX-License-Identifier: MIT */
#include "tests/daemon/store_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void remove_tree(const char *path)
{
    struct stat st;
    if (lstat(path, &st))
        return;
    if (S_ISDIR(st.st_mode)) {
        DIR *dir = opendir(path);
        struct dirent *entry;
        while (dir && (entry = readdir(dir)) != NULL) {
            char child[1400];
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
            remove_tree(child);
        }
        if (dir)
            closedir(dir);
        rmdir(path);
    } else {
        unlink(path);
    }
}

void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
        assert_int_equal(fwrite(chunk, 1, n, out), n);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

int64_t query_int(const char *dir, const char *sql)
{
    char path[RLTD_STORE_PATH_MAX];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(rltd_path_join(path, dir, RLTD_INDEX_FILE, NULL), 0);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    const char *temp = getenv("TMPDIR");
    if (!temp) /* in memory where there is such a place: faults are injected, not waited for */
        temp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(f->dir, sizeof(f->dir), "%s/rltd-store-XXXXXX", temp);
    assert_non_null(mkdtemp(f->dir));
    rl_log_init(&f->log);
    f->log.stderr_level =
        getenv("RLTD_TEST_LOG") ? RL_LOG_INFO : (enum rl_log_level)(RL_LOG_ERROR + 1);
    f->state = nn_state_create();
    assert_non_null(f->state);
    assert_int_equal(nn_state_add_array(f->state, "model/weight", NN_STATE_MODEL, RL_F32,
                                        NN_MAT(3, FIXTURE_WEIGHTS / 3), f->weight),
                     0);
    assert_int_equal(nn_state_add_array(f->state, "counters/update", NN_STATE_RESUME, RL_U64,
                                        NN_SCALAR, &f->counter),
                     0);
    rltd_metrics_init(&f->metrics);
    f->config = (struct rltd_store_config){
        .dir = f->dir,
        .log = &f->log,
        .monitor = "eval_return",
        .save_top_k = 3,
        .manual_keep = 3,
        .config_yaml = "agent: ppo\nseed: 1\nppo:\n  learning_rate: 0.0003\n",
        .identity = "agent: ppo\nseed: 1\n",
    };
}

void fixture_open(struct fixture *f, const struct rltd_fs *fs)
{
    struct rl_error err = {0};
    if (rltd_store_open_on(&f->store, &f->config, fs ? fs : &rltd_fs_posix, &err))
        fail_msg("the store does not open: %s", err.text);
}

void fixture_close(struct fixture *f, const char *state)
{
    rltd_store_close(f->store, state);
    f->store = NULL;
}

void fixture_reopen(struct fixture *f, uint64_t resume_env_steps)
{
    fixture_close(f, "stopped");
    f->config.resumed = true;
    f->config.resume = rltd_mark_at(resume_env_steps);
    fixture_open(f, NULL);
}

void fixture_deinit(struct fixture *f)
{
    fixture_close(f, "finished");
    nn_state_destroy(f->state);
    rl_log_deinit(&f->log);
    remove_tree(f->dir);
}

static float weight_of(uint64_t env_steps, int i)
{
    return (float)(env_steps % 1000) + (float)i * 0.125f;
}

struct rltd_image *fixture_image(struct fixture *f, uint64_t env_steps)
{
    for (int i = 0; i < FIXTURE_WEIGHTS; i++)
        f->weight[i] = weight_of(env_steps, i);
    f->counter = env_steps;
    struct rltd_image *image = calloc(1, sizeof(*image));
    assert_non_null(image);
    image->state = f->state;
    image->copy = malloc(nn_state_copy_bytes(f->state));
    image->metadata_json =
        strdup("{\"agent\": \"ppo\", \"spaces\": {\"obs\": [4]}, \"exact\": true}");
    image->extra = calloc(1, sizeof(*image->extra));
    assert_true(image->copy && image->metadata_json && image->extra);
    nn_state_copy(f->state, image->copy);
    image->n_extra = 1;
    image->extra[0] =
        (struct rltd_extra){.name = "env_state/0", .dtype = RL_U8, .shape = NN_VEC(5)};
    image->extra[0].data = strdup("env0"); /* with its end: 5 bytes */
    return image;
}

struct waiter {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    bool done;
    struct rltd_save_result result;
};

static void on_saved(void *arg, const struct rltd_save_result *result)
{
    struct waiter *w = arg;
    pthread_mutex_lock(&w->mutex);
    w->result = *result;
    w->done = true;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->mutex);
}

struct rltd_save_result fixture_save(struct fixture *f, unsigned sets, const char *name,
                                     uint64_t env_steps, double metric)
{
    struct waiter w = {.mutex = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};
    struct rl_error err = {0};
    struct rltd_save save = {
        .sets = sets,
        .counters = {.env_steps = env_steps, .iterations = env_steps / 10, .elapsed_s = 1.5},
        .has_metric = true,
        .metric = metric,
        .names = &f->metrics,
        .image = fixture_image(f, env_steps),
        .done = on_saved,
        .arg = &w,
    };
    snprintf(save.name, sizeof(save.name), "%s", name);
    if (rltd_store_save(f->store, &save, &err))
        fail_msg("save not taken: %s", err.text);
    pthread_mutex_lock(&w.mutex);
    while (!w.done)
        pthread_cond_wait(&w.cond, &w.mutex);
    pthread_mutex_unlock(&w.mutex);
    pthread_mutex_destroy(&w.mutex);
    pthread_cond_destroy(&w.cond);
    return w.result;
}

/* A save that enters no set still makes the store write out everything before it. */
void fixture_wait_written(struct fixture *f)
{
    int64_t top_k = f->store->rules.save_top_k;
    assert_int_equal(top_k, 0);
    struct rltd_save_result r = fixture_save(f, RLTD_SET_TOPK, "", 0, 0);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.checkpoint.sets, 0);
}

int fixture_n_listed(struct fixture *f)
{
    return rltd_store_list(f->store, NULL, 0);
}

bool fixture_listed(struct fixture *f, const char *file, struct rltd_checkpoint *out)
{
    static struct rltd_checkpoint row[64];
    int32_t n = rltd_store_list(f->store, row, 64);
    for (int32_t i = 0; i < n; i++) {
        if (strcmp(row[i].file, file) == 0) {
            if (out)
                *out = row[i];
            return true;
        }
    }
    return false;
}

static void check_file(struct fixture *f, const struct rltd_checkpoint *row)
{
    char path[RLTD_STORE_PATH_MAX];
    struct rltd_ckpt *ckpt;
    struct rl_error err = {0};
    float weight[FIXTURE_WEIGHTS];
    snprintf(path, sizeof(path), "%s/checkpoints/%s", f->dir, row->file);
    if (rltd_ckpt_open(&ckpt, path, &err))
        fail_msg("a listed checkpoint does not open: %s", err.text);
    assert_int_equal(rltd_ckpt_read(ckpt, "model/weight", RL_F32, weight, sizeof(weight), &err), 0);
    for (int i = 0; i < FIXTURE_WEIGHTS; i++)
        assert_true(weight[i] == weight_of(row->counters.env_steps, i));
    rltd_ckpt_close(ckpt);
}

void fixture_check_folder(struct fixture *f)
{
    char folder[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    static struct rltd_checkpoint row[64];
    struct stat st;
    int32_t n = rltd_store_list(f->store, row, 64);
    for (int32_t i = 0; i < n; i++)
        check_file(f, &row[i]);
    assert_int_equal(rltd_path_join(folder, f->dir, RLTD_CKPT_FOLDER, NULL), 0);
    DIR *dir = opendir(folder);
    struct dirent *entry;
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        assert_int_equal(rltd_path_join(path, folder, name, NULL), 0);
        bool link = strcmp(name, "last") == 0 || strcmp(name, "best") == 0;
        if (link ? stat(path, &st) != 0 : !fixture_listed(f, name, NULL))
            fail_msg("%s: %s", path, link ? "points nowhere" : "is a stray");
    }
    closedir(dir);
}
