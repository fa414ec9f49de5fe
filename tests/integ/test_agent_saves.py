# SPDX-License-Identifier: MIT
"""Saves that an agent asks for (asking.c: after every training step), and the gate before them."""

import os
import signal
import sqlite3

from harness import BIN, Case, main, tensors, wait_for

ASKING = os.environ.get("RLTD_ASKING", "build/dev/tests/rltd-asking")
# Another program takes the place of the harness's rltd.
INSTEAD = ("sh", "-c", 'shift; exec "$0" "$@"', os.path.abspath(ASKING))
STEPS = 256  # of an iteration


class AgentSaves(Case):
    def asking(self, agent, **keys):
        settings = {"env": os.path.join(BIN, "rltd-env-cartpole"), "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0, "checkpoint.manual_keep": 100}
        settings.update({k.replace("__", "."): v for k, v in keys.items()})
        return self.start(agent, *(f"{k}={v}" for k, v in settings.items()), before=INSTEAD)

    def finished(self, **keys):
        d = self.asking("ppo", ppo__n_steps=STEPS, ppo__batch_size=STEPS, max_env_steps=12 * STEPS, **keys)
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def manual(self):
        """(env steps, name) of the manual saves, oldest first."""
        with sqlite3.connect(os.path.join(self.version(), "run.db")) as db:
            return db.execute("SELECT env_steps, name FROM checkpoints WHERE sets & 4 ORDER BY id").fetchall()

    def test_the_newest_stay(self):
        self.finished(checkpoint__manual_keep=2)
        saved = self.manual()
        self.assertEqual([name for _, name in saved], ["own", "own"])
        self.assertGreater(saved[0][0], 6 * STEPS)
        self.assertGreaterEqual(saved[1][0], saved[0][0])  # two that waited for the disk may be of one cut

    def test_none_sooner_than_the_gate_lets_through(self):
        self.finished(checkpoint__agent_every_env_steps=3 * STEPS)
        at = [steps for steps, _ in self.manual()]
        self.assertIn(len(at), (3, 4))
        # A save is made at the next cut, which may be late for one and not for the next.
        self.assertTrue(all(b - a > 2 * STEPS for a, b in zip(at, at[1:])), at)

    def test_only_better_ones(self):
        self.finished(checkpoint__agent_when="better", checkpoint__monitor="ep_len_mean", checkpoint__mode="min")
        few = len(self.manual())
        self.assertGreater(few, 0)
        self.assertLess(few, 6)  # the longer it learns the longer it stands

    def test_the_replay_goes_along_at_its_own_pace(self):
        d = self.asking("dqn", learning_starts=100, buffer_size=5000, checkpoint__agent_every_env_steps=300,
                        checkpoint__replay_every_seconds=1000, max_env_steps=10**8)
        wait_for("two saves", lambda: d.alive() and os.path.exists(os.path.join(self.version(), "run.db"))
                 and (s := d.status()) and s["env_steps"] > 1500 and len(self.manual()) > 1)
        last = os.path.join(self.version(), "checkpoints", "last")
        self.assertFalse(os.path.lexists(last))
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("replay/data", tensors(last))

    def test_a_trial_keeps_nothing(self):
        d = self.asking("ppo", ppo__n_steps=STEPS, ppo__batch_size=STEPS, fast_dev_run=3)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertEqual(os.listdir(os.path.join(self.version(), "checkpoints")), [])
        self.assertNotIn("WARN", d.rltd_log())


if __name__ == "__main__":
    main()
