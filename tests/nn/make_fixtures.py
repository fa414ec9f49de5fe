# SPDX-License-Identifier: MIT
"""Writes tests/nn/fixtures/*.txt: what PyTorch computes for the cases of tests/nn/test_parity.c.

    python tests/nn/make_fixtures.py        (needs torch and stable-baselines3; the tests read the files and need nothing)

A file holds tensors: "NAME RANK DIM..." and the values. Everything is computed in float32 on one thread.
"""

import pathlib

import torch
from stable_baselines3.common.distributions import StateDependentNoiseDistribution

HERE = pathlib.Path(__file__).parent / "fixtures"
torch.manual_seed(0)
torch.set_num_threads(1)


def write(name, **tensors):
    with open(HERE / f"{name}.txt", "w") as out:
        for key, value in tensors.items():
            value = torch.as_tensor(value, dtype=torch.float32).detach()
            print(key, value.dim(), *value.shape, file=out)
            flat = [f"{v:.9g}" for v in value.reshape(-1).tolist()]
            for i in range(0, len(flat), 8):
                print(*flat[i : i + 8], file=out)


def leaf(value):
    return value.clone().requires_grad_()


# ---- initialisers: the size of what PyTorch draws for a matrix and for a convolution ----

INIT = torch.nn.init
INITIALISERS = {
    "xavier": lambda w: INIT.xavier_uniform_(w, gain=2),
    "kaiming": lambda w: INIT.kaiming_uniform_(w, nonlinearity="relu"),
    "kaiming_out": lambda w: INIT.kaiming_uniform_(w, mode="fan_out", nonlinearity="linear"),
    "xavier_normal": lambda w: INIT.xavier_normal_(w, gain=2),
    "kaiming_normal": lambda w: INIT.kaiming_normal_(w, nonlinearity="relu"),
    "kaiming_normal_out": lambda w: INIT.kaiming_normal_(w, mode="fan_out", nonlinearity="linear"),
}


def initialisers():
    """Standard deviation, mean fourth power over its square's square, and the largest of many draws."""
    generator = torch.get_rng_state()
    torch.manual_seed(1)
    sizes = {}
    for prefix, shape in {"": (40, 60), "conv_": (32, 12, 3, 5)}.items():
        for name, draw in INITIALISERS.items():
            w = torch.cat([draw(torch.empty(shape)).reshape(-1) for _ in range(100)]).double()
            sizes[prefix + name] = torch.stack([w.std(), (w**4).mean() / w.var() ** 2, w.abs().max()])
    torch.set_rng_state(generator)
    write("initialisers", **sizes)


# ---- elementwise ops: value and gradients, ties and bounds included ----

SPECIAL = torch.tensor([0.0, 0.0, 1.0, -1.0, 0.5, 0.5, 2.0, -0.5, 3.0, 1e-3, -8.0, 8.0])
UNARY = {
    "neg": torch.neg,
    "abs": torch.abs,
    "square": torch.square,
    "sqrt": torch.sqrt,
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
}
BINARY = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "min": torch.minimum,
    "max": torch.maximum,
    "less": lambda a, b: (a < b).float(),
}
TERNARY = {
    "clip": lambda a, b, c: torch.clamp(a, b.detach(), c.detach()),
    "where": lambda a, b, c: torch.where(a > 0, b, c),
}


def elementwise(name, fn, operands):
    operands = dict(zip("abc", map(leaf, operands)))
    y = fn(*operands.values())
    g = torch.randn(y.shape)
    if y.requires_grad:
        y.backward(g)
    grads = {f"d{k}": v.grad for k, v in operands.items() if v.grad is not None}
    write(f"map_{name}", **operands, g=g, y=y, **grads)


def all_elementwise():
    for name, fn in UNARY.items():
        a = torch.cat([SPECIAL, torch.randn(50) * 3])
        if name in ("sqrt", "log"):
            a = a.abs() + 1e-3
        elementwise(name, fn, [a])
    for name, fn in BINARY.items():
        a = torch.cat([SPECIAL, torch.randn(50)])
        b = torch.cat([SPECIAL.roll(1), torch.randn(50)])
        if name == "div":
            b = b.sign() * (b.abs() + 0.1) + (b == 0)
        elementwise(name, fn, [a, b])
    for name, fn in TERNARY.items():
        a = torch.cat([SPECIAL, torch.randn(50)])
        # off the bounds themselves: there PyTorch's versions differ
        low = torch.cat([SPECIAL.roll(3).clamp(max=0.5), -torch.rand(50)]) + 0.013
        elementwise(name, fn, [a, low, low + 0.5 + torch.rand(62)])


# ---- rows ----


