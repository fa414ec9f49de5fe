# SPDX-License-Identifier: MIT
"""What the daemon costs before any work: time until its control socket answers, memory when it waits for
envs, bytes on disk. Nothing to compare with."""

import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from harness import machine
from harness.errors import BenchError
from harness.measure import resident_mb, spread
from harness.report import Row

DOC = "start-up time, idle memory and size of the daemon"
CASES = ["start", "idle", "size"]
PROGRAMS = ["rltd", "rltctl"]

STARTS = 9
DEADLINE_S = 10.0
SETTLE_S = 0.5


def answers(path):
    """Does the control API answer with 200? One attempt."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(DEADLINE_S)
            client.connect(str(path))
            client.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
            return b" 200 " in client.recv(256).split(b"\r\n")[0]
    except (FileNotFoundError, ConnectionRefusedError):
        return False  # not listening yet


def start(folder):
    """A daemon that waits for envs, and the seconds until its control socket answered."""
    env = dict(os.environ, RLTD_RUNTIME_DIR=str(folder))
    command = [str(machine.program("rltd")), "ppo", "env=", "name=bench", f"runs={folder}/runs"]
    begin = time.perf_counter()
    with (folder / "err").open("w") as err:
        daemon = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, env=env, cwd=folder
        )
    while not answers(folder / "bench.ctl"):
        if daemon.poll() is not None or time.perf_counter() - begin > DEADLINE_S:
            daemon.kill()
            daemon.wait()
            said = (folder / "err").read_text().strip() or "it said nothing"
            raise BenchError(f"rltd's control socket did not answer within {DEADLINE_S:.0f} s: {said}")
        time.sleep(0.0002)
    return daemon, time.perf_counter() - begin


def stop(daemon):
    daemon.send_signal(signal.SIGTERM)
    try:
        daemon.wait(timeout=DEADLINE_S)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()
        raise BenchError(f"rltd did not end within {DEADLINE_S:.0f} s of SIGTERM") from None


def run(cases):
    rows_of = {"start": start_row, "idle": idle_row, "size": size_rows}
    for case in cases:
        yield from rows_of[case]()


def start_row():
    times = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
            daemon, seconds = start(Path(folder))
            stop(daemon)
        times.append(seconds * 1e3)
    note = f"process start to an answered GET /livez, ms: {spread(times)}"
    yield Row("footprint/start", "ms", statistics.median(times), 1, higher_is_better=False, notes=[note])


def idle_row():
    with tempfile.TemporaryDirectory(prefix="rltd-bench-") as folder:
        daemon, _ = start(Path(folder))
        try:
            time.sleep(SETTLE_S)
            resident = resident_mb(daemon.pid)
        finally:
            stop(daemon)
    yield Row("footprint/idle", "MB", resident, 1, higher_is_better=False, notes=["VmRSS while waiting for envs"])


def size_rows():
    for name in PROGRAMS:
        size = machine.program(name).stat().st_size / 1e6
        yield Row(f"footprint/size-{name}", "MB", size, 1, higher_is_better=False)
