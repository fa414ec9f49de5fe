# SPDX-License-Identifier: MIT
"""Off-policy runs: who waits for whom and what status says of it, collecting beside learning, limits and sizes
that cannot be, bytes of images."""

import json
import os
import re
import signal
import threading

from harness import SLOW, Case, main, tensors, wait_for

OFF = {"max_env_steps": 100000000, "eval.every_env_steps": 0, "eval.final_episodes": 0, "checkpoint.every_seconds": 0}
SMALL = {"learning_starts": 100, "hidden": "[32,32]", "batch_size": 32, "buffer_size": 4000}


def kill_if_there(pid):
    """A daemon that ended has ended its envs too."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class OffPolicy(Case):
    def learn(self, *args, recipe="pendulum-sac", **keys):
        settings = {**OFF, **SMALL, **{k.replace("__", "."): v for k, v in keys.items()}}
        return self.start(recipe, *args, *(f"{k}={v}" for k, v in settings.items()))

    def fed(self, *words, name="t"):
        """A run whose env is the test itself."""
        d = self.start("dqn", "env=", "n_envs=1", "batch_size=8", "hidden=[8]", *words,
                       *(f"{k}={v}" for k, v in OFF.items()), name=name)
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        return d

    def rows(self):
        with open(os.path.join(self.version(), "log.jsonl")) as f:
            return [json.loads(line) for line in f]

    def replay(self, d, like=""):
        """Status, once it says `like` of who waits."""
        return wait_for(f"status that says '{like}'; the last one: {(d.status() or {}).get('replay')}",
                        lambda: (s := d.status()) and s["replay"] and like in s["replay"]["waits"] and s)


class Status(OffPolicy):
    def stop_env(self, d):
        pid = d.status()["envs"][0]["pid"]
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(kill_if_there, pid)
        return pid

    def test_learning_waits_for_transitions_and_says_since_when(self):
        d = self.learn(collect="overlap", samples_per_insert=64)
        d.wait_steps(300)
        pid = self.stop_env(d)
        first = self.replay(d, "learning waits")["replay"]
        self.assertRegex(first["waits"], r"learning waits: \d+ more transitions? at 64 samples each")
        self.assertEqual(first["collect"], "overlap")
        later = wait_for("time to pass", lambda: (r := d.status()["replay"])["waits_s"] > first["waits_s"] + 0.2 and r)
        self.assertEqual(later["waits"], first["waits"])
        self.assertEqual(later["sampled"], first["sampled"])
        said = d.ctl("status").stdout
        self.assertIn("learning waits", said)
        self.assertIn("of 4000 transitions", said)
        os.kill(pid, signal.SIGCONT)
        d.wait_steps(first["inserted"] + 200)

    def test_warm_up(self):
        d = self.fed("learning_starts=3000", "buffer_size=4000", "collect=lock_step")
        self.client(d.env_path).serve(52)  # welcome, a reset, 50 steps
        said = d.wait_steps(50)["replay"]
        self.assertEqual(said["waits"], "learning waits: 50 of 3001 transitions")
        self.assertEqual((said["sampled"], said["collect"], said["storage"]), (0, "lock_step", "memory"))

    def test_collecting_waits_for_updates(self):
        """Updates that take long, and nothing may be ahead of them."""
        d = self.learn(collect="overlap", gradient_steps=256, hidden="[64,64]", batch_size=64)
        d.wait_steps(101)
        said = self.replay(d, "collecting waits")["replay"]
        self.assertRegex(said["waits"], r"collecting waits: \d+ more updates?")

    def test_bytes_are_said_at_start(self):
        d = self.learn(collect="lock_step")
        d.wait_steps(10)
        self.assertRegex(d.rltd_log(), r"replay: Box\(3,\) float32, Box\(1,\) float32, 1 envs, 4000 \+ \d+ rows, \d+ "
                                       r"bytes a row, \d+\.\d MB in memory; learning begins with 101 transitions")


    def test_a_run_too_short_to_learn_says_so(self):
        d = self.learn(collect="lock_step", learning_starts=500, max_env_steps=400)
        self.assertEqual(d.wait(), 0, d.output())
        says = "nothing will be learned: learning begins with 501 transitions (learning_starts), the run ends after 400"
        self.assertIn(says, d.rltd_log())


    def test_updates_of_a_frozen_critic_end_the_run(self):
        d = self.learn(recipe="pendulum-td3", collect="lock_step", freeze="critic.*", max_updates=60,
                       max_env_steps=100000)
        self.assertEqual(d.wait(), 0, d.output())
        saved = tensors(os.path.join(self.version(), "checkpoints", "last"))
        count = {name: int.from_bytes(saved[name], "little")
                 for name in ("agent/updates", "optim/critic/steps", "optim/actor/steps")}
        self.assertEqual(count["optim/critic/steps"], 0)
        self.assertIn(count["agent/updates"], range(60, 70))
        self.assertEqual(count["optim/actor/steps"], count["agent/updates"] // 2)


class Overlap(OffPolicy):
    def test_a_learner_that_never_rests_still_reports(self):
        d = self.learn(collect="overlap", gradient_steps=4, error_buffer=1e9, max_env_steps=4000,
                       log__every_env_steps=500)
        self.assertEqual(d.wait(), 0, d.output())
        steps = [row["env_steps"] for row in self.rows()]
        self.assertGreaterEqual(len(steps), 7, steps)
        self.assertIn("replay/transitions", self.rows()[-1])

    def lag(self, limit):
        """The largest lag, in updates, of a run whose env is slow against its updates."""
        d = self.fed("learning_starts=20", "train_freq=1", "gradient_steps=50", "error_buffer=10000", "buffer_size=1000",
                     "log.every_env_steps=20", f"max_policy_lag={limit}", name=f"lag{limit}")
        env = self.client(d.env_path)
        for _ in range(160):
            if env.serve(1) == 0:
                break
            threading.Event().wait(0.005)
        status = d.status()
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        path = os.path.join(self.version(f"lag{limit}"), "log.jsonl")
        with open(path) as f:
            lags = [json.loads(line).get("replay/policy_lag", 0) for line in f]
        self.assertGreater(status["updates"], 50)
        return max(lags)

    def test_max_policy_lag_holds(self):
        self.assertGreater(self.lag(0), 10)  # without a limit there is something to limit
        self.assertLessEqual(self.lag(3), 3)

    def test_saves_status_and_evaluations_at_once(self):
        """Everything that looks at a run while both threads are at work."""
        d = self.learn(collect="overlap", n_envs=2, prioritized_replay="true", replay__storage="file", eval__n_envs=2,
                       eval__every_env_steps=600, eval__episodes=1, checkpoint__every_env_steps=200,
                       log__every_env_steps=100, max_policy_lag=20, gradient_steps=2, buffer_size=800)
        done = threading.Event()

        def poll():
            while not done.is_set():
                d.ctl("status", "--json", check=False)

        thread = threading.Thread(target=poll)
        thread.start()
        try:
            for i in range(4):
                d.wait_steps(400 * (i + 1), 120)
                self.assertEqual(d.ctl("save", "--name", f"s{i}").returncode, 0)
        finally:
            done.set()
            thread.join()
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        log = d.rltd_log()
        self.assertNotIn(" ERROR ", log)
        self.assertNotIn(" WARN ", log)
        rows = [row for row in self.rows() if "replay/transitions" in row]
        steps = [row["env_steps"] for row in rows]
        self.assertEqual(steps, list(range(100, 100 * len(steps) + 1, 100)))
        self.assertLessEqual(max(row["replay/policy_lag"] for row in rows), 20)
        last = tensors(os.path.join(self.version(), "checkpoints", "last"))
        self.assertIn("limiter/sampled", last)

    def test_resumes_and_says_that_it_is_not_exact(self):
        keys = {"collect": "overlap", "max_env_steps": 3000}
        d = self.learn(**keys)
        d.wait_steps(1000)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        d = self.learn(**keys)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("(open episodes are truncated: it is no exact resume point", d.rltd_log())
        self.assertNotIn("begins empty", d.rltd_log())


class Refused(OffPolicy):
    def refused(self, *parts, code=78, **keys):
        d = self.learn(**keys)
        self.assertEqual(d.wait(), code, d.output())
        lines = [line for line in d.output().splitlines() if line.startswith("rltd: ")]
        for part in parts:
            self.assertIn(part, lines[-1])
        return lines[-1]

    def test_learning_that_never_begins(self):
        line = self.refused("5001 transitions", "holds 4000", learning_starts=5000)
        self.assertNotIn("env", line.split(":")[0])

    def test_a_deadlock(self):
        self.refused("wait for each other for ever", "at least", collect="overlap", error_buffer=3)

    def test_what_has_no_effect(self):
        for key in ("max_policy_lag", "samples_per_insert", "error_buffer"):
            self.refused(key, "no effect in lock-step", collect="lock_step", **{key: 5})

    def test_fewer_rows_than_envs_need(self):
        self.refused("buffer_size 40", "at least 256", n_envs=64, buffer_size=40, learning_starts=1)

    def test_more_than_memory(self):
        line = self.refused("GB of memory needed", "are available", code=1, buffer_size=2_000_000_000)
        self.assertRegex(line, r"\d+\.\d GB")

    def test_more_than_the_disk(self):
        self.refused("GB needed", "GB are free", code=74, buffer_size=2_000_000_000, replay__storage="file")
        self.assertFalse([name for name in os.listdir(self.version()) if "ring" in name])

    def test_a_truncated_ring_file(self):
        keys = {"collect": "lock_step", "replay__storage": "file"}
        d = self.learn(**keys)
        d.wait_steps(500)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        ring = os.path.join(self.version(), "replay.ring")
        os.truncate(ring, os.path.getsize(ring) // 2)
        before = sorted(os.listdir(os.path.join(self.version(), "checkpoints")))
        self.refused("replay.ring", "truncated", "move that file away", code=75, **keys)
        self.assertEqual(sorted(os.listdir(os.path.join(self.version(), "checkpoints"))), before)
        os.rename(ring, ring + ".bad")
        d = self.learn(**keys)
        d.wait_steps(1000)
        self.assertIn("the replay's file is gone", d.rltd_log())

    def test_a_ring_of_another_shape(self):
        d = self.learn(replay__storage="file", buffer_size=2000)
        d.wait_steps(300)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        other = os.path.join(self.folder, "other.ring")
        os.rename(os.path.join(self.version(), "replay.ring"), other)
        d = self.learn(replay__storage="file")
        d.wait_steps(300)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        os.replace(other, os.path.join(self.version(version=1), "replay.ring"))
        d = self.learn(replay__storage="file")
        self.assertEqual(d.wait(), 78, d.output())
        self.assertIn("2000 + ", d.output())
        self.assertIn("4000 + ", d.output())


class Images(OffPolicy):
    def test_bytes_from_the_wire_to_the_ring_to_the_network(self):
        """Breakout through a CNN: what lies in the ring is what the env sent, a byte per cell."""
        d = self.start("dqn", "env=rltd-env-breakout", *(f"{k}={v}" for k, v in {**OFF, "max_env_steps": 600}.items()),
                       "learning_starts=100", "buffer_size=500", "batch_size=16", "collect=lock_step",
                       "checkpoint.every_env_steps=200", "network.kind=small")
        self.assertEqual(d.wait(120), 0, d.output())
        a = tensors(os.path.join(self.version(), "checkpoints", "last"))
        row = int(re.search(r"(\d+) bytes a row", d.rltd_log())[1])
        self.assertLess(row, 500)  # 400 cells and one choice, padded, and its links
        n = (len(a["replay/rows"]) + len(a["replay/data"])) // row
        width = len(a["replay/data"]) // n
        cells = [a["replay/data"][i * width:][:400] for i in range(n)]
        self.assertEqual({cell for image in cells for cell in image}, {0, 1})
        self.assertTrue(any("cnn" in name for name in a), sorted(a))


if __name__ == "__main__":
    main()
