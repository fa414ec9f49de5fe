# SPDX-License-Identifier: MIT
"""A run from its first to its last word: train, look, save, stop, serve."""

import glob
import json
import os
import signal
import sqlite3
import subprocess

from harness import BIN, RESET, SLOW, Case, main, wait_for


class Life(Case):
    def test_run_finishes_and_leaves_everything(self):
        d = self.cartpole(max_env_steps=5120, eval__final_episodes=3)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("final policy: return", d.output())
        folder = self.version()
        for name in ("run.db", "config.yaml", "log.jsonl", "rltd.log"):
            self.assertTrue(os.path.exists(os.path.join(folder, name)), name)
        self.assertTrue(glob.glob(os.path.join(folder, "events.out.tfevents.*")))
        self.assertTrue(os.path.exists(os.path.join(folder, "checkpoints", "last")))
        with open(os.path.join(folder, "log.jsonl")) as f:
            rows = [json.loads(line) for line in f]
        steps = [r["env_steps"] for r in rows]
        self.assertEqual(steps, sorted(set(steps)))
        self.assertEqual(steps[-1], 5120)

    def test_live_run_is_seen_and_saved_and_stopped(self):
        d = self.cartpole()
        s = d.wait_steps(2000)
        self.assertEqual(s["agent"], "ppo")
        self.assertIn("CartPole", json.dumps(s))
        saved = json.loads(d.ctl("save", "--name", "mine", "--json").stdout)
        self.assertIn("mine", json.dumps(saved))
        self.assertIn("mine", d.ctl("ls").stdout)
        db = sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True)
        self.assertEqual(db.execute("select count(*) from checkpoints where name='mine'").fetchone()[0], 1)
        db.close()
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))

    def test_curl_reaches_the_control_socket(self):
        d = self.cartpole()
        d.wait_steps(100)
        done = subprocess.run(["curl", "-s", "--unix-socket", d.ctl_path, "http://rltd/v1/status"],
                              capture_output=True, text=True, timeout=20 * SLOW)
        self.assertGreater(json.loads(done.stdout)["env_steps"], 0)

    def test_sigterm_saves_and_stops(self):
        d = self.cartpole()
        d.wait_steps(1000)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))

    def test_clients_may_come_by_themselves(self):
        d = self.start("ppo", "env=", "n_envs=3", "ppo.n_steps=32", "ppo.batch_size=32",
                       "eval.final_episodes=0")
        envs = [subprocess.Popen([os.path.join(BIN, "rltd-env-cartpole"), "--num-envs", n, "--connect",
                                  d.env_path, "--name", name], env=self.env)
                for name, n in (("b", "1"), ("a", "2")) if wait_for("env socket", lambda: os.path.exists(d.env_path))]
        try:
            s = d.wait_steps(300)
            self.assertEqual([e["name"] for e in s["envs"]], ["a", "b"])
        finally:
            d.ctl("stop")
            self.assertEqual(d.wait(), 0, d.output())
            for e in envs:
                e.wait(10 * SLOW)

    def test_serve_answers_with_a_trained_policy(self):
        d = self.cartpole(max_env_steps=1024)
        self.assertEqual(d.wait(), 0, d.output())
        s = self.serve(os.path.join(self.version(), "checkpoints", "last"))
        env = self.client(os.path.join(self.runtime, "serve.env"), hello={
            "protocol": 1, "name": "robot", "env": "Robot-v0", "role": "train", "n_envs": 1,
            "capabilities": [], "action_space": {"type": "Discrete", "n": 2},
            "observation_space": {"type": "Box", "dtype": "float32", "shape": [4],
                                  "low": [-4.8, None, -0.41887903, None],
                                  "high": [4.8, None, 0.41887903, None]}})
        kinds = [env.hear()[0] for _ in range(2)]
        self.assertEqual(kinds[1], RESET)
        env.close()
        s.terminate()
        self.assertEqual(s.wait(10 * SLOW), 0)

    def serve(self, path):
        s = subprocess.Popen([os.path.join(BIN, "rltd"), "serve", path], env=self.env,
                             cwd=self.folder, stdout=subprocess.PIPE, text=True)
        self.addCleanup(s.stdout.close)
        self.addCleanup(s.kill)
        self.assertIn("serving", s.stdout.readline())
        return s

    def test_a_second_server_leaves_the_first_alone(self):
        d = self.cartpole(max_env_steps=512)
        self.assertEqual(d.wait(), 0, d.output())
        path = os.path.join(self.version(), "checkpoints", "last")
        s = self.serve(path)
        second = subprocess.run([os.path.join(BIN, "rltd"), "serve", path], env=self.env,
                                cwd=self.folder, capture_output=True, text=True, timeout=20 * SLOW)
        self.assertEqual(second.returncode, 73)
        self.assertIn("'serve' is live already", second.stderr)
        self.assertEqual(second.stderr.count("\n"), 1)
        self.assertTrue(os.path.exists(os.path.join(self.runtime, "serve.env")))
        s.terminate()
        self.assertEqual(s.wait(10 * SLOW), 0)

    def test_sighup_reopens_the_log(self):
        d = self.cartpole()
        d.wait_steps(100)
        log = os.path.join(self.version(), "rltd.log")
        os.rename(log, log + ".1")
        d.kill(signal.SIGHUP)
        wait_for("a new log", lambda: os.path.exists(log))
        d.ctl("save")
        wait_for("lines in it", lambda: os.path.getsize(log) > 0)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_a_finished_seed_is_not_trained_again(self):
        keys = dict(max_env_steps=512, seeds=2, eval__final_episodes=2)
        d = self.cartpole(**keys)
        self.assertEqual(d.wait(), 0, d.output())
        said = d.output().splitlines()[-1]
        db = sqlite3.connect(f"{self.version(version=1)}/run.db")
        db.execute("update runs set state='running'")  # as if it had been killed
        db.commit()
        db.close()
        again = self.cartpole(**keys)
        self.assertEqual(again.wait(), 0, again.output())
        self.assertEqual(again.output().count("was finished before"), 1)
        self.assertEqual(again.output().splitlines()[-1], said)
        self.assertFalse(os.path.exists(self.version(version=2)))

    def test_seeds_are_trained_one_after_the_other(self):
        d = self.cartpole(max_env_steps=512, seeds=2, eval__final_episodes=2)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("2 seeds: return", d.output())
        self.assertTrue(os.path.exists(self.version(version=1)))


if __name__ == "__main__":
    main()
