# SPDX-License-Identifier: MIT
"""kill -9 at random moments of runs that do little but save, over and over in the same folders:
no damaged checkpoint, no acknowledged save lost, no resume point whose rows in the replay ring were
overwritten, nothing lying about once the run was opened again. What is looked at is in audit.py; that each
of its findings can be made is tested here too. RLTD_KILLS says how many; a folder that fails is copied to
RLTD_KEEP."""

import collections
import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import threading
import time

import audit
import shim
from harness import SLOW, Daemon, main, wait_for

KILLS = int(os.environ.get("RLTD_KILLS", "500"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "5"))
SEED = os.environ.get("RLTD_SEED", "")
CLEAN_EVERY = 10   # lives that end with a stop, after which nothing may lie about
FOLDER_EVERY = 50  # lives after which a run begins anew: beginnings are killed as well
MANUAL_KEEP = 3
TOLD_EVERY_S = 10
LONG_S = 300  # for what takes a moment: others may have all of the machine for a while

# Of a save: how many are about one, their name, and what is in their path.
CALLS = ((60, "", ""), (60, "write", "checkpoints"), (8, "write", "run.db"), (4, "fsync", ""), (3, "rename", ""),
         (2, "unlink", ".safetensors"), (2, "symlink", ""))

RECIPES = {
    "ppo": ("cartpole-ppo", "n_envs=2", "ppo.n_steps=32", "ppo.batch_size=64", "ppo.n_epochs=1",
            "hidden=[16,16]", "checkpoint.monitor=ep_rew_mean"),
    # A ring in a file of 12 rows with room for 12 more: it wraps three times in a life where
    # nobody else is busy, and waits for a save about every fifth step.
    "dqn": ("cartpole-dqn", "n_envs=2", "buffer_size=12", "learning_starts=6", "batch_size=4",
            "train_freq=8", "gradient_steps=1", "prioritized_replay=true", "hidden=[16,16]",
            "replay.storage=file"),
}


