# SPDX-License-Identifier: MIT
"""Command lines of rltd and rltctl: what they say, where, and their exit codes."""

import os
import subprocess

from harness import BIN, SLOW, Case, main


class Commands(Case):
    def say(self, program, *words):
        return subprocess.run([os.path.join(BIN, program), *words], capture_output=True, text=True,
                              timeout=20 * SLOW, cwd=self.folder, env=self.env)

    def check(self, words, code, says):
        done = self.say(*words)
        self.assertEqual(done.returncode, code, (words, done))
        to, other = (done.stdout, done.stderr) if code == 0 else (done.stderr, done.stdout)
        self.assertIn(says, to, words)
        self.assertEqual(other, "", words)
        if code:
            self.assertEqual(to.count("\n"), 1, to)

    def test_help_and_version(self):
        for program in ("rltd", "rltctl"):
            self.check([program, "--help"], 0, f"{program} ")
            self.check([program, "--version"], 0, f"{program} ")
        self.check(["rltd", "--help-config"], 0, "max_env_steps")
        self.check(["rltctl", "help"], 0, "status")

    def test_wrong_command_lines(self):
        for words, says in (
            (["rltd"], "--help"),
            (["rltd", "--frobnicate"], "--frobnicate"),
            (["rltd", "--chekc", "cartpole-ppo"], "--chekc"),
            (["rltd", "--check"], "--help"),
            (["rltctl"], "rltctl help"),
            (["rltctl", "--frobnicate"], "--frobnicate"),
            (["rltctl", "statu"], "status"),
            (["rltctl", "status", "extra"], "extra"),
        ):
            self.check(words, 64, says)

    def test_check_starts_nothing(self):
        self.check(["rltd", "--check", "cartpole-ppo"], 0, "rltd-env-cartpole")
        self.check(["rltd", "--check", "cartpole-ppo", "ppo.gama=0.9"], 78, "gamma")
        self.assertEqual(os.listdir(self.folder), ["run"])
        self.assertEqual(os.listdir(self.runtime), [])

    def test_a_run_without_an_end(self):
        dqn, sac = ("rltd", "--check", "cartpole-dqn", "max_env_steps=0"), ("rltd", "--check", "pendulum-sac")
        self.check([*dqn], 78, "set max_env_steps, or exploration_fraction to 0")
        self.check([*dqn, "exploration_fraction=0"], 0, "rltd-env-cartpole")
        self.check([*dqn, "exploration_initial_eps=0.04"], 0, "rltd-env-cartpole")
        self.check([*dqn, "exploration_fraction=0", "prioritized_replay=true"], 78, "dqn.prioritized_replay_beta")
        self.check([*dqn, "exploration_fraction=0", "prioritized_replay=true", "prioritized_replay_beta=0.4"], 0, "")
        self.check([*sac, "max_env_steps=0"], 0, "rltd-env-pendulum")

    def test_keys_of_hidden_layers_without_any(self):
        sac = ("rltd", "--check", "pendulum-sac", "network.hidden=[]")
        self.check([*sac], 0, "rltd-env-pendulum")
        for key in ("layer_norm=true", "batch_norm=true", "dropout=0.1"):
            self.check([*sac, f"network.{key}"], 78, f"network.hidden: it is empty, and network.{key.split('=')[0]} acts on")
        # Known with the images only, behind whose encoder an agent puts no hidden layers by itself.
        d = self.start("ppo", "env=rltd-env-breakout", "network.layer_norm=true", "max_env_steps=100")
        self.assertEqual(d.wait(), 78, d.output())
        self.assertIn("network.hidden: it is empty, and network.layer_norm acts on", d.output())

    def test_no_such_run(self):
        self.check(["rltctl", "-r", "nobody", "status"], 69, "nobody")
        self.check(["rltctl", "status"], 69, "run")
        self.check(["rltd", "serve", "./nothing.safetensors"], 69, "nothing.safetensors")


if __name__ == "__main__":
    main()
