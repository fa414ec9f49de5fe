# SPDX-License-Identifier: MIT
"""One seed, one result: neither the number of learner threads, nor how envs are spread over processes,
nor time changes a bit; `deterministic` says so for off-policy agents too."""

from exact import OWN, Exact
from harness import main, tensors


class Deterministic(Exact):
    def result(self, recipe, name, **keys):
        settings = {"eval.every_env_steps": 0, "eval.final_episodes": 0, "checkpoint.every_seconds": 0,
                    **{k.replace("__", "."): v for k, v in keys.items()}}
        d = self.start(recipe, *(f"{k}={v}" for k, v in settings.items()), name=name)
        self.assertEqual(d.wait(), 0, d.output())
        return {k: v for k, v in tensors(self.last(name=name)).items()
                if k not in OWN and not k.startswith("env_state/")}, d  # those are a process's

    def check(self, recipe, variants, **keys):
        first = None
        for i, variant in enumerate(variants):
            got, d = self.result(recipe, f"v{i}", **keys, **variant)
            first = first or got
            self.assertEqual(sorted(first), sorted(got))
            self.assertEqual([k for k in first if first[k] != got[k]], [], variant)
        return d

    def test_on_policy(self):
        self.check("cartpole-ppo", [{}, {"learner_threads": 2}, {"env_processes": 3}],
                   max_env_steps=4096, n_envs=6, batch_size=96, hidden="[96,96]")

    def test_off_policy(self):
        d = self.check("pendulum-sac", [{}, {"learner_threads": 2}, {"env_processes": 2}],
                       deterministic="true", max_env_steps=1200, learning_starts=200, n_envs=4,
                       gradient_steps=2, hidden="[96,96]", buffer_size=4000, collect="overlap")
        self.assertIn("in turns with collecting", d.rltd_log())


if __name__ == "__main__":
    main()
