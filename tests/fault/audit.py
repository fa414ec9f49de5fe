# SPDX-License-Identifier: MIT
"""What is wrong with a run's folder, found without asking rltd: the index is read with sqlite3, checkpoints
and the replay ring from their bytes.

Each finding begins with its kind, one of KINDS, so that a test can plant each and see it told."""

import ctypes
import json
import os
import re
import struct

import shim

ROW_GONE, NO_ROW, LOST, OVERWRITTEN, STRAY, DAMAGED, LINK = KINDS = (
    "row without its file", "file without a row", "acknowledged save lost", "ring rows overwritten",
    "stray", "damaged", "link")
LAST, MANUAL = 1, 4  # bits of checkpoints.sets
TEMPORARY = ".saving-"
# What a run's folder may hold; a killed one also what the next start takes away.
OWN = re.compile(r"run\.db|config\.yaml|rltd\.log|lock|log\.jsonl|replay\.ring|checkpoints"
                 r"|events\.out\.tfevents\.\d+\..+\.\d+\.\d+")
LEFT_BY_A_KILL = re.compile(r"run\.db-(wal|shm|journal)|replay\.ring\.part|" + re.escape(TEMPORARY) + ".*")


class Xxh128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


xxh3 = ctypes.CDLL("libxxhash.so.0").XXH3_128bits
xxh3.restype, xxh3.argtypes = Xxh128, [ctypes.c_char_p, ctypes.c_size_t]
DIGEST = re.compile(rb'\{"__metadata__":\{"digest":"xxh3-128:([0-9a-f]{32})"')


class Checkpoint:
    """ValueError, KeyError, struct.error: it is damaged."""

    def __init__(self, path):
        self.path, self.file = path, os.path.basename(path)
        with open(path, "rb") as f:
            raw = f.read()
        digest = DIGEST.match(raw, 8)
        h = digest and xxh3(raw[:digest.start(1)] + b"0" * 32 + raw[digest.end(1):], len(raw))
        if not h or b"%016x%016x" % (h.high, h.low) != digest[1]:
            raise ValueError("its digest is wrong")
        n = struct.unpack("<Q", raw[:8])[0]
        self.header = json.loads(raw[8:8 + n])
        self.data = raw[8 + n:]
        self.saved = json.loads(self.header["__metadata__"]["saved"])
        self.bytes = len(raw)

    def number(self, name):
        at, end = self.header[name]["data_offsets"]
        return struct.unpack("<Q", self.data[at:end])[0]


class Ring:
    """The file of replay/storage.h with the rows of replay/row.h."""
    HEADER = struct.Struct("<8sIIQQQ192sQQ")
    ROW = struct.Struct("<QQfIIBB2x")
    ROWS_AT = 4096

    def __init__(self, path):
        with open(path, "rb") as f:
            raw = f.read()
        magic, _, _, _, self.bytes, self.id, text, _, self.cursor = self.HEADER.unpack_from(raw)
        capacity, slack = re.search(rb"(\d+) \+ (\d+) rows", text).groups()
        self.capacity, self.slots = int(capacity), int(capacity) + int(slack)
        self.whole = magic == b"RLTDRING" and len(raw) == self.bytes
        self.rows = [self.ROW.unpack_from(raw, self.ROWS_AT + i * self.ROW.size) for i in range(self.slots)]

    def problems(self, ckpt):
        """Whether the rows that a resume point counts on still stand."""
        if not self.whole:
            return [f"{DAMAGED}: replay.ring"]
        if ckpt.number("replay/id") != self.id:
            return [f"{STRAY}: replay.ring belongs to no checkpoint ({ckpt.file} names another one)"]
        head, first = ckpt.number("replay/head"), ckpt.number("replay/first")
        for number in range(max(first, head - self.capacity), head):
            there, _, _, _, ahead, _, _ = self.rows[number % self.slots]
            if there != number:
                return [f"{OVERWRITTEN}: row {number} of {ckpt.file} (row {head}) is row {there} now; the "
                        f"ring is at {self.cursor}"]
            if ahead and number + ahead < head and self.rows[(number + ahead) % self.slots][3] != ahead:
                return [f"{OVERWRITTEN}: row {number} of {ckpt.file} has lost its successor"]
        return []


