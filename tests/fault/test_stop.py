# SPDX-License-Identifier: MIT
"""SIGTERM at random moments of busy runs: the run saves what it has and exits with 0 within the time-out.
RLTD_STOPS says how often."""

import os
import random
import signal
import sys
import threading
import time

import shim
from harness import SLOW, main

STOPS = int(os.environ.get("RLTD_STOPS", "200"))
WORKERS = int(os.environ.get("RLTD_WORKERS", "8"))
LIMIT_S = 10
RUNS = {
    "ppo": ("cartpole-ppo", "n_envs=8", "env_processes=4", "ppo.n_steps=64", "ppo.batch_size=64"),
    "dqn": ("cartpole-dqn", "n_envs=4", "buffer_size=2000", "learning_starts=100", "replay.storage=file",
            "collect=overlap"),
}


class Stop(shim.InMemory):
    def busy(self, d):
        """What a run has to bear meanwhile: questions and saves, one after the other."""
        while d.process.poll() is None:
            shim.ask(d.ctl_path, "GET /v1/status")
            shim.ask(d.ctl_path, "POST /v1/save", {"wait": False})

    def one(self, recipe, name, rng):
        d = self.start(*RUNS[recipe], "eval.every_env_steps=0", "eval.final_episodes=0",
                       "checkpoint.every_seconds=0", "checkpoint.every_env_steps=500",
                       "max_env_steps=1000000000", name=name)
        end, steps = time.monotonic() + 60 * SLOW, 0
        while not steps and time.monotonic() < end:
            answer = os.path.exists(d.ctl_path) and shim.ask(d.ctl_path, "GET /v1/status")
            steps = answer[1]["env_steps"] if answer and answer[0] == 200 else 0
        assert steps, f"no step within {60 * SLOW} s:\n{d.output()}"
        load = [threading.Thread(target=self.busy, args=(d,)) for _ in range(2)]
        for t in load:
            t.start()
        time.sleep(rng.uniform(0, 0.15 * SLOW))
        answer = shim.ask(d.ctl_path, "GET /v1/status")
        steps = answer[1]["env_steps"] if answer and answer[0] == 200 else steps
        start = time.monotonic()
        d.kill(signal.SIGTERM)
        code = d.wait(LIMIT_S)
        took = time.monotonic() - start
        for t in load:
            t.join()
        d.log.close()
        self.daemons.remove(d)
        assert code == 0, f"{name}: exit code {code}\n{d.output()}"
        last = [r["env_steps"] for r in shim.rows(self.version(name)) if r["sets"] & 1 and r["state"] == "ok"]
        assert last and last[0] >= steps, f"{name}: at {steps} steps when it was told, `last` is of {last}"
        strays = shim.strays(self.version(name))
        assert not strays, f"{name}: strays {strays}"
        return took

    def many(self, recipe, stops):
        failed, took = [], []

        def work(worker):
            rng = random.Random(f"{recipe} {worker}")
            for _ in range(-(-stops // WORKERS)):
                try:
                    took.append(self.one(recipe, f"{recipe}{worker}", rng))
                except BaseException as e:  # of a thread: told by the test
                    failed.append(str(e))
                    return

        threads = [threading.Thread(target=work, args=(i,)) for i in range(WORKERS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(failed[:1], [])
        took.sort()
        print(f"{recipe}: {len(took)} times SIGTERM: saved and exit 0 each time, after {took[len(took) // 2]:.3f} s "
              f"in the middle, {took[-1]:.3f} s at most", file=sys.stderr)

    def test_ppo(self):
        self.many("ppo", STOPS // 2)

    def test_dqn(self):
        self.many("dqn", STOPS // 2)


if __name__ == "__main__":
    main()
