/* SPDX-License-Identifier: MIT */
/* The registry of backends: the only file of the core that knows one by name. */
#include "nn/backend.h"

#include <string.h>

#include "nn/cpu/cpu.h"

int nn_backend_open(const char *name, struct nn_backend **out, struct rl_error *err)
{
    if (!strcmp(name, "cpu"))
        return nn_cpu_backend_open(out, err);
    return rl_error_set(err, RL_EUNSUPPORTED, "device '%s': this build offers: cpu", name);
}
