# SPDX-License-Identifier: MIT
"""What comes from outside and is wrong for a run that learns from a replay: one clear line, a documented
exit code, and neither the rows nor the checkpoints that there are harmed."""

import os

from harness import ERROR, Case, main

SPACES = {"discrete": {"type": "Discrete", "n": 2},
          "box": {"type": "Box", "dtype": "float32", "shape": [1], "low": [-2.0], "high": [2.0]}}


def hello(action="discrete", shape=(3,), name="raw"):
    return {"protocol": 1, "name": name, "env": "Raw-v0", "role": "train", "n_envs": 1, "capabilities": [],
            "observation_space": {"type": "Box", "dtype": "float32", "shape": list(shape)},
            "action_space": SPACES[action]}


class Replay(Case):
    KEYS = ("env=", "n_envs=1", "network.hidden=[8]", "buffer_size=300", "batch_size=8", "learning_starts=20",
            "eval.final_episodes=0", "eval.every_env_steps=0", "checkpoint.every_seconds=0",
            "max_env_steps=100000000", "collect=lock_step")

    def dqn(self, *args, **how):
        return self.start("dqn", *self.KEYS, *args, **how)

    def stopped(self, *args, steps=100):
        """A run that was fed by a client and stopped: its daemon."""
        d = self.dqn(*args)
        env = self.client(d.env_path, hello=hello())
        env.serve(steps)
        d.wait_steps(steps // 2)
        d.ctl("stop")
        env.serve(2)
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def goes_on(self, d, name="raw"):
        """A good client is served and learned from."""
        env = self.client(d.env_path, hello=hello(name=name))
        self.assertEqual(env.serve(100), 100, d.output())
        self.assertIsNone(d.process.poll(), d.output())
        return env


class BadAnswers(Replay):
    def refused(self, says, **result):
        d = self.dqn()
        env = self.client(d.env_path, hello=hello())
        env.serve(50)
        steps = d.wait_steps(40)["env_steps"]
        _, seq, _ = env.hear()
        env.result(seq, **result)
        self.assertEqual(env.hear()[0], ERROR)
        self.assertIsNone(env.hear())
        self.goes_on(d)
        self.assertIn(says, d.rltd_log())
        self.assertGreater(d.wait_steps(steps + 50)["env_steps"], steps)

    def test_nan_reward(self):
        self.refused("a reward that is not a finite number", reward=float("nan"))

    def test_infinite_reward(self):
        self.refused("a reward that is not a finite number", reward=float("-inf"))

    def test_nan_final_observation(self):
        self.refused("not a finite number", obs=float("nan"), flags=1)

    def test_an_env_that_comes_back_with_another_space(self):
        for other in (hello("box"), hello(shape=(4,))):
            d = self.dqn(name=f"t{len(self.daemons)}")
            first = self.client(d.env_path, hello=hello())
            first.serve(50)
            first.close()
            env = self.client(d.env_path, hello=other)
            kind, _, payload = env.hear()
            self.assertEqual(kind, ERROR)
            self.assertIn(b"Box(1,)" if other == hello("box") else b"Box(4,)", payload)
            self.goes_on(d)


class BetweenRuns(Replay):
    """A run is resumed, and something is no longer what it was."""

    def refused(self, d, *says):
        self.assertNotEqual(d.wait(), 0, d.output())
        lines = [line for line in d.output().splitlines() if line]
        for part in says:
            self.assertIn(part, lines[-1])
        self.assertNotIn("Assert", d.output())

    def saved(self):
        folder = os.path.join(self.version(), "checkpoints")
        return {name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)}

    def test_an_env_with_another_space(self):
        self.stopped("replay.storage=file")
        saved = self.saved()
        d = self.dqn("replay.storage=file")
        self.client(d.env_path, hello=hello(shape=(4,))).serve(3)
        self.refused(d, "Box(3,)", "Box(4,)")
        self.assertEqual(self.saved(), saved)
        d = self.dqn("replay.storage=file")
        self.goes_on(d)

    def test_a_truncated_ring(self):
        self.stopped("replay.storage=file")
        ring = os.path.join(self.version(), "replay.ring")
        os.truncate(ring, os.path.getsize(ring) // 2)
        saved = self.saved()
        d = self.dqn("replay.storage=file")
        self.client(d.env_path, hello=hello()).serve(3)
        self.refused(d, "truncated", ring, "move that file away")
        self.assertEqual(self.saved(), saved)
        os.rename(ring, ring + ".bad")
        self.goes_on(self.dqn("replay.storage=file"))


class NoRoom(Replay):
    def test_a_ring_that_the_disk_cannot_hold(self):
        d = self.dqn("replay.storage=file", "buffer_size=2000000000")
        self.client(d.env_path, hello=hello(shape=(4000,))).serve(1)
        self.assertNotEqual(d.wait(), 0, d.output())
        self.assertIn("are free there: lower the capacity", d.output())
        self.assertEqual([f for f in os.listdir(self.version()) if f.startswith("replay.ring")], [])

    def test_a_ring_that_memory_cannot_hold(self):
        d = self.dqn("buffer_size=2000000000")
        self.client(d.env_path, hello=hello(shape=(4000,))).serve(1)
        self.assertNotEqual(d.wait(), 0, d.output())
        self.assertIn("are available: lower the capacity or keep it in a file", d.output())

    def test_files_may_not_grow(self):
        limit = ["prlimit", f"--fsize={1 << 20}"]
        d = self.dqn("replay.storage=file", "buffer_size=100000", before=limit)
        self.client(d.env_path, hello=hello()).serve(1)
        self.assertNotEqual(d.wait(), 0, d.output())
        self.assertIn("replay.ring: allocating", d.output())
        self.assertEqual([f for f in os.listdir(self.version()) if f.startswith("replay.ring")], [])


if __name__ == "__main__":
    main()
