# SPDX-License-Identifier: MIT
"""A disk that is full: the run goes on, `status` says so, what was saved stands, and the next save works
when there is space again."""

import json
import os
import resource
import subprocess
import time
import unittest

from harness import SLOW, Case, main, wait_for


def private_mount():
    """The words before a command that may mount for itself alone; None where nobody may."""
    for words in (["unshare", "-m"], ["unshare", "-Urm"]):
        try:
            done = subprocess.run([*words, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"],
                                  capture_output=True, timeout=20 * SLOW)
        except FileNotFoundError:
            return None
        if done.returncode == 0:
            return words
    return None


class FullDisk(Case):
    KEYS = ("n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16", "eval.final_episodes=0",
            "checkpoint.every_seconds=0", "max_env_steps=100000000")

    def goes_through(self, d, fill, empty):
        """One save with space, one without, one with space again."""
        d.wait_steps(500)
        saved = json.loads(d.ctl("save", "--name", "before", "--json").stdout)
        path = f"/proc/{d.status()['pid']}/root{self.version()}/checkpoints/{saved['file']}"
        with open(path, "rb") as f:
            before = f.read()
        fill()
        refused = d.ctl("save", "--name", "meanwhile", check=False)
        self.assertIn(refused.returncode, self.CODES, refused)
        self.assertEqual(refused.stderr.count("\n"), 1, refused.stderr)
        s = d.status()
        self.assertTrue(s["alarm"], s)
        self.assertIn("ALARM", d.ctl("status").stdout)
        d.wait_steps(s["env_steps"] + 500)
        listed = d.ctl("ls").stdout
        self.assertIn("before", listed)
        self.assertNotIn("meanwhile", listed)
        with open(path, "rb") as f:
            self.assertEqual(f.read(), before)
        empty()
        d.ctl("save", "--name", "after")
        listed = d.ctl("ls").stdout
        self.assertIn("before", listed)
        self.assertIn("after", listed)
        wait_for("the end of the alarm", lambda: d.status()["alarm"] == "")
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    CODES = (74,)

    def test_no_space_left(self):
        words = private_mount()
        if not words:
            raise unittest.SkipTest("this machine lets nobody mount a small file system (unshare -m)")
        os.mkdir(self.runs)
        script = f'mount -t tmpfs -o size=40m none "{self.runs}" && exec "$0" "$@"'
        d = self.start("ppo", "env=rltd-env-cartpole", *self.KEYS, before=[*words, "sh", "-c", script])
        d.wait_steps(100)
        filler = f"/proc/{d.status()['pid']}/root{self.runs}/filler"

        def fill():
            with self.assertRaises(OSError), open(filler, "wb", buffering=0) as f:
                while f.write(bytes(1 << 16)):
                    pass

        self.goes_through(d, fill, lambda: os.unlink(filler))

    def test_files_may_not_grow(self):
        """The same where no file system can be mounted: each write beyond the limit fails."""
        d = self.start("ppo", "env=rltd-env-cartpole", *self.KEYS)
        d.wait_steps(100)
        pid, (soft, hard) = d.status()["pid"], resource.getrlimit(resource.RLIMIT_FSIZE)
        self.CODES = (1, 74)
        self.goes_through(d, lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard)),
                          lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard)))

    def test_a_ring_that_waits_for_a_save(self):
        """A replay file takes no rows without a save: collecting waits, without haste or noise."""
        d = self.start("dqn", "env=rltd-env-cartpole", "n_envs=1", "buffer_size=3000", "learning_starts=2500",
                       "replay.storage=file", "eval.final_episodes=0", "checkpoint.every_seconds=0",
                       "checkpoint.every_env_steps=0", "max_env_steps=100000000")
        d.wait_steps(100)
        d.ctl("save", "--name", "before")
        pid, (soft, hard) = d.status()["pid"], resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 16, hard))
        waits = lambda: d.status()["replay"]["waits"]
        wait_for("the wait", lambda: waits().startswith(("collecting waits for disk", "collecting waits: the save")))
        steps = d.status()["env_steps"]
        time.sleep(3)
        self.assertIn("collecting waits", waits())
        self.assertTrue(d.status()["alarm"])
        self.assertEqual(d.status()["env_steps"], steps)
        self.assertEqual(d.rltd_log().count("checkpoints/last"), 1, d.rltd_log())
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
        d.wait_steps(steps + 100)
        wait_for("the end of the alarm", lambda: d.status()["alarm"] == "")
        self.assertIn("saves work again", d.rltd_log())
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())


if __name__ == "__main__":
    main()
