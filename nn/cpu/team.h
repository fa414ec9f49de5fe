/* SPDX-License-Identifier: MIT */
/* Threads that help with one run of a program. A run is a number of phases; a phase has one piece
 * of work per lane, and as many lanes as there are threads. Each thread takes its own lane's piece
 * first, then any that nobody has taken: a helper that does not get a core delays nobody. Helpers
 * look for work for some microseconds and then sleep on a futex, so that between runs, while env
 * processes need the cores, they cost nothing; where there are fewer cores than threads they do not
 * look at all. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct nn_cpu_team;

/* Pieces of one phase run at the same time, and see what all phases before have written. */
typedef void (*nn_cpu_piece_fn)(void *context, int32_t phase, int32_t lane);

/* threads >= 2, the caller's included. RL_ENOMEM, or the code of pthread_create. */
int nn_cpu_team_create(int32_t threads, struct nn_cpu_team **out, struct rl_error *err);
void nn_cpu_team_destroy(struct nn_cpu_team *team); /* accepts NULL; nobody may be running */

/* Returns when all is done. False at once, and nothing is done, while the team works for another
 * thread. */
bool nn_cpu_team_run(struct nn_cpu_team *team, int32_t phases, nn_cpu_piece_fn piece,
                     void *context);
