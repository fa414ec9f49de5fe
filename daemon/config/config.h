/* SPDX-License-Identifier: MIT */
/* The run's configuration: one typed table of keys (daemon/config/keys.c), filled from defaults,
 * then the recipe or YAML file, then `key=value` words of the command line. Unknown keys, wrong
 * types and ranges are refused with file, line, key and the nearest valid key.
 *
 * Hyper-parameters of the agent stand in a section of the agent's name, its networks in the section
 * `network`. Their defaults may depend on the spaces, which are known only after HELLO: they are
 * checked against their tables here, kept as text, and applied by rltd_config_hparams.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "agents/agent.h"
#include "base/arena.h"
#include "base/buf.h"
#include "daemon/average.h"
#include "daemon/config/entries.h"

#define RLTD_COMMAND_MAX 1024
#define RLTD_PATH_MAX    512

enum rltd_replay_storage { RLTD_REPLAY_MEMORY, RLTD_REPLAY_FILE };
enum rltd_mode { RLTD_MODE_AUTO, RLTD_MODE_MIN, RLTD_MODE_MAX };
enum rltd_when { RLTD_WHEN_ALWAYS, RLTD_WHEN_BETTER };

/* One setting of the agent's section or of `network`, as written. */
struct rltd_setting {
    const struct rl_option *option; /* its row */
    const char *value;              /* in the config's arena */
    const char *where;              /* "cartpole-ppo.yaml:12" or "command line" */
};

struct rltd_config {
    /* Where it came from. */
    char source[RLTD_PATH_MAX]; /* path of the recipe or file; "" for an agent's name */
    char name[48];              /* run name; default: recipe or file stem, or "<agent>" */

    char agent[32];
    char env[RLTD_COMMAND_MAX];      /* command that rltd spawns; "" = wait for clients */
    char eval_env[RLTD_COMMAND_MAX]; /* default: env */
    char runs[RLTD_PATH_MAX];        /* folder of all runs: "runs" */
    char resume[RLTD_PATH_MAX];      /* auto | none | path of a checkpoint */
    char requeue[RLTD_COMMAND_MAX];  /* after SIGUSR1; "": it only saves */
    char device[16];                 /* cpu | cuda */
    int64_t n_envs;                  /* training env slots over all processes */
    int64_t env_processes;           /* processes that share them */
    int64_t frame_stack;             /* observations of an episode that the agent sees at once */
    int64_t seed;
    int64_t seeds; /* train seeds seed .. seed+seeds-1, one after the other */
    int64_t max_env_steps, max_iterations, max_updates, max_episodes; /* 0: no limit */
    double max_time_s;                                                /* 0: no limit */
    /* Neither early stopping nor max_time ends the run before all of these. */
    int64_t min_env_steps, min_iterations, min_updates, min_episodes;
    double min_time_s;
    int64_t fast_dev_run;        /* 0: off; else so many training steps, and nothing is kept */
    bool overfit;                /* one batch is learned from for ever */
    int64_t limit_eval_episodes; /* of every evaluation; 0: no limit */
    int64_t learner_threads;
    bool deterministic, detect_anomaly, profile;
    double step_timeout_s;    /* an env that does not answer a step for so long is restarted */
    double connect_timeout_s; /* HELLO must arrive within it; spawned envs too */
    int64_t max_env_restarts; /* of one env without an episode in between; then the run ends */

    struct {
        /* Each 0: not by it. rltd_config_evaluates */
        int64_t every_env_steps, every_iterations;
        double every_seconds; /* of training time */
        int64_t episodes;
        int64_t n_envs;
        int64_t final_episodes; /* of the final policy, on unseen seeds; 0: none */
        int64_t sanity_episodes;
    } eval;

    struct {
        char monitor[64];   /* metric; default eval_return if eval is on, else ep_rew_mean */
        int32_t mode;       /* enum rltd_mode; min or max once loaded: auto has been resolved */
        int64_t save_top_k; /* 0 none, -1 all */
        bool save_last;
        int64_t manual_keep;
        /* Refresh `last` and offer to top-k every so often; 0: not by this. */
        int64_t every_env_steps, every_iterations, every_updates;
        char updates_of[32]; /* whose steps every_updates counts; "": updates */
        double every_seconds;
        double replay_every_seconds; /* between saves of `last` that hold a replay; 0: every one */
        int64_t keep_every;          /* env steps between milestones; 0: none */
        bool weights_only;           /* top-k and milestones */
        char filename[128];
        /* The gate of saves that the agent asks for. */
        int32_t agent_when;         /* enum rltd_when */
        double agent_every_seconds; /* not sooner after its last one */
        int64_t agent_every_env_steps;
    } checkpoint;