def rows():
    logits = leaf(torch.cat([torch.randn(12, 5) * 3, torch.tensor([[80.0, -80, 0, 0, 1]])]))
    action = torch.randint(0, 5, (13,))
    logp = torch.log_softmax(logits, -1)
    g = torch.randn(13, 5)
    logp.backward(g, retain_graph=True)
    dlogits, logits.grad = logits.grad, None
    picked = logp.gather(1, action[:, None])[:, 0]
    entropy = -(logp.exp() * logp).sum(-1)
    (picked.mean() + 0.1 * entropy.sum()).backward()
    write("rows", logits=logits, g=g, logp=logp, dlogits=dlogits, action=action, picked=picked,
          entropy=entropy, dloss=logits.grad, argmax=logits.argmax(-1))


# ---- linear layers of several sizes ----

ACTS = {"none": lambda x: x, "tanh": torch.tanh, "relu": torch.relu}


def linears():
    for act, fn in ACTS.items():
        for b, i, o in [(5, 4, 8), (40, 4, 32), (33, 17, 6), (1, 40, 24), (16, 20, 1)]:
            x, w, bias = leaf(torch.randn(b, i)), leaf(torch.randn(o, i) / i**0.5), leaf(torch.randn(o))
            y = fn(torch.nn.functional.linear(x, w, bias))
            g = torch.randn(b, o)
            y.backward(g)
            write(f"linear_{act}_{b}_{i}_{o}", x=x, w=w, bias=bias, g=g, y=y, dx=x.grad, dw=w.grad,
                  dbias=bias.grad)


# ---- training: an MLP under Adam for 100 steps, gradients clipped or not ----


def training(name, act, max_norm, make=lambda net: torch.optim.Adam(net.parameters(), lr=3e-3, eps=1e-5),
             before=lambda net, step: None, max_value=None):
    layers = [torch.nn.Linear(4, 16), act(), torch.nn.Linear(16, 16), act(), torch.nn.Linear(16, 2)]
    net = torch.nn.Sequential(*layers)
    x, target = torch.randn(32, 4), torch.randn(32, 2)
    optimizer = make(net)
    start = {f"start{i}": p.detach().clone() for i, p in enumerate(net.parameters())}
    losses, norms, first = [], [], {}
    for step in range(100):
        before(net, step)
        loss = ((net(x) - target) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), max_norm)
        if max_value is not None:
            torch.nn.utils.clip_grad_value_(net.parameters(), max_value)
        if step == 0:
            first = {f"grad{i}": p.grad.clone() for i, p in enumerate(net.parameters()) if p.grad is not None}
        optimizer.step()
        losses.append(loss.item())
        norms.append(norm.item())
    end = {f"end{i}": p for i, p in enumerate(net.parameters())}
    write(f"training_{name}", x=x, target=target, max_norm=max_norm, losses=losses, norms=norms,
          **start, **first, **end)


# ---- one PPO loss, clipped value included ----


def ppo():
    b = 24
    logits, value, log_std = leaf(torch.randn(b, 3)), leaf(torch.randn(b)), leaf(torch.randn(2) * 0.1)
    mean = leaf(torch.randn(b, 2))
    action, box = torch.randint(0, 3, (b,)), torch.randn(b, 2)
    old_logp, adv, ret, old_value = -torch.rand(b) * 2, torch.randn(b), torch.randn(b), torch.randn(b)
    dist = torch.distributions.Categorical(logits=logits)
    gauss = torch.distributions.Normal(mean, log_std.exp().expand(b, 2))
    adv_n = (adv - adv.mean()) / (adv.std() + 1e-8)
    logp = dist.log_prob(action)
    ratio = (logp - old_logp).exp()
    policy = -torch.min(adv_n * ratio, adv_n * ratio.clamp(0.8, 1.2)).mean()
    clipped = old_value + (value - old_value).clamp(-0.2, 0.2)
    v_loss = ((ret - clipped) ** 2).mean()
    gauss_logp = gauss.log_prob(box).sum(-1)
    loss = policy + 0.5 * v_loss - 0.01 * dist.entropy().mean() + (gauss_logp * adv).mean()
    loss.backward()
    write("ppo", logits=logits, value=value, log_std=log_std, mean=mean, action=action, box=box,
          old_logp=old_logp, adv=adv, ret=ret, old_value=old_value, policy=policy, v_loss=v_loss,
          gauss_logp=gauss_logp, loss=loss, dlogits=logits.grad, dvalue=value.grad,
          dlog_std=log_std.grad, dmean=mean.grad)


# ---- further elementwise ops, and one row per row of tests/nn/op_cases.c; seeded one by one, so that a new
# row leaves the files of the others alone ----

