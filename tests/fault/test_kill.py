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
import threading
import time

import shim
from harness import SLOW, main

KILLS = int(os.environ.get("RLTD_KILLS", "500"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "16"))
CLEAN_EVERY = 10  # lives that end with a stop, after which the folder is looked at
MANUAL_KEEP = 3

RECIPES = {
    "ppo": ("cartpole-ppo", "n_envs=2", "ppo.n_steps=32", "ppo.batch_size=64", "ppo.n_epochs=1",
            "checkpoint.monitor=ep_rew_mean"),
    # A ring of 240 rows in a file, with room for 20 more: it wraps several times in a life.
    "dqn": ("cartpole-dqn", "n_envs=2", "buffer_size=240", "learning_starts=60", "batch_size=16",
            "train_freq=8", "gradient_steps=1", "prioritized_replay=true", "hidden=[16,16]",
            "replay.storage=file"),
}


class Killed:
    """One run that is killed again and again, and what it was told."""

    def __init__(self, case, recipe, seed):
        self.case, self.recipe, self.name = case, RECIPES[recipe], f"{recipe}{seed}"
        self.random = random.Random(f"{recipe} {seed}")
        self.version = case.version(self.name)
        self.acked = []  # (id, env_steps, file), oldest first
        self.kills = 0

    def start(self):
        return self.case.start(*self.recipe, "eval.every_env_steps=0", "eval.final_episodes=0",
                               "checkpoint.every_seconds=0", "checkpoint.every_env_steps=64",
                               f"checkpoint.manual_keep={MANUAL_KEEP}", "max_env_steps=1000000000",
                               name=self.name)

    def save(self, daemon):
        """Save after save, from the moment that the daemon answers to its end."""
        while daemon.process.poll() is None:
            answer = os.path.exists(daemon.ctl_path) and shim.ask(daemon.ctl_path, "POST /v1/save", {})
            if answer and answer[0] == 200:
                self.acked.append(tuple(answer[1][k] for k in ("id", "env_steps", "file")))
            else:
                time.sleep(0.002)

    def life(self):
        """Mostly killed while it saves, sometimes while it still starts."""
        n, daemon = len(self.acked), self.start()
        saver = threading.Thread(target=self.save, args=(daemon,))
        saver.start()
        end = time.monotonic() + 20 * SLOW
        while self.kills % 4 and len(self.acked) == n and daemon.process.poll() is None \
                and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(self.random.uniform(0, 0.05 * SLOW))
        died = daemon.process.poll()
        daemon.kill(signal.SIGKILL)
        saver.join()
        daemon.wait()
        assert died is None, f"rltd ended by itself with {died}:\n{daemon.output()}"
        assert "begins empty" not in daemon.rltd_log(), \
            f"rows of the resume point were overwritten:\n{daemon.rltd_log()[-2000:]}"
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
        bad = [f for f in files if not f["what"].startswith(harmless)
               and (self.acked or f["file"] != "run.db")]  # before the first save: it is not made yet
        assert not bad, f"damaged: {bad}"
        if not self.acked:
            return
        there = set(os.listdir(os.path.join(self.version, "checkpoints")))
        manual = [r["id"] for r in shim.rows(self.version) if r["sets"] & 4]
        for id_, steps, file in self.acked[-MANUAL_KEEP:]:
            # What was saved after it and not acknowledged any more rotates it away, too.
            newer = [m for m in manual if m > id_]
            assert file in there or len(newer) >= MANUAL_KEEP, \
                f"{file} was acknowledged and is gone; there are {sorted(there)}"

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
            assert answer and answer[1]["env_steps"] >= self.acked[-1][1], \
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


class Kill(shim.InMemory):
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
        self.many("ppo", KILLS * 2 // 5)

    def test_dqn_with_a_ring_in_a_file(self):
        self.many("dqn", KILLS * 3 // 5)


if __name__ == "__main__":
    main()
