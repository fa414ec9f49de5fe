# SPDX-License-Identifier: MIT
"""Damaged and old checkpoints: whichever bit or end of the newest one is gone, the real rltd says so and
goes on from the one before; one that the first release-to-be wrote still loads; Python's own libraries read
what a run leaves."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys

import shim
from harness import BIN, SLOW, main, tensors

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "golden", "first-slice.safetensors")
SMALL = ("cartpole-ppo", "n_envs=1", "ppo.n_steps=64", "ppo.batch_size=64", "ppo.n_epochs=1", "hidden=[4]",
         "eval.every_env_steps=0", "eval.final_episodes=0", "checkpoint.every_seconds=0",
         "checkpoint.every_env_steps=64", "checkpoint.save_top_k=0")
TRIED = int(os.environ.get("RLTD_DAMAGES", "24"))


class Damage(shim.InMemory):
    def two(self, *words):
        """A killed run with two checkpoints, oldest first."""
        d = self.start(*SMALL, *words, "max_env_steps=1000000000")
        d.wait_steps(200)
        files = []
        for name in ("one", "two"):
            files.append(json.loads(d.ctl("save", "--name", name, "--json").stdout))
        d.kill(signal.SIGKILL)
        d.wait()
        folder = os.path.join(self.version(), "checkpoints")
        for file in os.listdir(folder):
            if not file.startswith(("one", "two")):
                os.unlink(os.path.join(folder, file))
        return [(os.path.join(folder, f["file"]), f["env_steps"]) for f in files]

    def resume(self, *words):
        return self.start(*SMALL, *words, "max_iterations=1")

    def damaged(self, path, rng, i):
        with open(path, "rb") as f:
            data = bytearray(f.read())
        if i % 3 == 0:
            del data[rng.randrange(len(data)):]
            what = f"{len(data)} bytes of it"
        else:
            at = rng.randrange(8 * len(data)) if i % 3 == 1 else rng.randrange(8 * 600)
            data[at // 8] ^= 1 << at % 8
            what = f"bit {at} turned"
        return bytes(data), what

    def test_damage_is_told_and_the_one_before_taken(self):
        (older, steps), (newer, _) = self.two()
        kept = os.path.join(self.folder, "kept")
        shutil.copytree(self.version(), kept, symlinks=True)
        rng = random.Random("damage")
        for i in range(TRIED):
            data, what = self.damaged(newer, rng, i)
            with open(newer, "wb") as f:
                f.write(data)
            d = self.resume()
            self.assertEqual(d.wait(), 0, f"{what}: {d.output()}")
            log = d.rltd_log()
            self.assertIn(f"resumed at {steps} env steps from {older}", log, what)
            self.assertIn(os.path.basename(newer), log, what)
            self.assertTrue(os.path.exists(os.path.join(os.path.dirname(newer), "quarantine",
                                                        os.path.basename(newer))), what)
            self.daemons.remove(d)
            d.log.close()
            shutil.rmtree(self.version())
            shutil.copytree(kept, self.version(), symlinks=True)

    def test_both_damaged_is_no_fresh_start(self):
        for path, _ in self.two():
            with open(path, "r+b") as f:
                f.seek(300)
                f.write(b"\0\0\0\0")
        d = self.resume()
        self.assertEqual(d.wait(), 75, d.output())
        self.assertIn("none of them whole", d.output())
        self.assertEqual(os.listdir(os.path.join(self.runs, "t")), ["version_0"])

    def test_older_one_whose_ring_rows_are_overwritten(self):
        """With the ring in a file the one before is whole, but its rows may be gone: the networks go on, the
        replay begins empty, and the log says so."""
        d = self.start("cartpole-dqn", "buffer_size=120", "learning_starts=40", "batch_size=8", "hidden=[8]",
                       "replay.storage=file", "eval.every_env_steps=0", "eval.final_episodes=0",
                       "checkpoint.every_seconds=0", "max_env_steps=100000000")
        d.wait_steps(300)
        old = json.loads(d.ctl("save", "--name", "old", "--pin", "--json").stdout)
        d.wait_steps(old["env_steps"] + 1000)
        new = json.loads(d.ctl("save", "--name", "new", "--json").stdout)
        d.kill(signal.SIGKILL)
        d.wait()
        folder = os.path.join(self.version(), "checkpoints")
        for file in os.listdir(folder):
            if file.startswith("last") and not os.path.islink(os.path.join(folder, file)):
                os.unlink(os.path.join(folder, file))
        with open(os.path.join(folder, new["file"]), "r+b") as f:
            f.seek(400)
            f.write(b"\0\0\0\0")
        e = self.start("cartpole-dqn", "buffer_size=120", "learning_starts=40", "batch_size=8", "hidden=[8]",
                       "replay.storage=file", "eval.every_env_steps=0", "eval.final_episodes=0",
                       "checkpoint.every_seconds=0", f"max_env_steps={old['env_steps'] + 400}")
        self.assertEqual(e.wait(), 0, e.output())
        self.assertIn(f"resumed at {old['env_steps']} env steps", e.rltd_log())
        self.assertIn("begins empty", e.rltd_log())

    # ---- old files, other readers ----

    def test_a_checkpoint_of_the_first_slice_still_acts(self):
        done = subprocess.run([os.path.join(BIN, "rltd"), "--offline", "eval", GOLDEN, "--episodes", "3",
                               "--json", "env=rltd-env-cartpole"], capture_output=True, text=True,
                              env=self.env, cwd=self.folder, timeout=60 * SLOW)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["return_mean"], 0)

    def test_a_checkpoint_of_the_first_slice_resumes_or_says_why_not(self):
        d = self.start("cartpole-ppo", f"resume={GOLDEN}", "n_envs=1", "ppo.n_steps=128", "ppo.batch_size=64",
                       "ppo.n_epochs=1", "hidden=[4,4]", "seed=7", "eval.every_env_steps=0",
                       "eval.final_episodes=0", "max_env_steps=512")
        code = d.wait()
        said = [x for x in d.output().splitlines() if x.startswith("rltd: ")]
        print(f"first slice: exit code {code}: {said or 'resumed'}", file=sys.stderr)
        if code == 0:
            self.assertIn("resumed at 256 env steps", d.rltd_log())
            last = tensors(os.path.join(self.version(), "checkpoints", "last"))
            self.assertEqual(last["agent/updates"], last["optim/policy/steps"])
        else:
            self.assertEqual(len(said), 1, d.output())
            self.assertIn("first-slice.safetensors", said[0])
            self.assertIn("missing", said[0])

    def test_a_checkpoint_of_the_first_slice_gives_its_networks(self):
        d = self.start("cartpole-ppo", f"init_from.path={GOLDEN}", "n_envs=1", "ppo.n_steps=128",
                       "ppo.batch_size=64", "hidden=[4,4]", "eval.every_env_steps=0", "eval.final_episodes=0",
                       "max_env_steps=128")
        self.assertEqual(d.wait(), 0, d.output())

    def test_python_reads_what_a_run_leaves(self):
        from safetensors import safe_open
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        d = self.start(*SMALL, "max_env_steps=640")
        self.assertEqual(d.wait(), 0, d.output())
        last = os.path.join(self.version(), "checkpoints", "last")
        with safe_open(last, "np") as f:
            own = tensors(last)
            self.assertEqual(sorted(f.keys()), sorted(own))
            for name in f.keys():
                self.assertEqual(f.get_tensor(name).tobytes(), own[name], name)
            self.assertEqual(f.metadata()["env_steps"], "640")
        db = sqlite3.connect(f"file:{self.version()}/run.db?mode=ro", uri=True)
        self.assertEqual(db.execute("pragma integrity_check").fetchone()[0], "ok")
        self.assertGreaterEqual(db.execute("select count(*) from checkpoints").fetchone()[0], 1)
        db.close()
        events = EventAccumulator(self.version())
        events.Reload()
        steps = [e.step for e in events.Scalars(events.Tags()["scalars"][0])]
        self.assertEqual(steps, sorted(set(steps)))
        self.assertEqual(steps[-1], 640)


if __name__ == "__main__":
    main()
