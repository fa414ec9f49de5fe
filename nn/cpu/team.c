/* SPDX-License-Identifier: MIT */
#include "nn/cpu/team.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"

/* Some 20 microseconds: longer than what lies between two minibatches. */
#define SPINS 1000

/* A word that changes, and how many sleep until it does. */
struct signal {
    _Alignas(RL_CACHE_LINE) _Atomic uint32_t word;
    _Atomic uint32_t sleepers;
};

/* Job in the upper half, a number in the lower: what belongs to an old job matches no new one. */
#define TAGGED(job, number) ((uint64_t)(job) << 32 | (uint32_t)(number))

struct lane {
    _Alignas(RL_CACHE_LINE) _Atomic uint64_t taken; /* pieces of this job */
};

struct helper {
    struct nn_cpu_team *team;
    pthread_t thread;
    int32_t number;
};

struct nn_cpu_team {
    struct signal job;   /* counts jobs: helpers wait for the next one */
    struct signal phase; /* changes with each finished phase: the caller waits for those */
    _Alignas(RL_CACHE_LINE) _Atomic uint64_t done; /* pieces of this job */
    _Atomic uint64_t phases;                       /* of this job */
    atomic_bool busy, quit;
    nn_cpu_piece_fn piece; /* of this job: for those who took a piece of it */
    void *context;
    int32_t threads;   /* the caller's included */
    int32_t n_helpers; /* that were started */
    int spins;
    struct lane *lane;
    struct helper *helper;
};

static void pause_briefly(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static bool spin(struct signal *s, uint32_t old, int spins)
{
    for (int i = 0; i < spins; i++) {
        if (atomic_load_explicit(&s->word, memory_order_acquire) != old)
            return true;
        pause_briefly();
    }
    return false;
}

/* The sleeper counts itself before it looks at the word, the waker changes the word before it looks
 * at the count: one of them sees the other. */
static void wait_change(struct signal *s, uint32_t old, int spins)
{
    if (spin(s, old, spins))
        return;
    atomic_fetch_add(&s->sleepers, 1);
    while (atomic_load(&s->word) == old)
        futex(&s->word, FUTEX_WAIT, old);
    atomic_fetch_sub(&s->sleepers, 1);
}

static void change(struct signal *s)
{
    atomic_fetch_add(&s->word, 1);
    if (atomic_load(&s->sleepers) > 0)
        futex(&s->word, FUTEX_WAKE, INT_MAX);
}

/* ---- a job ---- */

/* A piece that is taken keeps its job open. */
static bool take(struct lane *lane, uint32_t job, int32_t phase)
{
    uint64_t expected = TAGGED(job, phase);
    return atomic_load_explicit(&lane->taken, memory_order_acquire) == expected &&
           atomic_compare_exchange_strong(&lane->taken, &expected, TAGGED(job, phase + 1));
}

static void do_pieces(struct nn_cpu_team *team, uint32_t job, int32_t phase, int32_t me)
{
    for (int32_t k = 0; k < team->threads; k++) {
        const int32_t lane = (me + k) % team->threads;
        if (!take(&team->lane[lane], job, phase))
            continue;
        team->piece(team->context, phase, lane);
        const uint32_t done = (uint32_t)atomic_fetch_add(&team->done, 1) + 1;
        if (done % (uint32_t)team->threads == 0)
            change(&team->phase);
    }
}

/* Is the phase of that job over? A job that is over has no open phases. */
static bool is_over(struct nn_cpu_team *team, uint32_t job, int32_t phase)
{
    const uint64_t done = atomic_load(&team->done);
    return (uint32_t)(done >> 32) != job ||
           (uint32_t)done >= (uint32_t)(phase + 1) * (uint32_t)team->threads;
}

static void help_with(struct nn_cpu_team *team, uint32_t job, int32_t me)
{
    const uint64_t phases = atomic_load(&team->phases);
    if ((uint32_t)(phases >> 32) != job)
        return;
    for (int32_t phase = 0; phase < (int32_t)phases; phase++) {
        do_pieces(team, job, phase, me);
        for (;;) {
            const uint32_t now = atomic_load(&team->phase.word);
            if (is_over(team, job, phase))
                break;
            wait_change(&team->phase, now, team->spins);
        }
    }
}

static void *help(void *arg)
{
    const struct helper *me = arg;
    struct nn_cpu_team *team = me->team;
    for (uint32_t seen = 0;;) {
        wait_change(&team->job, seen, team->spins);
        if (atomic_load(&team->quit))
            return NULL;
        seen = atomic_load(&team->job.word);
        help_with(team, seen, me->number);
    }
}

bool nn_cpu_team_run(struct nn_cpu_team *team, int32_t phases, nn_cpu_piece_fn piece, void *context)
{
    if (atomic_exchange(&team->busy, true))
        return false;
    const uint32_t job = atomic_load(&team->job.word) + 1;
    team->piece = piece;
    team->context = context;
    atomic_store(&team->done, TAGGED(job, 0));
    for (int32_t t = 0; t < team->threads; t++)
        atomic_store(&team->lane[t].taken, TAGGED(job, 0));
    atomic_store(&team->phases, TAGGED(job, phases));
    change(&team->job);
    for (int32_t phase = 0; phase < phases; phase++) {
        do_pieces(team, job, phase, 0);
        for (;;) {
            const uint32_t now = atomic_load(&team->phase.word);
            if (is_over(team, job, phase))
                break;
            wait_change(&team->phase, now, team->spins);
        }
    }
    atomic_store(&team->busy, false);
    return true;
}

/* ---- beginning and end ---- */

static int cores(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/* Signals are for the threads that the program knows. */
static int start_helpers(struct nn_cpu_team *team)
{
    sigset_t all, before;
    int rc = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (int32_t i = 0; rc == 0 && i < team->threads - 1; i++) {
        struct helper *h = &team->helper[i];
        *h = (struct helper){.team = team, .number = i + 1};
        rc = pthread_create(&h->thread, NULL, help, h);
        team->n_helpers += rc == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

static void *zeroed(size_t bytes)
{
    bytes = RL_ALIGN_UP(bytes, RL_CACHE_LINE);
    void *memory = aligned_alloc(RL_CACHE_LINE, bytes);
    if (memory)
        memset(memory, 0, bytes);
    return memory;
}

int nn_cpu_team_create(int32_t threads, struct nn_cpu_team **out, struct rl_error *err)
{
    struct nn_cpu_team *team = zeroed(sizeof *team);
    if (!team)
        return rl_error_set(err, RL_ENOMEM, "starting %d threads: out of memory", threads);
    team->threads = threads;
    team->spins = cores() >= threads ? SPINS : 0;
    team->lane = zeroed((size_t)threads * sizeof(*team->lane));
    team->helper = zeroed((size_t)threads * sizeof(*team->helper));
    int rc = team->lane && team->helper ? start_helpers(team) : ENOMEM;
    if (rc != 0) {
        nn_cpu_team_destroy(team);
        return rl_error_errno(err, rc, "cannot start %d threads for learning", threads);
    }
    *out = team;
    return 0;
}

void nn_cpu_team_destroy(struct nn_cpu_team *team)
{
    if (!team)
        return;
    atomic_store(&team->quit, true);
    change(&team->job);
    for (int32_t i = 0; i < team->n_helpers; i++)
        pthread_join(team->helper[i].thread, NULL);
    free(team->lane);
    free(team->helper);
    free(team);
}
