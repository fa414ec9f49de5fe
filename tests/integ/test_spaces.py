# SPDX-License-Identifier: MIT
"""Every action space end to end: Gymnasium envs that check what they get, the Python client, the daemon,
an agent that learns, a checkpoint that is evaluated."""

import json
import os
import re
import sys

from harness import ERROR, RESULT, HELLO, Case, main, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(HERE, "..", "..", "envs", "python")


class Spaces(Case):
    def setUp(self):
        super().setUp()
        self.env["PYTHONPATH"] = os.pathsep.join((PACKAGE, HERE))

    def command(self, env):
        return f"{sys.executable} -m rltd spaces_envs:{env}"

    def learn(self, env, least, *args, agent="ppo"):
        d = self.start(agent, f"env={self.command(env)}", "n_envs=8", "eval.every_env_steps=0",
                       "eval.final_episodes=20", "checkpoint.every_seconds=0", *args)
        self.assertEqual(d.wait(120), 0, d.output() + d.rltd_log())
        reached = float(re.search(r"final policy: return (\S+)", d.output())[1])
        self.assertGreater(reached, least, d.output())
        return d

    def ppo(self, env, least, steps, *args):
        return self.learn(env, least, f"max_env_steps={steps}", "ppo.n_steps=64", "ppo.batch_size=64",
                          "ppo.gamma=0", "ppo.learning_rate=3e-3", *args)

    def test_multi_discrete(self):
        self.ppo("Multi-v0", 8.5, 8192)

    def test_multi_binary(self):
        self.ppo("Binary-v0", 8.5, 8192)

    def test_box_with_bounds_of_its_own(self):
        self.ppo("Bounds-v0", 8.5, 16384, "ppo.log_std_init=0")

    def test_masked_discrete(self):
        self.ppo("Masked-v0 --action-mask", 8.5, 16384)

    def test_masked_multi_discrete(self):
        d = self.ppo("MaskedMulti-v0 --action-mask", 8.5, 8192, "ppo.normalize_obs=true")
        evaluated = d.ctl("eval", "last", "--episodes", "5", "--json", check=False)
        self.assertEqual(evaluated.returncode, 0, evaluated.stderr)
        self.assertGreater(json.loads(evaluated.stdout)["return_mean"], 8)

    def off_policy(self, agent, env, least, steps, *args):
        """From a replay; batches of steps that were drawn at random before."""
        self.learn(env, least, f"max_env_steps={steps}", "learning_starts=400", "train_freq=1", "gradient_steps=1",
                   "batch_size=64", "gamma=0", "learning_rate=3e-3", "hidden=[32,32]", *args, agent=agent)

    def test_masked_discrete_from_a_replay(self):
        self.off_policy("dqn", "Masked-v0 --action-mask", 8.5, 16384, "exploration_fraction=0.3", "double_q=true",
                        "dueling=true", "prioritized_replay=true", "target_update_interval=100")

    def test_parts_from_a_replay(self):
        for env in ("Multi-v0", "Binary-v0", "MaskedMulti-v0 --action-mask"):
            with self.subTest(env):
                self.tearDown()
                self.setUp()
                self.off_policy("dqn", env, 8.5, 8192, "exploration_fraction=0.3", "dueling=true")

    def test_box_with_bounds_of_its_own_from_a_replay(self):
        for agent, how in (("sac", "use_sde=true"), ("td3", "noise_type=ornstein-uhlenbeck"),
                           ("ddpg", "noise_type=normal")):
            with self.subTest(agent):
                self.tearDown()
                self.setUp()
                self.off_policy(agent, "Bounds-v0", 8.5, 8192, how)

    def test_an_env_that_says_nothing_of_masks_is_named(self):
        d = self.start("ppo", f"env={self.command('NoMask-v0 --action-mask')}", "n_envs=1",
                       "max_env_steps=100", "max_env_restarts=0")
        self.assertNotEqual(d.wait(), 0)
        self.assertIn("no 'action_mask'", d.output())


class Masks(Case):
    """What a client may say of masks."""

    def hello(self, n_mask, action=None):
        obs = {"type": "Box", "dtype": "float32", "shape": [2], "action_mask": n_mask}
        return {"protocol": 1, "name": "raw", "env": "Raw-v0", "role": "train", "n_envs": 1,
                "capabilities": [], "observation_space": obs,
                "action_space": action or {"type": "Discrete", "n": 3}}

    def waiting(self):
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=0", "max_env_steps=1000000")
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        return d

    def refused(self, hello, says):
        d = self.waiting()
        env = self.client(d.env_path, hello=hello)
        kind, _, payload = env.hear()
        self.assertEqual(kind, ERROR)
        self.assertIn(says, payload.decode())

    def test_number_of_choices(self):
        self.refused(self.hello(4), "action_mask: 4 choices, the action space Discrete(3) has 3")

    def test_spaces_without_masks(self):
        self.refused(self.hello(2, {"type": "MultiBinary", "n": 2}), "MultiBinary(2) has no masks")

    def answer(self, mask):
        """The daemon's answer to a first observation with that mask."""
        d = self.waiting()
        env = self.client(d.env_path, hello=self.hello(3))
        env.hear()
        _, seq, _ = env.hear()
        row = bytes(8) + mask + bytes(1)
        env.say(RESULT, row + bytes(4) + bytes(8) + bytes(8), seq=seq)
        kind, _, payload = env.hear()
        return kind, payload

    def test_layout_and_values(self):
        kind, payload = self.answer(b"\1\0\0")
        self.assertNotEqual(kind, ERROR, payload)
        for mask, says in ((b"\0\0\0", "no action is possible"), (b"\1\2\0", "not of 0 and 1")):
            self.tearDown()
            self.setUp()
            kind, payload = self.answer(mask)
            self.assertEqual(kind, ERROR)
            self.assertIn(says, payload.decode())


if __name__ == "__main__":
    main()
