# SPDX-License-Identifier: MIT
"""docs/PROTOCOL.md's session in bytes is what the program says, and both examples are one environment.

Usage: test_examples.py THE_C_EXAMPLE
"""

import os
import re
import sys

import numpy as np
from raw_server import Server

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs")
RAW_ENV = [sys.executable, os.path.join(DOCS, "examples", "raw_env.py")]


def documented_session():
    """[(from the env?, bytes)] of the hex dumps."""
    with open(os.path.join(DOCS, "PROTOCOL.md"), encoding="utf-8") as file:
        text = file.read().partition("## A session in bytes")[2]
    session = []
    for title, dump in re.findall(r"^([A-Z]+, .*?):\n\n```\n(.*?)```", text, re.M | re.S):
        lines = dump.splitlines()
        assert [int(line[:4], 16) for line in lines] == list(range(0, 16 * len(lines), 16)), title
        session.append(("from the env" in title, b"".join(bytes.fromhex(line[6:53]) for line in lines)))
    return session


def exactly(connection, n):
    parts = b""
    while len(parts) < n:
        part = connection.recv(n - len(parts))
        assert part, f"closed after {parts!r}"
        parts += part
    return parts


def check_document():
    session = documented_session()
    assert len(session) == 11 and sum(from_env for from_env, _ in session) == 5
    with Server() as server:
        process = server.start(RAW_ENV, name="corridor")
        connection, _ = server.listener.accept()
        connection.settimeout(30)
        for from_env, message in session:
            if from_env:
                assert exactly(connection, len(message)) == message
            else:
                connection.sendall(message)
        assert connection.recv(1) == b""
        assert process.wait(timeout=30) == 0


def check_examples_agree(c_example):
    rng = np.random.default_rng(0)
    with Server() as server:
        processes = [server.start(RAW_ENV)]
        python = server.accept()
        processes.append(server.start([c_example]))
        c = server.accept()
        assert c.hello["observation_space"]["shape"] == python.hello["observation_space"]["shape"]
        seed = rng.integers(0, 2**63, 1)
        assert python.reset(seed).obs == c.reset(seed).obs
        ends = [0, 0]
        for _ in range(2000):
            action, seed = rng.integers(0, 2, 1), rng.integers(0, 2**63, 1)
            one, two = python.step(action, seed), c.step(action, seed)
            assert one.obs == two.obs and one.reward == two.reward
            assert one.terminated == two.terminated and one.truncated == two.truncated
            assert one.finals == two.finals
            ends[0] += int(one.terminated[0])
            ends[1] += int(one.truncated[0])
        assert min(ends) > 0, ends
        python.bye()
        c.bye()
        assert [p.wait(timeout=30) for p in processes] == [0, 0]


if __name__ == "__main__":
    check_document()
    check_examples_agree(sys.argv[1])
