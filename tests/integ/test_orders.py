# SPDX-License-Identifier: MIT
"""What rltctl tells a live run: pause and resume."""

import os
import time

from harness import RESET, STEP, Case, main, tensors, wait_for


class Orders(Case):
    def last(self, name="t"):
        return os.path.join(self.version(name), "checkpoints", "last")

    def paused(self, d):
        return wait_for("pause", lambda: d.alive() and (s := d.status()) and s["state"] == "paused" and s)

    def test_paused_run_stands_still_and_serves(self):
        d = self.cartpole(**{"eval.every_env_steps": 2000, "eval.episodes": 3})
        for _ in range(3):  # at whatever it is doing
            d.wait_steps((d.status() or {"env_steps": 0})["env_steps"] + 700)
            d.ctl("pause")
            s = self.paused(d)
            self.assertIn("uid", s["paused"]["by"])
            d.ctl("save", "--name", "still")
            d.ctl("pause")
            t = d.status()
            self.assertEqual((t["state"], t["env_steps"], t["iterations"]),
                             ("paused", s["env_steps"], s["iterations"]))
            self.assertLess(t["elapsed_s"] - s["elapsed_s"], 0.01, "training time stands still")
            self.assertIn("paused", d.ctl("status").stdout)
            d.ctl("resume")
            d.wait_steps(s["env_steps"] + 100)
            self.assertIsNone(d.status()["paused"])
        d.ctl("pause")
        self.paused(d)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.exists(self.last()))

    def test_pausing_changes_no_bit(self):
        keys = {"max_env_steps": 6144, "eval__every_env_steps": 2048, "eval__episodes": 2}
        straight = self.cartpole(name="straight", **keys)
        self.assertEqual(straight.wait(), 0, straight.output())
        d = self.cartpole(name="paused", **keys)
        for steps in (500, 1500, 4000):
            d.wait_steps(steps)
            d.ctl("pause", check=False)
            time.sleep(0.02)
            d.ctl("resume", check=False)
        self.assertEqual(d.wait(), 0, d.output())
        a, b = tensors(self.last("straight")), tensors(self.last("paused"))
        self.assertEqual([k for k in a if a[k] != b[k] and k != "run/elapsed_s"], [])

    def test_waiting_envs_are_not_timed_out(self):
        d = self.cartpole(env="", n_envs=1, env_processes=1, step_timeout=0.5)
        env = self.client(d.env_path)
        env.serve(5)
        d.ctl("pause")
        kind, seq, _ = env.hear()
        self.assertIn(kind, (RESET, STEP))
        env.result(seq)
        self.paused(d)
        env.socket.settimeout(1.5)
        with self.assertRaises(TimeoutError, msg="nothing is asked while the run is paused"):
            env.hear()
        self.assertEqual([e["restarts"] for e in d.status()["envs"]], [0])
        env.socket.settimeout(20)
        d.ctl("resume")
        self.assertEqual(env.hear()[0], STEP, "the session is the same one")


if __name__ == "__main__":
    main()