    struct rltd_average_config averaging;

    struct {                      /* lists and patterns: daemon/init_from.h */
        char path[RLTD_PATH_MAX]; /* "": networks start at random */
        bool strict;
        char include[256], exclude[256], map[1024];
    } init_from;
    char freeze[512];       /* daemon/freeze.h */
    char param_groups[512]; /* daemon/groups.h */

    struct {
        char monitor[64]; /* metric, seen at every evaluation; "": never stop early */
        int32_t mode;     /* as checkpoint.mode */
        int64_t patience;
        double min_delta;
        double stopping_threshold, divergence_threshold; /* NaN: none */
        bool check_finite, strict;
        int64_t min_env_steps;
    } early_stop;

    struct {
        int32_t storage; /* enum rltd_replay_storage */
    } replay;

    struct {
        int64_t every_n_iterations;
        int64_t every_env_steps; /* off-policy */
        int32_t level;           /* enum rl_log_level */
        bool tensorboard;
        bool jsonl;
        bool progress;
    } log;

    const struct agent_type *agent_type; /* resolved from `agent` */
    struct rltd_setting *settings;       /* of both sections, each row once */
    int32_t n_settings;
    struct rltd_entries entries; /* as written, in the arena */
    struct rl_arena arena;
};

/* There are evaluations while training. */
bool rltd_config_evaluates(const struct rltd_config *config);

/* The typed table of all keys ("eval.every_env_steps"), for validation, help and docs/CONFIG.md. */
extern const struct rl_option rltd_config_keys[];
extern const size_t rltd_config_n_keys;

/* `what`: an agent's name, a recipe's name, or the path of a YAML file; overrides: "key=value"
 * words. Recipes are looked for in $RLTD_RECIPES, then beside the binary's source or installed
 * share folder. Errors: RL_ECONFIG, RL_ERANGE, RL_ENOTFOUND with file, line, key, nearest valid
 * key. */
int rltd_config_load(struct rltd_config *config, const char *what, const char *const *overrides,
                     int n_overrides, struct rl_error *err);
void rltd_config_deinit(struct rltd_config *config); /* accepts zeroed */
/* A configuration of these entries and nothing else, unchecked; agent, name and `entries` (what is
 * written) are those of `like`. Texts stay in the entries' arenas. */
int rltd_config_from(struct rltd_config *config, const struct rltd_config *like,
                     const struct rltd_entries *entries, struct rl_error *err);
/* The key that an entry means, in full: "ppo.learning_rate", also for "learning_rate" on the
 * command line. False: none. */
bool rltd_entry_key(const struct agent_type *type, const struct rltd_entry *entry, char *name,
                    size_t name_bytes);

/* Fill a hyper-parameter struct (type->hparams_bytes, zeroed) and the networks' configuration:
 * defaults, the agent's defaults hook for these spaces (NULL: not known yet), then the settings. */
int rltd_config_hparams(const struct rltd_config *config, const struct rl_space *obs,
                        const struct rl_space *action, void *hparams,
                        struct nn_network_config *network, struct rl_error *err);

/* The resolved configuration as YAML that loads back to the same. */
int rltd_config_write(const struct rltd_config *config, const void *hparams,
                      const struct nn_network_config *network, struct rl_buf *yaml);
/* Keys that make it another experiment (agent, env, n_envs, seed, hyper-parameters and networks as
 * written): a run is resumed only by a config with the same text. */
int rltd_config_identity(const struct rltd_config *config, struct rl_buf *text);
/* How long it trains: lines of rltd_config_write that its identity leaves out, because a run may go
 * on under other ones. */
int rltd_config_limits(const struct rltd_config *config, struct rl_buf *text);

/* All keys and every agent's hyper-parameters, for people (`--help-config`) or as docs/CONFIG.md's
 * tables. */
void rltd_config_help(bool markdown, struct rl_buf *out);
/* "cartpole-ppo, pendulum-ppo" */
void rltd_recipe_names(struct rl_buf *out);
