# SPDX-License-Identifier: MIT
"""Which configuration a resumed run goes on with: the checkpoint's, but for what the command line gives and
what the file has changed since."""

import json
import os
import signal
import sqlite3

from exact import Exact
from harness import main, wait_for


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
        for text in ("every_env_steps: 512", "learning_rate: 1e-05", "ent_coef: 0.25", "value.* until 1000000"):
            wait_for(f"config.yaml with {text}", lambda: text in self.yaml())
        with sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True) as db:
            self.assertIn("ent_coef: 0.25", db.execute("SELECT config FROM runs").fetchall()[-1][0])
        self.stop(d)
        d, every = self.go(256)
        self.assertIn("ent_coef: 0.25", self.yaml())
        self.assertEqual(every, "512", "as it was set, for the file says what it said")
        self.assertEqual(d.ctl("get", "learning_rate").stdout.strip(), "1e-05")
        self.assertEqual(d.status()["freeze"], "value.* until 1000000")
        self.assertGreater(d.status()["parameters"]["frozen"], 0)
        wait_for("the rate at work", lambda: d.status()["metrics"].get("learning_rate") == 1e-5)
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

    def test_what_was_set_survives_a_kill(self):
        d = self.cartpole()
        d.wait_steps(300)
        d.ctl("save")
        said = json.loads(d.ctl("set", "ent_coef=0.25", "--json").stdout)
        wait_for("a resume point with it", lambda: json.loads(
            d.ctl("ls", "--json").stdout)["checkpoints"][0]["env_steps"] >= said["env_steps"])
        d.kill()
        d.wait()
        d = self.cartpole()
        d.wait_steps(300)
        self.assertEqual(d.ctl("get", "ent_coef").stdout.strip(), "0.25")
        self.stop(d)

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

    def yaml(self):
        with open(os.path.join(self.version(), "config.yaml")) as f:
            return f.read()

    def test_keys_that_cannot_change_live_are_the_checkpoints_too(self):
        d, _ = self.go(256, "eval.n_envs=3", "checkpoint.save_top_k=5", "eval.every_env_steps=100000",
                       "checkpoint.manual_keep=7", "learner_threads=2")
        self.stop(d)
        self.assertIn("save_top_k: 5", self.yaml())
        d, _ = self.go(256)
        for key, value in (("checkpoint.save_top_k", "5"), ("checkpoint.manual_keep", "7"), ("eval.n_envs", "3"),
                           ("learner_threads", "2"), ("checkpoint.monitor", "eval_return")):
            self.assertEqual(d.ctl("get", key).stdout.strip(), value, key)
        log = self.stop(d)
        self.assertIn("checkpoint.save_top_k: 5, as in the checkpoint (not 3)", log)
        self.assertEqual(log.count("(exact)"), 1)
        self.assertIn("resume: checkpoint.manual_keep: 7, as in the checkpoint (not 3)", d.output())
        self.assertIn("manual_keep: 7", self.yaml())
        d, _ = self.go(256, "checkpoint.manual_keep=2", "n_envs=2")
        self.assertEqual(d.ctl("get", "checkpoint.manual_keep").stdout.strip(), "2")
        self.assertEqual(d.ctl("get", "eval.n_envs").stdout.strip(), "3", "n_envs is another key")
        log = self.stop(d)
        self.assertIn("checkpoint.manual_keep: 7 -> 2 (since the checkpoint)", log)
        self.assertEqual(log.count("(exact)"), 1)

    def test_what_follows_from_a_changed_key_changes_with_it(self):
        d, _ = self.go(256)
        self.assertEqual(d.ctl("get", "checkpoint.mode").stdout.strip(), "max")
        self.stop(d)
        d, _ = self.go(256, "checkpoint.monitor=loss/value", "checkpoint.mode=min")
        self.assertEqual(d.ctl("get", "checkpoint.filename").stdout.strip(), "{env_steps:09d}")
        self.stop(d)
        d, _ = self.go(256)
        self.assertEqual(d.ctl("get", "checkpoint.mode").stdout.strip(), "min", "as the checkpoint says")
        self.stop(d)

    def test_a_path_brings_its_configuration_along(self):
        d, _ = self.go(256, "seed=7", "max_env_steps=1000000", "ent_coef=0.125")
        self.stop(d)
        path = os.path.join(self.version(), "checkpoints", "last")
        e = self.start("ppo", f"resume={path}", "learning_rate=1e-4", name="other")
        e.wait_steps(800)
        for key, value in (("n_steps", "64"), ("seed", "7"), ("ent_coef", "0.125"), ("learning_rate", "0.0001"),
                           ("env", "rltd-env-cartpole"), ("n_envs", "2"), ("max_env_steps", "1000000"),
                           ("name", "other")):
            self.assertEqual(e.ctl("get", key).stdout.strip(), value, key)
        e.ctl("stop")
        self.assertEqual(e.wait(), 0, e.output())
        self.assertIn("resume: ppo.learning_rate: 0.0003 -> 0.0001 (since the checkpoint)", e.output())
        e = self.start("sac", f"resume={path}", name="third")
        self.assertEqual(e.wait(), 78, e.output())
        self.assertIn("is of agent 'ppo', this run is 'sac'", e.output())

    def test_another_experiment_says_why_it_begins_anew(self):
        d, _ = self.go(256)
        self.stop(d)
        d = self.start(self.file(256), "learning_rate=1e-4")
        d.wait_steps(100)
        self.assertIn("version_0 is another experiment (ppo.learning_rate: - -> 0.0001)", d.output())
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_a_start_file_that_is_gone_stops_no_resume(self):
        d, _ = self.go(256)
        d.ctl("save", "--name", "start")
        self.stop(d)
        path = os.path.join(self.folder, "start.safetensors")
        os.rename(os.path.join(self.version(), "checkpoints", "start.safetensors"), path)
        words = [self.file(256), f"init_from.path={path}"]
        d = self.start(*words, name="b")
        d.wait_steps(400)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        os.remove(path)
        d = self.start(*words, name="b")
        d.wait_steps(900)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_sighup_reads_the_file_anew(self):
        d, _ = self.go(256, "ent_coef=0.5")
        def get(key):
            return d.ctl("get", key).stdout.strip()
        with open(self.file(1024), "a") as f:
            f.write("learner_threads: 2\nmax_episodes: 1000000\n")
        d.kill(signal.SIGHUP)
        wait_for("what the file says", lambda: get("checkpoint.every_env_steps") == "1024")
        self.assertEqual((get("max_episodes"), get("learner_threads"), get("ent_coef")), ("1000000", "1", "0.5"))
        wait_for("a word on what waits", lambda: "learner_threads cannot change while" in d.rltd_log())
        self.assertIn("checkpoint.every_env_steps: 256 -> 1024 (SIGHUP)", d.rltd_log())
        for bad in ("max_episodes: -1\n", "max_epi: 3\n", "max_episodes: 5\nmax_env_steps: [\n"):
            with open(self.file(2048), "a") as f:
                f.write(bad)
            n = d.rltd_log().count("the configuration stays as it was")
            d.kill(signal.SIGHUP)
            wait_for("a refusal", lambda: d.rltd_log().count("the configuration stays as it was") > n)
            self.assertEqual((get("checkpoint.every_env_steps"), get("max_episodes")), ("1024", "1000000"))
        self.stop(d)

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
