# SPDX-License-Identifier: MIT
"""DQN on CartPole-v1 with rl-zoo's hyper-parameters, process start to exit: 50,176 env steps, 24,704 updates of
64 transitions, logging to files, the model saved, 20 evaluation episodes one after the other. rltd with its env
process over the Unix socket, and Stable-Baselines3. Neither side solves the task with every seed, so evaluations
are said and nothing is void; `./learn dqn-cartpole` is where they are compared."""

import json
import os
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from harness import machine, profile
from harness.errors import BenchError
from harness.measure import spread, whole_process
from harness.report import Row
from works.ppo_cartpole import fields_of

DOC = "DQN on CartPole-v1, whole process, against Stable-Baselines3"
CASES = ["threads1", "threads2"]
PROGRAMS = ["rltd", "rltd-env-cartpole"]

OUR_RUNS = 3  # and one of the peer's, which takes most of a minute
ENV_STEPS, UPDATES = 50_176, 24_704
TIMEOUT_S = 600


@dataclass
class Run:
    seconds: float  # process start to exit
    learn_s: float  # collecting and learning alone
    evaluation: float
    cpu_s: float
    peak_mb: float
    version: str = ""
    timing: dict = field(default_factory=dict)


def check(name, env_steps, updates):
    if (env_steps, updates) != (ENV_STEPS, UPDATES):
        raise BenchError(f"{name} made {env_steps} env steps and {updates} updates where the work is {ENV_STEPS} "
                         f"and {UPDATES}")


def our_command(folder, seed, threads):
    return [machine.program("rltd"), "cartpole-dqn", "name=bench", f"runs={folder}/runs", f"seed={seed}",
            f"learner_threads={threads}", "eval.every_env_steps=0", "eval.final_episodes=20"]


def our_env(folder):
    return dict(os.environ, RLTD_RUNTIME_DIR=str(folder))


def run_ours(folder, seed, threads):
    finished = whole_process(our_command(folder, seed, threads), TIMEOUT_S, env=our_env(folder), cwd=folder)
    log = (folder / "runs" / "bench" / "version_0" / "rltd.log").read_text()
    result, timing = fields_of(log, "result"), fields_of(log, "timing")
    if not result.keys() >= {"env_steps", "updates", "final_return"} or not timing.keys() >= {"collect", "learn"}:
        raise BenchError("rltd.log has no lines 'result:' and 'timing:' with env_steps, updates, final_return, "
                         "collect and learn")
    check("rltd", int(result["env_steps"]), int(result["updates"]))
    return Run(finished.seconds, timing["collect"] + timing["learn"], result["final_return"], finished.cpu_s,
               finished.peak_mb, timing=timing)


def run_peer(folder, seed, threads):
    script = machine.PEERS / "sb3_dqn_cartpole.py"
    finished = whole_process([machine.peer_python(), script, folder, seed, threads], TIMEOUT_S)
    said = json.loads(finished.stdout.splitlines()[-1])
    check("Stable-Baselines3", said["env_steps"], said["updates"])
    return Run(finished.seconds, said["learn_s"], said["eval_mean"], finished.cpu_s, finished.peak_mb, said["version"])


def in_folder(run, *arguments):
    with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
        return run(Path(folder), *arguments)


def split(folder, threads):
    """Lines about processor time by kind of work."""
    seconds = profile.split_of(our_command(folder, 1, threads), our_env(folder), folder)
    return profile.describe(seconds) if seconds else ["no split by kind of work: `perf record` does not work here"]


def describe(name, runs):
    evaluations = ", ".join(f"{run.evaluation:.1f}" for run in runs)
    cpu_s = statistics.median(run.cpu_s for run in runs)
    memory = max(run.peak_mb for run in runs)
    return (f"{name} {spread([run.seconds for run in runs])} s, {cpu_s:.3g} CPU s, evaluations {evaluations}, "
            f"peak memory {memory:.0f} MB")


def run(cases):
    for case in cases:
        threads = int(case.removeprefix("threads"))
        if threads > machine.cores():
            raise BenchError(f"case {case} wants {threads} cores, this process may use {machine.cores()}")
        ours = [in_folder(run_ours, 1, threads)]
        peer = [in_folder(run_peer, 1, threads)]
        ours += [in_folder(run_ours, seed, threads) for seed in range(2, OUR_RUNS + 1)]
        notes = [describe("rltd", ours), describe("Stable-Baselines3", peer),
                 "rltd's last run, seconds: " + ", ".join(f"{k} {v:.3f}" for k, v in ours[-1].timing.items()),
                 *in_folder(split, threads)]
        same = {"unit": "s", "peer_name": "Stable-Baselines3", "peer_version": peer[0].version, "threads": threads,
                "higher_is_better": False}
        yield Row(work=f"dqn-cartpole/{case}", ours=statistics.median(run.seconds for run in ours),
                  peer=peer[0].seconds, notes=notes, **same)
        yield Row(work=f"dqn-cartpole/{case}-learn", ours=statistics.median(run.learn_s for run in ours),
                  peer=peer[0].learn_s, **same)
