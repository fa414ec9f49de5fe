# SPDX-License-Identifier: MIT
"""PPO on CartPole-v1 with rl-zoo's hyper-parameters, process start to exit: 100,096 env steps, 7,820
minibatch updates, logging to files, the model saved, 20 evaluation episodes. rltd with its env process over
the Unix socket and Stable-Baselines3 run alternately. A run whose evaluation is below 475 is void: it is
repeated with the next seed, and that is said."""

import itertools
import json
import os
import re
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from harness import machine, profile
from harness.errors import BenchError
from harness.measure import spread, whole_process
from harness.report import Row

DOC = "PPO on CartPole-v1, whole process, against Stable-Baselines3"
CASES = ["threads1", "threads2"]
PROGRAMS = ["rltd", "rltd-env-cartpole"]

OUR_RUNS, PEER_RUNS = 3, 2
ENV_STEPS, UPDATES, SOLVED = 100_096, 7_820, 475.0
MAX_ATTEMPTS = 3
TIMEOUT_S = 600


@dataclass
class Run:
    seconds: float  # process start to exit
    learn_s: float | None  # collecting and learning alone
    eval_mean: float
    env_steps: int
    updates: int
    peak_mb: float
    cpu_s: float
    version: str = ""
    timing: dict = field(default_factory=dict)


def fields_of(log, name):
    """{key: number} of the last line `NAME: key=1.5 ...` in rltd's log; {} if there is none."""
    lines = re.findall(rf"\b{name}: (.*)", log)
    return {key: float(value) for key, value in re.findall(r"(\w+)=([-+.\w]+)", lines[-1])} if lines else {}


def our_command(folder, seed, threads):
    return [
        machine.program("rltd"),
        "cartpole-ppo",
        "name=bench",
        f"runs={folder}/runs",
        f"seed={seed}",
        f"learner_threads={threads}",
        f"max_env_steps={ENV_STEPS}",
        "eval.every_env_steps=0",
        "eval.final_episodes=20",
    ]


def our_env(folder):
    return dict(os.environ, RLTD_RUNTIME_DIR=str(folder))


def run_ours(folder, seed, threads):
    finished = whole_process(our_command(folder, seed, threads), TIMEOUT_S, env=our_env(folder), cwd=folder)
    log = (folder / "runs" / "bench" / "version_0" / "rltd.log").read_text()
    result, timing = fields_of(log, "result"), fields_of(log, "timing")
    missing = {"env_steps", "updates", "final_return"} - result.keys()
    if missing:
        raise BenchError(f"rltd.log has no line 'result:' with {', '.join(sorted(missing))}")
    learn_s = timing["collect"] + timing["learn"] if timing.keys() >= {"collect", "learn"} else None
    return Run(
        seconds=finished.seconds,
        learn_s=learn_s,
        eval_mean=result["final_return"],
        env_steps=int(result["env_steps"]),
        updates=int(result["updates"]),
        peak_mb=finished.peak_mb,
        cpu_s=finished.cpu_s,
        timing=timing,
    )


def run_peer(folder, seed, threads):
    script = machine.PEERS / "sb3_ppo_cartpole.py"
    finished = whole_process([machine.peer_python(), script, folder, seed, threads], TIMEOUT_S)
    said = json.loads(finished.stdout.splitlines()[-1])
    return Run(
        seconds=finished.seconds,
        learn_s=said["learn_s"],
        eval_mean=said["eval_mean"],
        env_steps=said["env_steps"],
        updates=said["updates"],
        peak_mb=finished.peak_mb,
        cpu_s=finished.cpu_s,
        version=said["version"],
    )


class Side:
    """One contender: its valid runs, and what was said about void ones."""

    def __init__(self, name, run_once, threads):
        self.name, self.run_once, self.threads = name, run_once, threads
        self.seeds = itertools.count(1)
        self.runs, self.notes = [], []

    def run(self):
        for _ in range(MAX_ATTEMPTS):
            seed = next(self.seeds)
            with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
                run = self.run_once(Path(folder), seed, self.threads)
            if (run.env_steps, run.updates) != (ENV_STEPS, UPDATES):
                raise BenchError(
                    f"{self.name} made {run.env_steps} env steps and {run.updates} updates "
                    f"where the work is {ENV_STEPS} and {UPDATES}"
                )
            if run.eval_mean >= SOLVED:
                self.runs.append(run)
                return
            self.notes.append(f"{self.name}, seed {seed}: void, evaluation {run.eval_mean:.1f} is below {SOLVED:.0f}")
        raise BenchError(f"{self.name}: {MAX_ATTEMPTS} runs in a row are void; {'; '.join(self.notes)}")

    def median(self, what):
        values = [getattr(run, what) for run in self.runs]
        return None if None in values else statistics.median(values)

    def describe(self):
        seconds = spread([run.seconds for run in self.runs])
        returns = ", ".join(f"{run.eval_mean:.1f}" for run in self.runs)
        memory = max(run.peak_mb for run in self.runs)
        cpu_s = statistics.median(run.cpu_s for run in self.runs)
        return f"{self.name} {seconds} s, {cpu_s:.3g} CPU s, evaluations {returns}, peak memory {memory:.0f} MB"


def rows_of(case, threads, ours, peer):
    names = {"threads": threads, "peer_name": "Stable-Baselines3", "peer_version": peer.runs[0].version}
    work = "ppo-cartpole" if threads == 1 else f"ppo-cartpole/{case}"
    notes = [f"{ours.describe()}; {peer.describe()}", *ours.notes, *peer.notes]
    timing = ours.runs[-1].timing
    if timing:
        notes.append("rltd's last run, seconds: " + ", ".join(f"{k} {v:.3f}" for k, v in timing.items()))
    with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
        split = profile.split_of(our_command(Path(folder), 1, threads), our_env(folder), folder)
    notes += profile.describe(split) if split else ["no split by kind of work: `perf record` does not work here"]
    names |= {"unit": "s", "higher_is_better": False}
    yield Row(work, ours=ours.median("seconds"), peer=peer.median("seconds"), notes=notes, **names)
    if ours.median("learn_s") is None:
        notes.append("no learning-only row: rltd.log has no line 'timing:' with collect and learn")
        return
    learn = "ppo-cartpole/learn" if threads == 1 else f"ppo-cartpole/{case}-learn"
    yield Row(learn, ours=ours.median("learn_s"), peer=peer.median("learn_s"), **names)


def run(cases):
    for case in cases:
        threads = int(case.removeprefix("threads"))
        if threads > machine.cores():
            raise BenchError(f"case {case} wants {threads} cores, this process may use {machine.cores()}")
        ours, peer = Side("rltd", run_ours, threads), Side("Stable-Baselines3", run_peer, threads)
        for i in range(OUR_RUNS):
            ours.run()
            if i < PEER_RUNS:
                peer.run()
        yield from rows_of(case, threads, ours, peer)
