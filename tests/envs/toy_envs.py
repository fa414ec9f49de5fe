# SPDX-License-Identifier: MIT
"""Environments for test_python_client.py; importing this module registers them."""

import gymnasium
import numpy as np
from gymnasium import spaces


class Counter(gymnasium.Env):
    """Counts from its seed's last digit; ends at `end`, terminated when even, truncated when odd."""

    observation_space = spaces.Box(-100, 100, (2, 3), np.float32)
    action_space = spaces.Discrete(3, start=5)

    def __init__(self, end=4):
        self.end = end

    def observe(self):
        return np.full((2, 3), self.count, np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        assert 0 <= seed < 2**31
        self.count = seed % 10
        return self.observe(), {}

    def step(self, action):
        assert self.action_space.contains(action), action
        self.count += 1
        end = self.count >= self.end
        return self.observe(), float(action), end and self.end % 2 == 0, end and self.end % 2 == 1, {}


class Echo(gymnasium.Env):
    """Observes and keeps the actions it was given, to see that they stay what they were."""

    def __init__(self, space="box"):
        self.action_space = {
            "box": spaces.Box(-1, 1, (2, 2), np.float64),
            "multi": spaces.MultiDiscrete([[3, 4], [5, 6]]),
            "binary": spaces.MultiBinary([2, 2]),
        }[space]
        self.observation_space = self.action_space
        self.kept = []

    def reset(self, *, seed=None, options=None):
        return np.zeros((2, 2), self.action_space.dtype), {}

    def step(self, action):
        assert action.dtype == self.action_space.dtype
        self.kept.append(action)
        return self.kept[0], 0.0, False, False, {}


class Number(gymnasium.Env):
    """Discrete observations, as plain Python numbers."""

    observation_space = spaces.Discrete(10)
    action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        return 3, {}

    def step(self, action):
        return 4 + action, 1, False, False, {}


class Wrong(gymnasium.Env):
    """Goes wrong in the way that it is told."""

    observation_space = spaces.Box(-1, 1, (4,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self, how):
        self.how = how
        if how == "dict":
            self.observation_space = spaces.Dict(a=spaces.Discrete(2))
        if how == "tuple":
            self.action_space = spaces.Tuple([spaces.Discrete(2)])
        if how == "rank":
            self.observation_space = spaces.Box(-1, 1, (1, 1, 1, 1, 1), np.float32)

    def reset(self, *, seed=None, options=None):
        return np.zeros(4, np.float32), {}

    def step(self, action):
        if self.how == "raise":
            raise ValueError("the simulator\nis broken")
        return np.zeros(1, np.float32), 0.0, False, False, {}  # would broadcast


gymnasium.register("Counter-v0", Counter)
gymnasium.register("Echo-v0", Echo)
gymnasium.register("Number-v0", Number)
gymnasium.register("Wrong-v0", Wrong)
