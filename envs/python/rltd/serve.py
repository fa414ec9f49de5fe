# SPDX-License-Identifier: MIT
"""Serve N environments of one process to rltd."""

import os
import re
import struct
import time

import numpy as np

from rltd import wire
from rltd.errors import Error, Lost
from rltd.spaces import Codec

MAX_ENVS = 4096
SEED_MASK = 0x7FFFFFFF  # every simulator takes a 31-bit seed


def serve(
    make_env,
    num_envs=None,
    *,
    connect=None,
    name=None,
    role=None,
    env_id=None,
    token=None,
    retry_s=0,
    action_mask=False,
):
    """Connect to rltd and answer it until it says BYE.

    make_env   called num_envs times without arguments, returns a gymnasium.Env each time
    num_envs   environments in this process; default $RLTD_NUM_ENVS, else 1
    connect    path of rltd's env socket; default $RLTD_ENV_SOCKET
    name       stable name of this process; default $RLTD_ENV_NAME, else made from env_id
    role       "train" or "eval"; default $RLTD_ROLE, else "train"
    env_id     the environment's name in logs and checkpoints; default: its spec's id or its class
    token      what rltd asks of clients, if it does; default $RLTD_ENV_TOKEN
    retry_s    keep trying this long when rltd is not there or goes away; 0 never, -1 for ever
    action_mask  the envs say in info["action_mask"], after reset and step, which actions are possible: 1 or
               0 for each choice of a Discrete; for a MultiDiscrete one array per part, or all in one

    Raises rltd.Error with one line; rltd.Lost where the connection is what failed. An exception of an
    environment is told to rltd and raised again.
    """
    path = connect or os.environ.get("RLTD_ENV_SOCKET")
    if not path:
        raise Error("no socket: give its path (--connect) or set RLTD_ENV_SOCKET (rltd prints it)")
    n = check_num_envs(num_envs if num_envs is not None else os.environ.get("RLTD_NUM_ENVS") or 1)
    envs = []
    try:
        for _ in range(n):
            envs.append(make_env())
        group = Group(envs, action_mask)
        hello = make_hello(group, env_id or name_of(envs[0]), name, role, token)
        serve_patiently(group, hello, path, retry_s)
    finally:
        for env in envs:
            env.close()


def check_num_envs(value):
    try:
        n = int(value)
    except ValueError:
        n = 0
    if not 1 <= n <= MAX_ENVS:
        raise Error(f"num_envs: '{value}' is not a number from 1 to {MAX_ENVS}")
    return n


def name_of(env):
    spec = getattr(env, "spec", None)
    return spec.id if spec is not None else type(env.unwrapped).__name__


def make_hello(group, env_id, name, role, token):
    name = name or os.environ.get("RLTD_ENV_NAME") or re.sub(r"[^A-Za-z0-9._-]", "-", env_id)[:63]
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,63}", name):
        raise Error(f"name: '{name}' is not made of 1 to 63 of A-Z a-z 0-9 . _ -")
    role = role or os.environ.get("RLTD_ROLE") or "train"
    if role not in ("train", "eval"):
        raise Error(f"role: '{role}' is neither train nor eval")
    hello = {
        "protocol": wire.VERSION,
        "name": name,
        "env": env_id,
        "role": role,
        "n_envs": len(group.envs),
        "capabilities": [],
        "observation_space": group.obs.json,
        "action_space": group.action.json,
    }
    token = token or os.environ.get("RLTD_ENV_TOKEN")
    if token:
        hello["token"] = token
    return hello


def serve_patiently(group, hello, path, retry_s):
    """One session after the other, as long as rltd comes back within retry_s."""
    waited_since, pause = time.monotonic(), 0.1
    while True:
        try:
            connection = wire.Connection(path)
            try:
                connection.shake_hands(hello, group.layout)
                waited_since = None
                group.answer_until_bye(connection)
                return
            except Error as problem:
                if not isinstance(problem, (Lost, wire.Refused)):
                    connection.send_error(str(problem))
                raise
            finally:
                connection.close()
        except Lost:
            if waited_since is None:
                waited_since, pause = time.monotonic(), 0.1
            if 0 <= retry_s <= time.monotonic() - waited_since:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 5.0)


