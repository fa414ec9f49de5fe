/* SPDX-License-Identifier: MIT */
/* The one table of configuration keys. A new key is a field in struct rltd_config and a row here;
 * validation, `key=value`, `rltd --help-config` and docs/CONFIG.md follow from the row. */
#include "daemon/config/config.h"

#include "base/base.h"
#include "replay/stack.h"

#define COUNT_MAX 9007199254740992.0 /* 2^53: counts are exact as doubles up to here */
#define DAY_S     86400.0

static const char *const modes[] = {"auto", "min", "max", NULL};
static const char *const storages[] = {"memory", "file", NULL};
static const char *const whens[] = {"always", "better", NULL};
static const char *const averages[] = {"none", "ema", "swa", NULL};
static const char *const levels[] = {"debug", "info", "warn", "error", NULL};

/* clang-format off */
#define LIVE         true /* `rltctl set` may change it */
#define AT(field)    offsetof(struct rltd_config, field)
#define BYTES(field) sizeof(((struct rltd_config *)0)->field)

#define TEXT(name, field, text, ...) \
    {name, RL_OPT_STRING, AT(field), 0, BYTES(field), text, NULL, __VA_ARGS__}
#define COUNT(name, field, lo, hi, text, ...) \
    {name, RL_OPT_INT, AT(field), lo, hi, text, NULL, __VA_ARGS__}
#define TIME(name, field, lo, hi, text, ...) \
    {name, RL_OPT_SECONDS, AT(field), lo, hi, text, NULL, __VA_ARGS__}
#define FLAG(name, field, text, ...) \
    {name, RL_OPT_BOOL, AT(field), 0, 1, text, NULL, __VA_ARGS__}
#define CHOICE(name, field, of, text, ...) \
    {name, RL_OPT_CHOICE, AT(field), 0, 0, text, of, __VA_ARGS__}

