# SPDX-License-Identifier: MIT
"""Off-policy runs in lock-step, killed and resumed: the same bytes, wherever the replay lies."""

import os
import sqlite3

from exact import Exact
from harness import SLOW, main


class ResumeReplay(Exact):
    def pendulum(self, agent, **keys):
        settings = {"max_env_steps": 5000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
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

    def test_ddpg(self):
        self.check_exact(self.pendulum("ddpg", n_steps=2, train_freq=1, train_freq_unit="episode", gradient_steps=-1),
                         900, 2600)

    def test_a_cut_while_it_learns(self):
        """That of the stop comes there, before the row of its step."""
        self.check_exact(self.pendulum("ddpg", train_freq=1, train_freq_unit="episode", gradient_steps=int(20000 / SLOW),
                                       log__every_env_steps=200, max_env_steps=2000), 900, 1500)

    def cartpole(self, **keys):
        """Three env processes, a ring that wraps several times, priorities."""
        settings = {"max_env_steps": 9000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0, "checkpoint.every_env_steps": 700, "learning_starts": 300,
                    "hidden": "[32,32]", "batch_size": 16, "buffer_size": 1200, "n_envs": 3, "env_processes": 3,
                    "train_freq": 4, "gradient_steps": 2, "prioritized_replay": "true", "n_steps": 3,
                    "target_update_interval": 50}
        settings.update({k.replace("__", "."): v for k, v in keys.items()})
        words = [f"{k}={v}" for k, v in settings.items()]
        return lambda name: self.start("cartpole-dqn", *words, name=name)

    def test_dqn_with_priorities_and_a_ring_in_memory_that_wraps(self):
        a = self.check_exact(self.cartpole(), 2000, 5000)
        self.assertIn("replay/data", a)
        head = int.from_bytes(a["replay/head"], "little")
        self.assertGreater(head, 5 * 1200)

    def test_dqn_with_priorities_and_a_file_that_wraps(self):
        self.check_exact(self.cartpole(replay__storage="file"), 2000, 5000)

    def test_the_first_save_is_what_a_run_resumes_from(self):
        """The best ones hold no replay: a run killed before its first `last` begins afresh instead."""
        d = self.cartpole(max_env_steps=900, checkpoint__every_env_steps=900, log__every_env_steps=300)(name="t")
        self.assertEqual(d.wait(), 0, d.output())
        db = sqlite3.connect(os.path.join(self.version("t"), "run.db"))
        names = [name.split("-")[0] for name, in db.execute("SELECT file FROM checkpoints ORDER BY id")]
        db.close()
        self.assertEqual(len(names), 2, names)
        self.assertEqual(names[0], "last")

    def test_another_number_of_envs(self):
        """That is another experiment: a run of its own, unless a checkpoint is named, whose shapes do not fit."""
        d = self.cartpole(max_env_steps=100000000)(name="t")
        d.wait_steps(1000)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        last = os.path.realpath(self.last())
        other = {"n_envs": 4, "env_processes": 2, "max_env_steps": 1000}
        d = self.cartpole(**other)(name="t")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertNotIn("resumed", d.rltd_log(1))
        self.assertTrue(os.path.exists(last))
        d = self.cartpole(**other, resume=last)(name="named")
        self.assertEqual(d.wait(), 78, d.output())
        self.assertIn("envs/obs is (3, 16) uint8 instead of (4, 16)", d.output())
        self.assertTrue(os.path.exists(last))


if __name__ == "__main__":
    main()
