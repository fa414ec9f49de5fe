# SPDX-License-Identifier: MIT
"""Each call with which a live run changes its folder fails once, in each way that it can: a full disk, a
disk that errs, half a write. The checkpoints of before stand as they are, `rltctl status` shows an alarm,
training goes on, the next save works and takes the alarm down. Then the same while a run starts and while
it ends. RLTD_IO=all: each call of a start and of a stop in every way (else every third, in turns)."""

import errno
import hashlib
import itertools
import os
import shutil
import signal
import sys
import time

import shim
from harness import SLOW, main, wait_for
from shim import SHORT

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "half a write": SHORT}
STEP = 1 if os.environ.get("RLTD_IO") == "all" else 3 * len(ERRORS)
SMALL = {
    "ppo": ("cartpole-ppo", "n_envs=2", "ppo.n_steps=32", "ppo.batch_size=64", "ppo.n_epochs=1",
            "log.every_n_iterations=1000000"),
    "dqn": ("cartpole-dqn", "n_envs=2", "buffer_size=240", "learning_starts=60", "batch_size=16",
            "train_freq=8", "hidden=[16,16]", "replay.storage=file", "log.every_env_steps=100000000"),
}
# A ring with so much room that the run does not save by itself while we look.
SMALL["dqn alone"] = (*SMALL["dqn"], "buffer_size=300000", "gradient_steps=16")


