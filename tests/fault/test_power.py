# SPDX-License-Identifier: MIT
"""The power goes off between any two calls of a run that saves. The calls are those of the real rltd, its
SQLite and its replay ring, recorded as they happen; from each prefix of them disks are built as a file
system may leave them (replay.py), and the real rltd goes on from each: at no less than what was
acknowledged, with nothing lying about. RLTD_STATES limits how many disks are tried (0: every one)."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading

import replay
import shim
from harness import BIN, SLOW, main, wait_for

STATES = int(os.environ.get("RLTD_STATES", "150"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "6"))
SAVES = 6
COMMON = ("n_envs=2", "hidden=[8]", "eval.every_env_steps=0", "eval.final_episodes=0",
          "checkpoint.every_seconds=0", "checkpoint.manual_keep=2", "name=t")
RUNS = {
    "ppo": ("cartpole-ppo", "ppo.n_steps=64", "ppo.batch_size=128", "ppo.n_epochs=1",
            "checkpoint.every_env_steps=256", "checkpoint.save_top_k=1", "checkpoint.monitor=ep_rew_mean"),
    "dqn": ("cartpole-dqn", "buffer_size=240", "learning_starts=60", "batch_size=16", "train_freq=8",
            "gradient_steps=1", "replay.storage=file"),
}


class Power(shim.InMemory):
    def record(self, recipe):
        """A run that saves a few times; the path of its record."""
        record = os.path.join(self.folder, "record")
        page = shim.Page(os.path.join(self.folder, "page"))
        os.mkdir(self.runs)
        self.env.update(shim.environment(self.runs, page, record=record))
        d = self.start(*RUNS[recipe], *COMMON, "max_env_steps=1000000000")
        wait_for("a run", lambda: d.alive() and os.path.exists(d.ctl_path)
                 and (shim.ask(d.ctl_path, "GET /v1/status") or (0, {}))[1].get("env_steps", 0) > 100)
        for _ in range(SAVES):
            code, answer = shim.ask(d.ctl_path, "POST /v1/save", {})
            self.assertEqual(code, 200, answer)
            replay.acknowledge(record, json.dumps(answer))
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        return record

    def disks(self, record):
        """Every different disk: (what it is, state, newest acknowledged save)."""
        disk, seen, rng = replay.Disk(self.runs), set(), random.Random(0)
        for at, call in enumerate([*replay.read(record), None]):
            # Of writes alone, the strict models see nothing; the others see each one.
            models = [] if call and call[0] == "write" else [replay.LOSE, replay.REORDER]
            models += [replay.KILL, replay.TORN] if rng.random() < 0.1 or call is None else []
            for model in models:
                state = disk.crash(model, at)
                digest = hashlib.sha256(disk.acked.encode())
                for path, what in state.items():
                    digest.update(repr((path, what if not isinstance(what, bytes) else
                                        hashlib.sha256(what).digest())).encode())
                if digest.digest() not in seen:
                    seen.add(digest.digest())
                    yield f"{model} before call {at}: {call and call[0]} {call and (call[2] or call[1])}", \
                        state, json.loads(disk.acked or "null"), model
            if call:
                disk.apply(*call)

    def recover(self, recipe, folder, what, state, acked):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(f"{folder}/runs")
        os.mkdir(f"{folder}/run", 0o700)
        replay.materialise(state, f"{folder}/runs")
        steps = acked["env_steps"] if acked else 0
        env = {k: v for k, v in self.env.items() if not k.startswith(("LD_PRELOAD", "RLTD_FAULT"))}
        done = subprocess.run([os.path.join(BIN, "rltd"), *RUNS[recipe], *COMMON, f"runs={folder}/runs",
                               "max_iterations=0", f"max_env_steps={steps + 64}"],
                              capture_output=True, text=True, cwd=folder, timeout=60 * SLOW,
                              env={**env, "RLTD_RUNTIME_DIR": f"{folder}/run"})
        assert done.returncode == 0, f"{what}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        versions = os.listdir(f"{folder}/runs/t")
        with open(f"{folder}/runs/t/version_0/rltd.log") as f:
            log = f.read()
        at = re.findall(r"resumed at (\d+) env steps", log)
        if acked:
            assert versions == ["version_0"], f"{what}: {versions}, though saves were acknowledged"
            assert at and int(at[-1]) >= steps, f"{what}: acknowledged at {steps}, resumed at {at}\n{log}"
            states = {r["file"]: r["state"] for v in versions for r in shim.rows(f"{folder}/runs/t/{v}")}
            assert states.get(acked["file"]) == "ok", f"{what}: {acked['file']} was acknowledged: {states}"
            assert set(states.values()) == {"ok"}, f"{what}: {states}"
        assert "begins empty" not in log, f"{what}: the rows of the resume point are gone\n{log}"
        strays = [x for v in versions for x in shim.strays(f"{folder}/runs/t/{v}") if x != "quarantine"]
        assert not strays, f"{what}: strays {strays}"
        code, out, err = shim.fsck(f"{folder}/runs/t")
        assert code == 0, f"{what}: {out}{err}"

    def each(self, recipe):
        disks = list(self.disks(self.record(recipe)))
        n, rng = len(disks), random.Random(recipe)
        if STATES and n > STATES:  # those of the strictest model all, of the others some
            strict = [d for d in disks if d[3] in (replay.LOSE, replay.REORDER)]
            rng.shuffle(strict)
            rest = [d for d in disks if d[3] in (replay.KILL, replay.TORN)]
            disks = strict[:STATES] + rng.sample(rest, min(len(rest), STATES // 3))
        failed, numbers, mutex = [], iter(disks), threading.Lock()

        def work(worker):
            while not failed:
                with mutex:
                    disk = next(numbers, None)
                if disk is None:
                    return
                try:
                    self.recover(recipe, os.path.join(self.folder, f"w{worker}"), *disk[:3])
                except BaseException as e:  # of a thread: told by the test
                    failed.append(str(e))

        threads = [threading.Thread(target=work, args=(i,)) for i in range(WORKERS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(failed[:1], [])
        print(f"{recipe}: {len(disks)} of {n} different disks tried: each goes on", file=sys.stderr)
        self.assertGreater(n, 60)

    def test_ppo(self):
        self.each("ppo")

    def test_dqn_with_a_ring_in_a_file(self):
        self.each("dqn")


if __name__ == "__main__":
    main()
