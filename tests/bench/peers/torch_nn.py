# SPDX-License-Identifier: MIT
"""The works of bench-nn in PyTorch, written as its users would at their best: tensors all the way, fused
Adam, no autograd where only a product is asked for, eager or under torch.compile. Shapes and losses are
those of bench_nn_*.c.

    torch_nn.py eager|compile WORK THREADS SECONDS

Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one with
the rate: the lower quartile of samples of about half a millisecond, for SECONDS.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

SAMPLE_S = 5e-4
OBS, ACTIONS, BATCH = 17, 6, 256


def linear(b, i, o, product):
    """One product of a linear layer: forward with bias and ReLU, the gradients without."""
    x, w, bias = torch.randn(b, i), 0.1 * torch.randn(o, i), torch.randn(o)
    dy = torch.randn(b, o)
    dx, gw, gb = torch.empty(b, i), torch.empty(o, i), torch.empty(o)

    def forward():
        return F.relu_(F.linear(x, w, bias))

    def input_gradient():
        return torch.mm(dy, w, out=dx)

    def weight_gradient():
        torch.sum(dy, 0, out=gb)
        return torch.mm(dy.t(), x, out=gw)

    return torch.no_grad()({"forward": forward, "dx": input_gradient, "dw": weight_gradient}[product])


# channels and side of the image, channels out, window, stride: the Nature-CNN's
CONVOLUTIONS = {"conv1": (4, 84, 32, 8, 4), "conv2": (32, 20, 64, 4, 2), "conv3": (64, 9, 64, 3, 1)}


def convolution(layer, product):
    """32 images with channels last: oneDNN, which is what PyTorch computes them with."""
    c, side, o, k, stride = CONVOLUTIONS[layer]
    last = {"memory_format": torch.channels_last}
    x, w, bias = torch.randn(32, c, side, side).to(**last), 0.1 * torch.randn(o, c, k, k).to(**last), torch.randn(o)
    dy = torch.randn_like(F.conv2d(x, w, bias, stride))

    def forward():
        return F.relu_(F.conv2d(x, w, bias, stride))

    def gradient():
        mask = [product == "dx", product == "dw", product == "dw"]
        return torch.ops.aten.convolution_backward(
            dy, x, w, [o], [stride, stride], [0, 0], [1, 1], False, [0, 0], 1, mask
        )

    return torch.no_grad()(forward if product == "forward" else gradient)


def mlp(n_in, n_out, width, activation):
    return nn.Sequential(
        nn.Linear(n_in, width), activation(), nn.Linear(width, width), activation(), nn.Linear(width, n_out)
    )


class Act:
    """One decision: sample, log-probability, value."""

    def __init__(self):
        self.policy, self.value = mlp(4, 2, 64, nn.Tanh), mlp(4, 1, 64, nn.Tanh)
        self.obs = torch.randn(1, 4)

    def forward(self):
        with torch.no_grad():
            policy = torch.distributions.Categorical(logits=self.policy(self.obs), validate_args=False)
            action = policy.sample()
            return action, policy.log_prob(action), self.value(self.obs)

    def compile(self):
        self.forward = torch.compile(self.forward)

    def __call__(self):
        return self.forward()


class Sac:
    def __init__(self):
        self.actor = mlp(OBS, 2 * ACTIONS, 256, nn.ReLU)
        self.critics = nn.ModuleList(mlp(OBS + ACTIONS, 1, 256, nn.ReLU) for _ in range(2))
        self.targets = nn.ModuleList(mlp(OBS + ACTIONS, 1, 256, nn.ReLU) for _ in range(2))
        self.targets.load_state_dict(self.critics.state_dict())
        self.log_alpha = nn.Parameter(torch.zeros(1))
        self.critic_params = list(self.critics.parameters())
        self.target_params = [p.requires_grad_(False) for p in self.targets.parameters()]
        self.actor_opt = torch.optim.Adam(self.actor.parameters(), lr=3e-4, fused=True)
        self.critic_opt = torch.optim.Adam(self.critic_params, lr=3e-4, fused=True)
        self.alpha_opt = torch.optim.Adam([self.log_alpha], lr=3e-4, fused=True)
        self.obs, self.next_obs = torch.randn(BATCH, OBS), torch.randn(BATCH, OBS)
        self.action, self.reward = torch.randn(BATCH, ACTIONS), torch.randn(BATCH)
        self.discount = torch.full((BATCH,), 0.99)

    def decide(self, obs):
        mean, log_std = self.actor(obs).chunk(2, 1)
        log_std = log_std.clamp(-20, 2)
        noise = torch.randn_like(mean)
        pre = mean + log_std.exp() * noise
        gaussian = -0.5 * noise.square() - log_std - 0.9189385332
        volume = 2 * (0.6931471806 - pre - F.softplus(-2 * pre))
        return torch.tanh(pre), (gaussian - volume).sum(1)

    @staticmethod
    def q(critics, obs, action):
        both = torch.cat([obs, action], 1)
        return torch.cat([critic(both) for critic in critics], 1)

    def update_critics(self):
        with torch.no_grad():
            next_action, next_logp = self.decide(self.next_obs)
            next_q = self.q(self.targets, self.next_obs, next_action).amin(1) - self.log_alpha.exp() * next_logp
            target = (self.reward + self.discount * next_q).unsqueeze(1)
        loss = 2 * F.mse_loss(self.q(self.critics, self.obs, self.action), target.expand(-1, 2))
        self.critic_opt.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_opt.step()
        return loss.detach()

    def update_actor(self):
        """Actor and temperature, from one decision and in one backward pass: they share no parameter."""
        action, logp = self.decide(self.obs)
        loss = (self.log_alpha.detach().exp() * logp - self.q(self.critics, self.obs, action).amin(1)).mean()
        alpha_loss = -(self.log_alpha * (logp.detach() - ACTIONS)).mean()
        self.actor_opt.zero_grad(set_to_none=True)
        self.alpha_opt.zero_grad(set_to_none=True)
        (loss + alpha_loss).backward()
        self.actor_opt.step()
        self.alpha_opt.step()
        return loss.detach()

    def compile(self):
        self.update_critics = torch.compile(self.update_critics)
        self.update_actor = torch.compile(self.update_actor)

    def __call__(self):
        critic_loss = self.update_critics()
        for p in self.critic_params:
            p.requires_grad_(False)  # the actor's loss needs no gradients of the critics' weights
        actor_loss = self.update_actor()
        for p in self.critic_params:
            p.requires_grad_(True)
        with torch.no_grad():
            torch._foreach_lerp_(self.target_params, self.critic_params, 0.005)
        return critic_loss, actor_loss


class Dqn:
    """The Nature-CNN on 32 stacks of four 84 x 84 bytes, weights and images with channels last."""

    def __init__(self):
        self.online, self.target = self.network(), self.network()
        self.target.load_state_dict(self.online.state_dict())
        self.opt = torch.optim.Adam(self.online.parameters(), lr=1e-4, fused=True)
        self.obs, self.next_obs = self.images(), self.images()
        self.action = torch.arange(32).unsqueeze(1) % ACTIONS
        self.reward, self.discount = torch.randn(32), torch.full((32,), 0.99)

    @staticmethod
    def network():
        convolutions = [nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3)]
        head = [nn.ReLU(), nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, ACTIONS)]
        return nn.Sequential(*convolutions, *head).to(memory_format=torch.channels_last)

    @staticmethod
    def images():
        return torch.randint(0, 256, (32, 84, 84, 4), dtype=torch.uint8).permute(0, 3, 1, 2)

    def update(self):
        with torch.no_grad():
            best = self.target(self.next_obs.float() / 255).amax(1)
            target = self.reward + self.discount * best
        q = self.online(self.obs.float() / 255).gather(1, self.action).squeeze(1)
        loss = F.smooth_l1_loss(q, target)
        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        self.opt.step()
        return loss.detach()

    def compile(self):
        self.update = torch.compile(self.update)

    def __call__(self):
        return self.update()


class Chain:
    """Huber's loss between two vectors, times a relu: ten elementwise ops without gradients."""

    def __init__(self):
        self.x, self.y = 4 * torch.rand(1 << 20) - 2, 3 * torch.rand(1 << 20) - 2

    def forward(self):
        with torch.no_grad():
            d = self.x - self.y
            near = d.clamp(-1, 1)
            return (0.5 * near.square() + (d.abs() - near.abs())) * self.x.relu()

    def compile(self):
        self.forward = torch.compile(self.forward)

    def __call__(self):
        return self.forward()


def make(work):
    if work == "chain":
        return Chain()
    if work == "dqn-cnn":
        return Dqn()
    if work == "sac":
        return Sac()
    if work == "act":
        return Act()
    if work.startswith("conv"):
        return convolution(*work.split("-"))
    _, b, i, o, product = work.split("-")
    return linear(int(b), int(i), int(o), product)


def seconds_of(work, runs):
    start = time.perf_counter()
    for _ in range(runs):
        work()
    return time.perf_counter() - start


def rate(work, runs, seconds):
    end, samples = time.perf_counter() + seconds, []
    while time.perf_counter() < end or not samples:
        samples.append(seconds_of(work, runs) / runs)
    return 1 / sorted(samples)[len(samples) // 4]


def main():
    variant, name, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    work = make(name)
    if variant == "compile":
        work.compile()
    for _ in range(10):
        work()
    runs = 1
    while seconds_of(work, runs) < SAMPLE_S:
        runs *= 2
    print(json.dumps({"ready": True, "version": torch.__version__}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"per_s": rate(work, runs, seconds)}), flush=True)


if __name__ == "__main__":
    main()
