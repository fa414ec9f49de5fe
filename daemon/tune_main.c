/* SPDX-License-Identifier: MIT */
/* `rltd tune lr|batch`: short runs of the same configuration in processes and a folder of their
 * own, so that nothing has to be put back afterwards and running out of memory ends one trial.
 *
 *   lr     one update a training step, its rate growing from 1e-8 to 1 in 100 steps; the loss
 *          smoothed with 0.98; ends when it is 4 times the best; suggested is where it falls most
 *          steeply (Smith 2017, as PyTorch Lightning does it). Of agents that learn from a replay
 *          it is the critic's loss, whose targets stand still meanwhile
 *   batch  batch_size doubled until it fails, or has no room; then halved in between */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "ctl/proto.h"
#include "daemon/modes.h"
#include "daemon/tune.h"

enum { WORD_BYTES = 96, TRIALS = 25, BISECTIONS = 3 };
/* Of a trial of a batch size with a replay, from which the same row may be drawn often. */
enum { LEAST_ROWS = 1000, LEAST_UPDATES = 8, MOST_UPDATES = 60, UPDATE_SAMPLES = 1 << 18 };
#define EVERY_STEP "max_env_steps=1000000000000" /* schedules over the run stand still */

struct trial {
    const struct rltd_tune_options *options;
    char dir[RLTD_PATH_MAX]; /* of all trials; removed at the end */
    int n_trials, n_stops;   /* n_stops: how often somebody asked for the end */
    sigset_t wakes, before;  /* signals that are waited for; what was blocked when it began */
    /* of the last one */
    char name[32];
    int code; /* exit code */
    double peak_mib;
};

/* Agents that learn from a replay: collecting and learning each have their own time. */
#define IN_TURNS                                                                       \
    "collect=lock_step", "samples_per_insert=0", "error_buffer=0", "max_policy_lag=0", \
        "train_freq_unit=step"

/* ---- one run in a process of its own ---- */

static void exec_rltd(const struct trial *t, const char *const *more, int n_more)
{
    char self[RLTD_PATH_MAX], runs[RLTD_PATH_MAX + 8], name[48];
    const char *words[256] = {"rltd", t->options->what};
    const char *const fixed[] = {"resume=none",
                                 "seeds=1",
                                 "eval.every_env_steps=0",
                                 "eval.every_iterations=0",
                                 "eval.every_seconds=0",
                                 "eval.final_episodes=0",
                                 "early_stop.monitor=",
                                 "checkpoint.monitor=ep_rew_mean",
                                 "checkpoint.save_top_k=0",
                                 "checkpoint.save_last=false",
                                 "checkpoint.every_seconds=0",
                                 "checkpoint.filename=",
                                 "log.progress=false",
                                 "log.tensorboard=false"};
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigprocmask(SIG_SETMASK, &t->before, NULL);
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    int n = 2;
    for (int i = 0; i < t->options->n_words && n < 200; i++)
        words[n++] = t->options->words[i];
    for (size_t i = 0; i < RL_COUNTOF(fixed); i++)
        words[n++] = fixed[i];
    for (int i = 0; i < n_more; i++)
        words[n++] = more[i];
    snprintf(runs, sizeof runs, "runs=%s", t->dir);
    snprintf(name, sizeof name, "name=%s", t->name);
    words[n++] = runs;
    words[n++] = name;
    if (length <= 0 || !freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "r", stdin))
        _exit(RLTD_EXIT_FAILURE);
    self[length] = '\0';
    execv(self, (char *const *)(void *)words);
    _exit(RLTD_EXIT_FAILURE);
}

/* From here on signals wait until they are asked for: a stop ends the trial and removes its folder
 * before it ends this process. What is ignored (nohup) stays so. */
