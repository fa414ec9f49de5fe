# SPDX-License-Identifier: MIT
"""The command rltd-env: any registered Gymnasium environment, served to rltd."""

import argparse
import json
import re
import signal
import sys
import traceback

import gymnasium

import rltd
from rltd.errors import Error

EXIT_USAGE = 64


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(EXIT_USAGE, f"{self.prog}: {message}; try --help\n")


def make_parser():
    parser = Parser(prog="rltd-env", description="Serve a Gymnasium environment to rltd over its env socket.")
    parser.add_argument("env", help="id of a registered environment, or module:Id to import the module first")
    parser.add_argument("--num-envs", metavar="N", type=int, help="environments in this process ($RLTD_NUM_ENVS, else 1)")
    parser.add_argument("--connect", metavar="PATH", help="the env socket ($RLTD_ENV_SOCKET)")
    parser.add_argument("--name", help="stable name of this process ($RLTD_ENV_NAME, else made from the id)")
    parser.add_argument("--role", choices=("train", "eval"), help="($RLTD_ROLE, else train)")
    parser.add_argument("--kwargs", metavar="JSON", default="{}", help="arguments of gymnasium.make, an object")
    parser.add_argument(
        "--retry", metavar="SECONDS", type=retry_seconds, default=0, help="wait for rltd and come back to it; -1: for ever (0)"
    )
    parser.add_argument("--action-mask", action="store_true", help="the env's info has an action_mask: use it")
    parser.add_argument("--version", action="version", version=f"rltd-env {rltd.__version__}")
    return parser


def retry_seconds(text):
    if not re.fullmatch(r"-1|[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from -1")
    return int(text)


def parse_kwargs(text):
    try:
        kwargs = json.loads(text)
    except ValueError as problem:
        raise Error(f"--kwargs: not JSON: {problem}") from None
    if not isinstance(kwargs, dict):
        raise Error('--kwargs: not a JSON object, such as {"render_mode": null}')
    return kwargs


def make_env(env_id, kwargs):
    """gymnasium.make without the passive checker, which costs more than a small environment."""
    try:
        return gymnasium.make(env_id, disable_env_checker=True, **kwargs)
    except (gymnasium.error.Error, ImportError, TypeError) as problem:
        raise Error(f"{env_id}: {type(problem).__name__}: {problem}") from problem


class Terminated(Exception):
    pass


def on_sigterm(_signal, _frame):
    raise Terminated


def main(argv=None):
    args = make_parser().parse_args(argv)
    signal.signal(signal.SIGTERM, on_sigterm)
    try:
        kwargs = parse_kwargs(args.kwargs)
        rltd.serve(
            lambda: make_env(args.env, kwargs),
            args.num_envs,
            connect=args.connect,
            name=args.name,
            role=args.role,
            env_id=args.env.rpartition(":")[2],
            retry_s=args.retry,
            action_mask=args.action_mask,
        )
    except Terminated:
        return 0
    except KeyboardInterrupt:
        return 130
    except Error as problem:
        print(f"rltd-env: {' '.join(str(problem).split())}", file=sys.stderr)
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    return 0
