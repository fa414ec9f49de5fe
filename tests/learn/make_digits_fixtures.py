# SPDX-License-Identifier: MIT
"""Writes tests/learn/fixtures/digits_{mlp,cnn}.txt: the loss of every update when PyTorch trains the networks of
docs/examples/digits.c, from the same weights and on the same batches; beside it the same with PyTorch's other
kernels (no oneDNN), which says how far rounding alone drives two runs apart.

    python tests/learn/make_digits_fixtures.py DIGITS_PROGRAM DATA     (needs torch; DATA from digits_data.py)
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent / "fixtures"
BATCH = 64


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ModuleList([nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)])
        self.fc = nn.ModuleList([nn.Linear(800, 500), nn.Linear(500, 10)])

    def forward(self, x):
        x = x.reshape(-1, 1, 28, 28)
        for layer in self.conv:
            x = torch.max_pool2d(layer(x).relu(), 2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # channels last, as rltd's images are
        return self.fc[1](self.fc[0](x).relu()).log_softmax(-1)


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.LogSoftmax(-1))


# network, optimizer, factor of the learning rate at each epoch
DEMOS = {
    "mlp": (mlp, lambda p: torch.optim.Adadelta(p, lr=1.0), 0.97),
    "cnn": (Cnn, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.5), 1.0),
}


def load_data(path):
    raw = pathlib.Path(path).read_bytes()
    n_train, n_test, h, w = np.frombuffer(raw, "<i4", 4)
    n = n_train + n_test
    images = np.frombuffer(raw, "<f4", n * h * w, 16).reshape(n, h * w)
    labels = np.frombuffer(raw, "<i4", n, 16 + images.nbytes)
    return torch.tensor(images), torch.tensor(labels).long(), int(n_train)


def load_weights(net, path):
    flat, at = torch.tensor(np.fromfile(path, "<f4")), 0
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(flat[at : at + p.numel()].reshape(p.shape))
            at += p.numel()
    assert at == len(flat)


def losses(name, program, data):
    images, labels, n_train = load_data(data)
    make, optimizer, factor = DEMOS[name]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, name, data, f"{folder}/run"], check=True, stdout=subprocess.DEVNULL)
        net = make()
        load_weights(net, f"{folder}/run.weights")
        rows = np.fromfile(f"{folder}/run.rows", "<i4").reshape(-1, n_train)
    opt = optimizer(net.parameters())
    schedule = torch.optim.lr_scheduler.StepLR(opt, 1, factor)
    for epoch in rows:
        for at in range(0, n_train, BATCH):
            row = torch.tensor(epoch[at : at + BATCH]).long()
            loss = nn.functional.nll_loss(net(images[row]), labels[row])
            opt.zero_grad()
            loss.backward()
            opt.step()
            yield loss.item()
        schedule.step()


def main():
    torch.set_num_threads(1)
    HERE.mkdir(exist_ok=True)
    for name in DEMOS:
        runs = []
        for torch.backends.mkldnn.enabled in (True, False):
            runs.append(list(losses(name, *sys.argv[1:])))
        with open(HERE / f"digits_{name}.txt", "w") as out:
            out.writelines(f"{a:.9g} {b:.9g}\n" for a, b in zip(*runs))


if __name__ == "__main__":
    main()
