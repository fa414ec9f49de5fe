# SPDX-License-Identifier: MIT
"""Recipes reach the scores that they promise: whole runs, several seeds, the final policy on seeds that
chose nothing.

Usage: test_learn.py WORK [--complete]
"""

import os
import re
import subprocess
import sys
import tempfile

BIN = os.path.abspath(os.environ.get("RLTD_BIN", "build/release/bin"))
SEED_TIMEOUT_S = 200

# work: recipe, its keys, seeds in a quick and in a complete run, least mean of the seeds' final returns,
# least of each seed
WORKS = {
    "cartpole": ("cartpole-ppo", [], 5, 5, 499.0, 495.0),
    "cartpole-gym": ("cartpole-ppo-gym", [], 1, 5, 499.0, 495.0),
    "pendulum": ("pendulum-ppo", ["eval.n_envs=10", "eval.final_episodes=100"], 3, 10, -230.0, -400.0),
}


def finals(output):
    """The final return of every seed, from what rltd says at its end."""
    return [float(x) for x in re.findall(r"^final policy: return (-?[0-9.]+) ", output, re.M)]


def run(recipe, keys, seeds):
    with tempfile.TemporaryDirectory(prefix="rltd-learn-") as folder:
        env = {**os.environ, "RLTD_RUNTIME_DIR": folder}
        command = [os.path.join(BIN, "rltd"), recipe, f"seeds={seeds}", f"runs={folder}/runs", *keys]
        done = subprocess.run(command, env=env, capture_output=True, text=True,
                              timeout=SEED_TIMEOUT_S * seeds)
    print(done.stdout, done.stderr, sep="")
    assert done.returncode == 0, f"{' '.join(command)}: exit code {done.returncode}"
    return finals(done.stdout)


def main():
    recipe, keys, quick, complete, least_mean, least_each = WORKS[sys.argv[1]]
    seeds = complete if "--complete" in sys.argv[2:] else quick
    got = run(recipe, keys, seeds)
    mean = sum(got) / max(len(got), 1)
    print(f"{recipe}: {seeds} seeds {got}, mean {mean:.2f}, at least {least_mean:.2f} is due")
    assert len(got) == seeds, f"{len(got)} of {seeds} seeds were evaluated"
    assert mean >= least_mean and min(got) >= least_each


if __name__ == "__main__":
    main()
