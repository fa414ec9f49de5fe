/* SPDX-License-Identifier: MIT */
#include "daemon/config/summary.h"

#include <stdlib.h>

static void print_plan(const struct rltd_config *c, FILE *out)
{
    fprintf(out, "# Valid. This would train %s on %s: %lld envs in %lld process%s,\n", c->agent,
            c->device, (long long)c->n_envs, (long long)c->env_processes,
            c->env_processes == 1 ? "" : "es");
    fprintf(out, "# %s,\n", c->env[0] ? "started by rltd" : "which connect by themselves");
    if (c->max_env_steps > 0)
        fprintf(out, "# for %lld env steps", (long long)c->max_env_steps);
    else
        fprintf(out, "# until it is stopped");
    if (c->seeds > 1)
        fprintf(out, " with each of %lld seeds", (long long)c->seeds);
    fprintf(out, ", into %s/%s/version_N.\n", c->runs, c->name);
    if (rltd_config_evaluates(c))
        fprintf(out, "# %lld evaluation episodes", (long long)c->eval.episodes);
    if (c->eval.every_env_steps > 0)
        fprintf(out, " every %lld env steps", (long long)c->eval.every_env_steps);
    if (c->eval.every_iterations > 0)
        fprintf(out, " every %lld training steps", (long long)c->eval.every_iterations);
    if (c->eval.every_seconds > 0)
        fprintf(out, " every %g s", c->eval.every_seconds);
    if (rltd_config_evaluates(c))
        fprintf(out, ".\n");
    fprintf(out, "# Checkpoints: best %lld by %s (%s), last %s, %lld manual.\n\n",
            (long long)c->checkpoint.save_top_k, c->checkpoint.monitor,
            c->checkpoint.mode == RLTD_MODE_MIN ? "min" : "max",
            c->checkpoint.save_last ? "yes" : "no", (long long)c->checkpoint.manual_keep);
}

int rltd_config_summary(const struct rltd_config *config, FILE *out, struct rl_error *err)
{
    void *hparams = calloc(1, config->agent_type->hparams_bytes);
    struct nn_network_config network;
    struct rl_buf yaml;
    int rc;

    rl_buf_init(&yaml);
    rc = hparams ? rltd_config_hparams(config, NULL, NULL, hparams, &network, err)
                 : rl_error_set(err, RL_ENOMEM, "out of memory while checking the configuration");
    if (rc == 0 && rltd_config_write(config, hparams, &network, &yaml) < 0)
        rc = rl_error_set(err, RL_ENOMEM, "out of memory while checking the configuration");
    if (rc == 0) {
        print_plan(config, out);
        if (fwrite(yaml.data, 1, yaml.n, out) != yaml.n)
            rc = rl_error_set(err, RL_EIO, "cannot write the summary");
    }
    rl_buf_deinit(&yaml);
    free(hparams);
    return rc;
}
