/* SPDX-License-Identifier: MIT */
#include "daemon/signals.h"

#include <signal.h>

#include "base/base.h"

static void on_stop(uv_signal_t *handle, int signum)
{
    struct rltd_signals *s = handle->data;
    (void)signum;
    s->n_stops++;
    s->stop(s->arg, s->n_stops > 1);
}

static void on_save(uv_signal_t *handle, int signum)
{
    struct rltd_signals *s = handle->data;
    (void)signum;
    if (s->save)
        s->save(s->arg);
}

static void on_reopen(uv_signal_t *handle, int signum)
{
    struct rltd_signals *s = handle->data;
    (void)signum;
    if (s->reopen)
        s->reopen(s->arg);
}

void rltd_signals_start(struct rltd_signals *s, uv_loop_t *loop)
{
    static const struct {
        int signum;
        uv_signal_cb cb;
    } table[] = {{SIGTERM, on_stop}, {SIGINT, on_stop}, {SIGUSR1, on_save}, {SIGHUP, on_reopen}};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error of that write */
    for (size_t i = 0; i < RL_COUNTOF(table); i++) {
        uv_signal_init(loop, &s->handle[i]);
        s->handle[i].data = s;
        uv_signal_start(&s->handle[i], table[i].cb, table[i].signum);
        uv_unref((uv_handle_t *)&s->handle[i]);
    }
}

void rltd_signals_stop(struct rltd_signals *s)
{
    for (size_t i = 0; i < RL_COUNTOF(s->handle); i++)
        uv_close((uv_handle_t *)&s->handle[i], NULL);
}
