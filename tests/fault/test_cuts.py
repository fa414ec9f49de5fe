# SPDX-License-Identifier: MIT
"""Runs that are stopped and killed at random moments, again and again, end with the bytes of a run that
never was: networks, optimizers, normalisers, counters, replay. Their envs come as processes of rltd, or by
themselves in any order. RLTD_CUTS says how many cuts each agent gets."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

import shim
from exact import OWN, histories
from harness import BIN, SLOW, main, tensors, wait_for

CUTS = int(os.environ.get("RLTD_CUTS", "12"))
WORKERS = 3
COMMON = ("eval.every_env_steps=0", "eval.final_episodes=0", "checkpoint.every_seconds=0")
AGENTS = {
    "ppo": ("cartpole-ppo", "n_envs=3", "ppo.n_steps=64", "ppo.batch_size=48", "ppo.n_epochs=4",
            "normalize_obs=true", "max_env_steps=30720", "checkpoint.every_env_steps=384"),
    "dqn": ("cartpole-dqn", "n_envs=2", "buffer_size=700", "learning_starts=100", "batch_size=32",
            "train_freq=4", "gradient_steps=2", "prioritized_replay=true", "hidden=[32,32]",
            "max_env_steps=8000", "checkpoint.every_env_steps=200", "replay.storage=file"),
    "dqn-memory": ("cartpole-dqn", "buffer_size=700", "learning_starts=100", "batch_size=32", "train_freq=4",
                   "gradient_steps=2", "prioritized_replay=true", "hidden=[32,32]", "max_env_steps=5000",
                   "checkpoint.every_env_steps=200"),
    "sac": ("pendulum-sac", "learning_starts=200", "hidden=[16,16]", "batch_size=32", "buffer_size=1500",
            "max_env_steps=4000", "checkpoint.every_env_steps=200"),
}


class Cuts(shim.InMemory):
    def setUp(self):
        super().setUp()
        self.clients, self.failed, self.without = [], [], []

    def run_of(self, agent, name, *words):
        return self.start(*AGENTS[agent], *COMMON, *words, name=name)

    def last(self, name):
        return tensors(os.path.join(self.version(name), "checkpoints", "last"))

    def forget(self, d):
        d.log.close()
        self.daemons.remove(d)

    def cut(self, start, name, cuts, rng):
        """Lives until the run ends by itself; how many of them were cut."""
        n = 0
        while True:
            d = start(name)
            # The last life goes on to the end; before, the cuts are spread over the run.
            limit = time.monotonic() + (rng.uniform(0.05, 0.3) * SLOW if n < cuts else 300 * SLOW)
            while d.process.poll() is None and time.monotonic() < limit:
                time.sleep(0.002)
            if d.process.poll() is None:
                d.kill(signal.SIGTERM if rng.random() < 0.5 else signal.SIGKILL)
                d.wait()
                n += 1
                self.forget(d)
                continue
            assert d.process.returncode == 0, f"{name}: {d.process.returncode}\n{d.output()}\n{d.rltd_log()}"
            self.forget(d)
            return n

    def same(self, straight, broken):
        """The places at which it was resumed; none if a cut was made without its envs, of which the log
        tells then and which nothing else excuses."""
        with open(os.path.join(self.version(broken), "rltd.log")) as f:
            log = f.read()
        resumed = re.findall(r"resumed at (\d+) env steps.*\((.*)\)", log)
        without = re.findall(r"saving at (\d+) env steps without the states of the envs \((.*)\)", log)
        for steps, how in resumed:
            if how != "exact":
                self.assertIn(steps, [at for at, _ in without], f"{broken}: {how}\n{log}")
        if {how for _, how in resumed} - {"exact"}:
            self.without.append((broken, without))
            return set()
        a, b = self.last(straight), self.last(broken)
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [], f"{broken}\n{log}")
        self.assertEqual(histories(self.version(broken)), histories(self.version(straight)), broken)
        return {int(steps) for steps, _ in resumed}

    def check(self, agent):
        name = f"{agent}-straight"
        d = self.run_of(agent, name)
        self.assertEqual(d.wait(300), 0, d.output())
        self.forget(d)
        results = []

        def work(worker):
            own = random.Random(f"{agent} {worker}")
            try:
                while sum(n for n, _ in results) < CUTS:  # run after run, each cut as often as it allows
                    broken = f"{agent}-broken{worker}-{len(results)}"
                    results.append((self.cut(lambda x: self.run_of(agent, x), broken, 8, own), broken))
            except BaseException as e:  # of a thread: told by the test
                self.failed.append(str(e))

        threads = [threading.Thread(target=work, args=(i,)) for i in range(WORKERS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(self.failed[:1], [])
        places, cuts = set(), 0
        for n, broken in results:
            at = self.same(name, broken)
            places |= at
            cuts += n if at else 0
        print(f"{agent}: {cuts} cuts, resumed at {len(places)} different places: the same bytes; "
              f"{len(self.without)} of {len(results)} runs had a cut without the envs: {self.without}",
              file=sys.stderr)
        self.assertLessEqual(len(self.without), max(1, len(results) // 8), self.without)
        self.assertGreater(len(places), 1)

    def test_ppo(self):
        self.check("ppo")

    def test_dqn_with_priorities_and_a_file(self):
        self.check("dqn")

    def test_dqn_with_priorities_in_memory(self):
        self.check("dqn-memory")

    def test_sac(self):
        self.check("sac")

    # ---- clients that come by themselves ----

    NAMES = ("alpha", "beta", "gamma")

    def with_clients(self, name, order, rng):
        d = self.run_of("ppo", name, "env=", "eval_env=")
        wait_for("env socket", lambda: os.path.exists(d.env_path) or d.process.poll() is not None)
        for client in order:
            self.clients.append(subprocess.Popen(
                [os.path.join(BIN, "rltd-env-cartpole"), "--connect", d.env_path, "--name", client],
                env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(rng.uniform(0, 0.03) * SLOW)
        return d

    def tearDown(self):
        for c in self.clients:
            if c.poll() is None:
                c.kill()
            c.wait()
        super().tearDown()

    def test_clients_in_any_order(self):
        rng = random.Random("clients")
        d = self.with_clients("straight", self.NAMES, rng)
        self.assertEqual(d.wait(300), 0, d.output())

        def start(name):
            return self.with_clients(name, rng.sample(self.NAMES, len(self.NAMES)), rng)

        n = self.cut(start, "broken", 6, rng)
        places = self.same("straight", "broken")
        print(f"clients in any order: {n} cuts, {len(places)} places: the same bytes", file=sys.stderr)

    def test_starved_run_saves_and_stops_at_once(self):
        rng = random.Random("starved")
        d = self.with_clients("starved", self.NAMES, rng)
        wait_for("env steps", lambda: (d.status() or {}).get("env_steps", 0) > 300)
        for c in self.clients:
            c.kill()
        wait_for("starving", lambda: d.status()["state"] == "waiting for envs")
        steps = d.status()["env_steps"]
        start = time.monotonic()
        code, answer = shim.ask(d.ctl_path, "POST /v1/save", {"name": "starved"})
        self.assertEqual(code, 200, answer)
        self.assertEqual(answer["env_steps"], steps)
        self.assertLess(time.monotonic() - start, 3 * SLOW)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(3), 0, d.output())
        self.assertLess(time.monotonic() - start, 6 * SLOW)
        self.assertIn("run/env_steps", self.last("starved"))


if __name__ == "__main__":
    main()
