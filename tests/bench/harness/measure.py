# SPDX-License-Identifier: MIT
"""Ways to measure: a whole process, or rounds of programs that wait for their turn."""

import json
import os
import re
import select
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from harness.errors import BenchError

WATCH_S = 0.02  # grain at which a running process is looked at; its end is noticed at once


@dataclass
class Finished:
    seconds: float  # start to exit
    cpu_s: float  # of the process and of the children it waited for
    peak_mb: float  # resident memory of the process itself
    stdout: str


def whole_process(command, timeout_s, env=None, cwd=None):
    """Runs a command to its end. Anything but exit code 0 is an error."""
    name = os.path.basename(str(command[-1] if str(command[0]).endswith("python") else command[0]))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=cwd
        )
        usage, peak_kb = _wait(process, start + timeout_s, name)
        seconds = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise BenchError(f"{name} ended with code {process.returncode}: {_tail(err.read())}")
        return Finished(seconds, usage.ru_utime + usage.ru_stime, peak_kb * 1024 / 1e6, out.read())


def _wait(process, deadline, name):
    """(rusage, peak resident kB) of a process at its end. The peak is watched rather than taken from rusage,
    which also counts the moment before exec, when the process still was this one."""
    peak_kb = 0
    pidfd = os.pidfd_open(process.pid)
    try:
        while not select.select([pidfd], [], [], WATCH_S)[0]:
            peak_kb = max(peak_kb, _status_kb(process.pid, "VmHWM"))
            if time.perf_counter() > deadline:
                process.kill()
                process.wait()
                raise BenchError(f"{name} did not end in time")
    finally:
        os.close(pidfd)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage, peak_kb


def _status_kb(pid, field):
    """A field of /proc/PID/status, 0 where it has none (any more)."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def resident_mb(pid):
    """Resident memory; shared pages of libraries count in full."""
    return _status_kb(pid, "VmRSS") * 1024 / 1e6


def _tail(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


class Runner:
    """A program that says one JSON object when it is warm, then one for each line it is sent."""

    def __init__(self, name, command):
        self.name, self._command = name, [str(word) for word in command]

    def __enter__(self):
        self._err = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._err, text=True
        )
        try:
            self.about = self._read()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._err.close()

    def round(self):
        """What the program says of one round, and `cpu_share`: the part of the round that it had a core for."""
        start, cpu = time.perf_counter(), self._cpu_seconds()
        self._go()
        said = self._read()
        return said | {"cpu_share": (self._cpu_seconds() - cpu) / (time.perf_counter() - start)}

    def _cpu_seconds(self):
        """User and system time of all its threads; 0 once it has ended."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _go(self):
        try:
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it ended: the read says so

    def _read(self):
        line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        code = self._process.wait()
        self._err.seek(0)
        raise BenchError(f"{self.name} ended with code {code}: {_tail(self._err.read())}")


def alternate(runners, rounds):
    """Every runner in turn, `rounds` times: what else the machine does hits all alike. Lists by name."""
    results = {runner.name: [] for runner in runners}
    for _ in range(rounds):
        for runner in runners:
            results[runner.name].append(runner.round())
    return results


def spread(values):
    """ "median 1,234 (1,200 to 1,300)" """
    return f"median {statistics.median(values):,.4g} ({min(values):,.4g} to {max(values):,.4g})"
