# SPDX-License-Identifier: MIT
"""How long a run goes on, and runs that only try something."""

import glob
import json
import os
import struct
import sqlite3
import time

from harness import Case, main, tensors, wait_for


class Modes(Case):
    def finished(self, name="t", **keys):
        d = self.cartpole(name=name, **keys)
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def query(self, sql, name="t"):
        with sqlite3.connect(os.path.join(self.version(name), "run.db")) as db:
            return db.execute(sql).fetchall()

    def last(self, name="t"):
        return tensors(os.path.join(self.version(name), "checkpoints", "last"))

    def count(self, what, name="t"):
        return int.from_bytes(self.last(name)[f"run/{what}"], "little")

    def log_lines(self, name="t"):
        with open(os.path.join(self.version(name), "log.jsonl")) as f:
            return [json.loads(line) for line in f]


class Limits(Modes):
    def test_each_counter_ends_a_run(self):
        for key, limit, what, least in (("max_iterations", 3, "iterations", 3), ("max_episodes", 20, "episodes", 20)):
            self.finished(name=key, **{key: limit})
            self.assertGreaterEqual(self.count(what, key), least)
            self.assertLess(self.count("env_steps", key), 2048)
        self.finished(name="updates", max_updates=45, ppo__n_epochs=2, ppo__batch_size=128)
        self.assertEqual(self.count("iterations", "updates"), 12)  # 4 updates each

    def elapsed(self):
        last = tensors(os.path.join(self.version(), "checkpoints", "last"))
        return struct.unpack("<d", bytes(last["run/elapsed_s"]))[0]

    def test_time_goes_on_over_restarts_and_waits_for_the_least(self):
        d = self.cartpole(max_time=2, min_env_steps=1024)
        time.sleep(1.2)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        before = self.elapsed()
        d = self.finished(max_time=2, min_env_steps=1024)
        self.assertIn("finished after", d.output())
        self.assertGreaterEqual(self.elapsed(), 2)
        self.assertLess(self.elapsed() - before, 2)
        self.finished(name="least", max_time=0.001, min_env_steps=1024)
        self.assertEqual(self.count("env_steps", "least"), 1024)

    def test_early_stopping_waits_for_the_least(self):
        d = self.finished(eval__every_env_steps=512, eval__episodes=1, early_stop__monitor="eval_return",
                          early_stop__stopping_threshold=1, min_iterations=5)
        self.assertIn("stopping early once every min_* is met", d.rltd_log())
        self.assertEqual(self.count("iterations"), 5)
        d = self.finished(name="updates", eval__every_env_steps=512, eval__episodes=1,
                          early_stop__monitor="eval_return", early_stop__stopping_threshold=1, min_updates=100,
                          ppo__n_epochs=2, ppo__batch_size=128)
        self.assertRegex(d.output(), "finished after [0-9]+ env steps, 100 updates")  # 4 an iteration

    def test_more_than_the_most_is_refused(self):
        d = self.cartpole(min_env_steps=2000, max_env_steps=1000)
        self.assertEqual(d.wait(), 78)
        self.assertIn("min_env_steps: 2000 is above max_env_steps: 1000", d.output())


class Evaluations(Modes):
    def evaluated_at(self, name="t"):
        return [at for at, in self.query("SELECT DISTINCT env_steps FROM episodes WHERE role = 'eval' "
                                         "ORDER BY env_steps", name)]

    def test_evaluations_by_iterations(self):
        d = self.finished(eval__every_iterations=3, eval__episodes=1, max_iterations=10)
        self.assertEqual(self.evaluated_at(), [768, 1536, 2304])  # 256 env steps each
        self.assertIn("sanity evaluation", d.rltd_log())
        self.assertIn("eval_return=", "".join(os.listdir(os.path.join(self.version(), "checkpoints"))))

    def test_evaluations_by_the_clock_go_on_after_a_restart(self):
        d = self.cartpole(eval__every_seconds=0.3, eval__episodes=1, eval__sanity_episodes=0)
        wait_for("two evaluations", lambda: d.rltd_log().count("evaluation at") > 1)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        n = d.rltd_log().count("evaluation at")
        self.assertLess(n, 20)
        d = self.cartpole(eval__every_seconds=0.3, eval__episodes=1, eval__sanity_episodes=0)
        wait_for("a third one", lambda: d.rltd_log().count("evaluation at") > n)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_sanity_evaluation_enters_nothing(self):
        keys = {"max_env_steps": 1024, "eval__every_env_steps": 512, "eval__episodes": 2}
        for n in (0, 3):
            self.finished(name=f"sanity{n}", eval__sanity_episodes=n, **keys)
        d = self.finished(name="default", **keys)
        self.assertRegex(d.rltd_log(), r"sanity evaluation: return \d+\.\d\d over 1 episodes")
        a, b = self.last("sanity0"), self.last("sanity3")
        self.assertEqual([k for k in a if a[k] != b[k] and k not in ("run/elapsed_s", "run/row_wall_s")], [])
        for name in ("sanity0", "sanity3"):
            self.assertEqual(self.query("SELECT count(*) FROM episodes WHERE role = 'eval'", name), [(4,)])
            self.assertEqual(len([r for r in self.log_lines(name) if "eval/mean_reward" in r.get("metrics", r)]), 2)

    def test_a_sanity_evaluation_that_fails_comes_before_training(self):
        d = self.cartpole(eval_env="false", eval__every_env_steps=512, connect_timeout=5, max_env_restarts=1)
        self.assertEqual(d.wait(), 77, d.output())

    def test_no_evaluation_is_longer_than_the_limit(self):
        self.finished(max_env_steps=512, eval__every_env_steps=512, eval__episodes=7, eval__final_episodes=9,
                      limit_eval_episodes=2)
        self.assertEqual(self.query("SELECT role, count(*) FROM episodes WHERE role != 'train' GROUP BY role"),
                         [("eval", 2), ("test", 2)])


