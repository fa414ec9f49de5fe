/* SPDX-License-Identifier: MIT */
/* The progress of a run in the foreground: one line that is redrawn on a terminal, a line now and
 * then elsewhere. Steps, share, rate, returns, time left. Loop thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rltd_run_view;

struct rltd_progress {
    bool on, tty, drawn;
    uint64_t last_ns;
};

void rltd_progress_init(struct rltd_progress *p, bool on); /* to stderr */
/* Draws if it is time to, or `now`. */
void rltd_progress_draw(struct rltd_progress *p, const struct rltd_run_view *view, bool now);
/* Leave the line standing and go to the next. */
void rltd_progress_end(struct rltd_progress *p);
