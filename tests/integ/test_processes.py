# SPDX-License-Identifier: MIT
"""Env processes as rltd starts them: several, crashing ones, Gymnasium's."""

import os
import signal
import subprocess
import sys
import unittest

from harness import BIN, Case, main, tensors, wait_for

CRASHING = '''
import gymnasium
import numpy as np


class Crash(gymnasium.Env):
    """Episodes of 20 steps; the simulator breaks in its 100th step."""

    observation_space = gymnasium.spaces.Box(-1.0, 1.0, (2,), np.float32)
    action_space = gymnasium.spaces.Box(-1.0, 1.0, (1,), np.float32)

    def __init__(self):
        self.n = 0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.observation_space.sample(), {}

    def step(self, action):
        self.n += 1
        if self.n == 100:
            raise RuntimeError("the simulator broke")
        return self.observation_space.sample(), 1.0, False, self.n % 20 == 0, {}


gymnasium.register("Crash-v0", Crash)
'''


class Several(Case):
    def test_the_number_of_env_processes_changes_no_bit(self):
        kept = []
        for n in (1, 2, 8):
            name = f"t{n}"
            d = self.cartpole(name=name, env_processes=n, max_env_steps=2048)
            self.assertEqual(d.wait(), 0, d.output())
            kept.append(tensors(os.path.join(self.version(name), "checkpoints", "last")))
        for other in kept[1:]:
            ours = {k for k in kept[0] if not k.startswith("env_state/")}
            self.assertEqual(ours, {k for k in other if not k.startswith("env_state/")})
            differ = [k for k in ours if kept[0][k] != other[k]]
            self.assertEqual([k for k in differ if k not in ("run/elapsed_s", "run/row_wall_s", "run/incarnation")], [])

    def test_many_are_seen_and_stopped(self):
        d = self.cartpole(env_processes=8)
        s = d.wait_steps(2000)
        self.assertEqual([e["name"] for e in s["envs"]], [f"train-{i}" for i in range(8)])
        self.assertEqual({e["n_envs"] for e in s["envs"]}, {1})
        pids = [e["pid"] for e in s["envs"]]
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        wait_for("the end of the env processes",
                 lambda: not any(os.path.exists(f"/proc/{p}") for p in pids), seconds=5)

    def test_one_that_a_killed_rltd_was_starting_does_not_join_the_next(self):
        command = os.path.join(BIN, "rltd-env-cartpole")
        d = self.cartpole(f"env=sleep 1; {command}", n_envs=1, max_env_steps=100000000)
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        for _ in range(50):  # there is a moment between the socket's name and its listening
            left = subprocess.run([command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20,
                                  env={**self.env, "RLTD_ENV_SOCKET": d.env_path, "RLTD_ENV_NAME": "train-0",
                                       "RLTD_STARTED_BY": "1"})
            if "nobody listens there" not in left.stdout:
                break
        self.assertIn("was started by an rltd that is gone", left.stdout)
        d.wait_steps(100)
        self.assertNotIn("lost", d.rltd_log())
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_they_end_when_rltd_is_killed(self):
        d = self.cartpole(env_processes=4)
        pids = [e["pid"] for e in d.wait_steps(1000)["envs"]]
        d.kill(signal.SIGKILL)
        d.wait()
        wait_for("the end of the env processes",
                 lambda: not any(os.path.exists(f"/proc/{p}") for p in pids))


class Gymnasium(Case):
    def setUp(self):
        super().setUp()
        folder = os.path.dirname(sys.executable)
        if not os.path.exists(os.path.join(folder, "rltd-env")):
            self.tearDown()
            raise unittest.SkipTest(f"no rltd-env in {folder}: run scripts/install-deps")
        self.env["PATH"] = f"{folder}:{self.env['PATH']}"
        self.env["PYTHONPATH"] = self.folder

    def test_a_gymnasium_env_trains(self):
        d = self.start("ppo", "env=rltd-env MountainCarContinuous-v0", "n_envs=2", "ppo.n_steps=64",
                       "ppo.batch_size=64", "max_env_steps=1024", "eval.final_episodes=1")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("final policy", d.output())

    def test_an_env_that_crashes_comes_back(self):
        with open(os.path.join(self.folder, "crashing.py"), "w") as f:
            f.write(CRASHING)
        d = self.start("ppo", "env=rltd-env crashing:Crash-v0", "n_envs=2", "env_processes=2",
                       "ppo.n_steps=16", "ppo.batch_size=32", "eval.final_episodes=0",
                       "max_env_steps=100000000")
        s = d.wait_steps(500, seconds=60)
        self.assertGreaterEqual(sum(e["restarts"] for e in s["envs"]), 4)
        self.assertGreater(s["iterations"], 10)
        self.assertIn("env 0: step raised RuntimeError: the simulator broke", d.rltd_log())
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_an_env_that_always_crashes_ends_the_run_with_its_reason(self):
        with open(os.path.join(self.folder, "crashing.py"), "w") as f:
            f.write(CRASHING.replace("== 100", "== 10"))
        d = self.start("ppo", "env=rltd-env crashing:Crash-v0", "max_env_restarts=1",
                       "eval.final_episodes=0")
        self.assertEqual(d.wait(), 77, d.output())
        self.assertIn("the simulator broke", d.output().splitlines()[-1])


if __name__ == "__main__":
    main()
