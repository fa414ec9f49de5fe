/* SPDX-License-Identifier: MIT */
/* What a ring's rows are the history of. A run that goes back to a checkpoint appends rows with
 * numbers that there were before: from there on it is another branch. A checkpoint keeps its own
 * lineage, so whether its rows are still those of the ring can be told from the two. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define REPLAY_BRANCHES 16 /* that are told apart; before the oldest of them nothing is known */

struct replay_lineage {
    uint64_t id[REPLAY_BRANCHES];   /* oldest first, then zeros */
    uint64_t from[REPLAY_BRANCHES]; /* first row of the branch, ascending */
};

/* A new ring. `id` is not 0, and differs from that of every branch. */
void replay_lineage_begin(struct replay_lineage *lineage, uint64_t id);
/* Rows from `cursor` on are those of a new branch. */
void replay_lineage_fork(struct replay_lineage *lineage, uint64_t cursor, uint64_t id);
/* Are the rows before `cursor` that `then` speaks of those that `now` speaks of? */
bool replay_lineage_holds(const struct replay_lineage *now, const struct replay_lineage *then,
                          uint64_t cursor);
/* The branch at the end; 0: nothing is known. */
uint64_t replay_lineage_branch(const struct replay_lineage *lineage);
/* Could a ring whose newest rows are of `branch` hold the rows before `cursor`? */
bool replay_lineage_reached(const struct replay_lineage *lineage, uint64_t branch, uint64_t cursor);
