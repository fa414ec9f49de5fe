# SPDX-License-Identifier: MIT
"""PPO minibatch updates in PyTorch, written as its users would at their best: tensors all the way, fused
Adam, one thread, and the whole update either eager or under torch.compile, as LeanRL does; the harness
takes the faster one. The work is that of bench_ppo_update.c: 4 observations, 2 actions, separate 64-64
tanh networks under one optimizer, a rollout of 2,048 rows, shuffled once per pass, the losses and metrics
of SB3 and CleanRL.

    torch_ppo_update.py eager|compile MINIBATCH SECONDS

Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one with
the rate over SECONDS.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.distributions import Categorical

ROWS, OBS, ACTIONS = 2048, 4, 2
CLIP, ENTROPY_COEF, VALUE_COEF, MAX_GRAD_NORM = 0.2, 0.01, 0.5, 0.5


def layer(n_in, n_out, gain):
    linear = nn.Linear(n_in, n_out)
    nn.init.orthogonal_(linear.weight, gain)
    nn.init.zeros_(linear.bias)
    return linear


def network(n_out, out_gain):
    hidden = [layer(OBS, 64, 2**0.5), nn.Tanh(), layer(64, 64, 2**0.5), nn.Tanh()]
    return nn.Sequential(*hidden, layer(64, n_out, out_gain))


class Trainer:
    def __init__(self, variant, minibatch):
        torch.manual_seed(1)
        self.minibatch = minibatch
        self.policy, self.critic = network(ACTIONS, 0.01), network(1, 1.0)
        self.params = [*self.policy.parameters(), *self.critic.parameters()]
        self.optimizer = torch.optim.Adam(self.params, lr=3e-4, eps=1e-5, fused=True)
        self.fill_rollout()
        if variant == "compile":
            self.update = torch.compile(self.update)

    @torch.no_grad()
    def fill_rollout(self):
        self.obs = torch.randn(ROWS, OBS)
        policy = Categorical(logits=self.policy(self.obs))
        self.action = policy.sample()
        self.logp = policy.log_prob(self.action)
        self.value = self.critic(self.obs).flatten()
        self.advantage = torch.randn(ROWS)
        self.ret = self.advantage + self.value

    def loss(self, rows):
        """rows: (B) indices. Loss and metrics as SB3's PPO.train and CleanRL define them."""
        obs, action = self.obs[rows], self.action[rows]
        policy = Categorical(logits=self.policy(obs), validate_args=False)
        advantage = self.advantage[rows]
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        log_ratio = policy.log_prob(action) - self.logp[rows]
        ratio = log_ratio.exp()
        policy_loss = -torch.min(advantage * ratio, advantage * ratio.clamp(1 - CLIP, 1 + CLIP)).mean()
        value_loss = nn.functional.mse_loss(self.critic(obs).flatten(), self.ret[rows])
        entropy = policy.entropy().mean()
        loss = policy_loss - ENTROPY_COEF * entropy + VALUE_COEF * value_loss
        with torch.no_grad():
            approx_kl = ((ratio - 1) - log_ratio).mean()
            clip_fraction = ((ratio - 1).abs() > CLIP).float().mean()
        return loss, torch.stack([loss, policy_loss, value_loss, entropy, approx_kl, clip_fraction]).detach()

    def update(self, rows):
        loss, metrics = self.loss(rows)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.params, MAX_GRAD_NORM)
        self.optimizer.step()
        return metrics

    def one_pass(self):
        """Every row once. Returns the number of updates."""
        metrics = [self.update(rows) for rows in torch.randperm(ROWS).split(self.minibatch)]
        self.metrics = torch.stack(metrics).mean(0)
        return len(metrics)

    def rate(self, seconds):
        start, n = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - start) < seconds:
            n += self.one_pass()
        return n / elapsed


def main():
    variant, minibatch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(1)
    trainer = Trainer(variant, minibatch)
    trainer.one_pass()  # compiles
    trainer.rate(seconds)
    print(json.dumps({"ready": True, "version": torch.__version__}), flush=True)
    for _ in sys.stdin:
        rate = trainer.rate(seconds)
        print(json.dumps({"updates_per_s": rate, "loss": float(trainer.metrics[0])}), flush=True)


if __name__ == "__main__":
    main()
