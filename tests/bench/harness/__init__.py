# SPDX-License-Identifier: MIT
"""The harness behind ./bench. Python's standard library only; peers live in an environment of their own."""