class Group:
    """N environments, and the one frame that their answers are written into."""

    def __init__(self, envs, action_mask=False):
        n = len(envs)
        self.envs = envs
        self.obs = Codec(envs[0].observation_space, "observation")
        self.action = Codec(envs[0].action_space, "action")
        for i, env in enumerate(envs):
            if env.observation_space != envs[0].observation_space or env.action_space != envs[0].action_space:
                raise Error(f"env {i} has other spaces than env 0")
        self.doing, self.env = "", 0  # for messages: env 3: step
        self.decode = self.action.decoder()
        if action_mask:
            self.obs.add_mask(self.action)
        self.step = self.step_masked if action_mask else self.step_plain
        layout = self.layout = wire.make_layout(self.obs.bytes, self.action.bytes, n)

        head = wire.HEADER.size
        self.frame = bytearray(head + layout["result_bytes"] + n * layout["final_stride"])
        self.frame_view = memoryview(self.frame)
        self.obs_of = self.obs.views(self.frame, head, n)
        self.reward = np.frombuffer(self.frame, "<f4", n, head + layout["result_reward"])
        self.flags = np.frombuffer(self.frame, "u1", n, head + layout["result_flags"])
        first = head + layout["result_final"]
        self.final_at = [first + k * layout["final_stride"] for k in range(n)]
        self.final_of = self.obs.views(self.frame, first + 8, n, layout["final_stride"])
        self.mask_of = self.obs.mask_views(self.frame, head, n) if action_mask else None
        if action_mask:
            self.final_mask_of = self.obs.mask_views(self.frame, first + 8, n, layout["final_stride"])

    def answer_until_bye(self, connection):
        allowed, last_seq = {wire.RESET: self.layout["reset_bytes"], wire.BYE: 0}, -1
        while True:
            kind, seq, payload = connection.receive(allowed)
            if kind == wire.BYE:
                return
            if seq <= last_seq:
                raise Error(f"{connection.peer}: seq {seq} is not above the last, {last_seq}")
            last_seq = seq
            try:
                n_final = self.step(payload) if kind == wire.STEP else self.reset(payload)
            except Error:
                raise
            except Exception as problem:
                connection.send_error(f"env {self.env}: {self.doing} raised {type(problem).__name__}: {problem}")
                raise
            connection.send_frame(self.result(seq, n_final))
            allowed[wire.STEP] = self.layout["step_bytes"]

    def result(self, seq, n_final):
        n_bytes = self.layout["result_bytes"] + n_final * self.layout["final_stride"]
        wire.HEADER.pack_into(self.frame, 0, n_bytes, wire.RESULT, 0, n_final, seq)
        return self.frame_view[: wire.HEADER.size + n_bytes]

    def reset(self, payload):
        for i, seed in enumerate(np.frombuffer(payload, "<u8").tolist()):
            self.reset_one(i, seed)
        self.reward[:] = 0
        self.flags[:] = 0
        return 0

    def reset_one(self, i, seed):
        self.doing, self.env = "reset", i
        obs, info = self.envs[i].reset(seed=seed & SEED_MASK)
        self.obs_of[i][...] = self.checked(obs)
        if self.mask_of:
            self.mask_of[i][:] = self.mask(info)

    def mask(self, info, ended=False):
        """info["action_mask"] as bytes; the last one of an episode may be left out."""
        mask = info.get("action_mask")
        if mask is None:
            if ended:
                return 1
            raise Error(f"env {self.env}: the info of {self.doing} has no 'action_mask'")
        if isinstance(mask, (tuple, list)) and len(self.action.choices) > 1:
            mask = np.concatenate([np.ravel(part) for part in mask])
        flat = np.ravel(mask)
        if flat.size != self.obs.n_mask:
            raise Error(
                f"env {self.env}: the 'action_mask' of {self.doing} has {flat.size} elements, "
                f"{self.action.space} has {self.obs.n_mask} choices"
            )
        return flat != 0

    def step_masked(self, payload):
        """step_plain for envs with masks."""
        at = self.layout["step_action"]
        actions = self.decode(payload[at : at + len(self.envs) * self.action.bytes])
        n_final = 0
        for i, env in enumerate(self.envs):
            self.doing, self.env = "step", i
            obs, reward, terminated, truncated, info = env.step(actions[i])
            ended = terminated or truncated
            obs, mask = self.checked(obs), self.mask(info, ended)
            self.reward[i] = reward
            self.flags[i] = (1 if terminated else 0) | (2 if truncated else 0)
            if ended:
                struct.pack_into("<II", self.frame, self.final_at[n_final], i, 0)
                self.final_of[n_final][...] = obs
                self.final_mask_of[n_final][:] = mask
                n_final += 1
                self.reset_one(i, struct.unpack_from("<Q", payload, self.layout["step_seed"] + 8 * i)[0])
            else:
                self.obs_of[i][...] = obs
                self.mask_of[i][:] = mask
        return n_final

    def step_plain(self, payload):
        """Advance every env; those that end start anew. Returns the number of final observations."""
        at = self.layout["step_action"]
        actions = self.decode(payload[at : at + len(self.envs) * self.action.bytes])
        shape, obs_of, reward_of, flags_of = self.obs.shape, self.obs_of, self.reward, self.flags
        n_final = 0
        self.doing = "step"
        for i, env in enumerate(self.envs):
            self.env = i
            obs, reward, terminated, truncated, _ = env.step(actions[i])
            if getattr(obs, "shape", None) != shape:
                obs = self.checked(obs)
            reward_of[i] = reward
            if terminated or truncated:
                flags_of[i] = (1 if terminated else 0) | (2 if truncated else 0)
                struct.pack_into("<II", self.frame, self.final_at[n_final], i, 0)
                self.final_of[n_final][...] = obs
                n_final += 1
                self.reset_one(i, struct.unpack_from("<Q", payload, self.layout["step_seed"] + 8 * i)[0])
                self.doing = "step"
            else:
                flags_of[i] = 0
                obs_of[i][...] = obs
        return n_final

    def checked(self, obs):
        """An observation of the space's shape, or an error: assignment alone would broadcast."""
        array = np.asarray(obs)
        if array.shape != self.obs.shape:
            raise Error(
                f"env {self.env}: {self.doing} returned an observation of shape {array.shape}, "
                f"the space {self.obs.space} has {self.obs.shape}"
            )
        return array
