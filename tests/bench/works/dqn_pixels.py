# SPDX-License-Identifier: MIT
"""DQN with the Nature-CNN on stacks of four 84 x 84 frames, an update of 32 transitions after every fourth env step:
what collecting and learning take of it, and what it costs to rebuild the stacks that are sampled. Nothing to compare
with: the parts are `nn/dqn` and `replay/frames`."""

import statistics

from harness import machine, profile
from harness.errors import BenchError
from harness.measure import spread, whole_process
from harness.report import Row
from works.dqn_cartpole import in_folder, our_env
from works.ppo_cartpole import fields_of

DOC = "DQN, Nature-CNN on frame stacks: env steps/s, collecting and learning"
CASES = ["threads1", "threads2"]
PROGRAMS = ["rltd", "bench-env-pixels"]

ROUNDS = 3
BATCH, STACK, SIDE, TRAIN_FREQ, WARM_UP = 32, 4, 84, 4, 2000
UPDATES = 400
ENV_STEPS = WARM_UP + TRAIN_FREQ * UPDATES
TIMEOUT_S = 300


def command(folder, seed, threads):
    settings = {"frame_stack": STACK, "learner_threads": threads, "max_env_steps": ENV_STEPS, "eval.every_env_steps": 0,
                "eval.final_episodes": 0, "dqn.learning_starts": WARM_UP, "dqn.buffer_size": 20000,
                "dqn.batch_size": BATCH, "dqn.train_freq": TRAIN_FREQ, "dqn.gradient_steps": 1,
                "dqn.collect": "lock_step"}
    return [machine.program("rltd"), "dqn", f"env={machine.program('bench-env-pixels')}", "name=bench", f"seed={seed}",
            f"runs={folder}/runs", *(f"{key}={value}" for key, value in settings.items())]


def run_once(folder, seed, threads):
    """Seconds by phase."""
    whole_process(command(folder, seed, threads), TIMEOUT_S, env=our_env(folder), cwd=folder)
    log = (folder / "runs" / "bench" / "version_0" / "rltd.log").read_text()
    result, timing = fields_of(log, "result"), fields_of(log, "timing")
    if result.get("env_steps") != ENV_STEPS or result.get("updates") != UPDATES:
        raise BenchError(f"rltd made {result.get('env_steps')} env steps and {result.get('updates')} updates where the "
                         f"work is {ENV_STEPS} and {UPDATES}")
    return timing


def sampling(folder, threads):
    """Lines about the processor time of sampling."""
    split = profile.split_of(command(folder, 1, threads), our_env(folder), folder)
    if not split:
        return ["no split by kind of work: `perf record` does not work here"]
    seconds = sum(s for (process, kind), s in split.items() if process == "rltd" and kind == profile.EXPERIENCE)
    ours = sum(s for (process, _), s in split.items() if process == "rltd")
    frames = UPDATES * BATCH * 2 * STACK * SIDE * SIDE
    return [f"sampling and inserting: {100 * seconds / ours:.1f} % of rltd's processor time, "
            f"{frames / seconds / 1e9:.1f} GB of sampled frames a second of it", *profile.describe(split)]


def run(cases):
    for case in cases:
        threads = int(case.removeprefix("threads"))
        if threads > machine.cores():
            raise BenchError(f"case {case} wants {threads} cores, this process may use {machine.cores()}")
        runs = [in_folder(run_once, seed, threads) for seed in range(1, ROUNDS + 1)]
        both = [timing["collect"] + timing["learn"] for timing in runs]
        learn = [UPDATES / timing["learn"] for timing in runs]
        collect = [1e6 * timing["collect"] / ENV_STEPS for timing in runs]
        notes = [f"updates/s while learning: {spread(learn)}; collecting: {spread(collect)} us an env step, the first "
                 f"{WARM_UP} of {ENV_STEPS} at random",
                 "last run, seconds: " + ", ".join(f"{k} {v:.3f}" for k, v in runs[-1].items()),
                 *in_folder(sampling, threads)]
        yield Row(work=f"dqn-pixels/{case}", unit="env steps/s", ours=ENV_STEPS / statistics.median(both),
                  threads=threads, higher_is_better=True, notes=notes)