F = torch.nn.functional
MORE_UNARY = {
    "log1p": torch.log1p,
    "rsqrt": torch.rsqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "sign": lambda a: torch.sign(a.detach()),
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": lambda a: F.softplus(a, threshold=1e9),
}
MORE_BINARY = {
    "less_equal": lambda a, b: (a <= b).float(),
    "equal": lambda a, b: (a == b).float(),
    "leaky_relu": lambda a, b: torch.where(a > 0, a, b * a),
    "pow": torch.pow,
}


def more_elementwise():
    for name, fn in (MORE_UNARY | MORE_BINARY).items():
        torch.manual_seed(sum(name.encode()))
        a = torch.cat([SPECIAL, torch.randn(50) * 3])
        b = torch.cat([SPECIAL.roll(1), torch.randn(50)])
        if name in ("log1p", "rsqrt", "pow"):
            a = a.abs() + 1e-3
        elementwise(name, fn, [a] if name in MORE_UNARY else [a, b])


def ensemble(x, w, bias):
    return torch.einsum("ebi,eoi->ebo" if x.dim() == 3 else "bi,eoi->ebo", x, w) + bias[:, None]


D = torch.distributions


def masked(a, b):
    mask = (b > 0) | (b == b.amax(-1, keepdim=True))
    d = D.Categorical(logits=a.masked_fill(~mask, -1e30))
    return d.log_prob(b.argmax(-1)) + d.entropy()


def multi_discrete(a, b):
    both = zip(a.split([3, 2], -1), b.split([3, 2], -1))
    return sum(D.Categorical(logits=x).log_prob(y.argmax(-1)) + D.Categorical(logits=x).entropy() for x, y in both)


def bernoulli(a, b):
    d = D.Bernoulli(logits=a)
    return (d.log_prob((b > 0).float()) + d.entropy()).sum(-1)


def gaussian(mean, b, log_std):
    d = D.Normal(mean, log_std.exp().expand(mean.shape))
    return (d.log_prob(b.detach() ** 2) + d.entropy()).sum(-1)


def squashed_log_prob(mean, log_std, pre):
    each = D.Normal(mean, log_std.exp()).log_prob(pre)
    return (each - D.transforms.TanhTransform().log_abs_det_jacobian(pre, None)).sum(-1)


def squashed(mean, b, log_std):
    pre = mean + log_std.exp() * b.detach() ** 2
    return squashed_log_prob(mean, log_std, pre) + pre.tanh().sum(-1)


# RMSprop gets an eps of some size: with 1e-8 a gradient that crosses zero is a step of +-lr, and PyTorch in float32
# is 5e-5 away from PyTorch in float64 after 100 steps.
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.02, weight_decay=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=1e-3, eps=1e-3),
    "rmsprop_momentum": lambda p: torch.optim.RMSprop(p, lr=1e-3, alpha=0.95, eps=1e-3, momentum=0.5,
                                                    weight_decay=0.01),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=3e-3, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=3e-3, weight_decay=0.1),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=0.5),
    # the ends of what PyTorch allows; eps of some size where a step would be the sign of a gradient
    "momentum_over_1": lambda p: torch.optim.SGD(p, lr=1e-5, momentum=1.02),
    "rmsprop_alpha0": lambda p: torch.optim.RMSprop(p, lr=1e-3, alpha=0, eps=0.1),
    "adam_beta1_0": lambda p: torch.optim.Adam(p, lr=3e-3, betas=(0.0, 0.999), eps=0.1),
    "adam_beta2_0": lambda p: torch.optim.Adam(p, lr=3e-3, betas=(0.9, 0.0), eps=0.1),
    "adam_sign": lambda p: torch.optim.Adam(p, lr=1e-4, betas=(0.0, 0.0), eps=0.1),
    "adam_eps_0": lambda p: torch.optim.Adam(p, lr=1e-3, eps=0),
    "adamw_betas_0": lambda p: torch.optim.AdamW(p, lr=3e-3, betas=(0.0, 0.0), eps=0.1, weight_decay=0.1),
    "adadelta_rho_0": lambda p: torch.optim.Adadelta(p, lr=0.01, rho=0, eps=1e-2),
    "adadelta_rho_1": lambda p: torch.optim.Adadelta(p, lr=0.2, rho=1, eps=1e-4),
}


def optimizers():
    for name, make in OPTIMIZERS.items():
        torch.manual_seed(sum(name.encode()))
        training(f"opt_{name}", torch.nn.Tanh, 0.5, lambda net: make(net.parameters()))


# Two groups, a layer that is frozen for a while, elements clipped; one training each, seeded by itself.


