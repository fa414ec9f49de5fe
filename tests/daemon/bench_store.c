/* SPDX-License-Identifier: MIT */
/* What the store costs: bench_store [DIR]. A save is timed from the hand-over to the answer (file,
 * fsync, rename, fsync of the folder, SQLite commit); a metric row, an episode and opening on the
 * caller's side. Beside it the bare fsync of that disk, which most of a save is. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/store/store_private.h"

#define SAVES 15
#define ROWS  500 /* fewer than the queue holds: the disk is not what is timed */

struct answer {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    bool done;
    int code;
};

static void on_saved(void *arg, const struct rltd_save_result *result)
{
    struct answer *a = arg;
    pthread_mutex_lock(&a->mutex);
    a->done = true;
    a->code = result->code;
    pthread_cond_signal(&a->cond);
    pthread_mutex_unlock(&a->mutex);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof(*v), by_value);
    return v[n / 2];
}

static double ms_since(uint64_t start_ns)
{
    return (double)(rl_now_ns() - start_ns) * 1e-6;
}

static double one_save(struct rltd_store *store, struct nn_state *state, uint64_t step)
{
    struct answer a = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, 0};
    struct rltd_image *image = calloc(1, sizeof(*image));
    image->state = state;
    image->copy = malloc(nn_state_copy_bytes(state));
    nn_state_copy(state, image->copy);
    struct rltd_save save = {.sets = RLTD_SET_LAST | RLTD_SET_TOPK,
                             .counters = {.env_steps = step},
                             .has_metric = true,
                             .metric = (double)step,
                             .image = image,
                             .done = on_saved,
                             .arg = &a};
    uint64_t start_ns = rl_now_ns();
    if (rltd_store_save(store, &save, NULL))
        abort();
    pthread_mutex_lock(&a.mutex);
    while (!a.done)
        pthread_cond_wait(&a.cond, &a.mutex);
    pthread_mutex_unlock(&a.mutex);
    if (a.code)
        abort();
    return ms_since(start_ns);
}

static void bench_saves(struct rltd_store *store, size_t bytes, const char *what)
{
    struct nn_state *state = nn_state_create();
    float *data = calloc(1, bytes);
    double ms[SAVES];
    nn_state_add_array(state, "model/w", NN_STATE_MODEL, RL_F32, NN_VEC((int64_t)(bytes / 4)),
                       data);
    for (int i = 0; i < SAVES; i++)
        ms[i] = one_save(store, state, (uint64_t)i);
    double mid = median(ms, SAVES);
    printf("%-28s %8.2f ms  (%.2f to %.2f)\n", what, mid, ms[0], ms[SAVES - 1]);
    rltd_store_close(store, "finished");
    nn_state_destroy(state);
    free(data);
}

static void bench_fsync(const char *dir)
{
    char path[RLTD_STORE_PATH_MAX];
    double ms[SAVES];
    snprintf(path, sizeof(path), "%s/fsync", dir);
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    for (int i = 0; i < SAVES; i++) {
        uint64_t start_ns = rl_now_ns();
        if (pwrite(fd, &start_ns, sizeof(start_ns), 4096 * i) < 0 || fsync(fd))
            abort();
        ms[i] = ms_since(start_ns);
    }
    close(fd);
    double mid = median(ms, SAVES);
    printf("%-28s %8.2f ms  (%.2f to %.2f)\n", "fsync of one page", mid, ms[0], ms[SAVES - 1]);
}

static struct rltd_store *open_store(const char *dir, const char *name, double *ms)
{
    static char path[RLTD_STORE_PATH_MAX];
    struct rltd_store *store;
    struct rl_error err;
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    uint64_t start_ns = rl_now_ns();
    if (mkdir(path, 0700) ||
        rltd_store_open(&store,
                        &(struct rltd_store_config){.dir = path,
                                                    .monitor = "eval_return",
                                                    .save_top_k = 3,
                                                    .manual_keep = 3,
                                                    .config_yaml = "agent: ppo\n",
                                                    .tensorboard = true,
                                                    .jsonl = true},
                        &err))
        abort();
    *ms = ms_since(start_ns);
    return store;
}

static void bench_feeding(struct rltd_store *store)
{
    static struct rltd_metrics m;
    static struct rltd_metric_row row;
    uint64_t rows_ns = 0;
    rltd_metrics_init(&m);
    for (int i = -1; i < ROWS; i++) {
        for (int j = 0; j < 16; j++) {
            char tag[32];
            snprintf(tag, sizeof(tag), "train/x%d", j);
            rltd_metrics_log(&m, tag, i, AGENT_MEAN, AGENT_SINK_ALL);
        }
        rltd_metrics_flush(&m, (uint64_t)(i + 1), 1.0, &row);
        uint64_t start_ns = rl_now_ns();
        rltd_store_metrics(store, &m, &row);
        rows_ns += i < 0 ? 0 : rl_now_ns() - start_ns; /* the first row tells the names */
    }
    printf("%-28s %8.0f ns\n", "metric row of 16 values", (double)rows_ns / ROWS);
    uint64_t start_ns = rl_now_ns();
    for (int i = 0; i < ROWS; i++)
        rltd_store_episode(store, &(struct rltd_episode){.env_steps = (uint64_t)i, .ret = i});
    printf("%-28s %8.0f ns\n", "episode", (double)(rl_now_ns() - start_ns) / ROWS);
    start_ns = rl_now_ns();
    rltd_store_close(store, "finished");
    printf("%-28s %8.2f ms\n", "close, with those written", ms_since(start_ns));
}

int main(int argc, char **argv)
{
    char dir[RLTD_STORE_PATH_MAX - 64], command[RLTD_STORE_PATH_MAX];
    double ms;
    snprintf(dir, sizeof(dir), "%s/rltd-bench-XXXXXX", argc > 1 ? argv[1] : "/tmp");
    if (!mkdtemp(dir))
        return 1;
    bench_fsync(dir);
    bench_saves(open_store(dir, "small", &ms), 100000, "save of 100 kB");
    bench_saves(open_store(dir, "large", &ms), 10000000, "save of 10 MB");
    struct rltd_store *store = open_store(dir, "feed", &ms);
    printf("%-28s %8.2f ms\n", "open", ms);
    bench_feeding(store);
    snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    return system(command) != 0;
}
