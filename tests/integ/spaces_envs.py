# SPDX-License-Identifier: MIT
"""Small envs, one for each kind of action space, in which the right answer stands in the observation;
importing this module registers them. Each checks the actions that it gets. An episode is 10 steps, its
best return 10."""

import gymnasium
import numpy as np
from gymnasium import spaces


class Ask(gymnasium.Env):
    """Ten questions. `question` draws one, `score` in [0, 1] is what an answer is worth."""

    observation_space = spaces.Box(-1, 1, (4,), np.float32)

    def ask(self):
        self.now = self.np_random.uniform(-1, 1, 4).astype(np.float32)
        return self.now, self.info()

    def info(self):
        return {}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.left = 10
        return self.ask()

    def step(self, action):
        assert self.action_space.contains(action), f"{action} is outside {self.action_space}"
        score = float(self.score(action))
        self.left -= 1
        obs, info = self.ask()
        return obs, score, self.left == 0, False, info


class Multi(Ask):
    """The quarter in which the first number lies, the third in which the second."""

    action_space = spaces.MultiDiscrete([4, 3])

    def score(self, action):
        right = int(2 * self.now[0] + 2), int(1.5 * self.now[1] + 1.5)
        return np.mean(np.equal(action, np.minimum(right, (3, 2))))


class Binary(Ask):
    """Which of the numbers are positive."""

    action_space = spaces.MultiBinary(4)

    def score(self, action):
        return np.mean((self.now > 0) == action)


class Bounds(Ask):
    """The first two numbers on scales of their own, in double."""

    action_space = spaces.Box(np.array([-3.0, 10.0]), np.array([5.0, 11.0]), dtype=np.float64)

    def score(self, action):
        low, high = self.action_space.low, self.action_space.high
        wanted = low + (self.now[:2] * 0.8 + 1) / 2 * (high - low)
        return 1 - np.mean(np.abs(action - wanted) / (high - low))


class Masked(Ask):
    """Of the possible choices, the first if the first number is negative, else the last."""

    action_space = spaces.Discrete(6, start=2)

    def info(self):
        self.mask = np.zeros(6, np.int8)
        self.mask[self.np_random.permutation(6)[: self.np_random.integers(1, 5)]] = 1
        if self.left == 0:
            self.mask[:] = 0  # nothing can be done after the end
        return {"action_mask": self.mask}

    def score(self, action):
        assert self.mask[action - 2], f"{action} is not possible: {self.mask}"
        possible = np.flatnonzero(self.mask) + 2
        return action == (possible[0] if self.now[0] < 0 else possible[-1])


class MaskedMulti(Multi):
    """Multi without the choices that are wrong most of the time; the info has one mask per part."""

    def info(self):
        self.masks = [np.ones(4, np.int8), np.ones(3, np.int8)]
        for mask, right in zip(self.masks, self.right()):
            mask[self.np_random.integers(len(mask))] = 0
            mask[right] = 1
        return {"action_mask": tuple(self.masks)}

    def right(self):
        return min(int(2 * self.now[0] + 2), 3), min(int(1.5 * self.now[1] + 1.5), 2)

    def score(self, action):
        assert all(mask[a] for mask, a in zip(self.masks, action)), (action, self.masks)
        return super().score(action)


class NoMask(Ask):
    """Says nothing of masks."""

    action_space = spaces.Discrete(2)

    def score(self, action):
        return 1


for kind in (Multi, Binary, Bounds, Masked, MaskedMulti, NoMask):
    gymnasium.register(f"{kind.__name__}-v0", kind)
