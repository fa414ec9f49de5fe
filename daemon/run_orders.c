/* SPDX-License-Identifier: MIT */
/* What rltctl tells a live run, and what has to wait for a moment when no update is being computed:
 * the queue of orders. */
#include <stdio.h>
#include <stdlib.h>

#include "daemon/run_private.h"

void run_order_free(struct run_order *order)
{
    rltd_ckpt_close(order->ckpt);
    free(order->change);
    free(order);
}

static void drop(struct rltd_run *run, struct run_order *order)
{
    run_load_over(run, order);
    run_order_free(order);
}

int run_takes_orders(const struct rltd_run *run, struct rl_error *err)
{
    return run->store && run->phase != RUN_OVER
               ? 0
               : rl_error_set(err, RL_ESTOPPED, "the run is starting or ending");
}

int run_add_order(struct rltd_run *run, struct run_order *order, const struct rltd_asker *asker,
                  struct rl_error *err)
{
    struct run_order **end = &run->orders;
    int rc = run_takes_orders(run, err);
    if (rc < 0) {
        drop(run, order);
        return rc;
    }
    while (*end)
        end = &(*end)->next;
    *end = order;
    order->asker = *asker;
    snprintf(order->by, sizeof order->by, "%s", asker->by);
    order->asker.by = order->by;
    uv_async_send(&run->learner_wake);
    return 0;
}

static void answer(struct rltd_run *run, const struct rltd_told *told)
{
    struct run_order *order = run->orders;
    run->orders = order->next;
    if (order->asker.done)
        order->asker.done(order->asker.arg, told);
    drop(run, order);
}

void run_carry_out(struct rltd_run *run)
{
    while (run->orders && run->phase != RUN_OVER) {
        if (rltd_learner_state(&run->learner) == RLTD_LEARNER_RUNNING) {
            rltd_learner_want_cut(&run->learner);
            return;
        }
        struct rltd_told told = {0};
        told.code = run->orders->carry_out(run, run->orders, &told);
        if (told.code == RUN_NOT_YET)
            return;
        told.env_steps = run->counters.env_steps;
        answer(run, &told);
    }
}

void run_refuse_orders(struct rltd_run *run)
{
    struct rltd_told told = {0};
    told.code = rl_error_set(&told.err, RL_ESTOPPED, "the run ended before its next cut");
    while (run->orders)
        answer(run, &told);
}
