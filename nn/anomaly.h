/* SPDX-License-Identifier: MIT */
/* One step of a program, run with a look at its operands before and its results after: where the
 * first NaN or infinity came from. nn/watch.h runs whole programs so. */
#pragma once

#include "nn/backend.h"

/* Runs `prepared`, which is the one step of `plan`, at the addresses `base`. RL_ENONFINITE: a NaN
 * or infinity arose in it, or came into it, and `text` says in one line which op, where, in the
 * backward pass of which loss, and the ranges of its operands; it has not run if an operand was
 * not finite already. Other errors are the backend's. */
int nn_anomaly_run(struct nn_backend *be, const struct nn_plan *plan, void *prepared,
                   void *const *base, char text[static RL_ERROR_TEXT_MAX]);
