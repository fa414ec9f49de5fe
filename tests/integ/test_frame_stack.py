# SPDX-License-Identifier: MIT
"""Agents that see the newest frames of an episode as one: the ring keeps single ones, a resume is exact, and a
served policy decides on the stacks that Stable-Baselines3's VecFrameStack would make."""

import json
import os
import struct
import subprocess

import numpy as np
import onnxruntime
from safetensors import safe_open

from exact import Exact
from harness import BIN, RESULT, SLOW, STEP, WELCOME, main

SMALL = ("learning_starts=300", "buffer_size=2000", "eval.final_episodes=0", "checkpoint.every_seconds=0")
STEPS = 40


def pad8(data):
    return data + bytes(-len(data) % 8)


class FrameStack(Exact):
    def breakout(self, *words):
        return lambda name: self.start("breakout-dqn", "frame_stack=2", *SMALL, *words, name=name)

    def meta(self, path):
        with open(path, "rb") as f:
            return json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))["__metadata__"]

    def tool(self, program, *words):
        return subprocess.run([os.path.join(BIN, program), *words], capture_output=True, text=True,
                              timeout=60 * SLOW, cwd=self.folder, env=self.env)

    def test_resume_is_exact_and_the_ring_keeps_single_frames(self):
        a = self.check_exact(self.breakout("max_env_steps=2600", "checkpoint.every_env_steps=500", "n_envs=2",
                                           "eval.every_env_steps=1000", "eval.episodes=2"), 700, 1700)
        rows = int.from_bytes(a["replay/head"], "little")
        self.assertLess(len(a["replay/data"]) / min(rows, 2000), 1.3 * 400)
        path = self.last(name="straight")
        self.assertEqual(json.loads(self.meta(path)["observation_space"])["shape"], [10, 10, 8])
        self.assertEqual(self.meta(path)["frame_stack"], "2")

    def test_resume_with_a_file(self):
        self.check_exact(self.breakout("max_env_steps=2600", "checkpoint.every_env_steps=500",
                                       "eval.every_env_steps=0", "replay.storage=file"), 700, 1700)

    def policy(self, *words):
        d = self.breakout("max_env_steps=600", "eval.every_env_steps=0", *words)("t")
        self.assertEqual(d.wait(), 0, d.output())
        return os.path.realpath(self.last())

    def exported(self, path):
        file = os.path.join(self.folder, "policy.onnx")
        done = self.tool("rltctl", "export", path, "--onnx", file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])

    def test_a_served_policy_sees_what_vec_frame_stack_makes(self):
        path = self.policy("learning_rate=0.01")
        model = self.exported(path)
        meta, n = self.meta(path), 16
        frame = dict(json.loads(meta["observation_space"]), shape=[10, 10, 4])
        d = self.start("serve", path, name="s")
        env = self.client(os.path.join(self.runtime, "s.env"), hello={
            "protocol": 1, "name": "raw", "env": "Raw-v0", "role": "eval", "n_envs": n, "capabilities": [],
            "observation_space": frame, "action_space": json.loads(meta["action_space"])}, n_envs=n)
        self.assertEqual(env.hear()[0], WELCOME)
        kind, seq, _ = env.hear()
        rng = np.random.default_rng(3)
        stack, ended = np.zeros((n, 10, 10, 8), np.uint8), np.ones(n, bool)
        seen = set()
        for _ in range(STEPS):
            obs = rng.integers(0, 2, (n, 10, 10, 4)).astype(np.uint8)
            stack = np.concatenate([np.where(ended[:, None, None, None], 0, stack[..., 4:]), obs], axis=-1)
            first = kind != STEP
            flags = np.zeros(n, np.uint8) if first else ended.astype(np.uint8)
            final = b"".join(struct.pack("<II", i, 0) + pad8(obs[i].tobytes()) for i in np.flatnonzero(flags))
            env.say(RESULT, pad8(obs.tobytes()) + pad8(bytes(4 * n)) + pad8(flags.tobytes()) + final, seq=seq,
                    n_final=int(flags.sum()))
            kind, seq, payload = env.hear()
            self.assertEqual(kind, STEP)
            ours = np.frombuffer(payload[8 * n:], np.int32, n)
            np.testing.assert_array_equal(ours, model.run(["action"], {"obs": stack})[0])
            seen.update(ours.tolist())
            ended = rng.random(n) < 0.2
        self.assertGreater(len(seen), 1, "the policy tells stacks apart")
        env.close()
        d.kill(15)
        d.wait()

    def test_eval_decides_on_stacks(self):
        path = self.policy("learning_rate=0.01")
        done = self.tool("rltd", "eval", path, "--episodes", "6", "n_envs=2", "--record", "e.safetensors", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["episodes"], 6)
        with safe_open(os.path.join(self.folder, "e.safetensors"), "np") as f:
            t = {k: f.get_tensor(k) for k in ("observation", "action", "episode")}
        before = np.concatenate([np.zeros_like(t["observation"][:1]), t["observation"][:-1]])
        first = np.concatenate([[True], t["episode"][1:] != t["episode"][:-1]])
        before[first] = 0
        model = self.exported(path)
        theirs = model.run(["action"], {"obs": np.concatenate([before, t["observation"]], axis=-1)})[0]
        np.testing.assert_array_equal(t["action"].reshape(-1), theirs)
        wrong = self.tool("rltd", "eval", path, "--episodes", "1", "env=rltd-env-cartpole")
        self.assertNotEqual(wrong.returncode, 0)
        self.assertIn("other spaces", wrong.stderr)

    def test_what_is_refused(self):
        for words, says in (
            (["cartpole-ppo", "frame_stack=2"], "frame_stack: agent ppo learns from rollouts"),
            (["breakout-dqn", "frame_stack=17"], "frame_stack"),
            (["breakout-dqn", "frame_stack=16", "buffer_size=63", "learning_starts=10"], "buffer_size to at least 64"),
        ):
            done = self.tool("rltd", "--check", *words)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    main()
