# SPDX-License-Identifier: MIT
"""Recipes as dictionaries: two levels of `key: value`, which is all that they use of YAML."""

import hashlib
import re
from pathlib import Path

from harness.errors import BenchError

RECIPES = Path(__file__).resolve().parents[3] / "agents" / "recipes"


def path_of(name):
    return RECIPES / f"{name}.yaml"


def value_of(text):
    """A number, a truth value, a list of integers, or the text."""
    if text in ("true", "false"):
        return text == "true"
    if text.startswith("["):
        return [int(item) for item in text.strip("[]").split(",") if item.strip()]
    for kind in (int, float):
        try:
            return kind(text.replace("_", ""))
        except ValueError:
            pass
    return text.strip('"')


def load(name):
    """{"agent": "ppo", "ppo": {"n_steps": 32, ...}, ...}"""
    settings, section = {}, None
    for number, line in enumerate(path_of(name).read_text().splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        if not line:
            continue
        found = re.fullmatch(r"( *)([a-z0-9_]+):\s*(.*)", line)
        if not found or len(found[1]) > 2:
            raise BenchError(f"{path_of(name).name}:{number}: not `key: value` on one of two levels: '{line}'")
        indent, key, text = found.groups()
        if indent:
            section[key] = value_of(text)
        elif text:
            settings[key] = value_of(text)
        else:
            section = settings.setdefault(key, {})
    return settings


def settings_of(cell):
    """The recipe's settings, with the cell's own budget."""
    settings = load(cell.recipe)
    if cell.steps:
        settings["max_env_steps"] = cell.steps
    return settings


def identity(cell):
    """What a result is a result of: changes when a setting does, not when a comment does."""
    settings = settings_of(cell)
    settings.pop("checkpoint", None)
    return hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:12]
