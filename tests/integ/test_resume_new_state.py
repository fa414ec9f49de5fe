# SPDX-License-Identifier: MIT
"""A run that goes on from a checkpoint with state that the checkpoint does not know: it begins, and the run says so."""

import os

from harness import Case, main

SMALL = ("eval.every_env_steps=0", "eval.final_episodes=0", "checkpoint.every_seconds=0", "network.hidden=[8]")


class NewState(Case):
    def trained(self, recipe, *words):
        d = self.start(recipe, *SMALL, *words, name="a")
        self.assertEqual(d.wait(), 0, d.output())
        return os.path.realpath(os.path.join(self.version("a"), "checkpoints", "last"))

    def goes_on(self, recipe, path, missing, *words):
        d = self.start(recipe, *SMALL, f"resume={path}", *words, name="b")
        self.assertEqual(d.wait(), 0, d.output())
        log = d.rltd_log()
        self.assertIn(f"the checkpoint has no {missing}", log)
        self.assertIn("open episodes are truncated", log)
        return d

    def test_noise_that_walks(self):
        ddpg = ("learning_starts=100", "buffer_size=2000")
        path = self.trained("pendulum-ddpg", "max_env_steps=400", *ddpg)
        self.goes_on("pendulum-ddpg", path, "noise/walk: that begins at zero", *ddpg,
                     "noise_type=ornstein-uhlenbeck", "max_env_steps=600")

    def test_gradients_that_are_summed_up(self):
        ppo = ("n_envs=2", "n_steps=64", "batch_size=32")
        path = self.trained("cartpole-ppo", "max_env_steps=1024", *ppo)
        self.goes_on("cartpole-ppo", path, "optim/policy/grad/", *ppo, "accumulate=4", "max_env_steps=2048")

    def test_what_cannot_begin_names_the_way(self):
        ppo = ("n_envs=2", "n_steps=64", "batch_size=32")
        path = self.trained("cartpole-ppo", "max_env_steps=1024", *ppo)
        d = self.start("cartpole-ppo", *SMALL, *ppo, f"resume={path}", "network.hidden=[8, 8]", name="b")
        self.assertNotEqual(d.wait(), 0)
        self.assertIn("init_from.path begins anew", d.output())


if __name__ == "__main__":
    main()
