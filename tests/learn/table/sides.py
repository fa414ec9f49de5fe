# SPDX-License-Identifier: MIT
"""One seed of one cell: rltd's run, and the peer's."""

import json
import os
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from harness import machine
from harness.errors import BenchError
from table import recipe

EPISODES = 100
EVAL_ENVS = 10
TENTHS = 10
PEER = Path(__file__).resolve().parents[1] / "peers" / "sb3_run.py"


def binaries():
    return Path(os.environ.get("RLTD_BIN", machine.BIN)).resolve()


def environment(folder):
    """Gymnasium envs are served by rltd-env of .venv, wherever the user is."""
    path = os.pathsep.join((str(binaries()), str(machine.ROOT / ".venv" / "bin"), os.environ.get("PATH", "")))
    return {**os.environ, "RLTD_RUNTIME_DIR": folder, "PATH": path}


def spoken(done, what):
    lines = (done.stderr + done.stdout).strip().splitlines()
    return BenchError(f"{what} ended with code {done.returncode}: {lines[-1] if lines else 'it said nothing'}")


def curve(episodes, budget):
    """Mean return of the training episodes that ended in each tenth of the budget; None where none did.
    episodes: (env steps at its end, how many, their mean return)"""
    tenths = [[0, 0.0] for _ in range(TENTHS)]
    for at, n, ret in episodes:
        tenth = tenths[min((max(at, 1) - 1) * TENTHS // budget, TENTHS - 1)]
        tenth[0] += n
        tenth[1] += n * ret
    return [total / n if n else None for n, total in tenths]


def rltd(cell, seed, keys=()):
    """{"returns": of the final policy's episodes on unseen seeds, "curve", "seconds", "version"}"""
    budget = recipe.settings_of(cell)["max_env_steps"]
    with tempfile.TemporaryDirectory(prefix="rltd-learn-") as folder:
        command = [str(binaries() / "rltd"), cell.recipe, f"seed={seed}", f"runs={folder}/runs", "name=cell",
                   f"eval.n_envs={EVAL_ENVS}", f"eval.final_episodes={EPISODES}", "eval.every_env_steps=0",
                   f"max_env_steps={budget}", *keys]
        start = time.monotonic()
        done = subprocess.run(command, env=environment(folder), capture_output=True, text=True)
        seconds = time.monotonic() - start
        if done.returncode:
            raise spoken(done, f"rltd {cell.recipe} seed={seed}")
        with sqlite3.connect(f"{folder}/runs/cell/version_0/run.db") as db:
            # Each env's first episodes; those that it began while others were at theirs do not count.
            rows = db.execute("SELECT ret FROM episodes WHERE role = 'test' AND episode < ? ORDER BY slot, episode",
                              (EPISODES // EVAL_ENVS,))
            returns = [r for (r,) in rows]
            trained = db.execute("SELECT env_steps, n, ret FROM episodes "
                                 "WHERE role = 'train' AND ret IS NOT NULL").fetchall()
            version = db.execute("SELECT version FROM runs").fetchone()[0]
    if len(returns) != EPISODES:
        raise BenchError(f"rltd {cell.recipe} seed={seed}: {len(returns)} of {EPISODES} final episodes")
    return {"returns": returns, "curve": curve(trained, budget), "seconds": seconds, "version": version}


def sb3(cell, seed):
    """The same of Stable-Baselines3 with the recipe's settings."""
    settings = recipe.settings_of(cell)
    task = {"env": cell.env, "seed": seed, "episodes": EPISODES, "settings": settings}
    done = subprocess.run([str(machine.peer_python()), str(PEER)], input=json.dumps(task), capture_output=True,
                          text=True)
    if done.returncode:
        raise spoken(done, f"Stable-Baselines3 on {cell.name} seed {seed}")
    got = json.loads(done.stdout.strip().splitlines()[-1])
    return {**got, "curve": curve(got["curve"], settings["max_env_steps"])}


SIDES = {"rltd": rltd, "sb3": sb3}
