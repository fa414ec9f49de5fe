# SPDX-License-Identifier: MIT
"""Disks as a power cut may leave them, rebuilt from what shim_files.c has recorded.

The record says which calls changed a folder, in the order in which they took effect, with their data. At
any point of it, what a file system must have kept is: the contents that were fsynced, under the names that
stood when their folder was last fsynced. What it may have kept beyond that is its own choice."""

import os
import random
import struct

HEADER = struct.Struct("<8sIIQQQ")  # struct record of shim_files.c
BLOCK = 512

LOSE = "lose"        # names and contents that were not synced are gone
REORDER = "reorder"  # names are as they were at that moment, contents only as far as they were synced
KILL = "kill"        # everything is as it was: the process died, the machine did not
TORN = "torn"        # names are as they were; of what was not synced, some blocks made it
MODELS = (LOSE, REORDER, KILL, TORN)


def read(path):
    """(op, path, path, inode, offset, data or n) one after the other."""
    with open(path, "rb") as f:
        raw = f.read()
    at = 0
    while at < len(raw):
        op, n1, n2, inode, offset, n = HEADER.unpack_from(raw, at)
        op = op.rstrip(b"\0").decode()
        at += HEADER.size
        first, at = raw[at:at + n1].decode(), at + n1
        second, at = raw[at:at + n2].decode(), at + n2
        data = raw[at:at + n] if op == "write" else n
        at += n if op == "write" else 0
        yield op, first, second, inode, offset, data


def acknowledge(path, text):
    """What a test appends to the record when it hears that something is durable."""
    raw = text.encode()
    fd = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(fd, HEADER.pack(b"ack", len(raw), 0, 0, 0, 0) + raw)
    os.close(fd)


class Disk:
    def __init__(self, root):
        self.root = root
        self.data = {}          # inode: as the kernel has it
        self.synced = {}        # inode: as of its last fsync
        self.names = {root: {}}  # folder: {name: inode, target of a link as str, or None for a folder}
        self.durable = {root: {}}  # the same as of the folder's last fsync
        self.acked = ""

    def place(self, path):
        folder, name = os.path.split(path)
        return self.names[folder], name

    def apply(self, op, first, second, inode, offset, data):
        getattr(self, "do_" + op)(first, second, inode, offset, data)

    def do_ack(self, first, *_):
        self.acked = first

    def do_create(self, first, second, inode, *_):
        folder, name = self.place(first)
        folder[name] = inode
        self.data[inode] = bytearray()
        self.synced.pop(inode, None)  # the number may have been another file's

    def do_write(self, first, second, inode, offset, data):
        now = self.data.setdefault(inode, bytearray())
        if len(now) < offset:
            now.extend(bytes(offset - len(now)))
        now[offset:offset + len(data)] = data

    def do_trunc(self, first, second, inode, offset, _):
        now = self.data.setdefault(inode, bytearray())
        del now[offset:]
        now.extend(bytes(offset - len(now)))

    def do_grow(self, first, second, inode, offset, _):
        now = self.data.setdefault(inode, bytearray())
        now.extend(bytes(max(0, offset - len(now))))

    def do_sync(self, first, second, inode, *_):
        self.synced[inode] = bytes(self.data.get(inode, b""))

    def do_syncdir(self, first, *_):
        path = first.rstrip("/")
        if path in self.names:
            self.durable[path] = dict(self.names[path])

    def do_rename(self, first, second, *_):
        folder, name = self.place(first)
        to, other = self.place(second)
        to[other] = folder.pop(name)

    def do_unlink(self, first, *_):
        folder, name = self.place(first)
        folder.pop(name, None)

    def do_symlink(self, first, second, *_):
        folder, name = self.place(second)
        folder[name] = first

    def do_mkdir(self, first, *_):
        folder, name = self.place(first)
        folder[name] = None
        self.names.setdefault(first, {})
        self.durable.setdefault(first, {})

    def torn(self, inode, rng):
        now, kept = self.data[inode], self.synced.get(inode, b"")
        size = rng.choice((len(now), len(kept), rng.randint(min(len(now), len(kept)), max(len(now), len(kept)))))
        out = bytearray(size)
        for at in range(0, size, BLOCK):
            source = rng.choice((now, kept))
            block = source[at:min(at + BLOCK, size)]
            out[at:at + len(block)] = block
        return bytes(out)

    def content(self, inode, model, rng):
        if model == KILL:
            return bytes(self.data[inode])
        if model == TORN:
            return self.torn(inode, rng)
        return self.synced.get(inode, b"")

    def crash(self, model, seed=0):
        """{path under the root: bytes, target as str, or None for a folder} after a power cut."""
        names = self.durable if model == LOSE else self.names
        rng = random.Random(seed)
        out = {}

        def walk(folder):
            for name, what in sorted(names.get(folder, {}).items()):
                path = os.path.join(folder, name)
                out[os.path.relpath(path, self.root)] = (
                    self.content(what, model, rng) if isinstance(what, int) else what)
                if what is None:
                    walk(path)

        walk(self.root)
        return out


def materialise(state, folder):
    for path, what in state.items():
        at = os.path.join(folder, path)
        if what is None:
            os.mkdir(at)
        elif isinstance(what, str):
            os.symlink(what, at)
        else:
            with open(at, "wb") as f:
                f.write(what)
