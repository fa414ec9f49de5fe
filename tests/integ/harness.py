# SPDX-License-Identifier: MIT
"""Starts the real rltd, real env processes and the real rltctl in a folder of their own.

Every test gets its own runtime folder (sockets) and runs folder, and everything that it started is
gone when it ends. RLTD_BIN names the folder of the binaries under test.
"""

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

BIN = os.path.abspath(os.environ.get("RLTD_BIN", "build/dev/bin"))
SLOW = float(os.environ.get("RLTD_SLOW", "1"))  # sanitizers: how much longer things may take

HEADER = struct.Struct("<IBBHQ")
HELLO, WELCOME, ERROR, RESET, STEP, RESULT = 1, 2, 3, 4, 5, 6


def wait_for(what, probe, seconds=20):
    """The first true value of probe() within the time, or a failure that says what was waited for."""
    end = time.monotonic() + seconds * SLOW
    while time.monotonic() < end:
        value = probe()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"no {what} within {seconds * SLOW:.0f} s")


def tensors(path):
    """name -> bytes of a safetensors file, without help from anyone."""
    with open(path, "rb") as f:
        n = struct.unpack("<Q", f.read(8))[0]
        header = json.loads(f.read(n))
        data = f.read()
    return {k: data[v["data_offsets"][0]:v["data_offsets"][1]]
            for k, v in header.items() if k != "__metadata__"}


