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
REQUIREMENTS = ROOT / "tests" / "bench"


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


def peer_python(name="", interpreter=sys.executable):
    """The interpreter of the peers' environment, made on first use from pinned PyPI packages. A peer that
    cannot live with the others has an environment of its own: .bench-venv-NAME, requirements-NAME.txt."""
    suffix = f"-{name}" if name else ""
    venv, requirements = ROOT / f".bench-venv{suffix}", REQUIREMENTS / f"requirements{suffix}.txt"
    python, installed = venv / "bin" / "python", venv / "requirements.txt"
    wanted = requirements.read_text()
    if python.exists() and installed.exists() and installed.read_text() == wanted:
        return python
    print(f"installing the peers into {venv.name} (once; some GB) ...", file=sys.stderr, flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    for command in (
        [interpreter, "-m", "venv", str(venv)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(requirements)],
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
