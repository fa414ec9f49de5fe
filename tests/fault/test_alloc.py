# SPDX-License-Identifier: MIT
"""The Nth allocation of a whole life fails, of rltd's own or of a library that it uses: command line,
configuration, sockets, handshake, agent, learning, saves, resume, stop. It ends with a line that says so, or
goes on without what it did not get; it never crashes or hangs, and what is on the disk afterwards is whole.
RLTD_ALLOCS says how many N are tried, each of another caller (0: every one); a leak is found by the
sanitizer build. The first failures of up to 8 different callers are told."""

import array
import os
import random
import shutil
import subprocess
import sys
import threading
import time

import shim
from harness import BIN, SLOW, main

TRIED = int(os.environ.get("RLTD_ALLOCS", "60"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "6"))
TOLD_EVERY_S = 20
KNOWN = {0, 1, 64, 69, 73, 74, 75, 76, 77, 78}
COMMON = ("n_envs=1", "eval.every_env_steps=0", "eval.final_episodes=1", "checkpoint.every_seconds=0",
          "hidden=[8]")
LIVES = {
    "ppo": ("cartpole-ppo", "ppo.n_steps=64", "ppo.batch_size=64", "ppo.n_epochs=1",
            "checkpoint.every_env_steps=64", "checkpoint.save_top_k=1", "checkpoint.monitor=ep_rew_mean"),
    "dqn": ("cartpole-dqn", "buffer_size=200", "learning_starts=40", "batch_size=8", "train_freq=8",
            "gradient_steps=1", "prioritized_replay=true", "replay.storage=file",
            "checkpoint.every_env_steps=64"),
}