def groups(net):
    biases = [p for n, p in net.named_parameters() if n.endswith("bias")]
    weights = [p for n, p in net.named_parameters() if n.endswith("weight")]
    return torch.optim.AdamW([{"params": weights, "weight_decay": 0.1},
                              {"params": biases, "weight_decay": 0.0, "lr": 6e-3}], lr=3e-3, eps=1e-5)


def freeze(net, step):
    for p in net[2].parameters():
        p.requires_grad_(not 30 <= step < 60)
    for p in net[4].parameters():
        p.requires_grad_(step >= 10)


SPECIAL_TRAININGS = {
    "groups": dict(make=groups),
    "freeze": dict(before=freeze),
    "clip_value": dict(max_value=0.01),
}


def special_trainings():
    for name, how in SPECIAL_TRAININGS.items():
        torch.manual_seed(sum(name.encode()))
        training(name, torch.nn.Tanh, 0.5, **how)


def batch_norm_training():
    """Two hidden layers with batch norm under AdamW, other rows at each step; then in eval mode."""
    torch.manual_seed(6)
    nn = torch.nn
    net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(),
                        nn.Linear(8, 2))
    names = {"0": "net.0", "1": "net.0.norm", "3": "net.1", "4": "net.1.norm", "6": "net.2"}

    def values(when):
        return {f"{when}:{names[k[0]]}{k[1:]}": v.detach().clone() for k, v in net.state_dict().items()
                if not k.endswith("num_batches_tracked")}

    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, eps=1e-3, weight_decay=0.1)
    x, target, losses, start = torch.randn(30, 12, 4), torch.randn(30, 12, 2), [], values("start")
    for k in range(30):
        loss = ((net(x[k]) - target[k]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    write("network_batch_norm", x=x, target=target, losses=losses, y=net.eval()(x[0]), **start, **values("end"))


def accumulated():
    """Micro-batches of 8 rows, 7 to a pass: windows of 3, 3 and 1, each loss weighted by its share."""
    torch.manual_seed(5)
    net = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 2))
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, eps=1e-5, weight_decay=0.1)
    x, target, norms = torch.randn(7, 8, 4), torch.randn(7, 8, 2), []
    start = {f"start{i}": p.detach().clone() for i, p in enumerate(net.parameters())}
    for _ in range(20):
        for first in (0, 3, 6):
            window = range(first, min(first + 3, 7))
            optimizer.zero_grad()
            for k in window:
                (((net(x[k]) - target[k]) ** 2).mean() / len(window)).backward()
            norms.append(torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5).item())
            optimizer.step()
    write("training_accumulated", x=x, target=target, norms=norms, **start,
          **{f"end{i}": p for i, p in enumerate(net.parameters())})


def scatter_add(a, b, c):
    return a.scatter_add(1, c.argmax(-1), b) ** 2


def embedding(a, b):
    return F.embedding(b.argmax(-1), a) ** 2


def conv2d(stride=1, padding=0):
    def run(x, w, bias):  # images with channels last
        return F.conv2d(x.permute(0, 3, 1, 2), w, bias, stride, padding).permute(0, 2, 3, 1)

    return run


def max_pool(*window):
    return lambda a, b: F.max_pool2d((a + 0.37 * b).permute(0, 3, 1, 2), *window).permute(0, 2, 3, 1)


def batch_norm(x, gain, bias, mean, variance, momentum):
    channels = x.reshape(-1, x.shape[-1])
    y = F.batch_norm(channels, mean.detach().clone(), variance.detach().clone(), gain, bias, True, momentum.item())
    return y.reshape(x.shape)


def batch_norm_eval(x, gain, bias, mean, variance, momentum):
    return F.batch_norm(x, mean.detach(), variance.detach() ** 2 + 0.5, gain, bias)


# ---- keyed draws (base/rng.h), written down once more: Philox4x32-10 ----

SEED, TESTS, COUNTER = 0x123456789ABCDEF, 7, 5


def philox(entity, counter, block):
    c = [block, counter & 0xFFFFFFFF, entity, TESTS | (counter >> 32) << 8]
    k = [SEED & 0xFFFFFFFF, SEED >> 32]
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def words(entity, counter, n):
    return [w for block in range((n + 3) // 4) for w in philox(entity, counter, block)]


def uniform(entity, *shape, counter=COUNTER):
    n = torch.Size(shape).numel()
    return torch.tensor([(w >> 8) * 2.0**-24 for w in words(entity, counter, n)[:n]]).reshape(shape)


def normal(entity, *shape, counter=COUNTER):
    n = torch.Size(shape).numel()
    w = words(entity, counter, n)
    radius = (-2 * ((torch.tensor(w[0::2], dtype=torch.float64) + 0.5) * 2.0**-32).log()).sqrt()
    angle = 2 * torch.pi * torch.tensor([(v >> 8) * 2.0**-24 for v in w[1::2]], dtype=torch.float64)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], 1).flatten()[:n].float().reshape(shape)


