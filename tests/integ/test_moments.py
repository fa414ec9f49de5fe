# SPDX-License-Identifier: MIT
"""Saves, stops and kills at awkward moments: while the learner learns, while the policy is evaluated, while
an env does not answer."""

import glob
import json
import os
import re
import signal
import threading
import time

from harness import RESET, SLOW, STEP, WELCOME, Case, RawEnv, main, tensors, wait_for

RUN_ONLY = ("run/elapsed_s", "run/row_wall_s", "run/incarnation")


class Learning(Case):
    LONG = {"ppo__n_epochs": 10000, "ppo__batch_size": 8}  # one training step is 320,000 updates

    def learning(self, **keys):
        d = self.cartpole(**keys)
        wait_for("learning", lambda: (s := d.status()) and s["state"] == "learning" and s)
        return d

    def test_save_is_answered_while_the_learner_learns(self):
        d = self.learning(**self.LONG)
        for name in ("one", "two"):
            start = time.monotonic()
            saved = json.loads(d.ctl("save", "--name", name, "--json").stdout)
            self.assertLess(time.monotonic() - start, 2 * SLOW)
        self.assertEqual(d.status()["state"], "learning")
        kept = tensors(os.path.join(self.version(), "checkpoints", saved["file"]))
        self.assertEqual(kept["run/learning"], (1).to_bytes(8, "little"))

    def test_stop_while_the_learner_learns(self):
        d = self.learning(**self.LONG)
        d.ctl("stop")
        self.assertEqual(d.wait(5), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))

    def test_sigusr1_saves(self):
        d = self.learning(**self.LONG)
        d.kill(signal.SIGUSR1)
        wait_for("checkpoint", lambda: "manual-" in d.ctl("ls").stdout)

    def test_sigusr1_saves_and_requeues(self):
        again = os.path.join(self.runs, "again")
        for command, code in ((f"touch {again}", 0), ("exit 3", 1)):
            d = self.learning(**self.LONG, name=f"requeue{code}", requeue=command)
            d.kill(signal.SIGUSR1)
            self.assertEqual(d.wait(10), code, d.output())
            self.assertTrue(os.path.exists(os.path.join(self.version(d.name), "checkpoints", "last")))
        self.assertTrue(os.path.exists(again))
        self.assertIn("'exit 3' ended with code 3; the run is saved", d.output())

    def saved_in_step(self, d):
        saved = json.loads(d.ctl("save", "--json").stdout)
        path = os.path.join(self.version(d.name), "checkpoints", saved["file"])
        return tensors(path)["run/learning"][0] == 1

    def test_killed_in_a_training_step_resumes_exactly(self):
        keys = {"max_env_steps": 1024, "ppo__n_epochs": 2000}
        straight = self.cartpole(name="straight", **keys)
        self.assertEqual(straight.wait(), 0, straight.output())
        for _ in range(2):
            d = self.learning(name="broken", **keys)
            wait_for("save inside a training step", lambda: self.saved_in_step(d))
            d.kill()
            d.wait()
        d = self.cartpole(name="broken", **keys)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertEqual(d.rltd_log().count("(exact)"), 2)
        a, b = (tensors(os.path.join(self.version(name), "checkpoints", "last"))
                for name in ("straight", "broken"))
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in RUN_ONLY], [])


class Evaluating(Case):
    def test_best_checkpoints_carry_their_return(self):
        d = self.cartpole(max_env_steps=5120, eval__every_env_steps=1024, eval__episodes=3,
                          checkpoint__save_top_k=2)
        self.assertEqual(d.wait(), 0, d.output())
        folder = os.path.join(self.version(), "checkpoints")
        names = [os.path.basename(p) for p in glob.glob(f"{folder}/env_steps=*.safetensors")]
        returns = [float(re.fullmatch(r"env_steps=\d{9}-eval_return=(-?\d+\.\d\d)\.safetensors", n)[1]) for n in names]
        self.assertEqual(len(names), 2, names)
        said = [float(x) for x in re.findall(r"env steps: return (-?\d+\.\d\d)", d.rltd_log())]
        self.assertEqual(len(said), 5, d.rltd_log())
        self.assertEqual(sorted(returns), sorted(said)[-2:])
        done = d.ctl("--json", "eval", "best", "--episodes", "3")
        result = json.loads(done.stdout)
        evaluated = os.path.realpath(os.path.join(self.folder, result["checkpoint"]))
        self.assertEqual(evaluated, os.path.realpath(os.path.join(folder, "best")))
        self.assertIn(f"{max(returns):.2f}", evaluated)
        self.assertGreater(result["return_mean"], 0)

    def test_evaluation_changes_nothing(self):
        last = []
        for every in (0, 512):
            name = f"every{every}"
            d = self.cartpole(name=name, max_env_steps=2048, eval__every_env_steps=every,
                              eval__n_envs=12, checkpoint__monitor="ep_rew_mean")
            self.assertEqual(d.wait(), 0, d.output())
            last.append(tensors(os.path.join(self.version(name), "checkpoints", "last")))
        differ = [k for k in last[0] if last[0][k] != last[1][k]]
        seen = (*RUN_ONLY, "run/eval_return", "run/eval_at", "run/eval_at_iteration", "run/eval_at_s", "run/row_at")  # what evaluations leave behind
        self.assertEqual([k for k in differ if k not in seen], [])

    def test_stop_during_evaluation(self):
        d = self.cartpole(eval__every_env_steps=256, eval__episodes=100000)
        wait_for("evaluation", lambda: (s := d.status()) and s["state"] == "evaluating")
        d.ctl("save", "--no-wait")
        d.ctl("stop")
        self.assertEqual(d.wait(5), 0, d.output())
        self.assertTrue(os.path.exists(os.path.join(self.version(), "checkpoints", "last")))