class Alloc(shim.InMemory):
    def setUp(self):
        super().setUp()
        self.failed, self.endings, self.mutex, self.at = {}, {}, threading.Lock(), 0

    def life(self, words, folder, page, steps, at, **more):
        """One life in a folder of its own: (exit code, what it said, how many allocations it made)."""
        os.makedirs(f"{folder}/run", 0o700, exist_ok=True)
        env = {**self.env, "RLTD_RUNTIME_DIR": f"{folder}/run",
               **shim.environment(f"{folder}/runs", page, ("alloc",)), **more}
        page.arm_alloc(at)
        try:
            done = subprocess.run([os.path.join(BIN, "rltd"), *words, *COMMON, f"max_env_steps={steps}",
                                   "name=t", f"runs={folder}/runs"], capture_output=True, text=True, env=env,
                                  cwd=folder, timeout=60 * SLOW)
        except subprocess.TimeoutExpired as e:
            raise AssertionError(f"allocation {at}: no end within {60 * SLOW:.0f} s\n{e.stderr}") from None
        finally:
            page.off()
        return done.returncode, done.stdout + done.stderr, page[shim.N_ALLOCS]

    def judge(self, code, said, what):
        lines = [x for x in said.splitlines() if x.startswith("rltd: ")]
        if code not in KNOWN or (code and len(lines) != 1) or "Sanitizer" in said:
            raise AssertionError(f"{what}: exit code {code}\n{said[-6000:]}")
        with self.mutex:
            ending = lines[0].partition(": ")[2][:60] if lines else "done"
            self.endings[ending] = self.endings.get(ending, 0) + 1

    def one(self, words, begun, folder, page, at):
        """`begun`: a stopped run to go on with, or None."""
        shutil.rmtree(folder, ignore_errors=True)
        if begun:
            shutil.copytree(begun, folder, symlinks=True)
        code, said, _ = self.life(words, folder, page, 320, at)
        self.judge(code, said, f"allocation {at}")
        if at % 5 == 0:  # what is there is whole, and a run goes on from it
            code, said, _ = self.life(words, folder, page, 448, -1)
            if code != 0:
                raise AssertionError(f"after allocation {at}: exit code {code}\n{said}")
            strays = shim.strays(self.newest(folder))
            if strays:
                raise AssertionError(f"after allocation {at}: strays {strays}")
            code, out, err = shim.fsck(f"{folder}/runs/t")
            if code != 0:
                raise AssertionError(f"after allocation {at}: {out}{err}")

    @staticmethod
    def newest(folder):
        run = f"{folder}/runs/t"
        return os.path.join(run, max(os.listdir(run), key=lambda n: int(n.split("_")[1])))

    def work(self, words, begun, worker, numbers):
        page = shim.Page(os.path.join(self.folder, f"page{worker}"))
        while len(self.failed) < 8:
            with self.mutex:
                at = next(numbers, None)
                self.at = at or self.at
            if at is None:
                return
            try:
                self.one(words, begun, os.path.join(self.folder, f"w{worker}"), page, at)
            except BaseException as e:  # of a thread: told by the test
                if "libasan" in page.alloc_hit:
                    continue  # the sanitizer's own allocation
                with self.mutex:
                    caller, n = page.alloc_hit, len(self.failed)
                    self.failed.setdefault(" ".join(caller.split()[:3]), f"{e}\nallocated by {caller}")
                    if len(self.failed) > n:
                        print(f"{e}\nallocated by {caller}", file=sys.stderr, flush=True)

    @staticmethod
    def some(stacks):
        """Of TRIED different callers, or of all if there are fewer, an allocation each."""
        with open(stacks, "rb") as f:
            hashes = array.array("Q", f.read())
        of, rng = {}, random.Random(0)
        for at, stack in enumerate(hashes):
            of.setdefault(stack, []).append(at)
        return sorted(rng.choice(at) for at in rng.sample(list(of.values()), min(TRIED, len(of))))

    def each(self, recipe, resumed):
        words, page = LIVES[recipe], shim.Page(os.path.join(self.folder, "page"))
        begun = os.path.join(self.folder, "begun") if resumed else None
        count = os.path.join(self.folder, "count")
        if resumed:
            code, said, _ = self.life((*words, "max_iterations=2"), begun, page, 320, -1)
            self.assertEqual(code, 0, said)
            self.unfinish(begun)
            shutil.copytree(begun, count, symlinks=True)
        stacks = os.path.join(self.folder, "stacks")
        code, said, n = self.life(words, count, page, 320, -1, RLTD_FAULT_STACKS=stacks)
        self.assertEqual(code, 0, said)
        if resumed:
            with open(f"{count}/runs/t/version_0/rltd.log") as f:
                self.assertIn("resumed at", f.read())
        self.assertGreater(n, 1000)
        numbers = iter(range(n) if TRIED == 0 else self.some(stacks))
        threads = [threading.Thread(target=self.work, args=(words, begun, i, numbers)) for i in range(WORKERS)]
        for t in threads:
            t.start()
        start = time.monotonic()
        while any(t.is_alive() for t in threads):
            for t in threads:
                t.join(TOLD_EVERY_S / WORKERS)
            print(f"{recipe}: allocation {self.at} of {n}, {time.monotonic() - start:.0f} s, "
                  f"{len(self.failed)} failures", file=sys.stderr, flush=True)
        self.assertEqual(list(self.failed.values()), [])
        tried = sum(self.endings.values())
        print(f"{recipe}, {'resumed' if resumed else 'new'}: {n} allocations, {tried} of them failed in turn: "
              f"{self.endings.get('done', 0)} lives went on, {len(self.endings) - 1} lines say why others "
              "ended", file=sys.stderr)

    @staticmethod
    def unfinish(folder):
        """As if it had been killed at its end."""
        import sqlite3
        db = sqlite3.connect(f"{folder}/runs/t/version_0/run.db")
        db.execute("update runs set state = 'running'")
        db.commit()
        db.close()

    def test_ppo(self):
        self.each("ppo", False)

    def test_ppo_resumed(self):
        self.each("ppo", True)

    def test_dqn(self):
        self.each("dqn", False)

    def test_dqn_resumed(self):
        self.each("dqn", True)


if __name__ == "__main__":
    main()
