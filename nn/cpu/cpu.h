/* SPDX-License-Identifier: MIT */
/* The CPU backend: plan steps become an array of instructions over the kernels of the running
 * machine's instruction set. Always there. */
#pragma once

#include "nn/backend.h"

/* The best instruction set, or the one that RLTD_ISA names. RL_EUNSUPPORTED if that cannot run
 * here. */
int nn_cpu_backend_open(const struct nn_backend_config *config, struct nn_backend **out,
                        struct rl_error *err);
