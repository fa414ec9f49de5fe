#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/agents/normalize_fixture.h: what Stable-Baselines3's VecNormalize makes of a recorded
sequence.

    python tests/agents/make_normalize_fixture.py > tests/agents/normalize_fixture.h

Needs stable-baselines3."""
import textwrap

import gymnasium
import numpy as np
import stable_baselines3
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

T, N, D, GAMMA, CLIP_OBS, CLIP_REWARD = 40, 3, 2, 0.9, 1.5, 1.2
rng = np.random.default_rng(3)
# The first column wanders far from zero, the second has outliers; rewards are large.
OBS = np.stack([100 + rng.normal(size=(T + 1, N)).cumsum(0), rng.standard_t(2, size=(T + 1, N))], -1).astype(np.float32)
REWARD = (5 + 20 * rng.normal(size=(T, N))).astype(np.float32)
DONE = rng.uniform(size=(T, N)) < 0.15


class Recorded(VecEnv):
    """Plays the arrays above."""

    def __init__(self):
        super().__init__(N, gymnasium.spaces.Box(-np.inf, np.inf, (D,)), gymnasium.spaces.Discrete(2))
        self.t = 0

    def reset(self):
        return OBS[0]

    def step_async(self, actions):
        pass

    def step_wait(self):
        t, self.t = self.t, self.t + 1
        infos = [{"terminal_observation": OBS[t + 1, i]} if DONE[t, i] else {} for i in range(N)]
        return OBS[t + 1], REWARD[t], DONE[t], infos

    def close(self):
        pass

    def get_attr(self, name, indices=None):
        return [None] * N

    set_attr = env_method = env_is_wrapped = get_attr


def emit(name, array, kind="float"):
    values = ", ".join(f"{float(v)!r}" + ("f" if kind == "float" else "") for v in np.asarray(array).ravel())
    print(textwrap.fill(f"static const {kind} {name}[] = {{{values}}};", 98))


env = VecNormalize(Recorded(), clip_obs=CLIP_OBS, clip_reward=CLIP_REWARD, gamma=GAMMA)
seen, rewards = [env.reset()], []
for _ in range(T):
    obs, reward, _, _ = env.step(np.zeros(N, int))
    seen.append(obs)
    rewards.append(reward)

print("/* SPDX-License-Identifier: MIT */")
print("/* Written by tests/agents/make_normalize_fixture.py with stable-baselines3 "
      f"{stable_baselines3.__version__}. */")
print("#pragma once\n/* clang-format off */")
print(f"enum {{ FIXTURE_T = {T}, FIXTURE_N = {N}, FIXTURE_D = {D} }};")
print(f'#define FIXTURE_OPTIONS "gamma", "{GAMMA}", "clip_obs", "{CLIP_OBS}", "clip_reward", "{CLIP_REWARD}"')
emit("fixture_obs", OBS)
emit("fixture_reward", REWARD)
emit("fixture_done", DONE)
emit("fixture_seen", seen)
emit("fixture_learned", rewards)
for name, rms in dict(obs=env.obs_rms, ret=env.ret_rms).items():
    emit(f"fixture_{name}_mean", rms.mean, "double")
    emit(f"fixture_{name}_var", rms.var, "double")
    emit(f"fixture_{name}_count", [rms.count], "double")