class Ending(Case):
    def test_a_save_asked_for_as_the_final_evaluation_ends(self):
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=1", "max_env_steps=32")
        train = self.client(d.env_path)
        judge = self.client(d.env_path, name="judge", hello={
            "protocol": 1, "name": "judge", "env": "Raw-v0", "role": "eval", "n_envs": 1, "capabilities": [],
            **RawEnv.SPACES})
        threading.Thread(target=train.serve, args=(100,)).start()
        self.assertEqual(judge.hear()[0], WELCOME)
        kind, seq, _ = judge.hear()
        self.assertEqual(kind, RESET)
        judge.result(seq)
        kind, seq, _ = judge.hear()
        self.assertEqual(kind, STEP)
        said = []
        save = threading.Thread(target=lambda: said.append(d.ctl("save", "--name", "late", check=False)))
        save.start()
        wait_for("the question", lambda: "save 'late'" in d.rltd_log())
        judge.result(seq, reward=1.0, flags=1)
        self.assertEqual(d.wait(20), 0, d.output())
        save.join()
        self.assertEqual(said[0].returncode, 0, said[0].stderr)
        late = tensors(os.path.join(self.version(), "checkpoints", "late.safetensors"))
        self.assertEqual(int.from_bytes(late["run/env_steps"], "little"), 32)
        self.assertIn("final policy", d.rltd_log())


class Hanging(Case):
    def hanging(self):
        """A run whose only env does not answer its last question."""
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=0", "max_env_steps=100000000")
        env = self.client(d.env_path)
        self.assertEqual(env.hear()[0], WELCOME)
        self.assertEqual(env.hear()[0], RESET)
        env.result(1)
        env.serve(40)
        env.hear()
        d.wait_steps(40)
        return d

    def last(self):
        return os.path.join(self.version(), "checkpoints", "last")

    def test_stop_saves_though_an_env_hangs(self):
        d = self.hanging()
        d.kill(signal.SIGTERM)
        self.assertEqual(d.wait(10), 0, d.output())
        self.assertTrue(os.path.exists(self.last()))

    def resetting(self):
        """The run went back to `here`, and its env does not answer that it has begun anew."""
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=0", "max_env_steps=100000000")
        env = self.client(d.env_path)
        env.serve(41)  # with HELLO's answer
        _, seq, _ = env.hear()
        here = json.loads(d.ctl("save", "--name", "here", "--json").stdout)
        env.result(seq, reward=1.0)
        env.serve(30)
        _, seq, _ = env.hear()
        load = threading.Thread(target=d.ctl, args=("load", "here"))
        load.start()
        wait_for("order", lambda: "asked for by" in d.rltd_log() and "load" in d.output() + d.rltd_log())
        time.sleep(0.2)
        env.result(seq, reward=1.0)
        while (kind := env.hear()[0]) != RESET:
            self.assertEqual(kind, STEP)
            env.result(seq := seq + 1, reward=1.0)
        load.join()
        self.assertIn("loaded at", d.rltd_log())
        return d, here

    def rows_past(self, steps):
        with open(os.path.join(self.version(), "log.jsonl")) as f:
            return [n for line in f if (n := json.loads(line)["env_steps"]) > steps]

    def test_saves_and_stops_though_envs_do_not_begin_again(self):
        d, here = self.resetting()
        start = time.monotonic()
        saved = json.loads(d.ctl("save", "--name", "there", "--json").stdout)
        self.assertLess(time.monotonic() - start, 10 * SLOW)
        self.assertEqual(saved["env_steps"], here["env_steps"])
        d.ctl("stop")
        self.assertEqual(d.wait(10), 0, d.output())
        kept = tensors(self.last())
        self.assertEqual(int.from_bytes(kept["run/env_steps"], "little"), here["env_steps"])
        self.assertEqual(self.rows_past(here["env_steps"]), [])

    def test_second_signal_stops_now(self):
        d = self.hanging()
        d.kill(signal.SIGTERM)
        d.kill(signal.SIGINT)
        self.assertEqual(d.wait(10), 0, d.output())
        self.assertFalse(os.path.exists(self.last()))


if __name__ == "__main__":
    main()
