# SPDX-License-Identifier: MIT
"""A policy that was exported to ONNX decides as rltd does: `rltd serve` and onnxruntime side by side."""

import json
import os
import struct
import subprocess

import numpy as np
import onnxruntime

from harness import BIN, RESULT, SLOW, STEP, WELCOME, Case, main

DTYPES = {"float32": np.float32, "float64": np.float64, "uint8": np.uint8, "int32": np.int32}
ROWS = 64


def pad8(data):
    return data + bytes(-len(data) % 8)


class Export(Case):
    def checkpoint(self, recipe, steps, *words):
        d = self.start(recipe, f"max_env_steps={steps}", "eval.every_env_steps=0", "eval.final_episodes=0",
                       "checkpoint.every_seconds=0", *words)
        self.assertEqual(d.wait(), 0, d.output())
        version = max((v for v in os.listdir(os.path.join(self.runs, "t"))), key=lambda v: int(v.split("_")[1]))
        path = os.path.realpath(os.path.join(self.runs, "t", version, "checkpoints", "last"))
        with open(path, "rb") as f:
            meta = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))["__metadata__"]
        return path, json.loads(meta["observation_space"]), json.loads(meta["action_space"])

    def observations(self, space, seed):
        rng = np.random.default_rng(seed)
        if space["type"] == "Discrete":
            return rng.integers(0, space["n"], ROWS).astype(np.int32)
        shape, dtype = (ROWS, *space["shape"]), DTYPES[space["dtype"]]
        if dtype == np.uint8:
            return rng.integers(0, 2, shape).astype(dtype)
        return rng.normal(0, 1, shape).astype(dtype)

    def decide(self, path, spaces, obs):
        """What rltd decides."""
        d = self.start("serve", path, name="s")
        env = self.client(os.path.join(self.runtime, "s.env"), hello={
            "protocol": 1, "name": "raw", "env": "Raw-v0", "role": "eval", "n_envs": ROWS, "capabilities": [],
            "observation_space": spaces[0], "action_space": spaces[1]}, n_envs=ROWS)
        self.assertEqual(env.hear()[0], WELCOME)
        kind, seq, payload = env.hear()
        while kind != STEP:
            env.say(RESULT, pad8(obs.tobytes()) + pad8(bytes(4 * ROWS)) + pad8(bytes(ROWS)), seq=seq)
            kind, seq, payload = env.hear()
        env.close()
        d.kill(15)
        d.wait()
        box = spaces[1]["type"] == "Box"
        dtype = DTYPES[spaces[1]["dtype"]] if box else np.uint8 if spaces[1]["type"] == "MultiBinary" else np.int32
        shape = spaces[1]["shape"] if box else [] if spaces[1]["type"] == "Discrete" else [-1]
        n = ROWS * int(np.prod(shape)) if box or not shape else len(payload[8 * ROWS:]) // np.dtype(dtype).itemsize
        return np.frombuffer(payload[8 * ROWS:], dtype, n).reshape(ROWS, *shape)

    def export(self, path, *words):
        file = os.path.join(self.folder, "policy.onnx")
        done = self.run_rltctl("export", path, "--onnx", file, *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])

    def run_rltctl(self, *words):
        return subprocess.run([os.path.join(BIN, "rltctl"), *words], capture_output=True, text=True,
                              timeout=60 * SLOW, cwd=self.folder, env=self.env)

    def check(self, recipe, steps, *words):
        path, *spaces = self.checkpoint(recipe, steps, *words)
        obs = self.observations(spaces[0], seed=7)
        ours = self.decide(path, spaces, obs)
        box = spaces[1]["type"] == "Box"
        for dtype in ("f32", "f16"):
            model = self.export(path, "--dtype", dtype)
            theirs = model.run(["action"], {"obs": obs})[0]
            self.assertEqual(theirs.shape, ours.shape)
            if box:
                span = np.asarray(spaces[1]["high"], float) - np.asarray(spaces[1]["low"], float)
                error = np.max(np.abs(theirs - ours) / span)
                self.assertLess(error, 1e-5 if dtype == "f32" else 1e-2, f"{recipe} {dtype}")
            elif dtype == "f32":
                np.testing.assert_array_equal(theirs, ours)
            else:
                self.assertGreater(np.mean(theirs == ours), 0.95, f"{recipe} {dtype}")
            one = model.run(["action"], {"obs": obs[:1]})[0]
            np.testing.assert_allclose(one[0], theirs[0], rtol=0, atol=1e-3 if dtype == "f16" else 1e-5)
        if box:
            self.assertGreater(np.ptp(ours), 1e-4, "the policy tells observations apart")

    def test_ppo_discrete(self):
        self.check("cartpole-ppo", 512)

    def test_ppo_discrete_with_normalised_observations(self):
        self.check("cartpole-ppo", 512, "normalize_obs=true", "shared_trunk=true", "activation=gelu")

    def test_ppo_box(self):
        self.check("pendulum-ppo", 2048, "n_steps=256")

    def test_ppo_box_with_normalised_observations(self):
        self.check("pendulum-ppo", 2048, "n_steps=256", "normalize_obs=true")

    def test_ppo_box_that_is_only_clipped(self):
        self.check("pendulum-ppo", 2048, "n_steps=256", "scale_actions=false", "activation=silu")

    def test_dqn(self):
        self.check("cartpole-dqn", 600, "learning_starts=100", "hidden=[32,32]", "network.dueling=true")

    def test_dqn_with_batch_norm(self):
        self.check("cartpole-dqn", 600, "learning_starts=100", "hidden=[32,32]", "network.batch_norm=true")

    def test_sac(self):
        self.check("pendulum-sac", 200, "learning_starts=100", "hidden=[32,32]", "activation=elu")

    def test_td3(self):
        self.check("pendulum-td3", 200, "learning_starts=100", "hidden=[32,32]", "activation=leaky_relu")

    def test_images(self):
        self.check("breakout-dqn", 400, "learning_starts=300", "buffer_size=2000")

    def test_what_is_refused(self):
        path, *_ = self.checkpoint("cartpole-ppo", 512)
        for words, code, says in (
            (["export", path], 64, "--onnx"),
            (["export", path, "--onnx", "x.onnx", "--dtype", "f8"], 64, "f8"),
            (["export", path + "x", "--onnx", "x.onnx"], 69, "last"),
            (["export", path, "--onnx", "nowhere/x.onnx"], 1, "nowhere/x.onnx"),
        ):
            done = self.run_rltctl(*words)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done)
            self.assertIn(says if code != 69 else "safetensors", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "x.onnx")))


if __name__ == "__main__":
    main()