class Killed:
    """One run that is killed again and again, and what it was told."""

    def __init__(self, case, recipe, seed, kills):
        self.case, self.recipe, self.seed, self.wanted = case, RECIPES[recipe], f"{recipe}{seed}", kills
        self.random = random.Random(SEED + self.seed)
        self.kills, self.n_acked, self.rows = 0, 0, 0
        self.page = shim.Page(os.path.join(case.folder, f"page-{self.seed}"))
        self.folder, self.runtime, self.runs = case.folder, case.runtime, case.runs
        self.env = {**case.env, **shim.environment(case.runs, self.page)}
        self.struck = collections.Counter()  # what the kills came into the middle of
        self.begin()

    def begin(self):
        self.name = f"{self.seed}-{self.kills}"
        self.version = self.case.version(self.name)
        self.acked = []  # (id, env_steps, file), oldest first

    def start(self):
        self.page.arm(-1, 0)
        # Event files are one for each life; some of the runs go without.
        args = (*self.recipe, "eval.every_env_steps=0", "eval.final_episodes=0",
                "checkpoint.every_seconds=0", "checkpoint.every_env_steps=64",
                f"checkpoint.manual_keep={MANUAL_KEEP}", "max_env_steps=1000000000",
                f"log.tensorboard={'false' if self.kills // FOLDER_EVERY % 2 else 'true'}",
                f"name={self.name}", f"runs={self.runs}")
        daemon = Daemon(self, self.name, args)
        self.case.daemons.append(daemon)
        return daemon

    def save(self, daemon):
        """Save after save, from the moment that the daemon answers to its end."""
        while daemon.process.poll() is None:
            answer = os.path.exists(daemon.ctl_path) and shim.ask(daemon.ctl_path, "POST /v1/save", {})
            if answer and answer[0] == 200:
                self.acked.append(tuple(answer[1][k] for k in ("id", "env_steps", "file")))
            else:
                time.sleep(0.002)

    def log(self):
        try:
            with open(os.path.join(self.version, "rltd.log"), errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def await_moment(self, daemon, n):
        """Some saves after the start, or while it starts. Half of the kills come by themselves just before
        one of the next calls that change the folder, so that they strike in the middle of a save."""
        wanted, end = n + self.random.choice((0, 1, 1, 2, 3, 5, 8)), time.monotonic() + 20 * SLOW
        aimed = self.random.random() < 0.5
        if aimed and wanted == n:
            self.page.arm(self.random.randrange(120), shim.KILL)
        while len(self.acked) < wanted and daemon.process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        if aimed and wanted > n:
            calls, call, path = self.random.choice(CALLS)
            self.page.arm(self.random.randrange(calls), shim.KILL, call=call, path=path)
        end = time.monotonic() + (0.3 if aimed else self.random.uniform(0, 0.05 if wanted == n else 0.01)) * SLOW
        while daemon.process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        died = daemon.process.poll()
        assert died is None or self.page[shim.N_HITS] and died == -signal.SIGKILL, \
            f"rltd ended by itself with {died}:\n{daemon.output()}"

    def life(self):
        before, log_at = list(self.acked), len(self.log())
        daemon = self.start()
        saver = threading.Thread(target=self.save, args=(daemon,))
        saver.start()
        self.await_moment(daemon, len(before))
        daemon.kill(signal.SIGKILL)
        saver.join()
        daemon.wait()
        self.page.off()
        self.kills += 1
        self.n_acked += len(self.acked) - len(before)
        self.forget(daemon)
        at, problems = audit.resumed_at(self.log()[log_at:], before, done=len(self.acked) > len(before))
        assert not problems, problems
        self.look(False, at)

    def forget(self, daemon):
        daemon.log.close()
        self.case.daemons.remove(daemon)
        os.unlink(daemon.log.name)

    def look(self, stopped, resumed):
        """The folder as the kill, or the stop after it, left it."""
        if not os.path.exists(self.version):
            assert not self.acked, "there is no folder, but saves were acknowledged"
            return
        now = audit.Audit(self.version, stopped)
        now.look_for(self.acked, MANUAL_KEEP)
        assert not now.problems, now.problems
        self.struck += collections.Counter({
            "a start": resumed is None and not stopped, "a file": now.half_saved,
            "file and row": len(now.no_row), "a removal": now.half_removed})
        if now.ring and resumed is not None:
            self.rows += now.ring.cursor - resumed
        if stopped:
            code, out, err = shim.fsck(os.path.join(self.runs, self.name))
            assert code == 0, f"fsck: {out}{err}"

    def clean_life(self):
        """Opened again and stopped: the run goes on from where it was, and nothing lies about."""
        log_at, daemon = len(self.log()), self.start()
        wait_for("a run", lambda: daemon.process.poll() is not None or os.path.exists(daemon.ctl_path)
                 and (shim.ask(daemon.ctl_path, "GET /v1/status") or (0, {"state": ""}))[1]["state"]
                 in ("collecting", "learning", "saving"), LONG_S)
        daemon.kill(signal.SIGTERM)
        code = daemon.wait(LONG_S)
        assert code == 0, f"ended with {code}:\n{daemon.output()}"
        self.forget(daemon)
        at, problems = audit.resumed_at(self.log()[log_at:], self.acked, done=True)
        assert not problems, problems
        self.look(True, at)
        left = [n for n in os.listdir(self.case.runtime) if n.startswith(f"{self.name}.")
                and not n.endswith(".lock")]
        assert not left, f"{audit.STRAY}: sockets of a run that has ended: {left}"

    def live(self):
        while self.kills < self.wanted:
            self.life()
            if self.kills % CLEAN_EVERY == 0 or self.kills == self.wanted:
                self.clean_life()
            if self.kills % FOLDER_EVERY == 0:
                shutil.rmtree(os.path.dirname(self.version))
                self.begin()


class Kill(shim.InMemory):
    def tell(self, recipe, runs, start, end):
        print(f"{recipe}: {sum(r.kills for r in runs)} of {sum(r.wanted for r in runs)} kills, "
              f"{sum(r.n_acked for r in runs)} acknowledged saves, {time.monotonic() - start:.0f} s{end}",
              file=sys.stderr, flush=True)

    def many(self, recipe, kills):
        runs = [Killed(self, recipe, i, -(-kills // WORKERS)) for i in range(WORKERS)]
        failed, start = [], time.monotonic()

        def work(run):
            try:
                run.live()
            except BaseException as e:  # of a thread: told by the test
                failed.append(f"{run.name} after {run.kills} kills: {e}")
                kept = os.environ.get("RLTD_KEEP")
                if kept:
                    shutil.copytree(os.path.join(self.runs, run.name), os.path.join(kept, run.name),
                                    symlinks=True, dirs_exist_ok=True)

        threads = [threading.Thread(target=work, args=(r,)) for r in runs]
        for t in threads:
            t.start()
        while any(t.is_alive() for t in threads):
            for t in threads:
                t.join(TOLD_EVERY_S / len(threads))
            if any(t.is_alive() for t in threads):
                self.tell(recipe, runs, start, f"; {failed}" if failed else "")
        self.assertEqual(failed, [])
        self.tell(recipe, runs, start, ": none lost, no damaged file, no stray")
        struck = sum((r.struck for r in runs), collections.Counter())
        rows = sum(r.rows for r in runs)
        print(f"{recipe}: the kills came into {dict(struck)}" + (f"; the ring took {rows} rows" if rows else ""),
              file=sys.stderr)
        self.assertGreater(sum(r.n_acked for r in runs), kills, "too few saves for the kills to mean something")
        if recipe == "dqn":
            self.assertGreater(rows, 8 * kills, "the ring wrapped too seldom")  # quiet: more than 60

    def test_ppo(self):
        self.many("ppo", KILLS * 2 // 5)

    def test_dqn_with_a_ring_in_a_file(self):
        self.many("dqn", KILLS * 3 // 5)

    # ---- what is looked for can be found ----

    def stopped_run(self):
        """A run that was killed and stopped: the folder of its runs, and what was acknowledged."""
        run = Killed(self, "dqn", 0, 4)
        while run.kills < 4 or len(run.acked) < 5:
            run.life()
        run.clean_life()
        for name in ("run.db-wal", "run.db-shm"):  # of the reader that fsck is
            if os.path.exists(os.path.join(run.version, name)):
                os.unlink(os.path.join(run.version, name))
        return run

    def found(self, version, acked, stopped=True):
        now = audit.Audit(version, stopped)
        now.look_for(acked, MANUAL_KEEP)
        return {p.partition(":")[0] for p in now.problems}

    def test_each_defect_is_found(self):
        run = self.stopped_run()
        self.assertEqual(self.found(run.version, run.acked), set())
        self.assertEqual(self.found(run.version, run.acked, stopped=False), set())
        whole = os.path.join(self.folder, "whole")
        shutil.copytree(os.path.dirname(run.version), whole, symlinks=True)
        at = lambda *part: os.path.join(run.version, *part)
        last = os.readlink(at("checkpoints", "last"))
        old, new = run.acked[-2][2], run.acked[-1][2]
        with open(at("checkpoints", old), "rb") as f:
            raw = f.read()
        other = next(r["file"] for r in shim.rows(run.version) if r["env_steps"] != run.acked[-1][1])

        def sql(text):
            db = sqlite3.connect(at("run.db"))
            db.execute(text)
            db.commit()
            db.close()

        def write(data, offset, *part):
            with open(at(*part), "r+b" if os.path.exists(at(*part)) else "wb") as f:
                f.seek(offset)
                f.write(data)

        def drop(file):
            sql(f"delete from checkpoints where file = '{file}'")
            os.unlink(at("checkpoints", file))

        ring = audit.Ring(at("replay.ring"))
        head = audit.Checkpoint(at("checkpoints", last)).number("replay/head")
        slot = audit.Ring.ROWS_AT + (head - 1) % ring.slots * audit.Ring.ROW.size
        oldest = audit.Ring.ROWS_AT + (head - ring.capacity) % ring.slots * audit.Ring.ROW.size
        plants = [
            ("a row without its file", {audit.ROW_GONE, audit.LOST}, lambda: os.unlink(at("checkpoints", old))),
            ("the file of last gone", {audit.ROW_GONE, audit.LINK, audit.LOST},
             lambda: os.unlink(at("checkpoints", last))),
            ("a row marked for deletion", {audit.ROW_GONE},
             lambda: sql(f"update checkpoints set state = 'deleting' where file = '{old}'")),
            ("a row marked missing", {audit.ROW_GONE},
             lambda: sql(f"update checkpoints set state = 'missing' where file = '{old}'")),
            ("a file without a row", {audit.NO_ROW}, lambda: sql(f"delete from checkpoints where file = '{old}'")),
            ("an acknowledged save gone, row and file", {audit.LOST}, lambda: drop(old)),
            ("another save under an acknowledged name", {audit.DAMAGED, audit.LOST},
             lambda: shutil.copyfile(at("checkpoints", other), at("checkpoints", new))),
            ("the newest row overwritten", {audit.OVERWRITTEN},
             lambda: write(struct.pack("<Q", head - 1 + ring.slots), slot, "replay.ring")),
            ("the oldest row overwritten", {audit.OVERWRITTEN},
             lambda: write(struct.pack("<Q", head - ring.capacity + ring.slots), oldest, "replay.ring")),
            ("no ring", {audit.OVERWRITTEN}, lambda: os.unlink(at("replay.ring"))),
            ("half a ring", {audit.DAMAGED}, lambda: os.truncate(at("replay.ring"), ring.bytes - 64)),
            ("the ring of another run", {audit.STRAY}, lambda: write(b"\1\2\3\4", 32, "replay.ring")),
            ("a second ring", {audit.STRAY}, lambda: shutil.copyfile(at("replay.ring"), at("replay.ring.1"))),
            ("a bit turned", {audit.DAMAGED}, lambda: write(bytes([raw[700] ^ 4]), 700, "checkpoints", old)),
            ("half a checkpoint", {audit.DAMAGED}, lambda: os.truncate(at("checkpoints", old), 500)),
            ("a last that points elsewhere", {audit.LINK},
             lambda: (os.unlink(at("checkpoints", "last")), os.symlink(old, at("checkpoints", "last")))),
            ("a link of nobody", {audit.STRAY}, lambda: os.symlink(old, at("checkpoints", "first"))),
            ("a second version", {audit.STRAY}, lambda: os.mkdir(at("..", "version_1"))),
            ("a folder put aside", {audit.STRAY}, lambda: os.mkdir(at("checkpoints", "quarantine"))),
        ]
        # Of a kill these are no defect; what the next start leaves of them is.
        plants += [(name, {audit.STRAY}, lambda name=name: write(b"x", 0, *name.split("/"))) for name in (
            "checkpoints/.saving-1", ".saving-1", "replay.ring.part", "run.db-journal", "run.db-wal")]
        for what, kinds, plant in plants:
            shutil.rmtree(os.path.dirname(run.version))
            shutil.copytree(whole, os.path.dirname(run.version), symlinks=True)
            plant()
            self.assertLessEqual(kinds, self.found(run.version, run.acked), what)
        ahead = [*run.acked, (10**6, 10**9, new)]
        self.assertIn(audit.LOST, self.found(run.version, ahead))
        said = f"resumed at {run.acked[-1][1]} env steps from x"
        self.assertEqual(audit.resumed_at(said, run.acked, True)[1], [])
        self.assertEqual(audit.resumed_at("", run.acked, False)[1], [])
        for log in ("", "resumed at 0 env steps from x", f"{said}\nthe replay begins empty"):
            self.assertEqual(len(audit.resumed_at(log, run.acked, True)[1]), 1, log)


if __name__ == "__main__":
    main()
