# SPDX-License-Identifier: MIT
"""Reverb's server in this process, reached as its agents reach it: the work of bench_replay.c, on fewer rows,
since it takes minutes to fill a million.

    reverb_replay.py blocks|one-by-one|uniform|prioritized SECONDS
"""

import os
from importlib.metadata import version

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np  # noqa: E402
import reverb  # noqa: E402
import tensorflow as tf  # noqa: E402
from replay_peer import ACTIONS, BATCH, BLOCK, OBS, main  # noqa: E402

ROWS = 100_000
SPEC = {"obs": tf.TensorSpec((1, OBS), tf.float32), "action": tf.TensorSpec((1, ACTIONS), tf.float32),
        "reward": tf.TensorSpec((1,), tf.float32), "next_obs": tf.TensorSpec((1, OBS), tf.float32),
        "done": tf.TensorSpec((1,), tf.float32)}
ROW = {"obs": np.full(OBS, 0.5, np.float32), "action": np.full(ACTIONS, 0.5, np.float32),
       "reward": np.float32(0), "next_obs": np.full(OBS, 0.5, np.float32), "done": np.float32(0)}


def inserter(client, n):
    """n rows, then a flush: they are in the table."""
    writer = client.trajectory_writer(num_keep_alive_refs=1)

    def insert():
        for _ in range(n):
            writer.append(ROW)
            writer.create_item("table", priority=1.0, trajectory={k: v[-1:] for k, v in writer.history.items()})
        writer.flush()
        return n

    return insert


def make(case):
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    prioritized = case == "prioritized"
    table = reverb.Table("table", sampler=reverb.selectors.Prioritized(0.6) if prioritized else
                         reverb.selectors.Uniform(), remover=reverb.selectors.Fifo(), max_size=ROWS,
                         rate_limiter=reverb.rate_limiters.MinSize(1), signature=SPEC)
    make.server = reverb.Server([table])  # lives as long as the program
    client = make.server.localhost_client()
    fill = inserter(client, 10_000)
    for _ in range(ROWS // 10_000):
        fill()
    if case in ("blocks", "one-by-one"):
        return inserter(client, BLOCK if case == "blocks" else 1)
    dataset = reverb.TrajectoryDataset.from_table_signature(
        f"localhost:{make.server.port}", "table", max_in_flight_samples_per_worker=2 * BATCH)
    batches = iter(dataset.batch(BATCH))
    errors = np.abs(np.random.default_rng(1).normal(size=BATCH))

    def sample():
        batch = next(batches)
        if prioritized:
            client.mutate_priorities("table", dict(zip(batch.info.key.numpy().tolist(), errors)))
        return BATCH

    return sample


if __name__ == "__main__":
    main(make, version("dm-reverb"), rows=ROWS)
