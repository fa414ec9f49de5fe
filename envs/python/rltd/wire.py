# SPDX-License-Identifier: MIT
"""The env protocol, version 1 (docs/PROTOCOL.md): messages over one socket, from the env's side."""

import json
import os
import socket
import struct
import time

from rltd.errors import Busy, Error, Lost, Refused

VERSION = 1
HELLO, WELCOME, ERROR, RESET, STEP, RESULT = 1, 2, 3, 4, 5, 6
GET_STATE, STATE, SET_STATE, STATE_SET, BYE = 7, 8, 9, 10, 11
TYPE_NAME = {
    HELLO: "HELLO",
    WELCOME: "WELCOME",
    ERROR: "ERROR",
    RESET: "RESET",
    STEP: "STEP",
    RESULT: "RESULT",
    GET_STATE: "GET_STATE",
    STATE: "STATE",
    SET_STATE: "SET_STATE",
    STATE_SET: "STATE_SET",
    BYE: "BYE",
}

HEADER = struct.Struct("<IBBHQ")  # payload bytes, type, zero, number of finals, seq
JSON_MAX = 65536
STATE_MAX = 64 << 20
HANDSHAKE_TIMEOUT_S = 10


def pad8(n):
    return (n + 7) // 8 * 8


def make_layout(obs_bytes, action_bytes, n):
    """Sizes and offsets of the fixed payloads; what WELCOME has to announce."""
    reward = pad8(n * obs_bytes)
    flags = reward + pad8(4 * n)
    final = flags + pad8(n)
    return {
        "obs_bytes": obs_bytes,
        "action_bytes": action_bytes,
        "reset_bytes": 8 * n,
        "step_seed": 0,
        "step_action": 8 * n,
        "step_bytes": pad8(8 * n + n * action_bytes),
        "result_obs": 0,
        "result_reward": reward,
        "result_flags": flags,
        "result_final": final,
        "final_stride": pad8(8 + obs_bytes),
        "result_bytes": final,
    }


