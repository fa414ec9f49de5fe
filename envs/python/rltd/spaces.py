# SPDX-License-Identifier: MIT
"""Gymnasium spaces as the protocol has them: JSON for HELLO, and values as fixed bytes."""

import math

import numpy as np
from gymnasium import spaces

from rltd.errors import Error

# Elements up to which a Box has one bound per element on the wire.
MAX_BOUNDS = 64
MAX_RANK = 4

# Box dtypes that travel as they are, and those that travel as a wider one without losing a value.
WIRE_DTYPE = {
    "float32": "float32",
    "float64": "float64",
    "uint8": "uint8",
    "int32": "int32",
    "int64": "int64",
    "float16": "float32",
    "bool": "uint8",
    "int8": "int32",
    "int16": "int32",
    "uint16": "int32",
    "uint32": "int64",
}


class Codec:
    """One space: its JSON, and the dtype and shape under which its values lie in a frame."""

    def __init__(self, space, what):
        self.space = space
        self.shape = tuple(space.shape or ())
        if isinstance(space, spaces.Box):
            self.dtype, self.json = self._box(space, what)
        elif isinstance(space, spaces.Discrete):
            self.dtype = np.dtype("<i4")
            self.json = {"type": "Discrete", "n": int(space.n), "start": int(space.start)}
        elif isinstance(space, spaces.MultiDiscrete):
            if np.any(getattr(space, "start", 0)):
                raise Error(f"{what} space {space}: a MultiDiscrete must start at 0")
            self.dtype = np.dtype("<i4")
            self.json = {"type": "MultiDiscrete", "nvec": [int(n) for n in space.nvec.ravel()]}
        elif isinstance(space, spaces.MultiBinary):
            self.dtype = np.dtype("u1")
            self.json = {"type": "MultiBinary", "n": math.prod(self.shape)}
        else:
            raise Error(
                f"{what} space {type(space).__name__} is not supported: use Box, Discrete, MultiDiscrete "
                f"or MultiBinary (gymnasium.wrappers.FlattenObservation turns a Dict or Tuple into a Box)"
            )
        self.bytes = self.dtype.itemsize * math.prod(self.shape)

    @staticmethod
    def _box(space, what):
        name = WIRE_DTYPE.get(space.dtype.name)
        if name is None:
            raise Error(f"{what} space {space}: dtype {space.dtype} is not one of {', '.join(WIRE_DTYPE)}")
        if len(space.shape) > MAX_RANK:
            raise Error(f"{what} space {space}: {len(space.shape)} dimensions, at most {MAX_RANK} are supported")
        json = {
            "type": "Box",
            "dtype": name,
            "shape": [int(n) for n in space.shape],
            "low": bound(space.low, np.min),
            "high": bound(space.high, np.max),
        }
        return np.dtype(name).newbyteorder("<"), json

    @property
    def choices(self):
        """Of a Discrete, and of each part of a MultiDiscrete: what a mask speaks of. Others have none."""
        if isinstance(self.space, spaces.Discrete):
            return [int(self.space.n)]
        if isinstance(self.space, spaces.MultiDiscrete):
            return self.json["nvec"]
        return []

    def add_mask(self, action):
        """Every value is followed by a mask over the choices of `action`."""
        if not action.choices:
            raise Error(f"action_mask: {action.space} has no masks; Discrete and MultiDiscrete have")
        self.n_mask, self.mask_at = sum(action.choices), self.bytes
        self.json["action_mask"] = self.n_mask
        size = self.dtype.itemsize
        self.bytes = (self.bytes + self.n_mask + size - 1) // size * size

    def mask_views(self, buffer, offset, n, stride=None):
        """The masks behind what `views` gives."""
        stride = self.bytes if stride is None else stride
        return [np.frombuffer(buffer, "u1", self.n_mask, offset + i * stride + self.mask_at) for i in range(n)]

    def views(self, buffer, offset, n, stride=None):
        """n arrays over `buffer`, one per value, `stride` bytes apart."""
        stride = self.bytes if stride is None else stride
        count = math.prod(self.shape)
        return [
            np.frombuffer(buffer, self.dtype, count, offset + i * stride).reshape(self.shape) for i in range(n)
        ]

    def bounds(self):
        """Least and greatest value of every element, flat, as rltd has them: it keeps those of a Box in float32."""
        if isinstance(self.space, spaces.Box):
            return self.space.low.ravel().astype(np.float32), self.space.high.ravel().astype(np.float32)
        first = int(self.space.start) if isinstance(self.space, spaces.Discrete) else 0
        n = np.asarray(self.choices if self.choices else [2] * math.prod(self.shape))
        return np.full(n.shape, first), first + n - 1

    def decoder(self):
        """A function from the bytes of n values to a sequence of n things that env.step takes. Values outside the
        space are an Error: they would index tables and drive motors."""
        dtype, shape, (low, high) = self.dtype, self.shape, self.bounds()

        def checked(data):
            values = np.frombuffer(data, dtype).reshape(-1, low.size)
            inside = (values >= low) & (values <= high)  # NaN is not
            if not inside.all():
                env = int(np.argmin(inside.all(axis=1)))
                raise Error(f"STEP: action {values[env].tolist()} of env {env} is outside its space {self.space}")
            return values

        def one_each(data):  # quicker than arrays for a few
            values, first, last = np.frombuffer(data, dtype).tolist(), int(low[0]), int(high[0])
            return values if min(values) >= first and max(values) <= last else checked(data)

        if isinstance(self.space, spaces.Discrete):
            return one_each
        # A copy, because an env may keep its action.
        wanted = self.space.dtype
        return lambda data: checked(data).astype(wanted).reshape((-1,) + shape)


def bound(values, widest):
    """Bounds as JSON: None is unbounded, one value stands for all elements."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    if flat.size > MAX_BOUNDS or (flat.size and np.all(flat == flat[0])):
        flat = widest(flat, keepdims=True)
        return finite(flat[0])
    return [finite(v) for v in flat]


def finite(value):
    return float(value) if math.isfinite(value) else None