const struct rl_option rltd_config_keys[] = {
    TEXT("name", name, "",
         "run name: its folder under `runs` and its sockets; default: the recipe's, file's or "
         "agent's name"),
    TEXT("agent", agent, "", "algorithm; its hyper-parameters stand in a section of this name"),
    TEXT("env", env, "",
         "command that starts a training env process; empty: wait for env processes to connect"),
    TEXT("eval_env", eval_env, "",
         "command that starts the evaluation env process; default: `env`"),
    TEXT("runs", runs, "runs", "folder of all runs"),
    TEXT("resume", resume, "auto",
         "auto (go on where an unfinished run of the same configuration stopped), none, or the "
         "path of a checkpoint"),
    TEXT("requeue", requeue, "",
         "shell command that SIGUSR1 ends with: the run is saved, ends, and asks to be started "
         "again, as with `scontrol requeue $SLURM_JOB_ID`; default: SIGUSR1 only saves"),
    TEXT("device", device, "cpu", "cpu or cuda"),
    COUNT("n_envs", n_envs, 1, 65536, "1", "training envs over all env processes"),
    COUNT("env_processes", env_processes, 1, 2048, "1", "env processes that share them"),
    COUNT("frame_stack", frame_stack, 1, REPLAY_STACK_MAX, "1",
          "the newest so many observations of an episode are one to the agent, side by side along "
          "the last axis (channels of an image), zeros before its first; off-policy agents and Box "
          "observations only; the replay stores single ones"),
    COUNT("seed", seed, 0, COUNT_MAX, "1", "what every random draw derives from"),
    COUNT("seeds", seeds, 1, 1000, "1",
         "train seeds seed .. seed+seeds-1, one after the other, and report mean and spread"),
    COUNT("max_env_steps", max_env_steps, 0, COUNT_MAX, "1_000_000",
         "stop after so many env steps; schedules run over them; 0: no limit", LIVE),
    COUNT("max_iterations", max_iterations, 0, COUNT_MAX, "0",
         "stop after so many training steps of the agent; 0: no limit", LIVE),
    TIME("max_time", max_time_s, 0, 3650 * DAY_S, "0",
         "stop after so much training time, over all restarts; 0: no limit", LIVE),
    COUNT("max_updates", max_updates, 0, COUNT_MAX, "0",
         "stop after so many updates; 0: no limit", LIVE),
    COUNT("max_episodes", max_episodes, 0, COUNT_MAX, "0",
         "stop after so many training episodes; 0: no limit", LIVE),
    COUNT("min_env_steps", min_env_steps, 0, COUNT_MAX, "0",
         "neither early stopping nor max_time ends the run before so many env steps", LIVE),
    COUNT("min_iterations", min_iterations, 0, COUNT_MAX, "0",
         "... nor before so many training steps of the agent", LIVE),
    COUNT("min_updates", min_updates, 0, COUNT_MAX, "0",
         "... nor before so many updates", LIVE),
    COUNT("min_episodes", min_episodes, 0, COUNT_MAX, "0", "... nor before so many episodes", LIVE),
    TIME("min_time", min_time_s, 0, 3650 * DAY_S, "0",
         "... nor before so much training time, over all restarts", LIVE),
    COUNT("fast_dev_run", fast_dev_run, 0, 100000, "0",
         "try it: so many training steps and one evaluation of one episode, nothing is kept or "
         "resumed; 0: off"),
    FLAG("overfit", overfit, "false",
         "learn from the first batch (of an on-policy agent: the first rollout) for ever, to see "
         "whether the networks can; env steps then count what is learned from"),
    COUNT("limit_eval_episodes", limit_eval_episodes, 0, 100000, "0",
         "no evaluation plays more episodes than this; 0: no limit", LIVE),
    COUNT("learner_threads", learner_threads, 1, 256, "1",
         "threads of one update; changes no bit of the result"),
    FLAG("deterministic", deterministic, "false",
         "one seed, one result, to the bit, on machines of one instruction set: an off-policy run "
         "collects and learns in turns (as its `collect: lock_step`); on-policy runs always do"),
    FLAG("detect_anomaly", detect_anomaly, "false",
         "look at every op's numbers and end the run at the first NaN or infinity, with op, line "
         "and loss; slow"),
    FLAG("profile", profile, "false",
         "measure phases and ops: `rltctl profile`, profile.txt and profile.trace.json (Chrome)"),
    TIME("step_timeout", step_timeout_s, 0.01, DAY_S, "60",
         "an env process that does not answer a step for so long is restarted", LIVE),
    TIME("connect_timeout", connect_timeout_s, 0.1, DAY_S, "60",
         "a started env process must have connected within this time"),
    COUNT("max_env_restarts", max_env_restarts, 0, 1000000, "5",
         "restarts of one env process without an episode in between, then the run ends", LIVE),

    COUNT("eval.every_env_steps", eval.every_env_steps, 0, COUNT_MAX, "0",
         "evaluate the policy every so many env steps; 0: not by them", LIVE),
    COUNT("eval.every_iterations", eval.every_iterations, 0, COUNT_MAX, "0",
          "... every so many training steps of the agent; 0: not by them", LIVE),
    TIME("eval.every_seconds", eval.every_seconds, 0, 365 * DAY_S, "0",
         "... every so much training time; 0: not by time. With all three 0 there is none while "
         "training",
         LIVE),
    COUNT("eval.episodes", eval.episodes, 1, 100000, "10", "episodes of one evaluation", LIVE),
    COUNT("eval.n_envs", eval.n_envs, 1, 4096, "1", "evaluation envs that run at once"),
    COUNT("eval.final_episodes", eval.final_episodes, 0, 100000, "20",
         "episodes of the evaluation at the end, on seeds that chose nothing; 0: none", LIVE),
    COUNT("eval.sanity_episodes", eval.sanity_episodes, 0, 1000, "1",
         "where there are evaluations while training: episodes of one before it, to see that it "
         "works; enters no history; 0: none"),

    TEXT("checkpoint.monitor", checkpoint.monitor, "",
         "metric that chooses the best checkpoints; default: eval_return where there are "
         "evaluations while training, else ep_rew_mean"),
    CHOICE("checkpoint.mode", checkpoint.mode, modes, "auto",
         "whether a small or a large value is better; auto: as the metric declares"),
    COUNT("checkpoint.save_top_k", checkpoint.save_top_k, -1, 100000, "3",
         "how many of the best to keep; 0: none, -1: all"),
    FLAG("checkpoint.save_last", checkpoint.save_last, "true",
         "keep the newest state as `last`, which is what a restart resumes from; without it only a "
         "stop leaves one, and a restart goes on from the newest of the others"),
    COUNT("checkpoint.manual_keep", checkpoint.manual_keep, 0, 100000, "3",
         "how many manual saves (`rltctl save`) to keep, newest first; pinned ones always stay"),
    COUNT("checkpoint.every_env_steps", checkpoint.every_env_steps, 0, COUNT_MAX, "0",
         "save every so many env steps; 0: not by steps", LIVE),
    COUNT("checkpoint.every_iterations", checkpoint.every_iterations, 0, COUNT_MAX, "0",
         "save every so many training steps of the agent; 0: not by them", LIVE),
    COUNT("checkpoint.every_updates", checkpoint.every_updates, 0, COUNT_MAX, "0",
         "save every so many updates; 0: not by them"),
    TEXT("checkpoint.updates_of", checkpoint.updates_of, "",
         "the optimizer whose steps `checkpoint.every_updates` counts; empty: updates"),
    TIME("checkpoint.every_seconds", checkpoint.every_seconds, 0, 365 * DAY_S, "60",
         "save every so often; 0: not by time", LIVE),
    TIME("checkpoint.replay_every_seconds", checkpoint.replay_every_seconds, 0, 365 * DAY_S, "0",
         "where `last` holds the contents of a replay, which are large: write it no more often "
         "than this, and at a stop, a signal and the end; 0: at every save"),
    COUNT("checkpoint.keep_every", checkpoint.keep_every, 0, COUNT_MAX, "0",
         "a milestone every so many env steps, which is never rotated away; 0: none"),
    FLAG("checkpoint.weights_only", checkpoint.weights_only, "false",
         "the best ones and milestones hold only what acting needs: smaller, and no run resumes "
         "from them"),
    CHOICE("checkpoint.agent_when", checkpoint.agent_when, whens, "always",
         "saves that the agent asks for: always, or only when the monitored metric is better than "
         "at any manual save before"),
    TIME("checkpoint.agent_every_seconds", checkpoint.agent_every_seconds, 0, 365 * DAY_S, "0",
         "of the saves that the agent asks for, none sooner than this after the one before"),
    COUNT("checkpoint.agent_every_env_steps", checkpoint.agent_every_env_steps, 0, COUNT_MAX, "0",
         "of the saves that the agent asks for, none sooner than this after the one before"),
    TEXT("checkpoint.filename", checkpoint.filename, "",
         "file name of the best checkpoints: {counter} or {metric}, with a format as in "
         "{env_steps:09d}; default: env_steps and the monitored metric"),

    CHOICE("averaging.kind", averaging.kind, averages, "none",
         "average the acting networks over the updates, for evaluation, eval, serve and export: "
         "ema (exponential moving average), swa (plain mean); learning does not see it"),
    {"averaging.decay", RL_OPT_FLOAT, AT(averaging.decay), 0, 1, "0.999", NULL,
     "ema: the share of the old average that stays at a look"},
    COUNT("averaging.every_updates", averaging.every, 1, COUNT_MAX, "1",
         "look every so many updates"),
    COUNT("averaging.start_env_steps", averaging.start_env_steps, 0, COUNT_MAX, "0",
         "no look before so many env steps"),

    TEXT("init_from.path", init_from.path, "",
         "checkpoint or safetensors file whose networks a new run starts from; empty: at random"),
    FLAG("init_from.strict", init_from.strict, "true",
         "every tensor must be there and have a place; else what fits is taken"),
    TEXT("init_from.include", init_from.include, "",
         "patterns of the tensors that start from the file, as in policy.*; empty: all"),
    TEXT("init_from.exclude", init_from.exclude, "", "patterns of tensors that start at random"),
    TEXT("init_from.map", init_from.map, "",
         "names in a foreign file, as in actor.*=policy.*, log_std=log_std"),
    TEXT("freeze", freeze, "",
         "patterns of parameters that do not learn, as in policy.0.*, value.* until 50000 (env "
         "steps)"),
    TEXT("param_groups", param_groups, "",
         "patterns of parameters with a factor of the learning rate or a weight decay of their "
         "own, as in *.bias decay 0, policy.* lr 0.5 decay 0.01; a pattern changes only what it "
         "names, and of several that match the last one that names it counts"),

    TEXT("early_stop.monitor", early_stop.monitor, "",
         "metric that ends the run early when it no longer improves, seen at every evaluation; "
         "empty: never"),
    CHOICE("early_stop.mode", early_stop.mode, modes, "auto",
           "whether a small or a large value is better; auto: as the metric declares"),
    COUNT("early_stop.patience", early_stop.patience, 1, COUNT_MAX, "3",
          "stop after so many evaluations in a row without an improvement", LIVE),
    {"early_stop.min_delta", RL_OPT_FLOAT, AT(early_stop.min_delta), 0, 1e300, "0", NULL,
     "an improvement is more than this", LIVE},
    {"early_stop.stopping_threshold", RL_OPT_MAYBE, AT(early_stop.stopping_threshold), 0, 0,
     "none", NULL, "stop as soon as the metric is better than this", LIVE},
    {"early_stop.divergence_threshold", RL_OPT_MAYBE, AT(early_stop.divergence_threshold), 0, 0,
     "none", NULL, "stop as soon as the metric is worse than this", LIVE},
    FLAG("early_stop.check_finite", early_stop.check_finite, "true",
         "stop when the metric is NaN or infinite", LIVE),
    FLAG("early_stop.strict", early_stop.strict, "true",
         "a metric that is not there at an evaluation is an error", LIVE),
    COUNT("early_stop.min_env_steps", early_stop.min_env_steps, 0, COUNT_MAX, "0",
          "never stop early before so many env steps", LIVE),

    CHOICE("replay.storage", replay.storage, storages, "memory",
         "where an off-policy agent's replay lies: memory (its contents go into `last`) or file "
         "(replay.ring in the run's folder, for replays that are larger)"),

    COUNT("log.every_n_iterations", log.every_n_iterations, 1, COUNT_MAX, "1",
         "on-policy agents: write metrics every so many training steps", LIVE),
    COUNT("log.every_env_steps", log.every_env_steps, 1, COUNT_MAX, "1000",
         "off-policy agents: write metrics every so many env steps", LIVE),
    CHOICE("log.level", log.level, levels, "info", "lines below this level do not reach rltd.log",
           LIVE),
    FLAG("log.tensorboard", log.tensorboard, "true", "write TensorBoard event files"),
    FLAG("log.jsonl", log.jsonl, "true", "write metrics as JSON lines (log.jsonl)"),
    FLAG("log.progress", log.progress, "true", "show progress on the terminal"),
};
/* clang-format on */

const size_t rltd_config_n_keys = RL_COUNTOF(rltd_config_keys);
