# SPDX-License-Identifier: MIT
"""cpprb's buffers, full: the work of bench_replay.c. Stacks of frames share their memory (stack_compress).

    cpprb_replay.py blocks|one-by-one|uniform|prioritized|frames SECONDS
"""

from importlib.metadata import version

import numpy as np
from cpprb import PrioritizedReplayBuffer, ReplayBuffer
from replay_peer import ACTIONS, BATCH, BLOCK, FRAME_BATCH, FRAMES, OBS, ROWS, SIDE, STACK, main


def rows(n):
    return {"obs": np.full((n, OBS), 0.5, np.float32), "act": np.full((n, ACTIONS), 0.5, np.float32),
            "rew": np.zeros(n, np.float32), "next_obs": np.full((n, OBS), 0.5, np.float32),
            "done": np.zeros(n, np.float32)}


def make_frames():
    env = {"obs": {"shape": (SIDE, SIDE, STACK), "dtype": np.uint8}, "act": {"dtype": np.int32}, "rew": {}, "done": {}}
    buffer = ReplayBuffer(FRAMES, env, next_of="obs", stack_compress="obs")
    stack = np.ones((SIDE, SIDE, STACK), np.uint8)
    for _ in range(FRAMES + STACK):
        buffer.add(obs=stack, act=0, rew=0.0, next_obs=stack, done=0.0)

    def sample():
        buffer.sample(FRAME_BATCH)
        return FRAME_BATCH

    return sample


def make(case):
    if case == "frames":
        return make_frames()
    env = {"obs": {"shape": OBS}, "act": {"shape": ACTIONS}, "rew": {}, "next_obs": {"shape": OBS}, "done": {}}
    prioritized = case == "prioritized"
    buffer = PrioritizedReplayBuffer(ROWS, env, alpha=0.6) if prioritized else ReplayBuffer(ROWS, env)
    fill = rows(10_000)
    for _ in range(ROWS // 10_000):
        buffer.add(**fill)
    n = BLOCK if case == "blocks" else 1
    block, errors = rows(n), np.abs(np.random.default_rng(1).normal(size=BATCH))

    def insert():
        buffer.add(**block)
        return n

    def sample():
        buffer.sample(BATCH)
        return BATCH

    def sample_and_update():
        batch = buffer.sample(BATCH, beta=0.5)
        buffer.update_priorities(batch["indexes"], errors)
        return BATCH

    return insert if case in ("blocks", "one-by-one") else sample_and_update if prioritized else sample


if __name__ == "__main__":
    main(make, version("cpprb"))
