# SPDX-License-Identifier: MIT
"""Ways to measure: a whole process, or rounds of programs that wait for their turn."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass

from harness.errors import BenchError


@dataclass
class Finished:
    seconds: float  # start to exit
    max_rss_mb: float  # of the process itself or its largest child
    stdout: str


def whole_process(command, timeout_s, env=None, cwd=None):
    """Runs a command to its end. Anything but exit code 0 is an error."""
    name = os.path.basename(str(command[-1] if str(command[0]).endswith("python") else command[0]))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=cwd
        )
        usage = _wait(process, start + timeout_s, name)
        seconds = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise BenchError(f"{name} ended with code {process.returncode}: {_tail(err.read())}")
        return Finished(seconds, usage.ru_maxrss / 1024, out.read())


def _wait(process, deadline, name):
    """wait4 with a deadline, at a grain that does not show in seconds-long measurements."""
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.perf_counter() > deadline:
            process.kill()
            process.wait()
            raise BenchError(f"{name} did not end in time")
        time.sleep(0.001)


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
        try:
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it ended: the read says so
        return self._read()

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
