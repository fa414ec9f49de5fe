# SPDX-License-Identifier: MIT
"""What rltctl tells a live run: pause and resume, set and get."""

import json
import os
import sqlite3
import time

from exact import OWN, Exact
from harness import RESET, STEP, main, tensors, wait_for


class Orders(Exact):
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

    def check_pauses(self, start):
        straight = start(name="straight")
        self.assertEqual(straight.wait(), 0, straight.output())
        d = start(name="paused")
        for steps in (500, 1500, 4000):
            d.wait_steps(steps)
            d.ctl("pause", check=False)
            time.sleep(0.02)
            d.ctl("resume", check=False)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("paused at", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last(name="paused"))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [])

    def test_pausing_changes_no_bit(self):
        keys = {"max_env_steps": 6144, "eval__every_env_steps": 2048, "eval__episodes": 2}
        self.check_pauses(lambda name: self.cartpole(name=name, **keys))

    def dqn(self, name="t", **keys):
        settings = {"max_env_steps": 6000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0, "learning_starts": 300, "hidden": "[32,32]",
                    "buffer_size": 4000, "train_freq": 16, "gradient_steps": 8, **keys}
        return self.start("cartpole-dqn", *(f"{k}={v}" for k, v in settings.items()), name=name)

    def test_pausing_off_policy_changes_no_bit(self):
        self.check_pauses(self.dqn)

    def test_pausing_a_learner_that_works_beside(self):
        d = self.dqn(collect="overlap", max_env_steps=100000000)
        for _ in range(5):
            d.wait_steps((d.status() or {"env_steps": 0})["env_steps"] + 700)
            d.ctl("pause")
            s = self.paused(d)
            d.ctl("save")
            t = d.status()
            self.assertEqual((t["env_steps"], t["updates"]), (s["env_steps"], s["updates"]))
            d.ctl("resume")
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

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

    # ---- set ----

    def rate(self, path):
        """The learning rate in a checkpoint's resolved configuration."""
        with open(path, "rb") as f:
            n = int.from_bytes(f.read(8), "little")
            return json.loads(f.read(n))["__metadata__"]["config"].split("learning_rate: ")[1].split("\n")[0]

    def test_set_is_seen_everywhere(self):
        d = self.cartpole(learning_rate="3e-4")
        d.wait_steps(600)
        self.assertEqual(d.ctl("get", "learning_rate").stdout, "0.0003\n")
        self.assertIn("  n_envs = ", d.ctl("get").stdout)
        self.assertIn("* ppo.learning_rate = 0.0003", d.ctl("get").stdout)
        said = json.loads(d.ctl("set", "learning_rate=1e-4", "ppo.ent_coef=0.01", "--json").stdout)
        self.assertEqual([(c["key"], c["was"], c["now"]) for c in said["changed"]],
                         [("ppo.learning_rate", "0.0003", "0.0001"), ("ppo.ent_coef", "0", "0.01")])
        self.assertEqual(d.ctl("get", "learning_rate").stdout, "0.0001\n")
        wait_for("new rate at work", lambda: d.status()["metrics"].get("learning_rate", 1) < 2e-4)
        d.ctl("save", "--name", "after")
        self.assertIn("learning_rate: 0.0003 -> 0.0001 (uid", d.rltd_log())
        with sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True) as db:
            events = [t for (t,) in db.execute("SELECT text FROM events WHERE kind = 'set'")]
        self.assertEqual(len(events), 2, events)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0)
        self.assertEqual(self.rate(self.last()), "0.0001")

    def test_set_refuses_all_or_nothing(self):
        d = self.cartpole(**{"eval.every_env_steps": 100000000})
        d.wait_steps(300)
        for words, code, says in (
            (["n_envs=4"], 64, "n_envs cannot change while the run goes on: it is read once"),
            (["ppo.n_steps=4"], 64, "networks, programs and buffers"),
            (["ent_coef=0.5", "learning_rate=-1"], 64, "learning_rate"),
            (["ent_coef=0.5", "lerning_rate=1"], 64, "did you mean 'ppo.learning_rate'?"),
            (["ent_coef=0.5", "clip_range_vf=0.2"], 64, "ppo.clip_range_vf"),
            (["ent_coef=0.5", "eval.every_env_steps=0"], 64, "checkpoint.monitor"),
            (["ent_coef=0.5", "max_env_steps=0", "learning_rate=linear(1e-3)"], 64, "which needs a limit"),
            (["ent_coef"], 64, "write KEY=VALUE"),
        ):
            done = d.ctl("set", *words, check=False)
            self.assertEqual((done.returncode, done.stdout), (code, ""), words)
            self.assertIn(says, done.stderr)
        self.assertEqual(d.ctl("get", "ent_coef").stdout, "0\n")
        self.assertEqual(d.ctl("get", "frobnicate", check=False).returncode, 64)

    def test_set_limits_and_cadences(self):
        d = self.cartpole()
        d.wait_steps(300)
        d.ctl("set", "checkpoint.every_env_steps=512", "eval.every_env_steps=1024", "eval.episodes=2",
              "eval.final_episodes=3", "log.every_n_iterations=2")
        s = wait_for("evaluation and save", lambda: (s := d.status()) and s["eval_return"] is not None
                     and s["checkpoints"]["last"] and s)
        d.ctl("set", f"max_env_steps={s['env_steps'] + 2000}")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("over 3 episodes", d.output())

    def test_set_off_policy(self):
        for collect in ("lock_step", "overlap"):
            d = self.dqn(name=collect, collect=collect, max_env_steps=100000000)
            d.wait_steps(600)
            d.ctl("set", "learning_rate=1e-5", "exploration_final_eps=0.5")
            wait_for("new rate", lambda: d.status()["metrics"].get("learning_rate", 1) < 2e-5)
            d.ctl("stop")
            self.assertEqual(d.wait(), 0, d.output())

    def test_set_works_while_paused_and_while_envs_are_missing(self):
        d = self.cartpole(env="", n_envs=1, env_processes=1)
        env = self.client(d.env_path)
        env.serve(5)
        env.close()
        wait_for("loss", lambda: d.status()["state"] == "waiting for envs")
        d.ctl("set", "ent_coef=0.25")
        d.ctl("pause")
        self.paused(d)
        d.ctl("set", "ent_coef=0.5")
        self.assertEqual(d.ctl("get", "ent_coef").stdout, "0.5\n")

    # ---- freeze ----

    def policy(self, path):
        return {k: v for k, v in tensors(path).items() if k.startswith("model/policy.")}

    def saved(self, d, name):
        return os.path.join(self.version(), "checkpoints",
                            json.loads(d.ctl("save", "--name", name, "--json").stdout)["file"])

    def test_frozen_parameters_stay(self):
        d = self.cartpole(checkpoint__manual_keep=9)
        d.wait_steps(600)
        names = sorted(self.policy(self.saved(d, "names")))
        d.ctl("freeze", "policy.*")
        s = d.status()
        self.assertEqual(s["freeze"], "policy.*")
        self.assertGreater(s["parameters"]["frozen"], 0)
        self.assertGreater(s["parameters"]["trainable"], 0)
        self.assertIn("frozen ", d.ctl("status").stdout)
        a = self.saved(d, "a")
        before = tensors(a)
        d.wait_steps(s["env_steps"] + 2000)
        after = tensors(self.saved(d, "b"))
        self.assertEqual([k for k in names if before[k] != after[k]], [])
        self.assertNotEqual([k for k in before if k.startswith("model/value") and before[k] != after[k]], [])
        for words, says in ((["freeze", "nobody.*"], "nobody.*"), (["freeze", "*"], "nothing"),
                            (["freeze", "value.*", "--until", "1"], "already"), (["freeze", "a b"], "pattern")):
            done = d.ctl(*words, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(says, done.stderr)
        self.assertEqual(d.status()["freeze"], "policy.*")
        until = d.status()["env_steps"] + 1500
        d.ctl("freeze", "policy.*", "--until", str(until))
        self.assertEqual(d.status()["freeze"], f"policy.* until {until}")
        d.wait_steps(until + 600)
        self.assertEqual(d.status()["parameters"]["frozen"], 0)
        self.assertNotEqual(self.policy(self.saved(d, "c")), self.policy(a))
        self.assertRegex(d.ctl("freeze", "value.*.bias").stdout, r"[0-9]+ parameters, from")
        self.assertIn(": 1 parameter, from", d.ctl("freeze", "policy.0.bias").stdout)
        self.assertRegex(d.rltd_log(), "frozen at .*: 1 parameter, freeze")
        d.ctl("unfreeze", "policy.0.bias")
        d.ctl("unfreeze", "value.*.bias")
        d.ctl("freeze", "value.*")
        d.ctl("unfreeze", "value.*")
        self.assertEqual(d.status()["parameters"]["frozen"], 0)

    def test_what_is_pinned_or_unpinned_again_is_told(self):
        d = self.cartpole(checkpoint__manual_keep=9)
        d.wait_steps(300)
        d.ctl("save", "--name", "a")
        for verb, says in (("unpin", "a.safetensors was not pinned"), ("pin", "t: pinned a.safetensors"),
                           ("pin", "a.safetensors was pinned already"), ("unpin", "t: unpinned a.safetensors")):
            self.assertIn(says, d.ctl(verb, "a").stdout)
        self.assertIs(json.loads(d.ctl("unpin", "a", "--json").stdout)["unchanged"], True)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        for verb, says in (("unpin", "a.safetensors was not pinned"), ("pin", "t: pinned a.safetensors"),
                           ("pin", "a.safetensors was pinned already"), ("unpin", "t: unpinned a.safetensors")):
            self.assertIn(says, d.ctl(verb, "a").stdout)

    # ---- load ----

    def curve(self):
        with open(os.path.join(self.version(), "log.jsonl")) as f:
            return [json.loads(line)["env_steps"] for line in f]

    def check_load(self, start, goes_on=1500):
        """A run that is rolled back on its way ends with the same bytes as one that never was."""
        straight = start(name="straight")
        self.assertEqual(straight.wait(), 0, straight.output())
        d = start(name="t")
        wait_for("last", lambda: (s := d.status()) and s["checkpoints"]["last"])
        set_at = json.loads(d.ctl("set", "checkpoint.every_env_steps=0", "--json").stdout)["env_steps"]
        wait_for("a resume point with it", lambda: json.loads(d.ctl("ls", "--json").stdout)
                 ["checkpoints"][0]["env_steps"] >= set_at)
        d.wait_steps(d.status()["env_steps"] + goes_on)
        last = next(c for c in json.loads(d.ctl("ls", "--json").stdout)["checkpoints"] if "last" in c["sets"])
        at = last["env_steps"]
        said = json.loads(d.ctl("load", "last", "--json").stdout)
        self.assertEqual((said["env_steps"], said["exact"]), (at, True), said)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn(f"loaded at {at} env steps", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last())
        self.assertEqual([k for k in a if a[k] != b[k] and k not in (*OWN, "run/manual_best")], [])
        steps = self.curve()
        self.assertEqual(steps, sorted(set(steps)), "one curve, no doubles, no steps back")
        with sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True) as db:
            doubles = db.execute("SELECT name, env_steps FROM metrics GROUP BY 1, 2 HAVING COUNT(*) > 1").fetchall()
            runs = db.execute("SELECT COUNT(*) FROM runs").fetchone()[0]
        self.assertEqual((doubles, runs), ([], 2))
        events = [f for f in os.listdir(self.version()) if f.startswith("events.out")]
        self.assertEqual(len(events), 2)

    def test_load_on_policy(self):
        self.check_load(lambda name: self.cartpole(name=name, max_env_steps=60000, normalize_obs="true",
                                                    checkpoint__every_env_steps=512))

    def test_load_off_policy(self):
        self.check_load(lambda name: self.dqn(name=name, max_env_steps=6000, prioritized_replay="true",
                                               **{"checkpoint.every_env_steps": 512}))

    def test_load_of_a_replay_in_a_file(self):
        self.check_load(lambda name: self.dqn(name=name, max_env_steps=8000, prioritized_replay="true",
                                              **{"checkpoint.every_env_steps": 512, "replay.storage": "file",
                                                 "buffer_size": 16000}))

    def load(self, d, what):
        said = json.loads(d.ctl("load", what, "--json").stdout)
        status = d.status()["from"]
        self.assertEqual((status["exact"], status["why"]), (said["exact"], said["why"]))
        return said["exact"], said["why"]

    def test_load_of_a_replay_in_a_file_says_when_rows_are_gone(self):
        d = self.dqn(max_env_steps=100000000, **{"replay.storage": "file", "buffer_size": 16000})
        d.wait_steps(700)
        d.ctl("save", "--name", "early")
        early = d.status()["env_steps"]
        d.wait_steps(early + 300)
        d.ctl("save", "--name", "later")
        d.wait_steps(d.status()["env_steps"] + 300)
        self.assertEqual(self.load(d, "early"), (True, ""), "its rows are in the file")
        d.wait_steps(early + 800)
        exact, why = self.load(d, "later")
        self.assertFalse(exact, "its rows were undone, others have their numbers")
        self.assertIn("the replay stays as it stands", why)
        self.assertIn("not exactly: rows of its replay", d.ctl("status").stdout)
        d.wait_steps(d.status()["env_steps"] + 300)
        d.ctl("save", "--name", "again")
        d.kill()
        d.wait()
        d = self.dqn(max_env_steps=100000000, **{"replay.storage": "file", "buffer_size": 16000})
        d.wait_steps(100)
        self.assertTrue(d.status()["from"]["exact"], d.status()["from"])
        d.ctl("set", "learning_rate=2e-4")
        exact, why = self.load(d, "again")
        self.assertFalse(exact)
        self.assertRegex(why, "^the configuration is not the checkpoint's: dqn.learning_rate: .* -> 0.0002$")

    def test_load_finds_the_runs_own(self):
        """A run that goes on in a folder which is not the newest: of a series, whose seeds take turns."""
        d = self.cartpole()
        d.wait_steps(300)
        d.ctl("save", "--name", "here")
        os.makedirs(os.path.join(self.version(version=1), "checkpoints"))
        self.assertEqual(self.load(d, "here"), (True, ""))
        said = d.ctl("load", "nowhere", check=False)
        self.assertEqual(said.returncode, 69)
        self.assertIn("here.safetensors", said.stderr)

    def test_load_while_all_kinds_of_things_go_on(self):
        for collect, keys in (("ppo", {}), ("overlap", {}), ("file", {"replay.storage": "file"})):
            d = (self.cartpole(name=collect, **{"eval.every_env_steps": 1000, "eval.episodes": 3})
                 if collect == "ppo" else self.dqn(name=collect, max_env_steps=100000000, collect="overlap", **keys))
            d.wait_steps(700)
            d.ctl("save", "--name", "here")
            for i in range(4):
                d.wait_steps(d.status()["env_steps"] + 400)
                if i == 2:
                    d.ctl("pause")
                at = json.loads(d.ctl("load", "here", "--json").stdout)["env_steps"]
                if i == 2:
                    s = self.paused(d)
                    self.assertEqual(s["env_steps"], at)
                    d.ctl("resume")
            d.wait_steps(at + 600)
            d.ctl("stop")
            self.assertEqual(d.wait(), 0, d.output())

    def test_a_bad_checkpoint_changes_nothing(self):
        d = self.cartpole()
        d.wait_steps(700)
        good = self.saved(d, "good")
        with open(good, "rb") as f:
            data = bytearray(f.read())
        data[-5] ^= 1
        bad = os.path.join(self.folder, "bad.safetensors")
        with open(bad, "wb") as f:
            f.write(data)
        other = self.dqn(name="other", max_env_steps=600)
        self.assertEqual(other.wait(), 0)
        for what, says in ((bad, "digest"), (self.last(name="other"), "agent 'dqn'"), ("nobody", "nobody"),
                           (os.path.join(self.folder, "x.safetensors"), "x.safetensors")):
            before = d.status()
            done = d.ctl("load", what, check=False)
            self.assertNotEqual(done.returncode, 0, what)
            self.assertIn(says, done.stderr)
            after = d.status()
            self.assertGreaterEqual(after["env_steps"], before["env_steps"])
            self.assertEqual(after["incarnation"], before["incarnation"])
        self.assertEqual(self.curve(), sorted(set(self.curve())))

    def test_load_of_another_replay_is_refused(self):
        other = self.dqn(name="other", max_env_steps=2000, buffer_size=500)
        self.assertEqual(other.wait(), 0, other.output())
        d = self.dqn(max_env_steps=100000000)
        s = d.wait_steps(600)
        done = d.ctl("load", self.last(name="other"), check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("buffer_size", done.stderr)
        self.assertEqual(d.wait_steps(s["env_steps"] + 600)["incarnation"], s["incarnation"])


if __name__ == "__main__":
    main()
