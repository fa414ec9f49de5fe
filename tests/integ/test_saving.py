# SPDX-License-Identifier: MIT
"""What makes checkpoints by itself, what it leaves behind, and what is not there."""

import glob
import json
import os
import re
import signal
import sqlite3

from harness import Case, main, tensors, wait_for

NO_CHECKPOINT = 75


class Folder(Case):
    def folder_of(self, name="t"):
        return os.path.join(self.version(name), "checkpoints")

    def finished(self, **keys):
        d = self.cartpole(**keys)
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def steps(self, pattern="env_steps=*", name="t"):
        files = glob.glob(os.path.join(self.folder_of(name), f"{pattern}.safetensors"))
        return sorted(int(re.search(r"env_steps=(\d+)", f)[1]) for f in files)


class Triggers(Folder):
    # one iteration of cartpole() is 256 env steps; every metric is kept
    ALL = {"checkpoint__save_top_k": -1, "checkpoint__every_seconds": 0, "checkpoint__every_env_steps": 0}

    def test_by_iterations(self):
        self.finished(max_env_steps=2560, checkpoint__every_iterations=3, **self.ALL)
        self.assertEqual(self.steps(), [768, 1536, 2304])

    def test_by_updates_of_an_optimizer(self):
        d = self.finished(max_env_steps=2560, ppo__n_epochs=2, ppo__batch_size=256, checkpoint__every_updates=5,
                          checkpoint__updates_of="policy", **self.ALL)  # two updates an iteration
        self.assertEqual(self.steps(), [768, 1280, 2048, 2560])  # 6, 10, 16, 20: past 5, 10, 15, 20
        d = self.cartpole(name="other", checkpoint__every_updates=5, checkpoint__updates_of="critic")
        self.assertEqual(d.wait(), 78, d.output())
        self.assertIn("no optimizer 'critic'; it has policy", d.output())

    def test_by_time_the_best_are_offered_too(self):
        d = self.cartpole(checkpoint__every_seconds=0.3, checkpoint__save_top_k=-1, checkpoint__every_env_steps=0)
        wait_for("three of the best", lambda: len(self.steps()) >= 3)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_milestones_stay(self):
        d = self.finished(max_env_steps=3072, checkpoint__keep_every=1000, checkpoint__save_top_k=1,
                          checkpoint__every_env_steps=256, checkpoint__every_seconds=0)
        listed = json.loads(d.ctl("--json", "ls").stdout)["checkpoints"]
        milestones = [c["env_steps"] for c in listed if "milestone" in c["sets"]]
        self.assertEqual(sorted(milestones), [1024, 2048, 3072])
        with sqlite3.connect(os.path.join(self.version(), "run.db")) as db:
            rows = db.execute("SELECT count(*) FROM checkpoint_sets WHERE \"set\" = 'milestone'").fetchone()
        self.assertEqual(rows, (3,))
        d.ctl("rm", next(c["file"] for c in listed if c["sets"] == ["milestone"]))

    def test_a_manual_save_is_the_newest_state(self):
        d = self.cartpole(checkpoint__every_seconds=0)
        d.wait_steps(256)
        saved = json.loads(d.ctl("save", "--name", "mine", "--json").stdout)
        self.assertEqual(saved["sets"], ["last", "manual"])
        self.assertEqual(os.readlink(os.path.join(self.folder_of(), "last")), "mine.safetensors")


class Contents(Folder):
    def test_weights_only(self):
        d = self.finished(max_env_steps=2560, checkpoint__weights_only="true", checkpoint__keep_every=1024,
                          checkpoint__every_env_steps=512, checkpoint__save_top_k=2)
        best = tensors(os.path.join(self.folder_of(), "best"))
        last = tensors(os.path.join(self.folder_of(), "last"))
        self.assertTrue(best and all(k.startswith("model/") for k in best), sorted(best))
        self.assertEqual([k for k in last if k.startswith("model/")], list(best))
        self.assertIn("run/env_steps", last)
        self.assertGreater(json.loads(d.ctl("--json", "eval", "best", "--episodes", "2").stdout)["return_mean"], 0)
        path = os.path.join(self.folder_of(), "best")
        d = self.cartpole(name="again", resume=path)
        self.assertEqual(d.wait(), 78, d.output())
        self.assertIn("holds weights only", d.output())
        d = self.cartpole(name="from", init_from__path=path, max_env_steps=256)
        self.assertEqual(d.wait(), 0, d.output())

    def test_weights_alone_are_no_resume_point(self):
        keys = {"checkpoint__weights_only": "true", "checkpoint__save_last": "false",
                "checkpoint__every_env_steps": 256, "checkpoint__every_seconds": 0}
        d = self.cartpole(**keys)
        wait_for("two checkpoints", lambda: len(self.steps()) > 1)
        d.kill()
        d.wait()
        d = self.cartpole(**keys)
        self.assertEqual(d.wait(), NO_CHECKPOINT)
        self.assertIn("none of them whole and with everything", d.output())

    def test_without_last(self):
        keys = {"checkpoint__save_last": "false", "checkpoint__every_env_steps": 512, "checkpoint__every_seconds": 0}
        d = self.cartpole(**keys)
        wait_for("two checkpoints", lambda: len(self.steps()) > 1)
        d.kill()
        d.wait()
        self.assertFalse(os.path.lexists(os.path.join(self.folder_of(), "last")))
        d = self.cartpole(**keys)
        d.wait_steps(max(self.steps()) + 256)
        self.assertIn("resumed at", d.rltd_log())
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.folder_of(), "last")))

    def test_a_replay_goes_into_last_at_its_own_pace(self):
        keys = {"env": "rltd-env-cartpole", "checkpoint.every_env_steps": 500, "checkpoint.save_top_k": -1,
                "checkpoint.every_seconds": 0, "checkpoint.replay_every_seconds": 1000, "eval.final_episodes": 0,
                "learning_starts": 100, "buffer_size": 5000}
        d = self.start("dqn", *(f"{k}={v}" for k, v in keys.items()))
        wait_for("two of the best", lambda: len(self.steps()) > 1)
        last = os.path.join(self.folder_of(), "last")
        self.assertFalse(os.path.lexists(last))
        d.ctl("save", "--name", "mine")  # asked for: the newest state as well
        self.assertIn("replay/data", wait_for("last", lambda: os.path.exists(last) and tensors(last)))
        self.assertNotIn("replay/data", tensors(os.path.join(self.folder_of(), "mine.safetensors")))
        before = os.readlink(last)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertNotEqual(os.readlink(last), before)

    def test_the_room_it_takes_is_said(self):
        d = self.finished(max_env_steps=256)
        self.assertRegex(d.rltd_log(), r"checkpoints: 9 files of up to \d+\.\d MiB, \d+\.\d MiB at most beside pinned")


if __name__ == "__main__":
    main()