class Trials(Modes):
    def test_fast_dev_run_keeps_nothing(self):
        d = self.finished(fast_dev_run=2, max_env_steps=100000, eval__every_env_steps=256, eval__final_episodes=20,
                          checkpoint__every_env_steps=256, checkpoint__keep_every=256)
        self.assertIn("over 1 episodes", d.output())
        self.assertIn("after 512 env steps", d.output())
        self.assertEqual(glob.glob(os.path.join(self.version(), "checkpoints", "*.safetensors")), [])
        d = self.cartpole(max_env_steps=256)  # the real one has a folder of its own
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.isdir(self.version(version=1)))

    def overfits(self, what, recipe="cartpole-ppo", **keys):
        settings = {"overfit": "true", "eval.final_episodes": 0, "checkpoint.every_seconds": 0,
                    **{k.replace("__", "."): v for k, v in keys.items()}}
        d = self.start(recipe, *(f"{k}={v}" for k, v in settings.items()))
        self.assertEqual(d.wait(), 0, d.output())
        rows = [r for r in self.log_lines() if what in json.dumps(r)]
        return [self.value(r, what) for r in rows]

    def value(self, row, what):
        flat = {**row, **row.get("metrics", {})}
        return next(v for k, v in flat.items() if k.endswith(what))

    def test_overfit_learns_one_rollout(self):
        loss = self.overfits("value_loss", max_env_steps=5120, ppo__learning_rate=1e-3)
        self.assertEqual(len(loss), 20)
        self.assertLess(loss[-1], 0.5 * loss[0], loss)
        rows = self.log_lines()
        steps = [r["env_steps"] for r in rows]
        self.assertEqual(steps, sorted(set(steps)))
        self.assertEqual(self.count("env_steps"), 5120)
        lengths = {self.value(r, "ep_len_mean") for r in rows if "ep_len_mean" in json.dumps(r)}
        self.assertEqual(len(lengths), 1)  # no env has moved since

    def test_overfit_learns_one_batch_of_a_replay(self):
        keys = {"max_env_steps": 3000, "target_update_interval": 100000, "eval__every_env_steps": 0,
                "checkpoint__monitor": "ep_rew_mean", "checkpoint__filename": "", "log__every_env_steps": 500}
        loss = self.overfits("train/loss", "cartpole-dqn", **keys)  # targets stand still
        self.assertLess(loss[-1], 1e-5, loss)  # other batches: about 2e-4

    def test_overfit_resumes(self):
        d = self.cartpole(name="straight", overfit="true", max_env_steps=2560)
        self.assertEqual(d.wait(), 0, d.output())
        d = self.cartpole(name="broken", overfit="true", max_env_steps=2560, checkpoint__every_iterations=4)
        wait_for("a checkpoint", lambda: glob.glob(os.path.join(self.version("broken"), "checkpoints", "*.safetensors")))
        d.kill()
        d.wait()
        self.finished(name="broken", overfit="true", max_env_steps=2560, checkpoint__every_iterations=4)
        a, b = self.last("straight"), self.last("broken")
        self.assertEqual([k for k in a if a[k] != b[k] and not k.startswith("run/")], [])


if __name__ == "__main__":
    main()