def random_rows(a, entity, counter):
    keys = zip(entity.argmax(-1).tolist(), counter.argmax(-1).tolist())
    return a * torch.stack([normal(e, 3, counter=c) for e, c in keys])


def random_categorical(a, b):
    past = b.softmax(-1).cumsum(-1) <= uniform(6, 9)[:, None]
    return a * past.sum(-1)


def gsde_of(mean, latent, log_std, **options):
    d = StateDependentNoiseDistribution(3, learn_features=True, **options)
    d.proba_distribution_net(4)
    return d.proba_distribution(mean, log_std, latent)


def gsde(mean, latent, log_std, at):
    d = gsde_of(mean, latent, log_std)
    d.exploration_mat = d.get_std(log_std) * normal(8, 4, 3)
    return d.log_prob(at + d.get_noise(latent)) + d.entropy()


def gsde_squashed(mean, latent, log_std):
    d = gsde_of(mean, latent, log_std, use_expln=True)
    d.exploration_matrices = d.get_std(log_std) * normal(9, 6, 4, 3)
    pre = d.sample()
    correction = D.transforms.TanhTransform().log_abs_det_jacobian(pre, None)
    return d.log_prob(pre) - correction.sum(-1) + pre.tanh().sum(-1)


def linear(act=lambda y: y):
    return lambda x, w, bias: act(F.linear(x, w, bias))


def linear_deep(x, w, bias):
    return linear(torch.tanh)(linear(torch.tanh)(x, w, bias), w, bias)


def linear_shared(x, w, bias):
    h = linear(torch.tanh)(x, w, bias)
    return F.linear(h, w, bias) + h


def sample(a, b, c):
    return a * (b.softmax(-1).cumsum(-1) <= c.sigmoid()[:, None]).sum(-1)


def pixels(a):
    return a * (torch.arange(a.numel()) * 37 % 256).reshape(a.shape) / 255


def entropy(a):
    return -(a.softmax(-1) * a.log_softmax(-1)).sum(-1)


