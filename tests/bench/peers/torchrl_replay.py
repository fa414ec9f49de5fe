# SPDX-License-Identifier: MIT
"""TorchRL's replay buffers in memory, full: the work of bench_replay.c.

    torchrl_replay.py blocks|one-by-one|uniform|prioritized SECONDS
"""

from importlib.metadata import version

import torch
from replay_peer import ACTIONS, BATCH, BLOCK, OBS, ROWS, main
from tensordict import TensorDict
from torchrl.data import LazyTensorStorage, TensorDictPrioritizedReplayBuffer, TensorDictReplayBuffer


def rows(*shape):
    full = lambda *more: torch.full((*shape, *more), 0.5)
    return TensorDict({"obs": full(OBS), "action": full(ACTIONS), "reward": full(1), "next_obs": full(OBS),
                       "done": torch.zeros(*shape, 1, dtype=torch.bool)}, batch_size=shape)


def make(case):
    torch.set_num_threads(1)
    storage = LazyTensorStorage(ROWS)
    prioritized = case == "prioritized"
    if prioritized:
        buffer = TensorDictPrioritizedReplayBuffer(alpha=0.6, beta=0.5, storage=storage, batch_size=BATCH)
    else:
        buffer = TensorDictReplayBuffer(storage=storage, batch_size=BATCH)
    fill = rows(10_000)
    for _ in range(ROWS // 10_000):
        buffer.extend(fill)
    block, single, errors = rows(BLOCK), rows(), torch.randn(BATCH).abs()

    def extend():
        buffer.extend(block)
        return BLOCK

    def add():
        buffer.add(single)
        return 1

    def sample():
        buffer.sample()
        return BATCH

    def sample_and_update():
        batch = buffer.sample()
        batch["td_error"] = errors
        buffer.update_tensordict_priority(batch)
        return BATCH

    inserts = {"blocks": extend, "one-by-one": add}
    return inserts.get(case) or (sample_and_update if prioritized else sample)


if __name__ == "__main__":
    main(make, version("torchrl"))
