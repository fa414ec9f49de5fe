# SPDX-License-Identifier: MIT
"""Each call with which a live run changes its folder fails once, in each way that it can: a full disk, a
disk that errs, half a write. The checkpoints of before stand as they are, `rltctl status` shows an alarm,
training goes on, the next save works and takes the alarm down. Then the same while a run starts and while
it ends."""

import errno
import hashlib
import os
import signal
import sys
import time
import unittest

import shim
from harness import SLOW, main, wait_for
from shim import SHORT

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "half a write": SHORT}
SMALL = {
    "ppo": ("cartpole-ppo", "n_envs=2", "ppo.n_steps=32", "ppo.batch_size=64", "ppo.n_epochs=1",
            "log.every_n_iterations=1000000"),
    "dqn": ("cartpole-dqn", "n_envs=2", "buffer_size=240", "learning_starts=60", "batch_size=16",
            "train_freq=8", "hidden=[16,16]", "replay.storage=file", "log.every_env_steps=100000000"),
}


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

    def one_fault(self, d, held, at, error, alone):
        """(the call that failed or "", whether the save was refused); alone: nobody else saves, so that
        the alarm stays until we look."""
        self.page.arm(at, error)
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

    def each_call(self, recipe, must_hit, must_refuse):
        d = self.small(recipe)
        wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 200)
        code, answer = self.save(d, name="held", pin=True)
        self.assertEqual(code, 200, answer)
        held = answer["file"], self.digest(answer["file"])
        self.settle(d, held)
        self.settle(d, held)  # from here on each save rotates one away
        seen = {}
        for name, error in ERRORS.items():
            at = missed = 0
            while missed < 3:  # a save makes fewer calls
                hit, refused = self.one_fault(d, held, at, error, recipe == "ppo")
                missed = 0 if hit else missed + 1
                at += 1
                if hit:
                    call, path = hit.split(" ", 1)
                    kind = "index" if "run.db" in path else "ring" if path == "a mapping" else "file"
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

    def test_each_call_of_a_save(self):
        calls = {"statvfs file", "open file", "write file", "rename file", "write index", "fsync index"}
        self.each_call("ppo", calls, calls)

    def test_each_call_of_a_save_with_a_ring_in_a_file(self):
        # The run saves on its own as well: a fault may meet one of those saves instead of ours.
        self.each_call("dqn", {"msync ring", "fsync file", "write file", "rename file", "write index"}, set())

    # ---- starting and ending ----

    def begun(self):
        """A run that was stopped in the middle, and its newest checkpoint."""
        d = self.small("ppo")
        wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 100)
        self.save(d, name="held", pin=True)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.forget(d)

    def resumes(self, least, what):
        d = self.small("ppo")
        wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 0)
        s = self.status(d)
        self.assertGreaterEqual(s["env_steps"], least, what)
        self.assertTrue(s["resumed"], what)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.forget(d)
        self.assertEqual(shim.strays(self.version()), [], what)
        return s["env_steps"]

    def test_each_call_of_a_start(self):
        self.begun()
        steps = self.resumes(1, "no fault yet")
        held = self.digest("held.safetensors")
        at, hit = 0, "first"
        while hit:
            self.page.arm(at, errno.EIO)
            d = self.small("ppo")
            wait_for("a start or an end", lambda: d.process.poll() is not None
                     or (os.path.exists(d.ctl_path) and (shim.ask(d.ctl_path, "GET /v1/status") or (0, {}))[1]
                         .get("env_steps", 0) > steps))
            hit = self.page.hit
            what = f"call {at} of a start, {hit}"
            self.page.off()
            d.kill(signal.SIGTERM)
            if d.wait() != 0:
                said = [x for x in d.output().splitlines() if x.startswith("rltd: ")]
                self.assertEqual(len(said), 1, f"{what}:\n{d.output()}")
            self.forget(d)
            self.assertEqual(self.digest("held.safetensors"), held, what)
            if at % 4 == 3:
                steps = self.resumes(steps, what)
            at += 1
        self.assertGreater(at, 20)
        self.resumes(steps, "the last")

    def test_each_call_of_a_stop(self):
        self.begun()
        at, hit = 0, "first"
        while hit:
            d = self.small("ppo")
            wait_for("env steps", lambda: os.path.exists(d.ctl_path) and self.status(d)["env_steps"] > 0)
            self.save(d)
            steps = self.status(d)["env_steps"]
            self.page.arm(at, errno.EIO)
            d.kill(signal.SIGTERM)
            code, hit = d.wait(), self.page.hit
            what = f"call {at} of a stop, {hit}"
            self.page.off()
            if code != 0:
                self.assertIn("rltd: ", d.output(), what)
            self.forget(d)
            # A last save that fails is no success.
            newest = max(r["env_steps"] for r in shim.rows(self.version()))
            self.assertTrue(code != 0 or newest >= steps, f"{what}: exit 0, but nothing was saved")
            at += 1
        self.assertGreater(at, 10)
        self.resumes(1, "the last")


if __name__ == "__main__":
    main()