OPS = {
    "sum": (lambda a: (a**2).sum(), (4, 3)),
    "sum_broadcast": (lambda a, b, c: (a * (b + c)).sum(), (4, 3), (3,), ()),
    "sum_of_add": (lambda a, b, c: (a + b + c).sum(), (4, 3), (3,), ()),
    "mean": (lambda a: (a * a.exp()).mean(), (4, 3)),
    "mean_alone": (lambda a: a.mean(), (4, 3)),
    "sum_last": (lambda a: a.sum(-1) ** 2, (4, 3)),
    "sum_last_of_1": (lambda a: a.sum(-1) ** 2, (7,)),
    "sum_last_of_3": (lambda a: a.sum(-1) ** 2, (2, 3, 4)),
    "sum_of_sums": (lambda a: a.exp().sum(), (4, 3)),
    "log_softmax": (lambda a: (2 * a).log_softmax(-1), (4, 5)),
    "log_softmax_2": (lambda a: (2 * a).log_softmax(-1), (9, 2)),
    "log_softmax_1": (lambda a: (2 * a).log_softmax(-1), (3, 1)),
    "pick": (lambda a: a.gather(1, a.argmax(-1, keepdim=True))[:, 0].exp(), (6, 4)),
    "sample_categorical": (sample, (9,), (9, 4), (9,)),
    "reshape": (lambda a, b: a.reshape(12) * b, (3, 4), (12,)),
    "unsqueeze": (lambda a, b: a.unsqueeze(1) * b, (3, 4), (3, 2, 4)),
    "stop_grad": (lambda a, b: a * (b**2).detach(), (3, 4), (3, 4)),
    "to_float_u8": (pixels, (5, 7)),
    "entropy": (entropy, (5, 3)),
    "used_twice": (lambda a: a.tanh() * a + a.tanh() ** 2, (3, 3)),
    "rank_4": (lambda a, b, c: (a + b) * c, (2, 3, 1, 4), (1, 1, 5, 1), (3, 1, 4)),
    "linear": (linear(), (5, 3), (4, 3), (4,)),
    "linear_wide": (linear(), (9, 17), (19, 17), (19,)),
    "linear_thin": (linear(), (7, 9), (1, 9), (1,)),
    "linear_row": (linear(), (1, 9), (5, 9), (5,)),
    "linear_tanh": (linear(torch.tanh), (5, 3), (4, 3), (4,)),
    "linear_relu": (linear(torch.relu), (5, 3), (4, 3), (4,)),
    "linear_deep": (linear_deep, (6, 4), (4, 4), (4,)),
    "linear_of_sum": (lambda x, w, bias, z: F.linear(x.tanh() + z**2, w, bias), (5, 3), (4, 3), (4,), (5, 3)),
    "linear_shared": (linear_shared, (6, 4), (4, 4), (4,)),
    "gsde": (gsde, (6, 3), (6, 4), (4, 3), (6, 3)),
    "gsde_squashed": (gsde_squashed, (6, 3), (6, 4), (4, 3)),
    "layer_norm": (lambda x, g, b: F.layer_norm(x, g.shape, g, b), (5, 7), (7,), (7,)),
    "layer_norm_wide": (lambda x, g, b: F.layer_norm(x, g.shape, g, b), (2, 3, 37), (37,), (37,)),
    "batch_norm": (batch_norm, (9, 5), (5,), (5,), (5,), (5,), ()),
    "batch_norm_maps": (batch_norm, (2, 3, 3, 19), (19,), (19,), (19,), (19,), ()),
    "batch_norm_eval": (batch_norm_eval, (9, 5), (5,), (5,), (5,), (5,), ()),
    "random_uniform": (lambda a: a * uniform(3, 5, 6), (5, 6)),
    "random_normal": (lambda a: a * normal(4, 5, 6), (5, 6)),
    "random_bernoulli": (lambda a, b: a * (uniform(5, 5, 6) < b.sigmoid()), (5, 6), (5, 6)),
    "random_categorical": (random_categorical, (9,), (9, 4)),
    "random_rows": (random_rows, (7, 3), (7, 4), (7, 5)),
    "dropout": (lambda a: (a * (uniform(7, 5, 6) >= 0.3) / 0.7) ** 2, (5, 6)),
    "matmul": (torch.matmul, (5, 3), (3, 4)),
    "matmul_wide": (torch.matmul, (7, 19), (19, 21)),
    "matmul_row": (torch.matmul, (1, 19), (19, 18)),
    "matmul_batch": (torch.matmul, (3, 5, 4), (3, 4, 6)),
    "matmul_shared_a": (torch.matmul, (5, 4), (3, 4, 9)),
    "matmul_shared_b": (torch.matmul, (3, 5, 4), (4, 6)),
    "matmul_t": (lambda a, b: a.mT @ b.mT, (2, 13, 5), (2, 17, 13)),
    "matmul_keys": (lambda a, b: (a @ b.T).softmax(-1), (6, 8), (10, 8)),
    "permute": (lambda a: a.permute(0, 3, 1, 2) ** 2, (2, 3, 4, 5)),
    "permute_front": (lambda a: a.permute(2, 0, 1) ** 2, (3, 17, 6)),
    "permute_rows": (lambda a: a.permute(1, 0, 2) ** 2, (3, 4, 5)),
    "transpose": (lambda a, b: a.T * b, (19, 6), (6, 19)),
    "expand": (lambda a: a.expand(2, 4, 3) ** 2, (4, 1)),
    "argmax": (lambda a, b: a * b.argmax(1), (3, 20), (3, 4, 20)),
    "gather": (lambda a, b: a.gather(1, b.argmax(-1)) ** 2, (3, 4, 5), (3, 2, 5, 4)),
    "scatter_add": (scatter_add, (3, 5), (3, 7), (3, 7, 5)),
    "take": (lambda a, b: a.tanh().index_select(1, b.argmax(-1)) ** 2, (3, 4, 18), (6, 4)),
    "embedding": (embedding, (7, 3), (2, 5, 7)),
    "one_hot": (lambda a, b: a * F.one_hot(b.argmax(0), 5), (6, 5), (5, 6)),
    "softmax": (lambda a: (2 * a).softmax(-1), (5, 6)),
    "softmax_wide": (lambda a: (2 * a).softmax(-1), (3, 40)),
    "mse": (F.mse_loss, (5, 3), (5, 3)),
    "huber": (lambda a, b: F.huber_loss(a, b, delta=0.7), (5, 3), (5, 3)),
    "cross_entropy": (lambda a, b: F.cross_entropy(a, b.argmax(-1)), (5, 3), (5, 3)),
    "nll": (lambda a, b: F.nll_loss((a * a).log_softmax(-1), b.argmax(-1)), (5, 3), (5, 3)),
    "bce": (lambda a, b: F.binary_cross_entropy_with_logits(a, b.sigmoid()), (5, 3), (5, 3)),
    "kl": (lambda a, b: F.kl_div(a.log_softmax(-1), b.log_softmax(-1), reduction="batchmean", log_target=True),
           (5, 3), (5, 3)),
    "masked": (masked, (6, 5), (6, 5)),
    "multi_discrete": (multi_discrete, (6, 5), (6, 5)),
    "bernoulli": (bernoulli, (6, 5), (6, 5)),
    "gaussian_dist": (gaussian, (6, 3), (6, 3), (3,)),
    "squashed": (squashed, (6, 3), (6, 3), (6, 3)),
    "squashed_action": (lambda m, b, s: squashed_log_prob(m, s, (0.6 * b.tanh()).atanh()), (6, 3), (6, 3), (3,)),
    "dueling": (lambda v, a: (v + a - a.mean(-1, keepdim=True)) ** 2, (6, 1), (6, 4)),
    "ensemble": (ensemble, (2, 5, 3), (2, 4, 3), (2, 4)),
    "ensemble_shared": (ensemble, (5, 3), (3, 4, 3), (3, 4)),
    "ensemble_wide": (lambda *p: ensemble(*p).tanh(), (9, 7), (2, 21, 7), (2, 21)),
    "ensemble_thin": (ensemble, (3, 6, 20), (3, 1, 20), (3, 1)),
    "ensemble_deep": (lambda x, w, b: ensemble(ensemble(x, w, b).relu().tanh(), w, b), (6, 9), (2, 9, 9), (2, 9)),
    "sum_axis": (lambda a: a.sum(1) ** 2, (3, 4, 5)),
    "mean_axis": (lambda a: a.mean(0) ** 2, (3, 4, 2)),
    "max_axis": (lambda a: a.amax(1), (3, 4, 5)),
    "max_last": (lambda a: a.amax(-1), (7, 6)),
    "min_ensemble": (lambda a: a.amin(0), (2, 9, 1)),
    "var_axis": (lambda a: a.var(-1), (5, 6)),
    "norm_axis": (lambda a: a.norm(dim=1), (3, 4, 5)),
    "norm_axis_zero": (lambda a: torch.cat([0 * a[:1], a[1:]]).norm(dim=1), (4, 5)),
    "pow_whole": (lambda a, b: a ** b.argmax(-1).float(), (6, 5), (6, 5, 4)),
    "logsumexp": (lambda a: (3 * a).logsumexp(-1), (5, 6)),
    "concat_last": (lambda a, b: torch.cat([a, b], -1) ** 2, (5, 3), (5, 20)),
    "concat_many": (lambda a, b, c: torch.cat([a, b, c, b, a, a, c], 1) ** 2, (2, 1, 3), (2, 4, 3), (2, 2, 3)),
    "stack": (lambda *p: torch.stack(p, 1).exp(), (3, 4), (3, 4), (3, 4)),
    "slice": (lambda a: a[:, 1:3] ** 2, (3, 4, 5)),
    "conv2d": (conv2d(), (2, 6, 5, 3), (4, 3, 3, 3), (4,)),
    "conv2d_point": (conv2d(), (1, 4, 4, 17), (21, 17, 1, 1), (21,)),
    "conv2d_image": (conv2d(), (5, 3, 4, 2), (20, 2, 3, 4), (20,)),
    "conv2d_image_thin": (conv2d(), (5, 3, 4, 2), (3, 2, 3, 4), (3,)),
    "conv2d_pixel": (conv2d(), (3, 1, 1, 4), (4, 4, 1, 1), (4,)),
    "conv2d_stride": (conv2d(2, 1), (2, 7, 6, 2), (5, 2, 3, 2), (5,)),
    "conv2d_gap": (lambda *p: conv2d(3)(*p).tanh(), (1, 9, 8, 1), (3, 1, 2, 2), (3,)),
    "conv2d_elu": (lambda *p: F.elu(conv2d(1, 1)(*p)), (2, 4, 3, 2), (3, 2, 3, 3), (3,)),
    "conv2d_relu": (lambda *p: conv2d(1, 2)(*p).relu(), (1, 4, 3, 2), (3, 2, 3, 4), (3,)),
    "conv2d_deep": (
        lambda x, w, b: conv2d(1, 1)(conv2d(1, 1)(x, w, b).tanh(), w, b).tanh(),
        (2, 4, 5, 3), (3, 3, 3, 3), (3,),
    ),
    "max_pool": (max_pool(2), (2, 4, 6, 3), (2, 4, 6, 3)),
    "max_pool_overlap": (max_pool(3, 2, 1), (1, 6, 5, 2), (1, 6, 5, 2)),
    "slice_twice": (lambda a: a[:2, 2:] * a[1:, 2:], (3, 5)),
}