class Spin:
    """How long to poll before sleeping; the budget follows the waits that were seen. In lock-step phases
    a question is microseconds away and being woken costs fifty; in learning phases polling is waste."""

    FLOOR_NS, START_NS, CAP_NS, MARGIN_NS = 5_000, 100_000, 500_000, 20_000

    def __init__(self):
        text = os.environ.get("RLTD_ENV_SPIN_US", "")
        try:
            cap = int(text) * 1000 if text else self.CAP_NS
        except ValueError:
            raise Error(f"RLTD_ENV_SPIN_US: '{text}' is not a number") from None
        if not text and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) <= 1:
            cap = 0
        self.cap = max(cap, 0)
        self.budget = min(self.START_NS, self.cap)

    def observe(self, waited):
        if waited <= self.cap:
            target = min(2 * waited + self.MARGIN_NS, self.cap)
            self.budget = target if target > self.budget else self.budget - (self.budget - target) // 8
        else:
            self.budget = min(max(self.budget - self.budget // 16, self.FLOOR_NS), self.cap)


class Connection:
    """Whole messages in and out. The payload that `receive` returns is a view that the next call
    overwrites."""

    def __init__(self, path):
        self.peer = path
        self.spin = Spin()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.socket.connect(path)
        except FileNotFoundError:
            self._fail_to_connect("no such socket (is rltd running?)")
        except ConnectionRefusedError:
            self._fail_to_connect("nobody listens there (is rltd running?)")
        except OSError as problem:
            self.socket.close()
            raise Error(f"{path}: {problem.strerror or problem}") from None
        self.inbox = bytearray(HEADER.size + JSON_MAX)
        self.view = memoryview(self.inbox)
        self.have = 0  # bytes in the inbox
        self.used = 0  # of which belong to the message that was returned last

    def _fail_to_connect(self, why):
        self.socket.close()
        raise Lost(f"{self.peer}: {why}")

    def close(self):
        self.socket.close()

    def reserve(self, n_bytes):
        """Room for messages of n_bytes payload, so that receiving allocates nothing."""
        n_bytes += HEADER.size
        if n_bytes > len(self.inbox):
            grown = bytearray(n_bytes)
            grown[: self.have] = self.view[: self.have]
            self.inbox, self.view = grown, memoryview(grown)

    def send(self, kind, payload=b"", seq=0):
        self.send_frame(HEADER.pack(len(payload), kind, 0, 0, seq) + payload)

    def send_frame(self, frame):
        try:
            self.socket.sendall(frame)
        except (BrokenPipeError, ConnectionResetError):
            raise Lost(f"{self.peer}: rltd closed the connection") from None

    def send_error(self, message):
        """Best effort: the connection may be gone already."""
        text = {"code": "RL_EPROTO", "message": message[:500]}
        try:
            self.send(ERROR, json.dumps(text).encode())
        except (OSError, Lost):
            pass

    def receive(self, allowed):
        """(type, seq, payload) of the next message. allowed: {type: exact payload bytes, or None for
        any}; ERROR is always allowed and raised as Refused."""
        if self.used:
            self.have -= self.used
            if self.have:
                self.inbox[: self.have] = bytes(self.view[self.used : self.used + self.have])
            self.used = 0
        if self.have < HEADER.size:
            self._fill(HEADER.size)
        n_bytes, kind, zero, n_final, seq = HEADER.unpack_from(self.inbox)
        if kind not in allowed or zero or n_final or (allowed[kind] not in (None, n_bytes)):
            self._check_odd(allowed, n_bytes, kind, zero or n_final)
        end = HEADER.size + n_bytes
        if self.have < end:
            self.reserve(n_bytes)
            self._fill(end)
        self.used = end
        payload = self.view[HEADER.size : end]
        if kind == ERROR:
            text = error_text(payload)
            problem = Busy if text.startswith("RL_EBUSY:") else Refused
            raise problem(f"{self.peer}: rltd refused: {text}")
        return kind, seq, payload

    def _check_odd(self, allowed, n_bytes, kind, nonzero):
        """A header that is not plainly one of the allowed: raise, unless it is an ERROR."""
        if kind == ERROR and n_bytes <= JSON_MAX and not nonzero:
            return
        name = TYPE_NAME.get(kind, f"message type {kind}")
        if kind not in allowed:
            due = " or ".join(TYPE_NAME[k] for k in allowed)
            raise Error(f"{self.peer}: {name} where {due} is due")
        if nonzero:
            raise Error(f"{self.peer}: {name}: header bytes 5 to 7 must be 0")
        raise Error(f"{self.peer}: {name} has {n_bytes} payload bytes, {allowed[kind]} are due")

    def _fill(self, want):
        while self.have < want:
            n = self._receive_some()
            if n == 0:
                middle = " in mid-message" if self.have else ""
                raise Lost(f"{self.peer}: rltd closed the connection{middle}")
            self.have += n

    def _receive_some(self):
        recv_into, room = self.socket.recv_into, self.view[self.have :]
        now = time.monotonic_ns
        start = now()
        deadline = start + self.spin.budget
        try:
            while True:
                try:
                    n = recv_into(room, 0, socket.MSG_DONTWAIT)
                    break
                except BlockingIOError:
                    if now() >= deadline:
                        n = recv_into(room)
                        break
        except ConnectionResetError:
            return 0
        except TimeoutError:
            raise Lost(f"{self.peer}: no answer in {HANDSHAKE_TIMEOUT_S} s") from None
        self.spin.observe(now() - start)
        return n

    def shake_hands(self, hello, layout):
        """Send HELLO; WELCOME has to announce the layout that follows from our own spaces."""
        self.socket.settimeout(HANDSHAKE_TIMEOUT_S)
        self.send(HELLO, json.dumps(hello).encode())
        _, _, payload = self.receive({WELCOME: None})
        self.socket.settimeout(None)
        try:
            welcome = json.loads(bytes(payload))
            version, n_envs, theirs = welcome["protocol"], welcome["n_envs"], dict(welcome["layout"])
        except (ValueError, KeyError, TypeError) as problem:
            raise Error(f"{self.peer}: WELCOME cannot be read: {problem!r}") from None
        if version != VERSION:
            raise Error(f"{self.peer}: rltd speaks protocol {version}, this package {VERSION}")
        if n_envs != hello["n_envs"]:
            raise Error(f"{self.peer}: WELCOME is for {n_envs} envs, we have {hello['n_envs']}")
        for key, ours in layout.items():
            if theirs.get(key) != ours:
                raise Error(f"{self.peer}: layout.{key}: ours is {ours}, rltd's {theirs.get(key)}")
        self.reserve(max(layout["step_bytes"], layout["reset_bytes"]))


def error_text(payload):
    try:
        message = json.loads(bytes(payload))
        text = f"{message['code']}: {message['message']}"
    except (ValueError, KeyError, TypeError):
        return f"an ERROR that cannot be read ({len(payload)} bytes)"
    return "".join(c if c.isprintable() else "?" for c in text)
