# SPDX-License-Identifier: MIT
"""kill -9 at random moments of runs that do little but save, over and over in the same folders:
no damaged checkpoint, no acknowledged save lost, nothing lying about once the run was opened again, and a
resume from what is there works every time. RLTD_KILLS says how many."""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

import shim
from harness import SLOW, Case, main

KILLS = int(os.environ.get("RLTD_KILLS", "500"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "6"))
CLEAN_EVERY = 10  # lives that end with a stop, after which the folder is looked at
MANUAL_KEEP = 3

RECIPES = {
    "ppo": ("cartpole-ppo", "n_envs=2", "ppo.n_steps=32", "ppo.batch_size=64", "ppo.n_epochs=1",
            "checkpoint.monitor=ep_rew_mean"),
}


class Killed:
    """One run that is killed again and again, and what it was told."""

    def __init__(self, case, recipe, seed):
        self.case, self.recipe, self.name = case, RECIPES[recipe], f"{recipe}{seed}"
        self.random = random.Random(f"{recipe} {seed}")
        self.version = case.version(self.name)
        self.acked = []  # (env_steps, file), oldest first
        self.kills = 0

    def start(self):
        return self.case.start(*self.recipe, "eval.every_env_steps=0", "eval.final_episodes=0",
                               "checkpoint.every_seconds=0", "checkpoint.every_env_steps=64",
                               f"checkpoint.manual_keep={MANUAL_KEEP}", "max_env_steps=1000000000",
                               name=self.name)

    def save_until(self, daemon, end):
        """Save after save, from the moment that the daemon answers."""
        n = 0
        while time.monotonic() < end and daemon.process.poll() is None:
            if not os.path.exists(daemon.ctl_path):
                time.sleep(0.002)
                continue
            answer = shim.ask(daemon.ctl_path, "POST /v1/save", {}, 10)
            if answer and answer[0] == 200:
                self.acked.append((answer[1]["env_steps"], answer[1]["file"]))
                n += 1
            else:
                time.sleep(0.002)
        return n

    def life(self):
        daemon = self.start()
        end = time.monotonic() + self.random.uniform(0, 0.25 * SLOW)
        saver = threading.Thread(target=self.save_until, args=(daemon, end + 20 * SLOW))
        saver.start()
        time.sleep(max(0, end - time.monotonic()))
        died = daemon.process.poll()
        daemon.kill(signal.SIGKILL)
        saver.join()
        daemon.wait()
        assert died is None, f"rltd ended by itself with {died}:\n{daemon.output()}"
        self.kills += 1
        self.forget(daemon)
        self.look()

    def forget(self, daemon):
        daemon.log.close()
        self.case.daemons.remove(daemon)

    def look(self):
        """The folder as the kill left it."""
        if not os.path.exists(os.path.join(self.version, "run.db")):
            assert not self.acked, "there is no index, but saves were acknowledged"
            return
        code, out, err = shim.fsck(os.path.join(self.case.runs, self.name))
        try:
            files = json.loads(out)["files"]
        except ValueError:
            raise AssertionError(f"fsck: {code} {out}{err}") from None
        harmless = ("whole", "left over", "marked for deletion", "missing: the index", "a link to")
        bad = [f for f in files if not f["what"].startswith(harmless)]
        assert not bad, f"damaged: {bad}"
        there = set(os.listdir(os.path.join(self.version, "checkpoints")))
        lost = [a for a in self.acked[-MANUAL_KEEP:] if a[1] not in there]
        # Saves that were made but not acknowledged before the kill rotate as well.
        unheard = len([f for f in there if f.startswith("manual-")]) - MANUAL_KEEP
        assert len(lost) <= max(0, MANUAL_KEEP - len(self.acked[-MANUAL_KEEP:])) or self.rotated(lost), \
            f"acknowledged saves are gone: {lost}, there are {sorted(there)} ({unheard} more)"

    def rotated(self, lost):
        """Were there MANUAL_KEEP newer manual saves, acknowledged or not?"""
        steps = [r["env_steps"] for r in shim.rows(self.version) if r["sets"] & 4]
        return all(len([s for s in steps if s >= gone[0]]) >= MANUAL_KEEP for gone in lost)

    def clean_life(self):
        """Opened again and stopped: the run is where it was, and nothing lies about."""
        daemon = self.start()
        end = time.monotonic() + 20 * SLOW
        while time.monotonic() < end and daemon.process.poll() is None:
            answer = os.path.exists(daemon.ctl_path) and shim.ask(daemon.ctl_path, "GET /v1/status")
            if answer and answer[0] == 200 and answer[1]["state"] in ("collecting", "learning", "saving"):
                break
            time.sleep(0.005)
        if self.acked:
            assert answer and answer[1]["env_steps"] >= self.acked[-1][0], \
                f"acknowledged up to {self.acked[-1]}, resumed at {answer}"
            assert answer[1]["resumed"], "it began anew though there were checkpoints"
        daemon.kill(signal.SIGTERM)
        code = daemon.wait()
        assert code == 0, f"ended with {code}:\n{daemon.output()}"
        self.forget(daemon)
        strays = shim.strays(self.version)
        assert not strays, f"strays: {strays}"
        bad = [r for r in shim.rows(self.version) if r["state"] != "ok"]
        assert not bad, f"rows that are not ok: {bad}"
        code, out, _ = shim.fsck(os.path.join(self.case.runs, self.name))
        assert code == 0, out

    def live(self, kills):
        while self.kills < kills:
            self.life()
            if self.kills % CLEAN_EVERY == 0:
                self.clean_life()
        self.clean_life()


class Kill(Case):
    """Folders lie in memory where there is such a place: a kill does not test the disk."""

    def setUp(self):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        before, tempfile.tempdir = tempfile.tempdir, memory
        super().setUp()
        tempfile.tempdir = before

    def many(self, recipe, kills):
        runs = [Killed(self, recipe, i) for i in range(WORKERS)]
        failed = []

        def work(run):
            try:
                run.live(-(-kills // WORKERS))
            except BaseException as e:  # of a thread: told by the test
                failed.append(f"{run.name} after {run.kills} kills: {e}")
                kept = os.environ.get("RLTD_KEEP")
                if kept:
                    shutil.copytree(os.path.join(self.runs, run.name), os.path.join(kept, run.name),
                                    symlinks=True, dirs_exist_ok=True)

        threads = [threading.Thread(target=work, args=(r,)) for r in runs]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(failed, [])
        acked = sum(len(r.acked) for r in runs)
        print(f"{recipe}: {sum(r.kills for r in runs)} kills, {acked} acknowledged saves: none lost, "
              "no damaged file, no stray", file=sys.stderr)
        self.assertGreater(acked, kills / 4, "too few saves for the kills to mean something")

    def test_ppo(self):
        self.many("ppo", KILLS)


if __name__ == "__main__":
    main()
