# SPDX-License-Identifier: MIT
"""Off-policy runs in lock-step, killed and resumed: the same bytes, wherever the replay lies."""

import os

from exact import Exact
from harness import main


class ResumeReplay(Exact):
    def pendulum(self, agent, **keys):
        settings = {"max_env_steps": 6000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0, "checkpoint.every_env_steps": 700, "learning_starts": 300,
                    "hidden": "[32,32]", "batch_size": 32, "buffer_size": 4000}
        settings.update({k.replace("__", "."): v for k, v in keys.items()})
        words = [f"{k}={v}" for k, v in settings.items()]
        return lambda name: self.start(f"pendulum-{agent}", *words, name=name)

    def test_sac(self):
        a = self.check_exact(self.pendulum("sac"), 900, 2600)
        self.assertIn("optim/ent_coef/steps", a)
        self.assertIn("replay/data", a)

    def test_sac_with_priorities_and_a_file(self):
        keys = {"prioritized_replay": "true", "n_steps": 3, "n_envs": 2, "replay__storage": "file"}
        self.check_exact(self.pendulum("sac", **keys), 900, 2600)
        self.assertTrue(os.path.exists(os.path.join(self.version("broken"), "replay.ring")))

    def test_sac_with_state_dependent_exploration(self):
        keys = {"use_sde": "true", "train_freq": 8, "gradient_steps": 4}
        self.check_exact(self.pendulum("sac", **keys), 900, 3000)

    def test_td3_with_noise_that_walks(self):
        self.check_exact(self.pendulum("td3", noise_type="ornstein-uhlenbeck"), 900, 2600)


if __name__ == "__main__":
    main()
