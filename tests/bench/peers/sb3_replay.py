# SPDX-License-Identifier: MIT
"""Stable-Baselines3's ReplayBuffer, full: the work of bench_replay.c, as its algorithms use it.

    sb3_replay.py blocks|one-by-one|uniform|many-envs SECONDS
"""

import numpy as np
import stable_baselines3
import torch
from gymnasium import spaces
from replay_peer import ACTIONS, BATCH, BLOCK, OBS, ROWS, main
from stable_baselines3.common.buffers import ReplayBuffer


def make(case):
    torch.set_num_threads(1)
    n = BLOCK if case in ("blocks", "many-envs") else 1
    box = spaces.Box(-np.inf, np.inf, (OBS,), np.float32), spaces.Box(-1, 1, (ACTIONS,), np.float32)
    buffer = ReplayBuffer(ROWS, *box, device="cpu", n_envs=n)
    for column in (buffer.observations, buffer.next_observations, buffer.actions):
        column.fill(0.5)  # pages that were never written are all one page
    buffer.full = True
    obs, action = np.zeros((n, OBS), np.float32), np.zeros((n, ACTIONS), np.float32)
    reward, done, infos = np.zeros(n, np.float32), np.zeros(n, bool), [{} for _ in range(n)]

    def insert():
        buffer.add(obs, obs, action, reward, done, infos)
        return n

    def sample():
        buffer.sample(BATCH)
        return BATCH

    return insert if case in ("blocks", "one-by-one") else sample


if __name__ == "__main__":
    main(make, stable_baselines3.__version__)
