/* SPDX-License-Identifier: MIT */
/* A run that is asked to wait: it stands still at its next cut, with envs that have no question to
 * answer and a learner between two updates, and goes on with the very step that was next. */
#include <stdio.h>

#include "base/clock.h"
#include "daemon/run_private.h"

uint64_t run_paused_ns(const struct rltd_run *run)
{
    const struct run_pause *p = &run->pause;
    return p->before_ns + (p->held_ns ? rl_now_ns() - p->held_ns : 0);
}

static void tell(struct rltd_run *run, const char *kind, const char *by)
{
    rl_info(run->log, "%s at %llu env steps (%s)", kind,
            (unsigned long long)run->counters.env_steps, by);
    if (run->store)
        rltd_store_event(run->store, run->counters.env_steps, kind, by);
}

bool run_holds(struct rltd_run *run)
{
    struct run_pause *p = &run->pause;
    if (run_awaits_point(run))
        return true;
    if (!p->wanted || run->stop)
        return false;
    if (!p->held_ns) {
        p->held_ns = rl_now_ns();
        run->counters.updates = run_updates(run);
        tell(run, "paused", p->by);
    }
    return true;
}

void rltd_run_pause(struct rltd_run *run, const char *by)
{
    struct run_pause *p = &run->pause;
    if (p->wanted)
        return;
    p->wanted = true;
    p->at = rl_wall_s();
    snprintf(p->by, sizeof p->by, "%s", by);
    uv_async_send(&run->learner_wake);
}

void rltd_run_resume(struct rltd_run *run, const char *by)
{
    struct run_pause *p = &run->pause;
    if (!p->wanted)
        return;
    if (p->held_ns)
        tell(run, "unpaused", by);
    *p = (struct run_pause){.before_ns = run_paused_ns(run)};
    uv_async_send(&run->learner_wake);
}