class Io(shim.InMemory):
    def setUp(self):
        super().setUp()
        self.page = shim.Page(os.path.join(self.folder, "page"))
        self.env.update(shim.environment(self.runs, self.page))

    def small(self, recipe, *words):
        return self.start(*SMALL[recipe], "eval.every_env_steps=0", "eval.final_episodes=0",
                          "checkpoint.every_seconds=0", "checkpoint.manual_keep=2",
                          "max_env_steps=1000000000", *words)

    def forget(self, d):
        self.daemons.remove(d)
        d.log.close()
        os.unlink(d.log.name)

    def status(self, d):
        return wait_for("status", lambda: d.alive() and shim.ask(d.ctl_path, "GET /v1/status"))[1]

    def save(self, d, **body):
        return wait_for("an answer", lambda: d.alive() and shim.ask(d.ctl_path, "POST /v1/save", body))

    def digest(self, file):
        with open(os.path.join(self.version(), "checkpoints", file), "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()

    def goes_on(self, d):
        before = self.status(d)["env_steps"]
        wait_for("env steps", lambda: self.status(d)["env_steps"] > before)

    def settle(self, d, held):
        """All faults are off: a save works, no alarm is left, the pinned one is what it was."""
        self.page.off()
        code, answer = self.save(d)
        self.assertEqual(code, 200, answer)
        wait_for("the end of the alarm", lambda: self.status(d)["alarm"] == "", 5)
        self.assertEqual(self.digest(held[0]), held[1])

    def one_fault(self, d, held, at, error, alone, call="", path=""):
        """(the call that failed or "", whether the save was refused); alone: nobody else saves, so that
        the alarm stays until we look."""
        self.page.arm(at, error, call=call, path=path)
        code, answer = self.save(d)
        hit, refused = self.page.hit, code != 200
        if hit and not refused:  # after the answer something may still be failing
            end = time.monotonic() + 0.05 * SLOW
            while not self.status(d)["alarm"] and time.monotonic() < end:
                pass
        what = f"call {at}, {hit}, {os.strerror(error) if error != SHORT else 'half a write'}"
        status = self.status(d)
        untidy = hit.startswith("unlink") and ".safetensors" in hit or hit.startswith("symlink")
        if refused:
            self.assertTrue(hit, f"{what}: refused without a fault: {answer}")
            if error == errno.ENOSPC and "run.db" not in hit:
                self.assertEqual(code, 507, what)
        if (refused or untidy) and alone:
            self.assertTrue(status["alarm"], f"{what}: {answer}, and no alarm")
            self.assertEqual(code == 507, "NOSPACE" in status["alarm"], f"{what}: {status['alarm']}")
        self.goes_on(d)
        self.settle(d, held)
        return hit, refused

    def each_call(self, recipe, must_hit, must_refuse, errors=ERRORS):
        d = self.small(recipe)
        wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 200)
        code, answer = self.save(d, name="held", pin=True)
        self.assertEqual(code, 200, answer)
        held = answer["file"], self.digest(answer["file"])
        self.settle(d, held)
        self.settle(d, held)  # from here on each save rotates one away
        seen = {}
        # What the run writes besides shifts the numbers: the ring's two calls are asked for by name, too.
        named = [("", ""), ("msync", ""), ("fsync", "replay.ring")][:3 if "dqn" in recipe else 1]
        for (name, error), only in itertools.product(errors.items(), named):
            at = missed = 0
            while missed < (1 if only[0] else 3):  # a save makes fewer calls
                hit, refused = self.one_fault(d, held, at, error, recipe != "dqn", *only)
                missed = 0 if hit else missed + 1
                at += 1
                if hit:
                    call, path = hit.split(" ", 1)
                    kind = "index" if "run.db" in path else "ring" if path == "a mapping" or "replay.ring" in path else "file"
                    seen.setdefault(f"{call} {kind}", set()).add((name, refused))
        told = {site for site, ways in seen.items() if any(refused for _, refused in ways)}
        print(f"{recipe}: a save was refused after {sorted(told)}; it did without {sorted(set(seen) - told)}",
              file=sys.stderr)
        self.assertEqual(must_hit - set(seen), set())
        self.assertEqual(must_refuse - told, set())
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertEqual(shim.strays(self.version()), [])
        code, out, err = shim.fsck(os.path.join(self.runs, "t"))
        self.assertEqual(code, 0, out + err)

    BORNE = {"fsync file", "unlink file", "symlink file"}  # a save is made again, or does without

    def test_each_call_of_a_save(self):
        calls = {"statvfs file", "open file", "write file", "rename file", "write index", "fsync index"}
        self.each_call("ppo", calls | self.BORNE, calls)

    def test_each_call_of_a_save_with_a_ring_in_a_file(self):
        calls = {"statvfs file", "open file", "write file", "rename file", "write index", "fsync index",
                 "msync ring", "fsync ring"}
        self.each_call("dqn alone", calls, calls)  # what the ring writes shifts the others past some numbers

    def test_each_call_of_a_run_that_saves_by_itself(self):
        # A fault may meet one of those saves instead of ours.
        self.each_call("dqn", {"msync ring", "write file", "rename file", "write index"}, set(),
                       {"EIO": errno.EIO})

    # ---- starting and ending ----

    def begin(self, recipe):
        """A run that was stopped in the middle."""
        d = self.small(recipe)
        wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 100)
        self.save(d, name="held", pin=True)
        self.stop(d, 0)

    def stop(self, d, *codes):
        d.kill(signal.SIGTERM)
        code = d.wait()
        self.assertIn(code, codes or (code,), d.output())
        self.forget(d)
        return code

    def goes(self, recipe, least, what):
        """Without faults it starts, resumed at no less than that, and leaves nothing about."""
        d = self.small(recipe)
        wait_for("env steps", lambda: d.alive() and os.path.exists(d.ctl_path)
                 and (shim.ask(d.ctl_path, "GET /v1/status") or (0, {}))[1].get("env_steps", 0) > 0)
        s = self.status(d)
        self.assertGreaterEqual(s["env_steps"], least, what)
        self.assertTrue(s["resumed"] or not least, what)
        self.stop(d, 0)
        self.assertEqual(shim.strays(self.version()), [], what)
        return s["env_steps"]

    def each_call_of_a_start(self, recipe, resumed):
        steps = 0
        if resumed:
            self.begin(recipe)
            steps = self.goes(recipe, 1, "no fault yet")
            held = self.digest("held.safetensors")
        n = 0
        for first, (name, error) in enumerate(ERRORS.items()):
            at, hit = first * STEP // len(ERRORS), "first"
            while hit:
                if not resumed:
                    shutil.rmtree(self.runs, ignore_errors=True)
                self.page.arm(at, error)
                d = self.small(recipe)
                wait_for("a start or an end", lambda: d.process.poll() is not None
                         or (os.path.exists(d.ctl_path) and (shim.ask(d.ctl_path, "GET /v1/status")
                             or (0, {}))[1].get("env_steps", 0) > steps))
                hit = self.page.hit
                what = f"{recipe}, {name} at call {at} of a start, {hit}"
                self.page.off()
                said = d.output()
                if self.stop(d) != 0:
                    self.assertEqual(len([x for x in said.splitlines() if x.startswith("rltd: ")]), 1,
                                     f"{what}:\n{said}")
                if resumed:
                    self.assertEqual(self.digest("held.safetensors"), held, what)
                if n % 4 == 3:
                    after = self.goes(recipe, steps, what)
                    steps = after if resumed else 0
                at, n = at + STEP, n + 1
        self.assertGreater(n, 15)
        self.goes(recipe, steps, "the last")
        print(f"{recipe}, {'resumed' if resumed else 'new'}: {n} faults of a start", file=sys.stderr)

    def test_each_call_of_a_start(self):
        self.each_call_of_a_start("ppo", True)

    def test_each_call_of_a_start_with_a_ring_in_a_file(self):
        self.each_call_of_a_start("dqn", True)

    def test_each_call_of_a_new_run(self):
        self.each_call_of_a_start("ppo", False)

    def test_each_call_of_a_new_run_with_a_ring_in_a_file(self):
        self.each_call_of_a_start("dqn", False)

    def each_call_of_a_stop(self, recipe):
        self.begin(recipe)
        n = 0
        for first, (name, error) in enumerate(ERRORS.items()):
            at, hit = first * STEP // len(ERRORS), "first"
            while hit:
                d = self.small(recipe)
                wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 0)
                self.save(d)
                steps = self.status(d)["env_steps"]
                self.page.arm(at, error)
                d.kill(signal.SIGTERM)
                code, hit, said = d.wait(), self.page.hit, d.output()
                what = f"{recipe}, {name} at call {at} of a stop, {hit}"
                self.page.off()
                if code != 0:
                    self.assertIn("rltd: ", said, what)
                self.forget(d)
                # A last save that fails is no success.
                newest = max(r["env_steps"] for r in shim.rows(self.version()))
                self.assertTrue(code != 0 or newest >= steps, f"{what}: exit 0, but nothing was saved")
                at, n = at + STEP, n + 1
        self.assertGreater(n, 10)
        self.goes(recipe, 1, "the last")
        print(f"{recipe}: {n} faults of a stop", file=sys.stderr)

    def test_each_call_of_a_stop(self):
        self.each_call_of_a_stop("ppo")

    def test_each_call_of_a_stop_with_a_ring_in_a_file(self):
        self.each_call_of_a_stop("dqn")


if __name__ == "__main__":
    main()
