#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tests/agents/continuous_fixture.h: what Stable-Baselines3's SAC, TD3 and DDPG make of given
weights and given batches in several updates. Noise inside updates is drawn as rltd draws it, so that
both compute with the same numbers. The exact log-determinant of tanh stands where Stable-Baselines3
adds 1e-6, and a case with importance weights has them put into its loss. Before update u, u / UPDATES
of the run are over.

    python tests/agents/make_continuous_fixture.py > tests/agents/continuous_fixture.h

Needs stable-baselines3 and torch."""

import gymnasium as gym
import numpy as np
import stable_baselines3
import torch as th
import torch.nn.functional as F
from stable_baselines3 import DDPG, SAC, TD3
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.type_aliases import ReplayBufferSamples
from stable_baselines3.common.vec_env import DummyVecEnv

from fixture import Recorder, Spaces, declare, emit

B, D, A, H, UPDATES, ROWS, SEED = 5, 3, 2, 4, 6, 12, 7
STREAM_UPDATE = 10  # RL_STREAM_UPDATE of base/rng.h

# name: algorithm, its options, importance weights
CASES = {
    "sac_auto": (SAC, dict(learning_rate=3e-3, tau=0.05), False),
    "sac_linear": (SAC, dict(learning_rate="linear(3e-3)", tau=0.01), False),
    "sac_sde": (SAC, dict(learning_rate=3e-3, tau=0.05, use_sde=True), False),
    "sac_fixed": (SAC, dict(learning_rate=3e-3, tau=0.1, ent_coef=0.2), True),
    "td3_delayed": (TD3, dict(learning_rate=3e-3, tau=0.05, target_policy_noise=0.4), False),
    "td3_weighted": (TD3, dict(learning_rate=3e-3, tau=0.05, policy_delay=3), True),
    "ddpg_plain": (DDPG, dict(learning_rate=3e-3, tau=0.05), False),
    "ddpg_weighted": (DDPG, dict(learning_rate=3e-3, tau=0.05), True),
    "sac_rmsprop": (SAC, dict(learning_rate=3e-3, tau=0.05), False),
    "td3_adamw": (TD3, dict(learning_rate=3e-3, tau=0.05), False),
    "ddpg_sgd": (DDPG, dict(learning_rate=0.2, tau=0.05), False),
}
# name: widths of hidden layers, where not H and H
HIDDEN = {"sac_linear": [5, 3]}
# name: the optimizer, its options in PyTorch and here
OPTIMIZERS = {
    "sac_rmsprop": (th.optim.RMSprop, dict(alpha=0.9, momentum=0.5),
                    dict(optimizer="rmsprop", beta2=0.9, momentum=0.5)),
    "td3_adamw": (th.optim.AdamW, dict(betas=(0.8, 0.99), weight_decay=0.1),
                  dict(optimizer="adamw", beta1=0.8, beta2=0.99, weight_decay=0.1)),
    "ddpg_sgd": (th.optim.SGD, dict(momentum=0.7, nesterov=True),
                 dict(optimizer="sgd", momentum=0.7, nesterov=True)),
}


def philox(counter, entity, block):
    """Philox4x32-10 as rl_fill_normal keys it (base/rng.h)."""
    mask = 0xFFFFFFFF
    c = [block, counter & mask, entity, STREAM_UPDATE | (counter >> 32) << 8]
    k0, k1 = SEED & mask, SEED >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & mask, (p0 >> 32) ^ c[3] ^ k1, p0 & mask]
        k0, k1 = (k0 + 0x9E3779B9) & mask, (k1 + 0xBB67AE85) & mask
    return c


def normals(update, entity, shape=(B, A)):
    """Standard normal, by Box and Muller."""
    out = []
    n = int(np.prod(shape))
    for block in range((n + 3) // 4):
        words = philox(update, entity, block)
        for a, b in (words[:2], words[2:]):
            u = (np.float32(a) + np.float32(0.5)) * np.float32(2.0**-32)
            radius, angle = np.sqrt(-2 * np.log(u)), 2 * np.pi * (b >> 8) * 2.0**-24
            out += [radius * np.cos(angle), radius * np.sin(angle)]
    return th.tensor(np.array(out[:n], np.float32).reshape(shape))


def rate_of(value):
    """A number, or linear(a), which falls from a to 0."""
    if not isinstance(value, str):
        return value
    start = float(value.removeprefix("linear(").removesuffix(")"))
    return lambda left: start * left


class Peer:
    """One model, with batches and noise of our choice."""

    def __init__(self, case, kind, options, weighted):
        th.manual_seed(sum(map(ord, case)))
        self.case, self.weighted = case, weighted
        self.rng = np.random.default_rng(sum(map(ord, case)))
        observations = gym.spaces.Box(-np.inf, np.inf, (D,), np.float32)
        actions = gym.spaces.Box(-1, 1, (A,), np.float32)
        policy = dict(net_arch=HIDDEN.get(case, [H, H]))
        options = dict(options, learning_rate=rate_of(options["learning_rate"]))
        if case in OPTIMIZERS:
            policy["optimizer_class"], policy["optimizer_kwargs"], _ = OPTIMIZERS[case]
        self.model = kind("MlpPolicy", DummyVecEnv([lambda: Spaces(observations, actions)]), batch_size=B,
                          device="cpu", policy_kwargs=policy, **options)
        if kind is SAC:
            self.sde = options.get("use_sde", False)
            exact = self.model.actor.action_dist.bijector if self.sde else self.model.actor.action_dist
            exact.epsilon = 0.0
            with th.no_grad():  # rows of their own
                for p in self.model.actor.parameters():
                    p.add_(0.2 * th.randn_like(p))
        self.recorder = Recorder()
        self.model.set_logger(Logger(None, [self.recorder]))
        self.transitions = dict(obs=self.draw(ROWS, D), next_obs=self.draw(ROWS, D), reward=self.draw(ROWS),
                                action=np.tanh(self.draw(ROWS, A)),
                                terminated=(self.rng.uniform(size=ROWS) < 0.3).astype(np.float32))
        self.index = self.rng.integers(ROWS, size=(UPDATES, B))
        self.weight = (self.rng.uniform(0.2, 1.0, size=(UPDATES, B)) if weighted
                       else np.ones((UPDATES, B))).astype(np.float32)
        self.model.replay_buffer.sample = self.sample
        self.norms = {}
        for name in ("critic", "actor"):
            getattr(self.model, name).optimizer.register_step_pre_hook(self.measure(name))

    def measure(self, name):
        """The gradient's L2 norm as an optimizer's step meets it."""
        def hook(optimizer, args, kwargs):
            squares = [(p.grad**2).sum() for g in optimizer.param_groups for p in g["params"] if p.grad is not None]
            self.norms[f"train/{name}_grad_norm"] = float(th.stack(squares).sum().sqrt())
        return hook

    def draw(self, *shape):
        return self.rng.normal(size=shape).astype(np.float32)

    def sample(self, batch_size, env=None):
        row = self.index[self.update]
        column = {k: th.tensor(v[row]) for k, v in self.transitions.items()}
        return ReplayBufferSamples(column["obs"], column["action"], column["next_obs"],
                                   column["terminated"].reshape(-1, 1), column["reward"].reshape(-1, 1))

    def run(self, update):
        """One gradient step; its metrics and the members' mean |Q - y|."""
        self.update = update
        self.model._current_progress_remaining = 1 - update / UPDATES
        self.norms.clear()
        errors, draws = [], iter([0, 1])
        weight = th.tensor(self.weight[update]).reshape(-1, 1)

        def weighted_mse(q, y):
            errors.append((q - y).abs().detach())
            return (weight * (q - y) ** 2).mean()

        def rsample(d, shape=()):
            if self.sde:  # one matrix of noise for the whole update
                return d.loc + d.scale * normals(update, 0, d.loc.shape)
            return d.loc + d.scale * normals(update, next(draws))

        saved = F.mse_loss, th.distributions.Normal.rsample, th.Tensor.normal_
        F.mse_loss = weighted_mse
        th.distributions.Normal.rsample = rsample
        th.Tensor.normal_ = lambda t, mean, std: t.copy_(mean + std * normals(update, 0))
        self.model.train(gradient_steps=1, batch_size=B)
        F.mse_loss, th.distributions.Normal.rsample, th.Tensor.normal_ = saved
        self.model.logger.dump()
        metrics = {k: float(v) for k, v in self.recorder.values.items()
                   if k.startswith("train/") and k not in ("train/n_updates", "train/learning_rate")}
        return metrics | self.norms, sum(errors).numpy().ravel() / len(errors)

    def tensors(self):
        """Everything that an update changes, under our names."""
        m = self.model
        out = {}
        sets = [("model", m.actor, m.critic), ("target", getattr(m, "actor_target", None), m.critic_target)]
        for prefix, actor, critic in sets:
            if actor is not None:
                layers = [x for x in (actor.latent_pi if hasattr(actor, "latent_pi") else actor.mu)
                          if hasattr(x, "weight")]
                for kind in ("weight", "bias"):
                    for i, layer in enumerate(layers):
                        out[f"{prefix}/policy.{i}.{kind}"] = getattr(layer, kind)
                    if getattr(m, "use_sde", False):
                        out[f"{prefix}/mean.0.{kind}"] = getattr(actor.mu[0], kind)
                        out[f"{prefix}/log_std"] = actor.log_std
                    elif hasattr(actor, "latent_pi"):
                        out[f"{prefix}/policy.{len(layers)}.{kind}"] = th.cat(
                            [getattr(actor.mu, kind), getattr(actor.log_std, kind)])
            for i in range(3):
                for kind in ("weight", "bias"):
                    members = [getattr(q[2 * i], kind) for q in critic.q_networks]
                    out[f"{prefix}/critic.{i}.{kind}"] = th.stack(members)
        if getattr(m, "ent_coef_optimizer", None):
            out["model/log_ent_coef"] = m.log_ent_coef
        return {k: v.detach().numpy().copy() for k, v in out.items()}


