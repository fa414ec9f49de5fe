# SPDX-License-Identifier: MIT
"""What Python users do with a run's folder, also while it is live: read_run.py DIR (test_store_python.c
wrote it and says in its comments what must be there)."""
import json
import math
import os
import sqlite3
import struct
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

run, resumed = sys.argv[1], sys.argv[2] == "resumed"


def check(condition, what):
    if not condition:
        sys.exit(f"read_run.py: {what}")


# safetensors: through the links, names, values, metadata; layout as the format wants it.
for link in ("last", "best"):
    with safe_open(f"{run}/checkpoints/{link}", "np") as f:
        metadata = f.metadata()
        check(metadata["agent"] == "ppo", "metadata 'agent'")
        check(json.loads(metadata["spaces"]) == {"obs": [4]}, "metadata 'spaces'")
        saved = json.loads(metadata["saved"])
        weight = f.get_tensor("model/weight")
    step = saved["env_steps"]
    check(weight.dtype == np.float32 and weight.shape == (3, 100), "model/weight's type")
    expected = step % 1000 + np.arange(300, dtype=np.float32).reshape(3, 100) * 0.125
    check((weight == expected).all(), f"model/weight's values in {link}")
    tensors = load_file(os.path.realpath(f"{run}/checkpoints/{link}"))
    check(sorted(tensors) == ["counters/update", "env_state/0", "model/weight"], "tensor names")
    check(tensors["counters/update"] == step and tensors["counters/update"].dtype == np.uint64, "a scalar")
    check(bytes(tensors["env_state/0"]) == b"env0\0", "bytes")
    with open(f"{run}/checkpoints/{link}", "rb") as f:
        n = struct.unpack("<Q", f.read(8))[0]
        check(n % 8 == 0 and f.read(n).startswith(b'{"__metadata__":{"digest":"xxh3-128:'), "the header")

# SQLite, beside a live writer.
db = sqlite3.connect(f"{run}/run.db")
one = lambda sql: db.execute(sql).fetchone()
check(one("PRAGMA journal_mode") == ("wal",), "WAL")
check(one("PRAGMA integrity_check") == ("ok",), "integrity")
check(one("SELECT state FROM runs ORDER BY incarnation DESC") == ("running",), "a live run")
sets = {}
for file, name in db.execute('SELECT file, "set" FROM checkpoint_sets'):
    sets.setdefault(name, []).append(file)
check(len(sets["last"]) == 1 and len(sets["topk"]) == 3, f"checkpoint_sets: {sets}")
check(os.path.basename(os.path.realpath(f"{run}/checkpoints/last")) == sets["last"][0], "the link 'last'")
best = one("SELECT file FROM checkpoints WHERE state = 'ok' AND sets & 2 ORDER BY metric DESC, id LIMIT 1")
check(os.path.basename(os.path.realpath(f"{run}/checkpoints/best")) == best[0], "the link 'best'")
files = {f for f in os.listdir(f"{run}/checkpoints") if f.endswith(".safetensors")}
check(files == {f for f, in db.execute("SELECT file FROM checkpoints")}, "files and rows")
steps = [s for s, in db.execute("SELECT env_steps FROM metrics WHERE name = 'ep_rew_mean' ORDER BY env_steps")]
check(steps == [10 * i for i in range(1, 11)], f"metrics' steps: {steps}")
check(one("SELECT value, state FROM metrics WHERE name = 'loss' AND env_steps = 30") == (None, "nan"), "a NaN")
check(one("SELECT tag, better FROM metric_names WHERE name = 'ep_rew_mean'") == ("rollout/ep_rew_mean", 1), "names")

# JSON lines: strict JSON, one row a line, the same steps.
refuse = lambda text: sys.exit(f"read_run.py: {text} is no JSON")
rows = [json.loads(line, parse_constant=refuse) for line in open(f"{run}/log.jsonl")]
check([r["env_steps"] for r in rows] == steps, "log.jsonl's steps")
check(rows[2]["train/loss"] is None and rows[2]["nonfinite"] == {"train/loss": "nan"}, "a NaN in log.jsonl")
check("nonfinite" not in rows[0] and rows[0]["rollout/ep_rew_mean"] == 10.5, "a value in log.jsonl")

# TensorBoard: one curve over the resume, strictly increasing; the config; the hyper-parameters.
events = EventAccumulator(run, size_guidance={"scalars": 0})
events.Reload()
curve = events.Scalars("rollout/ep_rew_mean")
check([e.step for e in curve] == steps, f"the curve's steps: {[e.step for e in curve]}")
check(curve[0].value == 10.5, "the curve's value")
check(math.isnan(events.Scalars("train/loss")[2].value), "a NaN in TensorBoard")
text = events.Tensors("config")[0].tensor_proto.string_val[0]
check(b"learning_rate: 0.0003" in text, "the config text")
plugin = events.SummaryMetadata("_hparams_/session_start_info").plugin_data
hparams = plugin_data_pb2.HParamsPluginData.FromString(plugin.content).session_start_info.hparams
check(hparams["ppo.learning_rate"].number_value == 0.0003, "a hyper-parameter")
check([e.value for e in events.Scalars("hp_metric")][-1] == 40, "hp_metric, the best so far")
check(hparams["agent"].string_value == "ppo", "a hyper-parameter that is text")
check(len([f for f in os.listdir(run) if f.startswith("events.out.tfevents.")]) == 1 + resumed, "event files")
