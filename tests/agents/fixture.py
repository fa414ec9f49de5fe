# SPDX-License-Identifier: MIT
"""What the scripts that write fixtures share: C arrays, spaces without an env, a logger that remembers."""

import textwrap

import gymnasium as gym
import numpy as np
from stable_baselines3.common.logger import KVWriter


class Spaces(gym.Env):
    """Only spaces: nothing steps here."""

    def __init__(self, observation_space, action_space):
        self.observation_space, self.action_space = observation_space, action_space

    def reset(self, seed=None, options=None):
        return np.zeros(self.observation_space.shape, np.float32), {}


class Recorder(KVWriter):
    def write(self, key_values, key_excluded, step=0):
        self.values = dict(key_values)

    def close(self):
        pass


def declare(head, rows):
    print(f"{head} = {{")
    print(textwrap.fill(", ".join(rows), 98, initial_indent="    ", subsequent_indent="    ",
                        break_long_words=False, break_on_hyphens=False))
    print("};")


def emit(case, name, array):
    values = np.asarray(array, np.float32).ravel()
    declare(f"static const float {case}_{name}[]", [float(v).hex() + "f" for v in values])
