# SPDX-License-Identifier: MIT
"""What tests of faults share: the page through which they arm the preloaded shims (page.h), a quick way
to ask a daemon over its control socket, and what a run's folder must look like."""

import contextlib
import json
import mmap
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "integ"))

import harness  # noqa: E402

SHIMS = os.path.abspath(os.environ.get("RLTD_SHIMS", "build/dev/tests"))
SHORT = 10000  # as an errno: half of what was to be written is
KILL = 10001   # as an errno: kill -9 before the call
LAYOUT = struct.Struct("<QqqqQ QqqQ 32s88s")
N_CALLS, FAIL_AT, N_FAILS, ERROR, N_HITS, N_ALLOCS, ALLOC_FAIL_AT, ALLOC_N_FAILS, ALLOC_N_HITS = range(0, 72, 8)
FSYNC_US, READ_NS = 1728, 1736


class Page:
    """One process's faults. Everything is off until something is armed."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.write(bytes(4096))
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 4096)
        self.off()

    def __getitem__(self, at):
        return struct.unpack_from("<q", self.map, at)[0]

    def __setitem__(self, at, value):
        struct.pack_into("<q", self.map, at, value)

    def off(self):
        self[FAIL_AT] = self[ALLOC_FAIL_AT] = -1
        self[FSYNC_US] = self[READ_NS] = 0

    def arm(self, at, error, n=1, call="", path=""):
        """Fail n calls from number `at` on, counted from now, of those with this name on such paths."""
        self[FAIL_AT] = -1
        struct.pack_into("32s88s", self.map, 72, call.encode(), path.encode())
        self[N_FAILS], self[ERROR], self[N_HITS], self[N_CALLS] = n, error, 0, 0
        self.map[192:704] = bytes(512)
        self[FAIL_AT] = at

    def arm_alloc(self, at, n=1):
        self[ALLOC_FAIL_AT] = -1
        self[ALLOC_N_FAILS], self[ALLOC_N_HITS], self[N_ALLOCS] = n, 0, 0
        self.map[704:1728] = bytes(1024)
        self[ALLOC_FAIL_AT] = at

    @property
    def hit(self):
        return self.map[192:704].split(b"\0")[0].decode() if self[N_HITS] else ""

    @property
    def alloc_hit(self):
        return self.map[704:1728].split(b"\0")[0].decode()


def environment(runs, page, shims=("files",), record=None):
    """What to add to a daemon's environment."""
    env = {"LD_PRELOAD": ":".join(os.path.join(SHIMS, f"rltd-fault-{s}.so") for s in shims),
           "RLTD_FAULT_PAGE": page.path, "RLTD_FAULT_ROOT": runs}
    if record:
        env["RLTD_FAULT_RECORD"] = record
    asan = os.environ.get("ASAN_OPTIONS", "")
    env["ASAN_OPTIONS"] = ":".join(filter(None, [asan, "verify_asan_link_order=0"]))
    env["LSAN_OPTIONS"] = f"print_suppressions=0:suppressions={HERE}/leaks_of_others.txt"
    return env


def ask(path, request, body=None, seconds=20):
    """(status, answer) of one HTTP request; None when nobody answers to the end."""
    text = b"" if body is None else json.dumps(body).encode()
    head = f"{request} HTTP/1.1\r\nHost: rltd\r\nConnection: close\r\nContent-Length: {len(text)}\r\n\r\n"
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as s:
        s.settimeout(seconds * harness.SLOW)
        try:
            s.connect(path)
            s.sendall(head.encode() + text)
            said = b""
            while more := s.recv(65536):
                said += more
        except OSError:
            return None
    head, _, body = said.partition(b"\r\n\r\n")
    try:
        return int(head.split()[1]), json.loads(body)
    except (ValueError, IndexError):
        return None


def fsck(run_folder, seconds=300):
    """What `rltd fsck` says of the files of runs/NAME: its exit code and its findings."""
    runs, name = os.path.split(run_folder)
    done = subprocess.run([os.path.join(harness.BIN, "rltd"), "--offline", "fsck", "-r", name,
                           "--runs", runs, "--json"],
                          capture_output=True, text=True, timeout=seconds * harness.SLOW)
    return done.returncode, done.stdout, done.stderr


def index(version):
    """A version's index, read only; where no log is left of it, without leaving one."""
    how = "mode=ro" if os.path.exists(f"{version}/run.db-wal") else "immutable=1"
    db = sqlite3.connect(f"file:{version}/run.db?{how}", uri=True, timeout=10)
    db.row_factory = sqlite3.Row
    return contextlib.closing(db)


def rows(version):
    """The rows of a version's index as dicts."""
    with index(version) as db:
        return [dict(r) for r in db.execute("select * from checkpoints")]


def has_table(version):
    """Whether the index was made in full: a start that was killed may leave an empty one."""
    with index(version) as db:
        return bool(db.execute("select 1 from sqlite_master where name = 'checkpoints'").fetchall())


def strays(version):
    """Files of a stopped run's folder that nothing accounts for."""
    folder = os.path.join(version, "checkpoints")
    known = {r["file"] for r in rows(version)} | {"last", "best"}
    found = [n for n in os.listdir(folder) if n not in known]
    found += [n for n in os.listdir(version) if n.startswith(".")]
    return found


class InMemory(harness.Case):
    """Folders lie in memory where there is such a place: faults are made, not waited for."""

    def setUp(self):
        before = tempfile.tempdir
        tempfile.tempdir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        super().setUp()
        tempfile.tempdir = before
