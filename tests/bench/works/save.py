# SPDX-License-Identifier: MIT
"""What a checkpoint costs: how long a save holds training up, and when it is acknowledged, that is durable.
PPO with networks so large that parameters and moments take what the case says; saved while it trains.
Stable-Baselines3's save of the same networks stops training for as long as it takes, and does not sync."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from harness import machine
from harness.errors import BenchError
from harness.measure import spread, whole_process
from harness.report import Row

DOC = "how long a save holds training up, and until it is durable, against Stable-Baselines3's save"
HIDDEN = {"10MB": [640, 640], "1GB": [2048] * 11}  # parameters, first and second moments of both networks
SAVES = {"10MB": 15, "1GB": 3}
CASES = list(HIDDEN)
PROGRAMS = ["rltd", "rltctl", "rltd-env-cartpole"]

TIMEOUT_S = 600


def ctl(folder, *words):
    done = subprocess.run([str(machine.program("rltctl")), *words, "--run", "bench", "--json"], capture_output=True,
                          text=True, timeout=TIMEOUT_S, env=our_env(folder), cwd=folder)
    if done.returncode:
        raise BenchError(f"rltctl {' '.join(words)} ended with code {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def our_env(folder):
    return dict(os.environ, RLTD_RUNTIME_DIR=str(folder))


def wait_until(folder, daemon, what, true):
    deadline = time.monotonic() + TIMEOUT_S
    while daemon.poll() is None and time.monotonic() < deadline:
        try:
            if true(ctl(folder, "status")):
                return
        except BenchError:
            pass  # it does not listen yet
        time.sleep(0.02)
    raise BenchError(f"rltd: {what} did not come; see {folder}/err")


def our_saves(folder, hidden, n):
    """Seconds that training stood still, seconds until the answer, bytes of the file."""
    command = [machine.program("rltd"), "cartpole-ppo", "name=bench", f"runs={folder}/runs", "n_envs=1",
               "ppo.n_steps=32", "ppo.batch_size=32", "ppo.n_epochs=1", f"network.hidden={json.dumps(hidden)}",
               "network.init=uniform",
               "max_env_steps=1000000000", "eval.every_env_steps=0", "eval.final_episodes=0",
               "checkpoint.every_env_steps=0", "checkpoint.every_seconds=0", "checkpoint.manual_keep=1"]
    stalls, waits = [], []
    with (folder / "err").open("w") as err:
        daemon = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=err, env=our_env(folder), cwd=folder)
    try:
        wait_until(folder, daemon, "an update", lambda s: s["updates"] > 1)
        for _ in range(n):
            start = time.perf_counter()
            saved = ctl(folder, "save")
            waits.append(time.perf_counter() - start)
            status = ctl(folder, "status")
            stalls.append(status["save_stall_s"])
            wait_until(folder, daemon, "the next update", lambda s: s["updates"] > status["updates"])
        size = next((folder / "runs").glob("bench/version_0/checkpoints/*.safetensors")).stat().st_size
    finally:
        daemon.kill()
        daemon.wait()
    return stalls, waits, size


def measure(case):
    with tempfile.TemporaryDirectory(prefix="rltd-bench-", dir=machine.ROOT / "build") as folder:
        stalls, waits, size = our_saves(Path(folder), HIDDEN[case], SAVES[case])
    with tempfile.TemporaryDirectory(prefix="rltd-bench-", dir=machine.ROOT / "build") as folder:
        done = whole_process([machine.peer_python(), machine.PEERS / "sb3_save.py", folder, json.dumps(HIDDEN[case]), SAVES[case]],
                             TIMEOUT_S)
    return stalls, waits, size, json.loads(done.stdout.splitlines()[-1])


def run(cases):
    for case in cases:
        stalls, waits, size, peer = measure(case)
        ms = [[1e3 * s for s in side] for side in (stalls, waits, peer["save_s"])]
        common = {"unit": "ms", "peer": statistics.median(ms[2]), "peer_name": "Stable-Baselines3",
                  "peer_version": peer["version"], "threads": 1, "higher_is_better": False}
        yield Row(work=f"save/{case}", ours=statistics.median(ms[0]), **common,
                  notes=[f"training stands still, ms: rltd {spread(ms[0])}, Stable-Baselines3 {spread(ms[2])}",
                         f"file of {size / 1e6:.1f} MB, Stable-Baselines3's {peer['bytes'] / 1e6:.1f} MB; rltd copies "
                         f"{size / 1e9 / statistics.median(stalls):.1f} GB/s"])
        yield Row(work=f"save/{case}-durable", ours=statistics.median(ms[1]), **common,
                  notes=[f"asked to acknowledged, on disk, ms: rltd {spread(ms[1])}; Stable-Baselines3 does not sync"])
