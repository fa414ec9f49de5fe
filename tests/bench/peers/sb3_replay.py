# SPDX-License-Identifier: MIT
"""Stable-Baselines3's ReplayBuffer, full: the work of bench_replay.c, as its algorithms use it.

    sb3_replay.py blocks|one-by-one|uniform|many-envs SECONDS

Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one with the
rate over SECONDS.
"""

import json
import sys
import time

import numpy as np
import stable_baselines3
import torch
from gymnasium import spaces
from stable_baselines3.common.buffers import ReplayBuffer

OBS, ACTIONS, ROWS, BLOCK, BATCH = 17, 6, 1_000_000, 256, 256
CALLS = 16


class Work:
    def __init__(self, case):
        self.n_envs = BLOCK if case in ("blocks", "many-envs") else 1
        self.inserts = case in ("blocks", "one-by-one")
        box = spaces.Box(-np.inf, np.inf, (OBS,), np.float32), spaces.Box(-1, 1, (ACTIONS,), np.float32)
        self.buffer = ReplayBuffer(ROWS, *box, device="cpu", n_envs=self.n_envs)
        for column in (self.buffer.observations, self.buffer.next_observations, self.buffer.actions):
            column.fill(0.5)  # pages that were never written are all one page
        self.buffer.full = True
        n = self.n_envs
        self.step = (
            np.zeros((n, OBS), np.float32),
            np.zeros((n, OBS), np.float32),
            np.zeros((n, ACTIONS), np.float32),
            np.zeros(n, np.float32),
            np.zeros(n, bool),
            [{} for _ in range(n)],
        )

    def call(self):
        """Transitions handed over."""
        if self.inserts:
            self.buffer.add(*self.step)
            return self.n_envs
        self.buffer.sample(BATCH)
        return BATCH

    def rate(self, seconds):
        start, n = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - start) < seconds:
            n += sum(self.call() for _ in range(CALLS))
        return n / elapsed


def main():
    work, seconds = Work(sys.argv[1]), float(sys.argv[2])
    torch.set_num_threads(1)
    work.rate(seconds)
    print(json.dumps({"ready": True, "version": stable_baselines3.__version__}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"transitions_per_s": work.rate(seconds)}), flush=True)


if __name__ == "__main__":
    main()
