# SPDX-License-Identifier: MIT
"""Saved policies that sample: whoever comes is served, and what exploration added while they were learning is gone."""

import json
import os
import struct

import numpy as np

from harness import RESULT, STEP, WELCOME, Case, main

QUICK = ("learning_starts=100", "max_env_steps=400", "eval.every_env_steps=0", "eval.final_episodes=0",
         "checkpoint.every_seconds=0", "network.hidden=[16]", "buffer_size=1000")
N = 300  # more than rltd computes at once


def pad8(data):
    return data + bytes(-len(data) % 8)


class Serve(Case):
    def policy(self, recipe, *words):
        d = self.start(recipe, *QUICK, *words)
        self.assertEqual(d.wait(), 0, d.output())
        return os.path.realpath(os.path.join(self.version(), "checkpoints", "last"))

    def served(self, path, name, *words):
        d = self.start("serve", path, *words, name=name)
        with open(path, "rb") as f:
            meta = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))["__metadata__"]
        return d, {k: json.loads(meta[k]) for k in ("observation_space", "action_space")}

    def actions(self, d, spaces, dtype, steps, n=N):
        """(steps, n) what one client is told to do, in the same situations for all."""
        env = self.client(d.env_path, n_envs=n, hello={
            "protocol": 1, "name": "raw", "env": "Raw-v0", "role": "eval", "n_envs": n, "capabilities": [], **spaces})
        self.assertEqual(env.hear()[0], WELCOME)
        seq, rng, out = env.hear()[1], np.random.default_rng(5), []
        width = spaces["observation_space"]["shape"][0]
        for _ in range(steps):
            obs = rng.uniform(-1, 1, (n, width)).astype(np.float32)
            env.say(RESULT, pad8(obs.tobytes()) + pad8(bytes(4 * n)) + pad8(bytes(n)), seq=seq)
            said = env.hear()
            self.assertIsNotNone(said, d.output())
            kind, seq, payload = said
            self.assertEqual(kind, STEP)
            out.append(np.frombuffer(payload[8 * n:], dtype, n))
        env.close()
        return np.array(out)

    def end(self, d):
        d.alive()
        d.kill(15)
        self.assertEqual(d.wait(), 0, d.output())

    def test_noise_on_actions_is_no_part_of_a_policy(self):
        path = self.policy("pendulum-ddpg", "noise_type=ornstein-uhlenbeck", "noise_std=0.5")
        d, spaces = self.served(path, "sampled", "sample=true")
        first, second = (self.actions(d, spaces, np.float32, 3) for _ in range(2))
        self.end(d)
        d, spaces = self.served(path, "mode")
        np.testing.assert_array_equal(first, self.actions(d, spaces, np.float32, 3))
        np.testing.assert_array_equal(first, second)
        self.end(d)

    def test_a_sampled_dqn_explores_as_at_the_end_of_a_run(self):
        path = self.policy("cartpole-dqn", "exploration_final_eps=0.2", "exploration_fraction=1")
        d, spaces = self.served(path, "sampled", "sample=true")
        first, second = (self.actions(d, spaces, np.int32, 10) for _ in range(2))
        self.end(d)
        d, spaces = self.served(path, "mode")
        best = self.actions(d, spaces, np.int32, 10)
        self.end(d)
        for sampled in (first, second):  # half of the random choices are the best one
            self.assertAlmostEqual((sampled != best).mean(), 0.1, delta=0.03)
        self.assertTrue((first != second).any(), "clients have random numbers of their own")


if __name__ == "__main__":
    main()
