#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An environment that speaks to rltd over a bare socket: a corridor of 10 cells, left or right, +1 at its end."""
import json, os, socket, struct

stream = socket.socket(socket.AF_UNIX)
stream.connect(os.environ["RLTD_ENV_SOCKET"])
stream = stream.makefile("rwb")

def send(kind, payload, n_final=0, seq=0):
    stream.write(struct.pack("<IBBHQ", len(payload), kind, 0, n_final, seq) + payload)
    stream.flush()

def receive():
    n_bytes, kind, _, _, seq = struct.unpack("<IBBHQ", stream.read(16))
    return kind, seq, stream.read(n_bytes)

send(1, json.dumps({  # HELLO
    "protocol": 1, "name": os.environ.get("RLTD_ENV_NAME", "corridor"), "env": "Corridor-v0",
    "role": os.environ.get("RLTD_ROLE", "train"), "n_envs": 1, "action_space": {"type": "Discrete", "n": 2},
    "observation_space": {"type": "Box", "dtype": "float32", "shape": [1], "low": 0, "high": 9},
}).encode())
while True:
    kind, seq, payload = receive()
    if kind in (3, 11):  # ERROR says why, BYE is a clean end
        raise SystemExit(payload.decode() or 0)
    reward, flags, final = 0, 0, b""
    if kind == 4:  # RESET: seed
        cell, steps = struct.unpack("<Q", payload)[0] % 9, 0
    elif kind == 5:  # STEP: seed of the next episode, action
        seed, action = struct.unpack("<Qi4x", payload)
        cell, steps = max(cell + (1 if action else -1), 0), steps + 1
        reward, flags = float(cell == 9), (1 if cell == 9 else 0) | (2 if steps == 50 else 0)
        if flags:  # the episode ended: keep its last observation, start the next one
            final = struct.pack("<IIf4x", 0, 0, cell)
            cell, steps = seed % 9, 0
    if kind != 2:  # not WELCOME. RESULT: observation, reward, flags, final observations
        send(6, struct.pack("<f4xf4xB7x", cell, reward, flags) + final, n_final=len(final) // 16, seq=seq)
