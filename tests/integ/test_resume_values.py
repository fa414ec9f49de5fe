# SPDX-License-Identifier: MIT
"""Which configuration a resumed run goes on with: the checkpoint's, but for what the command line gives and
what the file has changed since."""

import os
import sqlite3

from exact import Exact
from harness import main


class ResumeValues(Exact):
    def file(self, every):
        path = os.path.join(self.folder, "t.yaml")
        with open(path, "w") as f:
            f.write("agent: ppo\nenv: rltd-env-cartpole\nn_envs: 2\nmax_env_steps: 100000000\n"
                    "eval: {every_env_steps: 0, final_episodes: 0}\n"
                    f"checkpoint: {{every_env_steps: {every}, every_seconds: 0}}\nppo: {{n_steps: 64}}\n")
        return path

    def go(self, every, *words, steps=400):
        d = self.start(self.file(every), *words)
        s = d.status() or {"env_steps": 0}
        s = d.wait_steps(s["env_steps"] + steps)
        self.assertEqual(os.listdir(os.path.join(self.runs, "t")), ["version_0"])
        return d, d.ctl("get", "checkpoint.every_env_steps").stdout.strip()

    def stop(self, d):
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        return d.rltd_log()

    def events(self):
        with sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True) as db:
            return [t for (t,) in db.execute("SELECT text FROM events WHERE kind = 'set'")]

    def test_what_was_set_survives(self):
        d, every = self.go(256)
        self.assertEqual(every, "256")
        d.ctl("set", "checkpoint.every_env_steps=512", "learning_rate=1e-5", "ent_coef=0.25")
        d.ctl("freeze", "value.*", "--until", "1000000")
        self.stop(d)
        d, every = self.go(256)
        self.assertEqual(every, "512", "as it was set, for the file says what it said")
        self.assertEqual(d.ctl("get", "learning_rate").stdout.strip(), "1e-05")
        self.assertEqual(d.status()["freeze"], "value.* until 1000000")
        self.assertGreater(d.status()["parameters"]["frozen"], 0)
        self.assertEqual(d.status()["metrics"]["learning_rate"], 1e-5)
        log = self.stop(d)
        self.assertIn("checkpoint.every_env_steps: 512, as in the checkpoint (not 256)", log)
        self.assertEqual(log.count("(exact)"), 1)
        events = len(self.events())
        d, every = self.go(1024)
        self.assertEqual(every, "1024", "the file has changed since")
        log = self.stop(d)
        self.assertIn("checkpoint.every_env_steps: 512 -> 1024 (since the checkpoint)", log)
        self.assertEqual(log.count("(exact)"), 1, "a change is not exact")
        self.assertEqual(len(self.events()), events + 1)
        d, every = self.go(1024, "checkpoint.every_env_steps=2048")
        self.assertEqual(every, "2048", "the command line has the last word")
        self.stop(d)
        d, every = self.go(1024)
        self.assertEqual(every, "2048", "and its word holds")
        self.assertEqual(self.stop(d).count("(exact)"), 2)

    def test_freeze_that_changed_is_carried_out(self):
        def frozen():
            d, _ = self.go(256, *words)
            n = d.status()["parameters"]["frozen"]
            self.stop(d)
            return n
        words = ["freeze=policy.*"]
        policy = frozen()
        self.assertGreater(policy, 0)
        words = ["freeze=value.*"]
        value = frozen()
        self.assertGreater(value, 0)
        self.assertNotEqual(value, policy, "one less unit at the top")
        words = []
        self.assertEqual(frozen(), value, "as the checkpoint says")
        words = ["freeze="]
        self.assertEqual(frozen(), 0)

    def test_max_time_goes_over_restarts(self):
        d = self.cartpole(max_time="3s")
        d.wait_steps(300)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0)
        d = self.cartpole(max_time="3s")
        d.wait_steps(300)
        d.kill(15)
        self.assertEqual(d.wait(), 0)
        d = self.cartpole(max_time="3s")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("finished after", d.output())
        elapsed = float(d.output().split("updates, ")[-1].split(" s")[0])
        self.assertGreaterEqual(elapsed, 3.0)
        self.assertLess(elapsed, 3.0 + 1.0)


if __name__ == "__main__":
    main()