static void hold_signals(struct trial *t)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction now;
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&t->wakes);
    sigaddset(&t->wakes, SIGCHLD);
    for (size_t i = 0; i < RL_COUNTOF(stops); i++)
        if (sigaction(stops[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&t->wakes, stops[i]);
    sigprocmask(SIG_BLOCK, &t->wakes, &t->before);
}

/* Until the trial is over; the first stop asks it to end, any other ends it. */
static int wait_trial(struct trial *t, pid_t pid, int *status, struct rusage *usage)
{
    pid_t ended;
    while ((ended = wait4(pid, status, WNOHANG, usage)) == 0) {
        int signum = sigwaitinfo(&t->wakes, NULL);
        if (signum > 0 && signum != SIGCHLD)
            kill(pid, t->n_stops++ == 0 ? SIGTERM : SIGKILL);
    }
    return ended < 0 ? -errno : 0;
}

static int stopped(struct rl_error *err)
{
    return rl_error_set(err, RL_ESTOPPED, "stopped; the trials are removed");
}

static int run_trial(struct trial *t, const char *const *more, int n_more, struct rl_error *err)
{
    struct rusage usage = {0};
    int status = 0;
    snprintf(t->name, sizeof t->name, "tune-%d-%d", (int)getpid(), t->n_trials++);
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        return rl_error_errno(err, errno, "cannot start a trial");
    if (pid == 0)
        exec_rltd(t, more, n_more);
    int rc = wait_trial(t, pid, &status, &usage);
    if (rc < 0)
        return rl_error_errno(err, -rc, "cannot wait for a trial");
    if (t->n_stops > 0)
        return stopped(err);
    t->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    t->peak_mib = (double)usage.ru_maxrss / 1024;
    if (t->code == RLTD_EXIT_CONFIG)
        return rl_error_set(err, RL_ECONFIG, "this configuration cannot be tuned; see above");
    return 0;
}

static FILE *open_of(const struct trial *t, const char *file)
{
    char path[RLTD_PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s/version_0/%s", t->dir, t->name, file);
    return fopen(path, "re");
}

/* ---- learning rate ---- */

static int read_losses(const struct trial *t, struct rltd_lr_sweep *sweep)
{
    FILE *file = open_of(t, "log.jsonl");
    char line[8192];
    while (file && sweep->n < RLTD_LR_STEPS && fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        json_t *lr = json_object_get(row, "train/learning_rate");
        json_t *loss = json_object_get(row, "train/loss");
        loss = loss ? loss : json_object_get(row, "train/critic_loss");
        if (json_is_number(lr) && json_is_number(loss)) {
            sweep->lr[sweep->n] = json_number_value(lr);
            sweep->loss[sweep->n++] = json_number_value(loss);
        }
        json_decref(row);
    }
    if (file)
        fclose(file);
    return sweep->n;
}

static int tune_lr(struct trial *t, struct rl_error *err)
{
    struct rltd_lr_sweep sweep = {0};
    char lr[WORD_BYTES];
    snprintf(lr, sizeof lr, "learning_rate=exponential(%g, %.6f)", RLTD_LR_MIN,
             pow(RLTD_LR_MAX / RLTD_LR_MIN, 1.0 / (RLTD_LR_STEPS - 1)));
    const char *const rollouts[] = {lr,         "n_epochs=1",      "batch_size=1000000",
                                    EVERY_STEP, "max_updates=100", "log.every_n_iterations=1"};
    const char *const replay[] = {
        lr,       EVERY_STEP,     "max_updates=100",  "log.every_env_steps=1",
        IN_TURNS, "train_freq=1", "gradient_steps=1", "tau=0"};
    int rc = t->options->on_policy ? run_trial(t, rollouts, RL_COUNTOF(rollouts), err)
                                   : run_trial(t, replay, RL_COUNTOF(replay), err);
    if (rc < 0)
        return rc;
    if (read_losses(t, &sweep) < 2)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "the trial ended with %d before it had losses to compare", t->code);
    rltd_lr_judge(&sweep);
    printf("%12s %14s %14s\n", "rate", "loss", "smoothed");
    for (int i = 0; i < sweep.n_used; i++)
        if (i % 5 == 0 || i == sweep.best)
            printf("%12.3g %14.6g %14.6g%s\n", sweep.lr[i], sweep.loss[i], sweep.smooth[i],
                   i == sweep.best ? "  steepest" : "");
    if (sweep.best < 0)
        return rl_error_set(err, RL_EUNSUPPORTED, "the loss never fell; no rate is suggested");
    printf("suggested: learning_rate=%.3g\n", sweep.lr[sweep.best]);
    return 0;
}

/* ---- batch size ---- */

/* Number behind `key` in a line, NaN if it is not there. */
static double number_in(const char *line, const char *key)
{
    const char *at = strstr(line, key);
    return at ? strtod(at + strlen(key), NULL) : NAN;
}

/* Updates a second of learning alone, NaN if the trial did not say. */
static double rate_of(const struct trial *t)
{
    double updates = NAN, learn = NAN;
    char line[8192];
    FILE *file = open_of(t, "rltd.log");
    while (file && fgets(line, sizeof line, file)) {
        if (strstr(line, "result: "))
            updates = number_in(line, "updates=");
        else if (strstr(line, "timing: "))
            learn = number_in(line, "learn=");
    }
    if (file)
        fclose(file);
    return updates / learn;
}

static double available_mib(void)
{
    FILE *file = fopen("/proc/meminfo", "re");
    char line[256];
    double kib = INFINITY;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %lf", &kib) == 1)
            break;
    if (file)
        fclose(file);
    return kib / 1024;
}

/* Tries one size; the row of the table. True if it works. */
static bool try_batch(struct trial *t, int64_t batch, struct rltd_batch_best *best,
                      struct rl_error *err)
{
    char size[WORD_BYTES], starts[WORD_BYTES], updates[WORD_BYTES];
    int64_t n_updates =
        RL_MIN(RL_MAX(UPDATE_SAMPLES / batch, (int64_t)LEAST_UPDATES), MOST_UPDATES);
    snprintf(size, sizeof size, "batch_size=%lld", (long long)batch);
    snprintf(starts, sizeof starts, "learning_starts=%lld",
             (long long)RL_MIN(batch / 2, LEAST_ROWS));
    snprintf(updates, sizeof updates, "max_updates=%lld", (long long)n_updates);
    const char *const rollouts[] = {size, EVERY_STEP, "max_iterations=4"};
    const char *const replay[] = {size,     EVERY_STEP,     updates,           starts,
                                  IN_TURNS, "train_freq=1", "gradient_steps=4"};
    int rc = t->options->on_policy ? run_trial(t, rollouts, RL_COUNTOF(rollouts), err)
                                   : run_trial(t, replay, RL_COUNTOF(replay), err);
    if (t->n_stops > 0)
        return false;
    if (rc < 0 || t->code != RLTD_EXIT_OK) {
        printf("%10lld  failed (exit %d)\n", (long long)batch, t->code);
        return false;
    }
    double rate = rate_of(t);
    printf("%10lld %14.1f %14.0f %12.1f\n", (long long)batch, rate, rate * (double)batch,
           t->peak_mib);
    if (rate * (double)batch > best->samples_per_s || best->fastest == 0) {
        best->fastest = batch;
        best->samples_per_s = rate * (double)batch;
    }
    best->largest = RL_MAX(best->largest, batch);
    return true;
}

static int tune_batch(struct trial *t, struct rl_error *err)
{
    struct rltd_batch_best best = {0};
    int64_t good = 0, bad = 0, batch = t->options->batch;
    double before_mib = 0;
    printf("%10s %14s %14s %12s\n", "batch_size", "updates/s", "samples/s", "peak MiB");
    for (int i = 0; i < TRIALS && !bad; i++) {
        err->code = 0;
        if (!try_batch(t, batch, &best, err)) {
            bad = batch;
            break;
        }
        good = batch;
        double growth = before_mib > 0 ? t->peak_mib - before_mib : 0;
        before_mib = t->peak_mib;
        if (good >= t->options->batch_max)
            break;
        if (t->peak_mib + 2 * growth > 0.9 * available_mib()) {
            printf("the next one would have no room in memory\n");
            break;
        }
        batch = RL_MIN(2 * batch, t->options->batch_max);
    }
    for (int i = 0; i < BISECTIONS && bad > good + 1 && good > 0 && !t->n_stops; i++) {
        batch = good + (bad - good) / 2;
        if (try_batch(t, batch, &best, err))
            good = batch;
        else
            bad = batch;
    }
    if (t->n_stops > 0)
        return stopped(err);
    if (best.largest == 0)
        return rl_error_set(err, RL_ECONFIG, "batch_size=%lld does not work",
                            (long long)t->options->batch);
    printf("largest that works: batch_size=%lld; most samples a second: batch_size=%lld\n",
           (long long)best.largest, (long long)best.fastest);
    return 0;
}

/* The folder was made by mkdtemp, for these trials alone. */
static void remove_trials(const struct trial *t)
{
    pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, &t->before, NULL);
        execlp("rm", "rm", "-rf", "--", t->dir, (char *)NULL);
        _exit(1);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

int rltd_tune_main(const struct rltd_tune_options *options, struct rl_error *err)
{
    struct trial t = {.options = options};
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(t.dir, sizeof t.dir, "%s/rltd-tune-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
    hold_signals(&t);
    if (n < 0 || (size_t)n >= sizeof t.dir || !mkdtemp(t.dir)) {
        rl_error_errno(err, (size_t)n >= sizeof t.dir ? ENAMETOOLONG : errno,
                       "cannot make a folder for trials in %.160s; TMPDIR names another place",
                       tmp && tmp[0] ? tmp : "/tmp");
        return RLTD_EXIT_FAILURE;
    }
    int rc = options->batch_size ? tune_batch(&t, err) : tune_lr(&t, err);
    remove_trials(&t);
    return rltd_exit_of(rc);
}
