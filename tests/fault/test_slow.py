# SPDX-License-Identifier: MIT
"""A disk that takes long: training goes on beside a save, and what is asked meanwhile is carried out in its
turn, without a second image of the state. Every fsync takes FSYNC_S longer here."""

import json
import os
import threading
import time

import shim
from harness import SLOW, main, tensors, wait_for

FSYNC_S = 0.1
KEYS = ("eval.every_env_steps=0", "eval.final_episodes=0", "checkpoint.every_seconds=0",
        "checkpoint.every_env_steps=0", "max_env_steps=1000000000")


class Slow(shim.InMemory):
    def slow(self, *args, name="t"):
        self.page = shim.Page(os.path.join(self.folder, f"{name}.page"))
        self.env.update(shim.environment(self.runs, self.page))
        d = self.start(args[0], *KEYS, *args[1:], name=name)
        d.wait_steps(1000)
        self.page[shim.FSYNC_US] = int(FSYNC_S * 1e6)
        return d

    def status(self, d):
        return shim.ask(d.ctl_path, "GET /v1/status")[1]

    def steps_per_s(self, d, seconds=1.0):
        a, start = self.status(d)["env_steps"], time.monotonic()
        time.sleep(seconds)
        return (self.status(d)["env_steps"] - a) / (time.monotonic() - start)

    def hammer(self, d, n_threads=3):
        """Saves, each thread one after the other, until told to end."""
        end, said = threading.Event(), []

        def work():
            while not end.is_set():
                said.append(shim.ask(d.ctl_path, "POST /v1/save", {"wait": True}))

        threads = [threading.Thread(target=work) for _ in range(n_threads)]
        for t in threads:
            t.start()

        def stop():
            end.set()
            for t in threads:
                t.join()
            return said

        return stop

    def check_goes_on(self, *args):
        d = self.slow(*args)
        alone = self.steps_per_s(d)
        stop = self.hammer(d)
        wait_for("a save under way", lambda: self.status(d)["save_stall_s"] is not None)
        beside = self.steps_per_s(d, 2.0)
        said = stop()
        self.assertEqual([s for s in said if s is None or s[0] != 200], [])
        self.assertGreater(len(said), 3)
        self.assertGreater(beside, alone / 4, "saves asked for one after the other must not starve the run")
        self.assertLess(self.status(d)["save_stall_s"], FSYNC_S * SLOW)
        self.page[shim.FSYNC_US] = 0
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_ppo_goes_on(self):
        self.check_goes_on("cartpole-ppo", "n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64")

    def test_dqn_with_its_replay_in_memory_goes_on(self):
        self.check_goes_on("cartpole-dqn", "n_envs=2", "buffer_size=50000", "learning_starts=500",
                           "checkpoint.replay_every_seconds=0")

    def test_stop_beside_a_slow_save(self):
        d = self.slow("cartpole-ppo", "n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64")
        shim.ask(d.ctl_path, "POST /v1/save", {"wait": False})
        wait_for("a cut", lambda: self.status(d)["save_stall_s"] is not None)
        at = self.status(d)["env_steps"]
        d.ctl("stop")
        self.assertEqual(d.wait(30), 0, d.output())
        last = tensors(os.path.join(self.version(), "checkpoints", "last"))
        self.assertGreaterEqual(int.from_bytes(last["run/env_steps"], "little"), at)

    def test_a_best_checkpoint_waits_with_the_networks_that_it_is_of(self):
        """The metric is of the networks in the file, though the store was busy when it was known."""
        d = self.slow("cartpole-ppo", "n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64",
                      "eval.every_env_steps=1024", "eval.episodes=1", "checkpoint.save_top_k=-1")
        stop = self.hammer(d, 1)
        d.wait_steps(self.status(d)["env_steps"] + 3 * 1024, seconds=60)
        stop()
        self.page[shim.FSYNC_US] = 0
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        best = [r for r in shim.rows(self.version()) if r["sets"] & 2]
        self.assertGreaterEqual(len(best), 2)
        for row in best:
            at = tensors(os.path.join(self.version(), "checkpoints", row["file"]))["run/eval_at"]
            self.assertEqual(int.from_bytes(at, "little"), row["env_steps"], json.dumps(dict(row)))

    def rows_past(self, steps):
        with open(os.path.join(self.version(), "log.jsonl")) as f:
            return [n for line in f if (n := json.loads(line)["env_steps"]) > steps]

    def test_killed_before_a_load_was_saved(self):
        """Histories go back with the state that they are the history of, and not before."""
        d = self.slow("cartpole-ppo", "n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64")
        self.page[shim.FSYNC_US] = 0
        here = shim.ask(d.ctl_path, "POST /v1/save", {"name": "here"})[1]["env_steps"]
        wait_for("rows", lambda: self.rows_past(here))
        self.page[shim.FSYNC_US] = 60 * 1000 * 1000
        code, said = shim.ask(d.ctl_path, "POST /v1/load", {"checkpoint": "here"})
        self.assertEqual((code, said["env_steps"]), (200, here))
        d.kill()
        d.wait()
        self.assertNotEqual(self.rows_past(here), [])
        self.page[shim.FSYNC_US] = 0
        d = self.start("cartpole-ppo", *KEYS, "n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64")
        d.wait_steps(here + 600)
        code, said = shim.ask(d.ctl_path, "POST /v1/load", {"checkpoint": "here"})
        self.assertEqual((code, said["env_steps"]), (200, here))
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        rows = self.rows_past(0)
        self.assertEqual(rows, sorted(set(rows)), "one curve")


if __name__ == "__main__":
    main()
