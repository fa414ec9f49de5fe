# SPDX-License-Identifier: MIT
"""The daemon's side of the env protocol, written from docs/PROTOCOL.md with nothing but sockets and
NumPy, so that client tests do not lean on the code that they test."""

import json
import os
import socket
import struct
import subprocess
import tempfile

import numpy as np

HEADER = struct.Struct("<IBBHQ")
HELLO, WELCOME, ERROR, RESET, STEP, RESULT = 1, 2, 3, 4, 5, 6
GET_STATE, STATE, SET_STATE, STATE_SET, BYE = 7, 8, 9, 10, 11


def pad8(n):
    return (n + 7) // 8 * 8


def value_of(space):
    """(dtype, shape) of one value of a space, from its JSON."""
    if space["type"] == "Box":
        return np.dtype(space["dtype"]), tuple(space["shape"])
    if space["type"] == "Discrete":
        return np.dtype("int32"), ()
    if space["type"] == "MultiDiscrete":
        return np.dtype("int32"), (len(space["nvec"]),)
    return np.dtype("uint8"), (space["n"],)


class Result:
    def __init__(self, obs, reward, flags, finals):
        self.obs, self.reward, self.finals = obs, reward, finals
        self.terminated = flags & 1 != 0
        self.truncated = flags & 2 != 0


class Session:
    """One accepted env process, after its HELLO was answered."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(30)
        self.seq = 0
        header, payload = self.receive()
        assert header[1] == HELLO, header
        self.hello = json.loads(payload)
        assert self.hello["protocol"] == 1
        self.n = self.hello["n_envs"]
        self.obs_dtype, self.obs_shape = value_of(self.hello["observation_space"])
        self.act_dtype, self.act_shape = value_of(self.hello["action_space"])
        self.layout = self.make_layout()
        welcome = {"protocol": 1, "n_envs": self.n, "layout": self.layout}
        self.send(WELCOME, json.dumps(welcome).encode(), seq=0)

    def make_layout(self):
        n = self.n
        obs = int(self.obs_dtype.itemsize * np.prod(self.obs_shape, dtype=int))
        act = int(self.act_dtype.itemsize * np.prod(self.act_shape, dtype=int))
        reward = pad8(n * obs)
        flags = reward + pad8(4 * n)
        final = flags + pad8(n)
        return {
            "obs_bytes": obs,
            "action_bytes": act,
            "reset_bytes": 8 * n,
            "step_seed": 0,
            "step_action": 8 * n,
            "step_bytes": pad8(8 * n + n * act),
            "result_obs": 0,
            "result_reward": reward,
            "result_flags": flags,
            "result_final": final,
            "final_stride": pad8(8 + obs),
            "result_bytes": final,
        }

    # messages

    def send(self, kind, payload=b"", seq=None):
        if seq is None:
            self.seq += 1
            seq = self.seq
        self.socket.sendall(HEADER.pack(len(payload), kind, 0, 0, seq) + payload)

    def receive(self):
        header = HEADER.unpack(self.exactly(HEADER.size))
        return header, self.exactly(header[0])

    def exactly(self, n):
        parts = bytearray()
        while len(parts) < n:
            part = self.socket.recv(n - len(parts))
            if not part:
                raise EOFError(f"the env process closed the connection after {len(parts)} of {n} bytes")
            parts += part
        return bytes(parts)

    def answer(self, kind):
        header, payload = self.receive()
        if header[1] == ERROR:
            raise RuntimeError(payload.decode())
        assert header[1] == kind and header[4] == self.seq, header
        return header, payload

    # questions

    def reset(self, seeds):
        self.send(RESET, np.asarray(seeds, "<u8").tobytes())
        return self.result()

    def step(self, actions, reset_seeds):
        self.send(STEP, self.step_payload(actions, reset_seeds))
        return self.result()

    def step_payload(self, actions, reset_seeds):
        actions = np.ascontiguousarray(actions, self.act_dtype).reshape((self.n,) + self.act_shape)
        payload = np.asarray(reset_seeds, "<u8").tobytes() + actions.tobytes()
        return payload.ljust(self.layout["step_bytes"], b"\0")

    def result(self):
        header, payload = self.answer(RESULT)
        n, layout, n_final = self.n, self.layout, header[3]
        assert len(payload) == layout["result_bytes"] + n_final * layout["final_stride"]

        def section(dtype, count, offset):
            return np.frombuffer(payload, dtype, count, offset)

        values = int(np.prod(self.obs_shape, dtype=int))
        obs = section(self.obs_dtype, n * values, 0).reshape((n,) + self.obs_shape)
        flags = section(np.uint8, n, layout["result_flags"])
        assert np.all(flags <= 3)
        finals = {}
        for k in range(n_final):
            at = layout["result_final"] + k * layout["final_stride"]
            env, zero = struct.unpack_from("<II", payload, at)
            assert zero == 0
            finals[env] = section(self.obs_dtype, values, at + 8).reshape(self.obs_shape)
        assert list(finals) == list(np.flatnonzero(flags)), (list(finals), flags)
        return Result(obs, section(np.float32, n, layout["result_reward"]), flags, finals)

    def get_state(self):
        self.send(GET_STATE)
        return self.answer(STATE)[1]

    def set_state(self, state):
        self.send(SET_STATE, state)
        self.answer(STATE_SET)

    def bye(self):
        self.send(BYE, seq=0)
        self.socket.close()


class Server:
    """A listening socket in a folder of its own; starts env programs and accepts them."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="rltd-test-")
        self.path = os.path.join(self.folder.name, "env")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(8)
        self.listener.settimeout(60)
        self.processes = []

    def start(self, command, n_envs=1, role="train", name="test", **popen):
        environment = dict(
            os.environ,
            RLTD_ENV_SOCKET=self.path,
            RLTD_ENV_NAME=name,
            RLTD_NUM_ENVS=str(n_envs),
            RLTD_ROLE=role,
        )
        environment.update(popen.pop("env", {}))
        process = subprocess.Popen(command, env=environment, **popen)
        self.processes.append(process)
        return process

    def accept(self):
        return Session(self.listener.accept()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdout, process.stderr):
                if pipe:
                    pipe.close()
        self.listener.close()
        self.folder.cleanup()