def ops():
    for name, (fn, *shapes) in OPS.items():
        torch.manual_seed(sum(name.encode()))
        p = {f"p{i}": leaf(torch.randn(s)) for i, s in enumerate(shapes)}
        y = fn(*p.values())
        g = torch.randn(y.shape)
        if y.requires_grad:
            y.backward(g)
        grads = {f"d{k}": v.grad for k, v in p.items() if v.grad is not None}
        write(f"op_{name}", **p, g=g, y=y, **grads)


# ---- distributions far out, in float64 on operands that are float32 ----


def dist_extremes():
    e = torch.tensor([-1e4, -200, -88, -20, -1, -1e-6, 0, 1e-6, 1, 20, 88, 200, 1e4])
    two, bounded = torch.stack([e, -e / 3], 1), e.clamp(-20, 2)[:, None]
    logits, mask = torch.stack([e, 0 * e, -e / 2, e / 4, 1 + 0 * e], 1), torch.ones(13, 5)
    mask[:, 1], mask[:, 2] = (e > 0).float(), (e < 0).float()
    u = torch.linspace(0, 0.999, 13)
    mean, z = e[:, None], torch.linspace(-3, 3, 13)[:, None]
    x = mean + bounded.exp() * z
    pre = torch.linspace(-40, 40, 13)[:, None].clone()
    pre[0], pre[-1] = -1e4, 1e4
    latent, gsde_log_std = torch.stack([1 + 0 * e, e.tanh() * 100], 1), torch.tensor([[-20.0, 2], [-20.0, 0]])

    d64 = torch.float64
    cat = D.Categorical(logits=logits.to(d64))
    only = logits.to(d64).masked_fill(mask == 0, -torch.inf)
    masked = D.Categorical(logits=only.clamp(min=-1e300))
    parts = [D.Categorical(logits=part.to(d64)) for part in logits.split([3, 2], -1)]
    coin = D.Bernoulli(logits=two.to(d64))
    normal_ = D.Normal(mean.to(d64), bounded.to(d64).exp())
    squash = D.transforms.TanhTransform()
    squashed = D.Normal(mean.to(d64) / 1e4, bounded.to(d64).exp()).log_prob(pre.to(d64))
    sde = StateDependentNoiseDistribution(2)
    sde.proba_distribution_net(2)
    sde.proba_distribution(two.to(d64), gsde_log_std.to(d64), latent.to(d64))
    write("dist_extremes", logits=logits, mask=mask, u=u, two=two, mean=mean, log_std=bounded, z=z, x=x, pre=pre,
          latent=latent, gsde_log_std=gsde_log_std,
          cat_logp=cat.log_prob(logits.argmax(-1)), cat_entropy=cat.entropy(), cat_mode=logits.argmax(-1),
          cat_sample=(cat.probs.cumsum(-1) <= u[:, None].to(d64)).sum(-1),
          masked_logp=masked.log_prob(only.argmax(-1)), masked_entropy=masked.entropy(), masked_mode=only.argmax(-1),
          masked_sample=(masked.probs.cumsum(-1) <= u[:, None].to(d64)).sum(-1),
          multi_logp=sum(p.log_prob(p.logits.argmax(-1)) for p in parts), multi_entropy=sum(p.entropy() for p in parts),
          coin_logp=coin.log_prob(torch.tensor([1.0, 0]).to(d64)).sum(-1), coin_entropy=coin.entropy().sum(-1),
          coin_mode=(two > 0).float(), coin_sample=(u[:, None] < two.to(d64).sigmoid()).float(),
          normal_logp=normal_.log_prob(x.to(d64)).sum(-1), normal_entropy=normal_.entropy().sum(-1), normal_sample=x,
          squashed_logp=(squashed - squash.log_abs_det_jacobian(pre.to(d64), None)).sum(-1), squashed_mode=mean.tanh(),
          gsde_logp=sde.log_prob((two + latent).to(d64)), gsde_entropy=sde.entropy())


# ---- batch norm over several batches, then in eval mode ----


def batch_norm_steps():
    torch.manual_seed(3)
    layer, x = torch.nn.BatchNorm1d(5), torch.randn(4, 12, 5) * 3 + 1
    with torch.no_grad():
        layer.weight.copy_(torch.randn(5))
        layer.bias.copy_(torch.randn(5))
    y = torch.stack([layer(batch) for batch in x])
    write("batch_norm_steps", x=x, y=y, gain=layer.weight, bias=layer.bias, mean=layer.running_mean,
          variance=layer.running_var, y_eval=layer.eval()(x[0]))


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    all_elementwise()
    rows()
    linears()
    training("tanh", torch.nn.Tanh, 0.5)
    training("relu", torch.nn.ReLU, 1e9)
    ppo()
    more_elementwise()
    ops()
    optimizers()
    special_trainings()
    accumulated()
    batch_norm_training()
    batch_norm_steps()
    dist_extremes()
    initialisers()