class Daemon:
    """One rltd process and what a test asks of it."""

    def __init__(self, case, name, args, before=()):
        self.case, self.name = case, name
        self.log = open(os.path.join(case.folder, f"{name}.out"), "ab+")
        self.process = subprocess.Popen(
            [*before, os.path.join(BIN, "rltd"), *args], stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL, cwd=case.folder, env=case.env)

    @property
    def ctl_path(self):
        return os.path.join(self.case.runtime, f"{self.name}.ctl")

    @property
    def env_path(self):
        return os.path.join(self.case.runtime, f"{self.name}.env")

    def output(self):
        self.log.flush()
        with open(self.log.name, errors="replace") as f:
            return f.read()

    def wait(self, seconds=60):
        try:
            return self.process.wait(seconds * SLOW)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"rltd did not end within {seconds * SLOW:.0f} s:\n{self.output()}")

    def kill(self, sig=signal.SIGKILL):
        self.process.send_signal(sig)

    def ctl(self, *args, check=True):
        done = subprocess.run([os.path.join(BIN, "rltctl"), "-r", self.name, *args],
                              capture_output=True, text=True, timeout=60 * SLOW,
                              cwd=self.case.folder, env=self.case.env)
        if check and done.returncode != 0:
            raise AssertionError(f"rltctl {args}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def alive(self):
        if self.process.poll() is not None:
            raise AssertionError(f"rltd ended with {self.process.returncode}")
        return True

    def status(self):
        done = self.ctl("status", "--json", check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def wait_steps(self, n, seconds=30):
        try:
            return wait_for(f"{n} env steps", lambda: self.alive() and (s := self.status())
                            and s["env_steps"] >= n and s, seconds)
        except AssertionError as e:
            raise AssertionError(f"{e}; status {self.status()}\n{self.output()}\n{self.rltd_log()}") from None

    def rltd_log(self, version=0):
        path = os.path.join(self.case.runs, self.name, f"version_{version}", "rltd.log")
        try:
            with open(path, errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""


class RawEnv:
    """An env client that says exactly the bytes a test wants."""

    SPACES = {"observation_space": {"type": "Box", "dtype": "float32", "shape": [3]},
              "action_space": {"type": "Discrete", "n": 2}}

    def __init__(self, path, name="raw", n_envs=1, hello=None, seconds=10):
        self.n = n_envs
        self.socket = wait_for(f"env socket {path}", lambda: self._connect(path), seconds)
        self.socket.settimeout(20 * SLOW)
        if hello is not False:
            self.say_json(HELLO, hello or {"protocol": 1, "name": name, "env": "Raw-v0", "role": "train",
                                           "n_envs": n_envs, "capabilities": [], **self.SPACES})

    @staticmethod
    def _connect(path):
        s = socket.socket(socket.AF_UNIX)
        try:
            s.connect(path)
            return s
        except OSError:
            s.close()
            return None

    def say(self, kind, payload=b"", seq=0, n_final=0, length=None):
        size = len(payload) if length is None else length
        self.socket.sendall(HEADER.pack(size, kind, 0, n_final, seq) + payload)

    def say_json(self, kind, value):
        self.say(kind, json.dumps(value).encode())

    def hear(self):
        """(type, seq, payload), or None when the peer closed."""
        try:
            head = self._exactly(HEADER.size)
            size, kind, _, _, seq = HEADER.unpack(head)
            return kind, seq, self._exactly(size)
        except (ConnectionError, EOFError):
            return None

    def _exactly(self, n):
        data = b""
        while len(data) < n:
            more = self.socket.recv(n - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def result(self, seq, obs=0.0, reward=0.0, flags=0):
        """A RESULT for every env; ended envs repeat the observation as their final one."""
        pad = lambda b: b + bytes(-len(b) % 8)
        row = struct.pack("<3f", obs, obs, obs)
        payload = pad(row * self.n) + pad(struct.pack("<f", reward) * self.n) + pad(bytes([flags]) * self.n)
        finals = 0
        if flags:
            finals = self.n
            for env in range(self.n):
                payload += struct.pack("<II", env, 0) + pad(row)
        self.say(RESULT, payload, seq=seq, n_final=finals)

    def serve(self, steps):
        """Answer RESET and STEP for a while; ends early when the peer closes."""
        for i in range(steps):
            said = self.hear()
            if said is None:
                return i
            kind, seq, _ = said
            if kind in (RESET, STEP):
                self.result(seq, reward=1.0, flags=1 if kind == STEP and i % 20 == 19 else 0)
        return steps

    def close(self):
        self.socket.close()


class Case(unittest.TestCase):
    """A test with its own folders; every daemon that it starts is ended with it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="rltd-test-")
        self.runtime = os.path.join(self.folder, "run")
        self.runs = os.path.join(self.folder, "runs")
        os.mkdir(self.runtime, 0o700)
        self.env = {**os.environ, "RLTD_RUNTIME_DIR": self.runtime}
        self.daemons = []

    def tearDown(self):
        for d in self.daemons:
            if d.process.poll() is None:
                d.process.terminate()
                try:
                    d.process.wait(10 * SLOW)
                except subprocess.TimeoutExpired:
                    d.process.kill()
                    d.process.wait()
            d.log.close()
        failed = any(e for _, e in getattr(getattr(self, "_outcome", None), "errors", []) or [])
        if failed:
            for d in self.daemons:
                print(f"---- {d.name} said:", open(d.log.name, errors="replace").read()[-3000:],
                      file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *args, name="t", before=()):
        """before: words in front of rltd's own, for a command that replaces itself by rltd."""
        d = Daemon(self, name, [*args, f"name={name}", f"runs={self.runs}"], before)
        self.daemons.append(d)
        return d

    def cartpole(self, *args, name="t", **keys):
        """A small CartPole run; keys override config keys with dots spelled as __."""
        settings = {"max_env_steps": 100000000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0}
        settings.update({k.replace("__", "."): v for k, v in keys.items()})
        return self.start("cartpole-ppo", *args, *(f"{k}={v}" for k, v in settings.items()), name=name)

    def client(self, path, **how):
        """A RawEnv that is closed with the test."""
        env = RawEnv(path, **how)
        self.addCleanup(env.close)
        return env

    def version(self, name="t", version=0):
        return os.path.join(self.runs, name, f"version_{version}")


def main():
    unittest.main(verbosity=2)
