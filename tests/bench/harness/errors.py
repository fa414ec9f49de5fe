# SPDX-License-Identifier: MIT


class BenchError(Exception):
    """One line for the user: what failed, why, what to do about it."""
