/* SPDX-License-Identifier: MIT */
/* The registry of backends: the only file of the core that knows one by name. */
#include "nn/backend.h"

#include <string.h>

#include "nn/cpu/cpu.h"

int nn_backend_open_with(const char *name, const struct nn_backend_config *config,
                         struct nn_backend **out, struct rl_error *err)
{
    const struct nn_backend_config defaults = {0};
    if (!config)
        config = &defaults;
    if (config->threads < 0 || config->threads > NN_MAX_THREADS)
        return rl_error_set(err, RL_ERANGE, "%d threads: at most %d", config->threads,
                            NN_MAX_THREADS);
    if (!strcmp(name, "cpu"))
        return nn_cpu_backend_open(config, out, err);
    return rl_error_set(err, RL_EUNSUPPORTED, "device '%s': this build offers: cpu", name);
}

int nn_backend_open(const char *name, struct nn_backend **out, struct rl_error *err)
{
    return nn_backend_open_with(name, NULL, out, err);
}

void nn_backend_close(struct nn_backend *be)
{
    if (be && be->ops->close)
        be->ops->close(be);
}
