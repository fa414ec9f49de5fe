# SPDX-License-Identifier: MIT
"""How runs end, and what must not be lost on the way: hanging envs, failing saves, stops in the middle
of an evaluation, processes that leave others behind."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time

from harness import BIN, ERROR, RESET, SLOW, STEP, Case, main, tensors, wait_for



class Ends(Case):
    def state_of_run(self, version=0):
        db = sqlite3.connect(f"file:{self.version(version=version)}/run.db?mode=ro", uri=True)
        state = db.execute("select state from runs order by rowid desc limit 1").fetchone()[0]
        db.close()
        return state

    def own_client_run(self, *args):
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=0", "max_env_steps=100000000", *args)
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        return d

    def test_stop_does_not_wait_for_a_hanging_env(self):
        d = self.own_client_run()
        env = self.client(d.env_path)
        env.serve(50)
        env.hear()  # a question that is never answered
        d.ctl("stop")
        self.assertEqual(d.wait(10), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))

    def test_save_does_not_wait_for_a_hanging_env(self):
        d = self.own_client_run()
        env = self.client(d.env_path)
        env.serve(50)
        env.hear()
        start = time.monotonic()
        d.ctl("save", "--name", "hanging")
        self.assertLess(time.monotonic() - start, 10 * SLOW)

    def test_early_stopping_ends_as_a_limit_does(self):
        d = self.cartpole(**{"eval.every_env_steps": 2000, "eval.episodes": 2,
                             "early_stop.monitor": "eval_return", "early_stop.patience": 1,
                             "early_stop.min_delta": 1000, "eval.final_episodes": 2})
        self.assertEqual(d.wait(60 * SLOW), 0, d.output())
        self.assertIn("no improvement on", d.rltd_log())
        self.assertIn("final policy", d.rltd_log())
        self.assertEqual(self.state_of_run(), "finished")

    def test_more_patience_lets_a_run_go_on_that_was_stopped_early(self):
        early = {"eval.every_env_steps": 1000, "eval.episodes": 1, "early_stop.monitor": "eval_return",
                 "early_stop.min_delta": 1000, "eval.final_episodes": 0, "max_env_steps": 6000}
        d = self.cartpole(**early, **{"early_stop.patience": 1})
        self.assertEqual(d.wait(60 * SLOW), 0, d.output())
        self.assertIn("; early, eval_return: no improvement on", d.output())
        last = os.path.join(self.version(), "checkpoints", "last")
        stopped = int.from_bytes(tensors(last)["run/env_steps"], "little")
        self.assertLess(stopped, 5000)
        for patience, end in ((1, stopped), (100, 6000)):
            d = self.cartpole(name=f"from{patience}", resume=last, **early, **{"early_stop.patience": patience})
            self.assertEqual(d.wait(60 * SLOW), 0, d.output())
            self.assertRegex(d.output(), "finished after [0-9]+ env steps")
            steps = int(d.output().split("finished after ")[1].split()[0])
            self.assertGreaterEqual(steps, end)
            self.assertLess(steps, end + 1000)

    def test_early_stopping_on_another_metric_begins_anew(self):
        early = {"eval.every_env_steps": 1000, "eval.episodes": 1, "early_stop.min_delta": 1000,
                 "early_stop.patience": 2, "eval.final_episodes": 0, "max_env_steps": 12000}
        self.assertEqual(self.cartpole(**early, **{"early_stop.monitor": "eval_return"}).wait(60 * SLOW), 0)
        last = os.path.join(self.version(), "checkpoints", "last")
        stopped = int.from_bytes(tensors(last)["run/env_steps"], "little")
        for name, words, anew in (("same", {"early_stop.monitor": "eval_return"}, False),
                                  ("mode", {"early_stop.monitor": "eval_return", "early_stop.mode": "min"}, True),
                                  ("metric", {"early_stop.monitor": "eval_length", "early_stop.mode": "max"}, True)):
            d = self.cartpole(name=name, resume=last, **early, **words)
            self.assertEqual(d.wait(60 * SLOW), 0, d.output())
            self.assertEqual("early stopping begins anew" in d.rltd_log(), anew, d.rltd_log())
            steps = int(d.output().split("finished after ")[1].split()[0])
            # Its first evaluation is a best value again, and the wait has two more.
            self.assertEqual(steps >= stopped + 2000, anew, (name, stopped, d.output()))

    def test_early_stopping_on_a_metric_that_never_comes(self):
        d = self.cartpole(**{"eval.every_env_steps": 1000, "eval.episodes": 1,
                             "early_stop.monitor": "no/such", "early_stop.mode": "max"})
        self.assertNotEqual(d.wait(60 * SLOW), 0)
        self.assertIn("there is no metric 'no/such'", d.output())

    def test_failed_last_save_is_no_success(self):
        d = self.cartpole()
        d.wait_steps(2000)
        shutil.rmtree(os.path.join(self.version(), "checkpoints"))
        d.ctl("stop")
        self.assertNotEqual(d.wait(), 0)
        self.assertIn("last save failed", d.output())

    def test_failed_last_save_is_no_success_beside_one_that_works(self):
        """At the limit a milestone is saved, which fits, and then `last`, which does not."""
        limit = 1 << 20
        d = self.start("dqn", "env=rltd-env-cartpole", "n_envs=20", "eval.final_episodes=0",
                       "max_env_steps=40000", "learning_starts=100000", "checkpoint.keep_every=40000",
                       "checkpoint.every_seconds=0", "checkpoint.every_env_steps=0",
                       before=["sh", "-c", f"ulimit -f {limit // 512}; exec \"$0\" \"$@\""])
        self.assertNotEqual(d.wait(), 0, d.output())
        self.assertIn("last save failed", d.output())
        files = os.listdir(os.path.join(self.version(), "checkpoints"))
        self.assertIn("milestone-env_steps=000040000.safetensors", files)
        self.assertNotIn("last", files)

    def test_failing_env_ends_the_run_with_a_checkpoint(self):
        flag = os.path.join(self.folder, "broken")
        d = self.start("cartpole-ppo", f"env=sh -c 'test ! -e {flag} && exec rltd-env-cartpole'",
                       "max_env_restarts=1", "eval.every_env_steps=0", "max_env_steps=100000000")
        s = d.wait_steps(1000)
        open(flag, "w").close()
        os.kill(s["envs"][0]["pid"], signal.SIGKILL)
        self.assertEqual(d.wait(), 77, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))

    def test_more_evaluation_envs_than_training_envs(self):
        d = self.cartpole(max_env_steps=512, n_envs=2, eval__n_envs=5, eval__final_episodes=7)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("over 7 episodes", d.output())

    def test_sigterm_in_the_final_evaluation_is_not_the_end(self):
        d = self.cartpole(max_env_steps=512, eval__final_episodes=3000)
        wait_for("evaluation", lambda: (d.status() or {}).get("state") == "evaluating")
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertEqual(self.state_of_run(), "stopped")
        again = self.cartpole(max_env_steps=512, eval__final_episodes=3)
        self.assertEqual(again.wait(), 0, again.output())
        self.assertIn("over 3 episodes", again.output())
        self.assertFalse(os.path.exists(self.version(version=1)))

    def test_saves_before_a_stop_in_the_final_evaluation(self):
        d = self.cartpole(max_env_steps=512, eval__final_episodes=5000)
        wait_for("evaluation", lambda: (d.status() or {}).get("state") == "evaluating")
        d.kill(signal.SIGSTOP)  # both are read in one turn when it goes on
        ctl = []
        for words in (["save", "--name", "meanwhile"], ["stop"]):
            ctl.append(subprocess.Popen([os.path.join(BIN, "rltctl"), "-r", d.name, *words], env=self.env,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
            time.sleep(0.3)
        d.kill(signal.SIGCONT)
        said = [c.communicate(timeout=60 * SLOW)[0] for c in ctl]
        self.assertEqual([c.returncode for c in ctl], [0, 0], said)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertEqual(self.state_of_run(), "stopped")
        self.assertIn("meanwhile.safetensors", os.listdir(os.path.join(self.version(), "checkpoints")))

    def test_save_during_an_evaluation(self):
        d = self.cartpole(max_env_steps=512, eval__final_episodes=5000)
        wait_for("evaluation", lambda: (d.status() or {}).get("state") == "evaluating")
        d.ctl("save", "--name", "meanwhile")
        self.assertIn("meanwhile", d.ctl("ls").stdout)
        self.assertEqual(d.status()["state"], "evaluating")

    def test_evaluation_that_was_due_is_made_after_a_resume(self):
        keys = dict(eval__every_env_steps=1024, eval__episodes=2000)
        d = self.cartpole(**keys)
        wait_for("evaluation", lambda: (d.status() or {}).get("state") == "evaluating")
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(), 0, d.output())
        again = self.cartpole(**{**keys, "eval__episodes": 2})
        again.wait_steps(2000)
        wait_for("log", lambda: "evaluation at 1024 env steps" in again.rltd_log())

    def test_refused_strangers_leave_no_trace(self):
        d = self.cartpole(env="sleep 1; exec rltd-env-cartpole")
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        self.assertEqual(self.client(d.env_path, name="stranger").hear()[0], ERROR)
        d.wait_steps(100)

    def test_client_of_other_spaces_may_come_while_nobody_is_there(self):
        d = self.own_client_run()
        hello = {"protocol": 1, "name": "first", "env": "Huge-v0", "role": "train", "n_envs": 1,
                 "capabilities": [], "action_space": {"type": "Discrete", "n": 2},
                 "observation_space": {"type": "Box", "dtype": "float64",
                                       "shape": [16384, 16384], "low": 0, "high": 1}}
        self.assertEqual(self.client(d.env_path, hello=hello).hear()[0], ERROR)
        self.assertEqual(self.client(d.env_path, name="second").serve(50), 50)

    def test_helper_processes_of_an_env_do_not_hold_the_run(self):
        d = self.cartpole(env="setsid sleep 30 & exec rltd-env-cartpole")
        d.wait_steps(500)
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(10), 0, d.output())

    def test_nan_in_a_final_observation_is_the_envs_fault(self):
        d = self.own_client_run("ppo.n_steps=64", "ppo.batch_size=64")
        env = self.client(d.env_path)
        env.serve(30)
        kind, seq, _ = env.hear()
        self.assertEqual(kind, STEP)
        env.result(seq, obs=float("nan"), flags=2)
        self.assertEqual(env.hear()[0], ERROR)
        again = self.client(d.env_path)
        self.assertEqual([again.hear()[0] for _ in range(2)][1], RESET)


if __name__ == "__main__":
    main()
