# SPDX-License-Identifier: MIT
"""Averages of weights: what they are, who sees them, that learning does not, and that they resume."""

import os

import numpy as np
from safetensors import safe_open

from harness import Case, main, tensors, wait_for


class Averaging(Case):
    SAVES = {"checkpoint__every_iterations": 1, "checkpoint__save_top_k": -1, "max_env_steps": 1536,
             "ppo__n_epochs": 1, "ppo__batch_size": 256}  # one update an iteration

    def finished(self, name, **keys):
        d = self.cartpole(name=name, **keys)
        self.assertEqual(d.wait(), 0, d.output())
        return d

    def folder_of(self, name):
        return os.path.join(self.version(name), "checkpoints")

    def read(self, path):
        with safe_open(path, "np") as f:
            return {k: f.get_tensor(k) for k in f.keys()}

    def saves(self, name):
        """Every save of a run, oldest first."""
        names = sorted(n for n in os.listdir(self.folder_of(name)) if n.startswith("env_steps"))
        return [self.read(os.path.join(self.folder_of(name), n)) for n in names]

    def weights(self, tensors, prefix):
        return np.concatenate([v.astype(np.float64).ravel() for k, v in sorted(tensors.items()) if k.startswith(prefix)])

    def test_formulae(self):
        keys = {"ema": {"averaging__decay": 0.5}, "swa": {"averaging__every_updates": 2}}
        for kind, more in keys.items():
            self.finished(kind, averaging__kind=kind, **more, **self.SAVES)
            live, mean = [[self.weights(t, p) for t in self.saves(kind)] for p in ("model/", "average/")]
            self.assertEqual(len(live), 6)
            if kind == "ema":
                want = live[0]
                for k in range(6):
                    want = want if k == 0 else 0.5 * want + 0.5 * live[k]
                    np.testing.assert_allclose(mean[k], want, rtol=1e-5, atol=1e-7)
            else:
                self.assertTrue((mean[0] == 0).all())  # before the first look
                for k in (1, 3, 5):
                    np.testing.assert_allclose(mean[k], np.mean(live[1:k + 1:2], axis=0), rtol=1e-5, atol=1e-7)

    def test_learning_does_not_see_them_and_evaluations_do(self):
        keys = {"max_env_steps": 4096, "eval__every_env_steps": 1024, "eval__episodes": 3, "checkpoint__save_top_k": -1}
        self.finished("plain", **keys)
        self.finished("mean", averaging__kind="ema", averaging__decay=0.99, **keys)
        a, b = (tensors(os.path.join(self.folder_of(n), "last")) for n in ("plain", "mean"))
        model = [k for k in a if k.startswith(("model/", "optim/", "envs/"))]
        self.assertEqual([k for k in model if a[k] != b[k]], [])
        self.assertNotEqual(a["run/eval_return"], b["run/eval_return"])

    def test_a_saved_model_acts_with_the_average(self):
        keys = {"max_env_steps": 8192, "checkpoint__weights_only": "true", "checkpoint__keep_every": 8192,
                "checkpoint__save_top_k": 0}
        value = {}
        for name, kind in (("plain", "none"), ("t", "ema")):
            d = self.finished(name, averaging__kind=kind, averaging__decay=1, **keys)
            for what in ("last", "milestone-env_steps=000008192"):
                d.ctl("eval", what, "--episodes", "3", "--record", "r")
                value[name, what] = np.abs(self.read(os.path.join(self.folder, "r"))["value"]).max()
        self.assertEqual([value[n, "last"] for n in ("plain", "t")], [v for (_, w), v in value.items() if w != "last"])
        self.assertGreater(value["plain", "last"], 10)
        self.assertLess(value["t", "last"], 5)  # what the first update left, for ever
        self.finished("from", init_from__path=os.path.join(self.folder_of("t"), "last"), max_env_steps=256,
                      averaging__kind="swa")

    def test_they_resume_to_the_bit(self):
        keys = {"averaging__kind": "ema", "eval__every_env_steps": 512, "eval__episodes": 200, "max_env_steps": 2048}
        self.finished("straight", **keys)
        d = self.cartpole(name="broken", **keys)
        for n in range(2):
            wait_for("an evaluation", lambda: (s := d.status()) and s["state"] == "evaluating" and s["env_steps"] > n * 512)
            d.ctl("save")
            d.kill()
            d.wait()
            d = self.cartpole(name="broken", **keys)
        self.assertEqual(d.wait(), 0, d.output())
        a, b = (tensors(os.path.join(self.folder_of(n), "last")) for n in ("straight", "broken"))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in ("run/elapsed_s", "run/row_wall_s", "run/incarnation")], [])

    def test_off_policy_averages_what_acts(self):
        d = self.start("sac", "env=rltd-env-pendulum", "max_env_steps=150", "learning_starts=100",
                       "eval.final_episodes=0", "averaging.kind=swa")
        self.assertEqual(d.wait(), 0, d.output())
        t = self.read(os.path.join(self.folder_of("t"), "last"))
        self.assertTrue(any(k.startswith("average/policy") for k in t), sorted(t))
        self.assertFalse(any("critic" in k for k in t if k.startswith("average/")))


if __name__ == "__main__":
    main()
