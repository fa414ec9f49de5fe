#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/agents/dqn_fixture.h: what Stable-Baselines3's DQN makes of given weights and batches in
several updates, over an MLP, its Nature-CNN and the small CNN. Weights and observations are made by the
same few lines of integer arithmetic here and in the test. Double and dueling, which it does not have,
are put in its place: the target chosen by the network, a body with two heads.

    python tests/agents/make_dqn_fixture.py > tests/agents/dqn_fixture.h

Needs stable-baselines3 and torch."""

import gymnasium as gym
import numpy as np
import stable_baselines3
import torch as th
import torch.nn.functional as F
from stable_baselines3 import DQN
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.type_aliases import ReplayBufferSamples
from stable_baselines3.common.utils import polyak_update
from stable_baselines3.common.vec_env import DummyVecEnv
from torch import nn

from fixture import Recorder, Spaces, declare, emit

B, A, H, UPDATES, ROWS, SHOWN = 5, 3, 4, 6, 8, 16
OPTIONS = dict(learning_rate=3e-3, tau=0.05, max_grad_norm=0.4, target_update_interval=1, gamma=0.97)

# name: shape of an observation, options of ours (of the network, double, weights)
CASES = {
    "mlp": ((3,), dict(hidden=[H, H])),
    "weighted": ((3,), dict(hidden=[H, H], prioritized_replay=True)),
    "rmsprop": ((3,), dict(hidden=[H, H], optimizer="rmsprop", beta2=0.9, adam_eps=1e-5)),
    "doubled": ((3,), dict(hidden=[H], double_q=True)),
    "dueling": ((3,), dict(hidden=[H, H], dueling=True, double_q=True)),
    "nature": ((2, 36, 36), dict()),
    "small": ((4, 10, 10), dict(kind="small")),
    "small_dueling": ((4, 10, 10), dict(kind="small", dueling=True, hidden=[32])),
}


def bits(n, salt):
    """n numbers below 2^16."""
    x = (np.arange(n, dtype=np.uint64) + np.uint64(salt) * np.uint64(1000003)) & np.uint64(0xFFFFFFFF)
    for _ in range(2):
        x = (x ^ (x >> np.uint64(16))) * np.uint64(0x45D9F3B) & np.uint64(0xFFFFFFFF)
    return (x ^ (x >> np.uint64(16))) & np.uint64(0xFFFF)


def centred(shape, salt):
    """[-1, 1)"""
    return ((bits(int(np.prod(shape)), salt).astype(np.float32) - np.float32(32768)) /
            np.float32(32768)).reshape(shape)


class SmallCnn(BaseFeaturesExtractor):
    """Young & Tian 2019, MinAtar."""

    def __init__(self, space):
        super().__init__(space, 128)
        c, h, w = space.shape
        self.cnn = nn.Sequential(nn.Conv2d(c, 16, 3), nn.ReLU(), nn.Flatten())
        self.linear = nn.Sequential(nn.Linear(16 * (h - 2) * (w - 2), 128), nn.ReLU())

    def forward(self, x):
        return self.linear(self.cnn(x))


class Dueling(nn.Module):
    """In the place of q_net.q_net."""

    def __init__(self, body):
        super().__init__()
        *hidden, last = body
        self.hidden = nn.Sequential(*hidden)
        self.value, self.advantage = nn.Linear(last.in_features, 1), nn.Linear(last.in_features, A)

    def forward(self, x):
        x = self.hidden(x)
        advantage = self.advantage(x)
        return self.value(x) + advantage - advantage.mean(dim=1, keepdim=True)


def layers(net, dueling):
    """Layers under our names."""
    extractor = net.features_extractor
    cnn = [x for x in getattr(extractor, "cnn", []) if hasattr(x, "weight")]
    named = {f"q.cnn.{i}": layer for i, layer in enumerate(cnn)}
    if cnn:
        named[f"q.cnn.{len(cnn)}"] = extractor.linear[0]
    head = [x for x in (net.q_net.hidden if dueling else net.q_net) if hasattr(x, "weight")]
    named |= {f"q.{i}": layer for i, layer in enumerate(head)}
    return named | (dict(value=net.q_net.value, advantage=net.q_net.advantage) if dueling else {})


class Peer:
    def __init__(self, case, shape, ours):
        self.ours = ours
        image = len(shape) == 3
        spaces = (gym.spaces.Box(0, 255, shape, np.uint8) if image else
                  gym.spaces.Box(-np.inf, np.inf, shape, np.float32), gym.spaces.Discrete(A))
        policy = dict(net_arch=ours.get("hidden", []))
        if ours.get("optimizer") == "rmsprop":
            policy |= dict(optimizer_class=th.optim.RMSprop,
                           optimizer_kwargs=dict(alpha=ours["beta2"], eps=ours["adam_eps"]))
        if ours.get("kind") == "small":
            policy["features_extractor_class"] = SmallCnn
        self.model = DQN("CnnPolicy" if image else "MlpPolicy", DummyVecEnv([lambda: Spaces(*spaces)]),
                         batch_size=B, buffer_size=100, device="cpu", policy_kwargs=policy, **OPTIONS)
        m = self.model
        if ours.get("dueling"):
            for net in (m.q_net, m.q_net_target):
                net.q_net = Dueling(net.q_net)
            m.policy.optimizer = th.optim.Adam(m.q_net.parameters(), lr=OPTIONS["learning_rate"], eps=1e-8)
        self.fill()
        self.recorder = Recorder()
        m.set_logger(Logger(None, [self.recorder]))
        m._update_learning_rate = lambda optimizers: None
        rng = np.random.default_rng(sum(map(ord, case)))
        draw = [((bits(ROWS * int(np.prod(shape)), salt) & np.uint64(255)).astype(np.uint8).reshape(ROWS, *shape)
                 if image else centred((ROWS, *shape), salt)) for salt in (101, 102)]
        self.transitions = dict(obs=draw[0], next_obs=draw[1], action=rng.integers(A, size=ROWS),
                                reward=3 * rng.normal(size=ROWS).astype(np.float32),
                                terminated=(rng.uniform(size=ROWS) < 0.3).astype(np.float32))
        self.index = rng.integers(ROWS, size=(UPDATES, B))
        self.weight = (rng.uniform(0.2, 1.0, size=(UPDATES, B)) if ours.get("prioritized_replay")
                       else np.ones((UPDATES, B))).astype(np.float32)
        m.replay_buffer.sample = self.sample
        if ours.get("double_q"):
            target, chooses = m.q_net_target.forward, m.q_net
            m.q_net_target.forward = lambda s: target(s).gather(1, chooses(s).argmax(1, keepdim=True))

    def fill(self):
        with th.no_grad():
            for net in (self.model.q_net, self.model.q_net_target):
                for salt, layer in enumerate(layers(net, self.ours.get("dueling")).values()):
                    bound = np.float32(1 / np.sqrt(np.float32(layer.weight[0].numel())))
                    for k, p in enumerate((layer.weight, layer.bias)):
                        p.copy_(th.tensor(bound * centred(p.shape, 2 * salt + k + 1)))

    def sample(self, batch_size, env=None):
        row = self.index[self.update]
        column = {k: th.tensor(v[row]) for k, v in self.transitions.items()}
        return ReplayBufferSamples(column["obs"], column["action"].reshape(-1, 1), column["next_obs"],
                                   column["terminated"].reshape(-1, 1), column["reward"].reshape(-1, 1))

    def run(self, update):
        """One update as learn() makes it; its loss, norm and errors."""
        self.update = update
        m, out = self.model, {}
        saved = F.smooth_l1_loss, nn.utils.clip_grad_norm_
        weight = th.tensor(self.weight[update]).reshape(-1, 1)

        def loss(q, y):
            out["error"] = (q - y).detach().numpy().ravel()
            return (weight * saved[0](q, y, reduction="none")).mean()

        def clip(parameters, largest):
            out["norm"] = float(saved[1](parameters, largest))

        F.smooth_l1_loss, nn.utils.clip_grad_norm_ = loss, clip
        polyak_update(m.q_net.parameters(), m.q_net_target.parameters(), m.tau)
        m.train(gradient_steps=1, batch_size=B)
        F.smooth_l1_loss, nn.utils.clip_grad_norm_ = saved
        m.logger.dump()
        return float(self.recorder.values["train/loss"]), out["norm"], out["error"]


def make_case(case, shape, ours):
    peer = Peer(case, shape, ours)
    for name in ("action", "reward", "terminated"):
        emit(case, name, peer.transitions[name])
    declare(f"static const int {case}_index[]", [str(i) for i in peer.index.ravel()])
    emit(case, "weight", peer.weight)
    losses, norms, errors = zip(*(peer.run(u) for u in range(UPDATES)))
    emit(case, "loss", losses)
    emit(case, "norm", norms)
    emit(case, "error", errors)
    rows, shown = [], []
    for prefix, net in (("model", peer.model.q_net), ("target", peer.model.q_net_target)):
        for salt, (name, layer) in enumerate(layers(net, ours.get("dueling")).items()):
            name += ".0" if name in ("value", "advantage") else ""
            for k, kind in enumerate(("weight", "bias")):
                value = getattr(layer, kind).detach().numpy().ravel()
                stride = -(-value.size // SHOWN) | 1
                rows.append(f'{{"{prefix}/{name}.{kind}", {value.size}, {layer.weight[0].numel()}, '
                            f"{2 * salt + k + 1}, {stride}, {len(shown)}}}")
                shown += list(value[::stride])
    declare(f"static const struct tensor {case}_tensors[]", rows)
    emit(case, "shown", shown)
    options = dict(OPTIONS, batch_size=B, **ours)
    rows = [f'"{k}", "{str(v).lower()}"' for k, v in options.items()]
    declare(f"static const char *const {case}_options[]", rows + ["NULL"])
    declare(f"static const int64_t {case}_dim[]", [str(d) for d in shape])


print("/* SPDX-License-Identifier: MIT */")
print("/* Written by tests/agents/make_dqn_fixture.py with stable-baselines3 "
      f"{stable_baselines3.__version__}. */")
print("#pragma once\n/* clang-format off */")
for name, value in dict(B=B, A=A, UPDATES=UPDATES, ROWS=ROWS).items():
    print(f"#define FIXTURE_{name} {value}")
for case_name, args in CASES.items():
    make_case(case_name, *args)
print("#define FIXTURE_CASES(X) \\")
print(" \\\n".join(f"    X({c})" for c in CASES))
