# SPDX-License-Identifier: MIT
"""This checkout and this machine: programs to measure, environment of the peers, peak of a core."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from harness.errors import BenchError

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "build" / "release"
BIN = BUILD / "bin"
RESULTS = ROOT / "build" / "bench.jsonl"
PEERS = ROOT / "tests" / "bench" / "peers"
VENV = ROOT / ".bench-venv"
REQUIREMENTS = ROOT / "tests" / "bench" / "requirements.txt"


def cores():
    return len(os.sched_getaffinity(0))


def build(programs):
    """Configures and builds the release preset, only these programs. Quick when nothing changed."""
    targets = [f"bin/{name}" for name in programs]
    for command in (
        ["cmake", "--preset", "release"],
        ["cmake", "--build", str(BUILD), "--target", *targets],
    ):
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.stderr.write(done.stdout)
            raise BenchError(f"{' '.join(command)} failed, see above")


def program(name):
    path = BIN / name
    if not path.exists():
        raise BenchError(
            f"{path.relative_to(ROOT)} is missing; build it with: cmake --preset release && "
            f"cmake --build build/release --target bin/{name}"
        )
    return path


def peer_python():
    """The interpreter of the peers' environment, made on first use from pinned PyPI packages."""
    python, installed = VENV / "bin" / "python", VENV / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if python.exists() and installed.exists() and installed.read_text() == wanted:
        return python
    print(f"installing the peers into {VENV.name} (once; some GB for PyTorch) ...", file=sys.stderr, flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)],
    ):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.stderr.write(done.stdout)
            raise BenchError(
                f"cannot install the peers: {' '.join(command)} failed, see above "
                "(Debian needs python3-venv, and the network is used)"
            )
    installed.write_text(wanted)
    return python


def peak():
    """What one core does, measured now: see peak.c."""
    return json.loads(subprocess.run([program("bench-peak")], capture_output=True, text=True, check=True).stdout)