def emit_tensors(case, when, tensors):
    rows = []
    for name, value in tensors.items():
        symbol = f"{when}_" + name.replace("/", "_").replace(".", "_")
        emit(case, symbol, value)
        rows.append(f'{{"{name}", {case}_{symbol}, {value.size}}}')
    declare(f"static const struct tensor {case}_{when}[]", rows)


def make_case(case, kind, options, weighted):
    peer = Peer(case, kind, options, weighted)
    emit_tensors(case, "before", peer.tensors())
    for name, value in peer.transitions.items():
        emit(case, name, value)
    declare(f"static const int {case}_index[]", [str(i) for i in peer.index.ravel()])
    emit(case, "weight", peer.weight)
    metrics, errors = [], []
    for update in range(UPDATES):
        values, error = peer.run(update)
        metrics += [f'{{{update}, "{k}", {v!r}}}' for k, v in sorted(values.items())]
        errors.append(error)
    declare(f"static const struct metric {case}_metrics[]", metrics)
    emit(case, "td_error", errors)
    emit_tensors(case, "after", peer.tensors())
    ours = OPTIMIZERS[case][2] if case in OPTIMIZERS else {}
    options = dict(options, **ours, batch_size=B, hidden=str(HIDDEN.get(case, [H, H])).replace(" ", ""),
                   prioritized_replay=weighted)
    rows = [f'"{k}", "{str(v).lower()}"' for k, v in options.items()]
    declare(f"static const char *const {case}_options[]", rows + ["NULL"])


print("/* SPDX-License-Identifier: MIT */")
print("/* Written by tests/agents/make_continuous_fixture.py with stable-baselines3 "
      f"{stable_baselines3.__version__}. */")
print("#pragma once\n/* clang-format off */")
for name, value in dict(B=B, D=D, A=A, UPDATES=UPDATES, ROWS=ROWS, SEED=SEED).items():
    print(f"#define FIXTURE_{name} {value}")
for case_name, args in CASES.items():
    make_case(case_name, *args)
print("#define FIXTURE_CASES(X) \\")
print(" \\\n".join(f"    X({c}, {k.__name__.lower()})" for c, (k, _, _) in CASES.items()))
