# SPDX-License-Identifier: MIT
"""`rltd eval` and `rltctl eval`: a saved model with or without a live daemon, what it says and records."""

import json
import os
import subprocess

import numpy as np
from safetensors import safe_open

from harness import BIN, SLOW, Case, main


class Eval(Case):
    def rltd(self, *words):
        return subprocess.run([os.path.join(BIN, "rltd"), *words], capture_output=True, text=True,
                              timeout=60 * SLOW, cwd=self.folder, env=self.env)

    def trained(self, **keys):
        d = self.cartpole(**{"max_env_steps": 2048, **keys})
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def recording(self, name):
        with safe_open(os.path.join(self.folder, name), "np") as f:
            return {k: f.get_tensor(k) for k in f.keys()}, f.metadata()

    def check_recording(self, t, meta, said):
        length, episode = t["episode_length"], t["episode"]
        self.assertEqual(len(length), said["episodes"])
        self.assertEqual([len(t[k]) for k in ("observation", "action", "value", "reward", "return", "episode")],
                         [length.sum()] * 6)
        self.assertTrue(np.array_equal(np.bincount(episode), length))
        self.assertAlmostEqual(t["episode_return"].mean(), said["return_mean"], places=6)
        gamma = float(meta["gamma"])
        for e in range(len(length)):
            reward, after = t["reward"][episode == e].astype(np.float64), 0.0
            for i in range(len(reward) - 1, -1, -1):
                after = reward[i] + gamma * after
                self.assertEqual(t["return"][episode == e][i], after)
            self.assertEqual(reward.sum(), t["episode_return"][e])

    def test_without_a_daemon_and_recorded(self):
        self.trained()
        done = self.rltd("eval", "last", "--episodes", "5", "--record", "e.safetensors", "n_envs=3", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual([l["batch"] for l in said["latency"]], [1, 3])
        for l in said["latency"]:
            self.assertTrue(0 < l["p50_us"] <= l["p99_us"], l)
        t, meta = self.recording("e.safetensors")
        self.check_recording(t, meta, said)
        self.assertEqual((meta["format"], meta["gamma"], t["observation"].shape[1:]), ("rltd-episodes-1", "0.98", (4,)))
        self.assertTrue(np.isfinite(t["value"]).all())
        self.assertTrue(t["episode_terminated"].all())
        # what an episode shows: the first observation of each is small, and they differ
        first = t["observation"][np.concatenate([[0], np.cumsum(t["episode_length"])[:-1]])]
        self.assertTrue((np.abs(first) <= 0.05).all())
        self.assertEqual(len(np.unique(first, axis=0)), 5)
        # the recorded actions are what the same policy says of the recorded observations, one env at a time
        again = self.rltd("eval", "last", "--episodes", "5", "--record", "f.safetensors", "--json")
        u, _ = self.recording("f.safetensors")
        self.assertEqual(sorted(u["episode_length"]), sorted(t["episode_length"]), again.stdout)
        self.assertIn("us, p99", self.rltd("eval", "last", "--episodes", "1").stdout)

    def test_beside_a_live_run(self):
        d = self.cartpole(checkpoint__every_seconds=0)
        d.wait_steps(512)
        d.ctl("save", "--name", "now")
        done = d.ctl("--json", "eval", "now", "--episodes", "2", "--record", "live.safetensors")
        t, meta = self.recording("live.safetensors")
        self.check_recording(t, meta, json.loads(done.stdout))

    def test_what_cannot_be_recorded(self):
        self.trained(max_env_steps=256)
        done = self.rltd("eval", "last", "--episodes", "1", "--record", "no/where.safetensors")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write no/where.safetensors", done.stderr)
        done = self.rltd("eval", "nothing")
        self.assertEqual(done.returncode, 69, done.stderr)

    def test_a_continuous_policy_without_a_critic_of_states(self):
        d = self.start("sac", "env=rltd-env-pendulum", "max_env_steps=220", "learning_starts=100",
                       "eval.final_episodes=0")
        self.assertEqual(d.wait(), 0, d.output())
        done = self.rltd("eval", "last", "--episodes", "2", "--record", "p.safetensors", "--json")
        t, meta = self.recording("p.safetensors")
        self.check_recording(t, meta, json.loads(done.stdout))
        self.assertTrue(np.isnan(t["value"]).all())
        self.assertEqual(t["action"].shape, (400, 1))
        self.assertFalse(t["episode_terminated"].any())


if __name__ == "__main__":
    main()
