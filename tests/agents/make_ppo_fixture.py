#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/agents/ppo_fixture.h: what Stable-Baselines3's PPO.train() makes of given weights and
a given rollout. Each case is a rollout with ends of both kinds; the update runs over the whole rollout
as one minibatch, so that the order of rows plays no part.

    python tests/agents/make_ppo_fixture.py > tests/agents/ppo_fixture.h

Needs stable-baselines3 and torch."""

import gymnasium as gym
import numpy as np
import stable_baselines3
import torch as th
from stable_baselines3 import PPO
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.vec_env import DummyVecEnv

from fixture import Recorder, Spaces, declare, emit

T, N, D, A, H = 7, 3, 3, 2, 5
TABLE = """\
action_net policy.2
value_net value.2
mlp_extractor.policy_net.0 policy.0
mlp_extractor.policy_net.2 policy.1
mlp_extractor.value_net.0 value.0
mlp_extractor.value_net.2 value.1
log_std log_std"""

CASES = {
    "discrete": (True, dict(n_epochs=10, ent_coef=0.01, clip_range=0.05, gae_lambda=0.9)),
    "box": (False, dict(n_epochs=10, ent_coef=0.02, clip_range=0.1, max_grad_norm=0.2)),
    "clipped_value": (True, dict(n_epochs=10, clip_range_vf=0.02, normalize_advantage=False)),
    "target_kl": (False, dict(n_epochs=10, target_kl=0.004, learning_rate=3e-3)),
}


def ours(name):
    for row in TABLE.splitlines():
        theirs, mine = row.split()
        if name == theirs or name.startswith(theirs + "."):
            return mine + name[len(theirs):]
    raise KeyError(name)


def emit_parameters(case, when, policy):
    rows = []
    for name, p in policy.state_dict().items():
        symbol = f"{when}_" + ours(name).replace(".", "_")
        emit(case, symbol, p.numpy())
        rows.append(f'{{"model/{ours(name)}", {case}_{symbol}, {p.numel()}}}')
    declare(f"static const struct ppo_tensor {case}_{when}[]", rows)


def make_case(case, discrete, kwargs):
    th.manual_seed(sum(map(ord, case)))
    rng = np.random.default_rng(sum(map(ord, case)))
    observations = gym.spaces.Box(-np.inf, np.inf, (D,), np.float32)
    actions = gym.spaces.Discrete(A) if discrete else gym.spaces.Box(-1, 1, (A,), np.float32)
    model = PPO("MlpPolicy", DummyVecEnv([lambda: Spaces(observations, actions)] * N), n_steps=T, batch_size=T * N,
                device="cpu", policy_kwargs=dict(net_arch=[H, H], log_std_init=-0.3), **kwargs)
    with th.no_grad():  # the tiny gain of the policy's last layer would hide its gradients
        for p in model.policy.parameters():
            p.add_(0.3 * th.randn_like(p))
    emit_parameters(case, "before", model.policy)

    buffer = model.rollout_buffer
    buffer.reset()
    reward = rng.normal(size=(T, N)).astype(np.float32)
    ends = rng.uniform(size=(T, N))
    terminated, truncated = ends < 0.2, (ends >= 0.2) & (ends < 0.4)
    final_value = (rng.normal(size=(T, N)) * truncated).astype(np.float32)
    last_value = rng.normal(size=N).astype(np.float32)
    starts = np.zeros(N)
    actions = []
    for t in range(T):
        obs = rng.normal(size=(N, D)).astype(np.float32)
        with th.no_grad():
            action, value, logp = model.policy(th.as_tensor(obs))
        logp = logp + th.as_tensor(0.1 * rng.normal(size=N).astype(np.float32))
        actions.append(action.numpy())
        # As OnPolicyAlgorithm.collect_rollouts: a truncated step carries its bootstrap in the reward.
        shaped = reward[t] + model.gamma * final_value[t]
        buffer.add(obs, action.numpy().reshape(N, -1), shaped, starts, value, logp)
        starts = (terminated[t] | truncated[t]).astype(np.float32)
    buffer.compute_returns_and_advantage(th.as_tensor(last_value), starts)
    for name, array in dict(obs=buffer.observations, logp=buffer.log_probs, value=buffer.values,
                            reward=reward, terminated=terminated, truncated=truncated,
                            final_value=final_value, last_value=last_value, advantage=buffer.advantages,
                            ret=buffer.returns, action=np.array(actions)).items():
        emit(case, name, array)

    recorder = Recorder()
    model.set_logger(Logger(None, [recorder]))
    model.train()
    model.logger.dump()
    emit_parameters(case, "after", model.policy)
    metrics = {k: float(v) for k, v in recorder.values.items() if k.startswith("train/")}
    declare(f"static const struct ppo_metric_value {case}_metrics[]",
            [f'{{"{k}", {v!r}}}' for k, v in sorted(metrics.items())])
    options = dict(kwargs, n_steps=T, batch_size=T * N, hidden=f"[{H}, {H}]")
    rows = [f'"{k}", "{str(v).lower()}"' for k, v in options.items()]
    declare(f"static const char *const {case}_options[]", rows + ["NULL"])


print("/* SPDX-License-Identifier: MIT */")
print("/* Written by tests/agents/make_ppo_fixture.py with stable-baselines3 "
      f"{stable_baselines3.__version__}. */")
print("#pragma once\n/* clang-format off */")
print(f"#define FIXTURE_T {T}\n#define FIXTURE_N {N}\n#define FIXTURE_D {D}\n#define FIXTURE_A {A}\n")
for case_name, (is_discrete, options) in CASES.items():
    make_case(case_name, is_discrete, options)
print("#define FIXTURE_CASES(X) \\")
print(" \\\n".join(f"    X({c}, {int(d)})" for c, (d, _) in CASES.items()))
