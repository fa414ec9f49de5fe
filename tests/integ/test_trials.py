# SPDX-License-Identifier: MIT
"""`rltd tune`: what it prints, what it suggests, and that nothing of it stays."""

import os
import re
import signal
import subprocess

from harness import BIN, SLOW, Case, main, wait_for


def processes_with(text):
    """Command lines of processes that name `text`."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                line = f.read().decode(errors="replace")
        except OSError:
            continue
        if text in line:
            found.append(line)
    return found


class Tune(Case):
    def tune(self, *words):
        return subprocess.run([os.path.join(BIN, "rltd"), "tune", *words], capture_output=True, text=True,
                              timeout=120 * SLOW, cwd=self.folder, env=self.env)

    def test_learning_rate(self):
        done = self.tune("lr", "cartpole-ppo")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0].split(), ["rate", "loss", "smoothed"])
        rates = [float(l.split()[0]) for l in lines[1:-1]]
        self.assertEqual(rates, sorted(rates))
        self.assertLess(rates[0], 2e-8)
        self.assertRegex(lines[-1], r"^suggested: learning_rate=[0-9.e-]+$")
        self.assertTrue(any(l.endswith("steepest") for l in lines))
        self.assertEqual(os.listdir(self.folder), ["run"])

    def test_learning_rate_of_agents_with_a_replay(self):
        for words in (["cartpole-dqn"], ["sac", "env=rltd-env-pendulum", "learning_starts=500", "network.hidden=[64,64]"]):
            done = self.tune("lr", *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            rate = float(re.search(r"^suggested: learning_rate=([0-9.e-]+)$", done.stdout, re.M).group(1))
            self.assertTrue(1e-5 < rate < 1e-1, done.stdout)

    def test_batch_size_with_a_replay(self):
        done = self.tune("batch", "cartpole-dqn", "batch_size=32", "buffer_size=256", "learning_starts=100",
                         "network.hidden=[32]")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [l.split() for l in done.stdout.splitlines()[1:-1]]
        self.assertEqual([int(r[0]) for r in rows], [32, 64, 128, 256])
        for r in rows:
            self.assertTrue(float(r[1]) > 0 and float(r[2]) > 0 and float(r[3]) > 1, rows)

    def test_batch_size(self):
        done = self.tune("batch", "cartpole-ppo", "batch_size=64")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [l.split() for l in done.stdout.splitlines()[1:-1]]
        self.assertEqual([int(r[0]) for r in rows], [64, 128, 256])  # 256: a whole rollout
        for r in rows:
            self.assertTrue(float(r[1]) > 0 and float(r[2]) > 0 and float(r[3]) > 1, rows)
        self.assertRegex(done.stdout, r"largest that works: batch_size=256; most samples a second: batch_size=\d+")
        self.assertEqual(os.listdir(self.folder), ["run"])

    def test_a_stop_leaves_neither_folder_nor_process(self):
        tmp = os.path.join(self.folder, "tmp")
        os.mkdir(tmp)
        for what, sig in (("lr", signal.SIGINT), ("batch", signal.SIGTERM)):
            with subprocess.Popen([os.path.join(BIN, "rltd"), "tune", what, "ppo", "env=rltd-env-cartpole", "n_steps=16384"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                  env={**self.env, "TMPDIR": tmp}) as tune:
                wait_for("a trial", lambda: any("rltd.log" in files for _, _, files in os.walk(tmp)))
                self.assertTrue(processes_with(tmp))
                tune.send_signal(sig)
                said = tune.communicate(timeout=30 * SLOW)[1]
            self.assertEqual(tune.returncode, 1, said)
            self.assertIn("stopped", said)
            self.assertEqual((os.listdir(tmp), processes_with(tmp)), ([], []))

    def test_refusals(self):
        for words, code, says in ((["speed", "ppo"], 64, "lr or batch"), (["lr"], 64, "lr or batch"),
                                  (["batch", "cartpole-ppo", "batch_size=512"], 78, "not in [1, 256]"),
                                  (["lr", "cartpole-ppo", "gama=1"], 78, "gamma")):
            done = self.tune(*words)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    main()