class Audit:
    """`stopped`: the run has ended by itself since the last kill, so nothing may lie about."""

    def __init__(self, version, stopped):
        self.version, self.stopped = version, stopped
        self.folder = os.path.join(version, "checkpoints")
        self.problems, self.ckpt = [], {}
        self.there = set(os.listdir(self.folder)) if os.path.isdir(self.folder) else set()
        self.indexed = os.path.exists(os.path.join(version, "run.db"))
        # Killed while it was made: there is no table yet.
        self.rows = shim.rows(version) if self.indexed and shim.has_table(version) else []
        self.no_row, self.half_saved, self.half_removed = [], 0, 0  # where the kill struck
        self.look_at_files()
        self.look_at_rows()
        self.look_at_links()
        self.look_around()
        self.look_at_ring()

    def tell(self, kind, what):
        self.problems.append(f"{kind}: {what}")

    def path(self, name):
        return os.path.join(self.folder, name)

    def look_at_files(self):
        known = {r["file"] for r in self.rows}
        for name in sorted(self.there):
            if name.startswith(TEMPORARY) and not self.stopped:
                self.half_saved += 1
            elif os.path.islink(self.path(name)):
                if name not in ("last", "best"):
                    self.tell(STRAY, f"checkpoints/{name}")
            elif not name.endswith(".safetensors") or not os.path.isfile(self.path(name)):
                self.tell(STRAY, f"checkpoints/{name}")
            else:
                self.read(name)
                if name not in known:
                    self.no_row.append(name)
        if len(self.no_row) > (0 if self.stopped else 1):  # one save at a time
            self.tell(NO_ROW, ", ".join(self.no_row))

    def read(self, name):
        try:
            self.ckpt[name] = Checkpoint(self.path(name))
        except (ValueError, KeyError, struct.error) as e:
            self.tell(DAMAGED, f"{name}: {e!r}")

    def look_at_rows(self):
        for r in self.rows:
            ckpt = self.ckpt.get(r["file"])
            if r["state"] == "deleting" and not self.stopped:
                self.half_removed += 1
            elif r["state"] != "ok" or r["file"] not in self.there:
                self.tell(ROW_GONE, f"{r['file']}, {r['state']}")
            elif ckpt and (ckpt.bytes, ckpt.saved["env_steps"]) != (r["bytes"], r["env_steps"]):
                self.tell(DAMAGED, f"{r['file']} is not what its row says")

    def ok(self, wanted):
        return [r for r in self.rows if r["state"] == "ok" and r["sets"] & wanted == wanted]

    def look_at_links(self):
        for name in ("last", "best"):
            if os.path.islink(self.path(name)) and not os.path.exists(self.path(name)):
                self.tell(LINK, f"{name} points at {os.readlink(self.path(name))}, which is gone")
        last = max(self.ok(LAST), key=lambda r: r["id"], default=None)
        if self.stopped and last and ("last" not in self.there or os.readlink(self.path("last")) != last["file"]):
            self.tell(LINK, f"last is not {last['file']}")

    def look_around(self):
        for name in sorted(os.listdir(self.version)):
            if not OWN.fullmatch(name) and (self.stopped or not LEFT_BY_A_KILL.fullmatch(name)):
                self.tell(STRAY, name)
        run = os.path.dirname(self.version)
        for name in sorted(set(os.listdir(run)) - {os.path.basename(self.version)}):
            self.tell(STRAY, f"beside the run's folder: {name}")

    def resume_points(self):
        """`last`, and a newer one whose row the kill came before."""
        last = max(self.ok(LAST), key=lambda r: r["id"], default=None)
        found = [self.ckpt[last["file"]]] if last and last["file"] in self.ckpt else []
        return found + [c for c in (self.ckpt.get(n) for n in self.no_row) if c and c.saved["sets"] & LAST
                        and not (last and c.saved["wall"] <= last["wall"])]

    def look_at_ring(self):
        path = os.path.join(self.version, "replay.ring")
        self.ring = Ring(path) if os.path.exists(path) else None
        for ckpt in self.resume_points():
            if "replay/head" not in ckpt.header:
                if self.ring:
                    self.tell(STRAY, f"replay.ring belongs to no checkpoint ({ckpt.file} has no replay)")
            elif self.ring:
                self.problems += self.ring.problems(ckpt)
            elif "replay/rows" not in ckpt.header:
                self.tell(OVERWRITTEN, f"{ckpt.file} counts on replay.ring, which is gone")

    def look_for(self, acked, keep):
        """Saves that were acknowledged as (id, env steps, file), oldest first, of which `keep` stay. What was
        saved after one and not acknowledged any more takes its place, too."""
        manual = [r["id"] for r in self.ok(MANUAL)]
        for id_, steps, file in acked[-keep:]:
            ckpt = self.ckpt.get(file)
            if not ckpt:
                if sum(m > id_ for m in manual) < keep:
                    self.tell(LOST, f"{file}; there are {sorted(self.there)}")
            elif ckpt.saved["env_steps"] != steps:
                self.tell(LOST, f"{file} holds {ckpt.saved['env_steps']} env steps instead of {steps}")
        points = [c.saved["env_steps"] for c in self.resume_points()]
        if acked and max(points, default=-1) < acked[-1][1]:
            self.tell(LOST, f"{acked[-1][1]} env steps were acknowledged, the resume points are of {points}")


def resumed_at(log, acked, done):
    """What one life's part of the log tells of its start: env steps that it went on from, or None if it was
    killed before. `acked`: of before this life; `done`: it is known to have begun."""
    at = re.findall(r"resumed at (\d+) env steps", log)
    problems = []
    if "begins empty" in log:
        problems.append(f"{OVERWRITTEN}: {log[-2000:]}")
    if acked and (int(at[0]) < acked[-1][1] if at else done):
        problems.append(f"{LOST}: {acked[-1]} was acknowledged, resumed at {at or 'nothing'}")
    return int(at[0]) if at else None, problems
