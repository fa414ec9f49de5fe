# SPDX-License-Identifier: MIT
"""Runs that start from networks that exist, and with some of them frozen."""

import os

import numpy as np
from safetensors.numpy import load_file, save_file

from harness import SLOW, Case, main

STILL = {"ppo.learning_rate": 0, "max_env_steps": 512}  # one training step that moves nothing


class StartFrom(Case):
    def finish(self, name, **keys):
        """Tensors of a short run's last checkpoint."""
        d = self.cartpole(name=name, **keys)
        self.assertEqual(d.wait(60 * SLOW), 0, d.output())
        return self.last(name)

    def last(self, name):
        return load_file(os.path.join(self.version(name), "checkpoints", "last"))

    def refused(self, name, **keys):
        d = self.cartpole(name=name, **keys)
        self.assertEqual(d.wait(60 * SLOW), 78, d.output())
        return d.output()

    def policy(self, tensors):
        return {k: v for k, v in tensors.items() if k.startswith("model/")}

    def assert_same(self, a, b, names):
        self.assertTrue(names)
        for name in names:
            np.testing.assert_array_equal(a[name], b[name], err_msg=name)

    def test_from_a_checkpoint(self):
        a = self.finish("a", seed=1, max_env_steps=512)
        path = os.path.join(self.version("a"), "checkpoints", "last")
        b = self.finish("b", seed=2, **{"init_from.path": path}, **STILL)
        self.assert_same(a, b, self.policy(a))
        c = self.finish("c", seed=2, **{"init_from.path": path, "init_from.exclude": "value.*"}, **STILL)
        fresh = self.finish("d", seed=2, **STILL)
        self.assert_same(a, c, [k for k in self.policy(a) if "/policy." in k])
        self.assert_same(fresh, c, [k for k in self.policy(a) if "/value." in k])

    def test_from_a_foreign_file(self):
        a = self.finish("a", seed=1, max_env_steps=512)
        foreign = os.path.join(self.folder, "torch.safetensors")
        save_file({k.replace("model/policy.", "actor.net."): v for k, v in a.items()
                   if k.startswith("model/policy.")}, foreign)
        keys = {"init_from.path": foreign, "init_from.map": "actor.net.*=policy.*"}
        self.assertIn("missing model/value.", self.refused("b", **keys, **STILL))
        c = self.finish("c", seed=2, **keys, **{"init_from.include": "policy.*"}, **STILL)
        self.assert_same(a, c, [k for k in self.policy(a) if "/policy." in k])
        slip = self.cartpole(name="slip", **keys, **{"init_from.include": "policy.*, vaule.*"}, **STILL)
        self.assertEqual(slip.wait(60 * SLOW), 0, slip.output())
        self.assertRegex(slip.rltd_log(), "WARN.*init_from.include: 'vaule.[*]' matches no parameter")
        self.assertNotIn("'policy.*' matches", slip.rltd_log())
        self.assertIn("none of the", self.refused("e", **{"init_from.path": foreign}, **STILL))

    def test_what_does_not_fit_is_named(self):
        self.finish("a", seed=1, max_env_steps=512)
        path = os.path.join(self.version("a"), "checkpoints", "last")
        out = self.refused("b", **{"init_from.path": path, "network.hidden": "[32]"}, **STILL)
        self.assertIn("model/policy.0.weight is (64, 4) float32 instead of (32, 4) float32", out)
        self.assertIn("unexpected model/policy.2.bias, model/policy.2.weight", out)
        self.assertIn("no readable file", self.refused("c", **{"init_from.path": "/no/such"}))

    def test_frozen_parameters_do_not_learn(self):
        start = self.finish("a", seed=3, **STILL)
        end = self.finish("b", seed=3, max_env_steps=2048, freeze="policy.0.*, policy.1.* until 1024")
        frozen = [k for k in start if k.startswith("model/policy.0.")]
        self.assert_same(start, end, frozen)
        for name in self.policy(start):
            if name not in frozen:
                self.assertFalse(np.array_equal(start[name], end[name]), name)
        half = self.finish("c", seed=3, max_env_steps=1024, freeze="policy.1.* until 1_000_000")
        self.assert_same(start, half, [k for k in start if k.startswith("model/policy.1.")])

    def test_groups_learn_at_their_own_rate(self):
        keys = dict(seed=3, max_env_steps=1024)
        start = self.finish("a", seed=3, **STILL)
        end = self.finish("b", param_groups="value.* lr 0, policy.0.* lr 2 decay 0.5", **keys)
        plain = self.finish("c", **keys)
        for name in self.policy(start):
            same = np.array_equal(start[name], end[name])
            self.assertEqual(same, "/value." in name, name)
        self.assertLess(np.linalg.norm(end["model/policy.0.weight"]), np.linalg.norm(plain["model/policy.0.weight"]))
        again = self.finish("b", param_groups="value.* lr 0, policy.0.* lr 2 decay 0.5", seed=3, max_env_steps=2048)
        self.assert_same(start, again, [k for k in start if "model/value." in k])
        self.assertIn("nosuch", self.refused("d", param_groups="nosuch.* lr 2", **STILL))
        self.assertIn("neither PATTERN", self.refused("e", param_groups="value.*", **STILL))

    def test_freezing_nothing_or_everything_is_refused(self):
        self.assertIn("nosuch", self.refused("a", freeze="nosuch.*", **STILL))
        self.assertIn("freeze", self.refused("b", freeze="*", **STILL))
        self.assertIn("neither PATTERN nor", self.refused("c", freeze="policy.* for ever", **STILL))


if __name__ == "__main__":
    main()
