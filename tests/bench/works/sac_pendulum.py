# SPDX-License-Identifier: MIT
"""SAC on Pendulum-v1 with rl-zoo's hyper-parameters: env steps per second at one gradient step per env step,
256 transitions and two 256-256 networks each, collecting and learning alone. rltd with its env process over
the Unix socket and Stable-Baselines3 run alternately, each as many steps as take some seconds."""

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

DOC = "SAC on Pendulum-v1, env steps/s at one gradient step each, against Stable-Baselines3"
CASES = ["threads1", "threads2"]
PROGRAMS = ["rltd", "rltd-env-pendulum"]

ROUNDS = 3
OUR_STEPS, PEER_STEPS, LEARNING_STARTS = 1500, 700, 100
TIMEOUT_S = 300


@dataclass
class Run:
    rate: float  # env steps per second
    version: str = ""
    timing: dict = field(default_factory=dict)


def rate_of(name, env_steps, updates, wanted, learn_s):
    """Both sides make an update after every env step but the first ones, which are random."""
    if (env_steps, updates) != (wanted, wanted - LEARNING_STARTS):
        raise BenchError(f"{name} made {env_steps} env steps and {updates} updates where the work is {wanted} and "
                         f"{wanted - LEARNING_STARTS}")
    return updates / learn_s


def our_command(folder, seed, threads):
    return [machine.program("rltd"), "pendulum-sac", "name=bench", f"runs={folder}/runs", f"seed={seed}",
            f"learner_threads={threads}", f"max_env_steps={OUR_STEPS}", "eval.every_env_steps=0",
            "eval.final_episodes=0"]


def our_env(folder):
    return dict(os.environ, RLTD_RUNTIME_DIR=str(folder))


def run_ours(folder, seed, threads):
    whole_process(our_command(folder, seed, threads), TIMEOUT_S, env=our_env(folder), cwd=folder)
    log = (folder / "runs" / "bench" / "version_0" / "rltd.log").read_text()
    result, timing = fields_of(log, "result"), fields_of(log, "timing")
    if not timing.keys() >= {"collect", "learn"} or not result.keys() >= {"env_steps", "updates"}:
        raise BenchError("rltd.log has no lines 'result:' and 'timing:' with env_steps, updates, collect and learn")
    rate = rate_of("rltd", int(result["env_steps"]), int(result["updates"]), OUR_STEPS,
                   timing["collect"] + timing["learn"])
    return Run(rate, timing=timing)


def run_peer(folder, seed, threads):
    script = machine.PEERS / "sb3_sac_pendulum.py"
    finished = whole_process([machine.peer_python(), script, folder, seed, threads, PEER_STEPS], TIMEOUT_S)
    said = json.loads(finished.stdout.splitlines()[-1])
    rate = rate_of("Stable-Baselines3", said["env_steps"], said["updates"], PEER_STEPS, said["learn_s"])
    return Run(rate, version=said["version"])


def in_folder(run, *arguments):
    with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
        return run(Path(folder), *arguments)


def products(folder, threads):
    """Lines about rltd's own processor time, by kind of work."""
    split = profile.split_of(our_command(folder, 1, threads), our_env(folder), folder)
    if not split:
        return ["no split by kind of work: `perf record` does not work here"]
    ours = {kind: s for (process, kind), s in split.items() if process == "rltd"}
    share = sum(s for kind, s in ours.items() if kind.startswith("products")) / sum(ours.values())
    return [f"matrix products: {100 * share:.0f} % of rltd's processor time", *profile.describe(split)]


def run(cases):
    for case in cases:
        threads = int(case.removeprefix("threads"))
        if threads > machine.cores():
            raise BenchError(f"case {case} wants {threads} cores, this process may use {machine.cores()}")
        ours, peer = [], []
        for seed in range(1, ROUNDS + 1):
            ours.append(in_folder(run_ours, seed, threads))
            peer.append(in_folder(run_peer, seed, threads))
        rates = [[run.rate for run in side] for side in (ours, peer)]
        notes = [f"rltd {spread(rates[0])}, Stable-Baselines3 {spread(rates[1])} steps/s",
                 "rltd's last run, seconds: " + ", ".join(f"{k} {v:.3f}" for k, v in ours[-1].timing.items()),
                 *in_folder(products, threads)]
        yield Row(work=f"sac-pendulum/{case}", unit="env steps/s", ours=statistics.median(rates[0]),
                  peer=statistics.median(rates[1]), peer_name="Stable-Baselines3", peer_version=peer[0].version,
                  threads=threads, higher_is_better=True, notes=notes)
