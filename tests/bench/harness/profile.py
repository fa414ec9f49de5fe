# SPDX-License-Identifier: MIT
"""Where a process spends its processor time, by kind of work, as Linux's `perf` samples it. Without perf
there is no split and that is said."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

EXPERIENCE = "experience (rows in, batches out, shuffles)"
# Kind of work, and the symbols that belong to it; the first match wins.
KINDS = [
    ("products (with bias, tanh and their gradients)",
     r"^(row_tile|column_tile|sums_tile|product_columns|fwd_|dx_|dw_|nn_cpu_linear|load_strip|store_strip)"),
    ("optimizer (norm, clip, Adam)", r"^nn_cpu_(adam|sum_squares|scale|add_to)"),
    ("pointwise, losses, rows", r"^(nn_cpu_|map_|run_|cpu_run|strip_|gather_|log_softmax|v_)"),
    (EXPERIENCE, r"^(replay_|rl_philox|rl_fill|ppo_|find_spans|write_(frame|stack|spans|masks)|uniform_draw|draw_chunk)"),
    ("exchange (sockets, polling, wake-ups)",
     r"(recv|send|sock|unix_|scm_|syscall|fdget|fput|epoll|mutex|spin|pthread_.*cancel|rltd_(envs|session|turn)|rlenv|wire_|"
     r"finish_task|schedule|clock_gettime|import_ubuf|errno|skb|futex)"),
]


def split_of(command, env, cwd):
    """{(process, kind): seconds} of one run, or None where perf is missing or not allowed."""
    if not shutil.which("perf"):
        return None
    with tempfile.TemporaryDirectory(prefix="rltd-perf-") as folder:
        data = Path(folder) / "perf.data"
        record = ["perf", "record", "-q", "-F", "4999", "-o", data, "--", *command]
        if subprocess.run(record, env=env, cwd=cwd, capture_output=True).returncode != 0:
            return None
        report = ["perf", "script", "-i", data, "-F", "comm,period,ip,sym"]
        lines = subprocess.run(report, capture_output=True, text=True).stdout.splitlines()
    seconds = {}
    for line in lines:
        found = re.match(r"\s*(\S+)\s+(\d+)\s+[0-9a-f]+\s+(.*)", line)
        if not found:
            continue
        process, period, symbol = found[1], int(found[2]) * 1e-9, found[3].strip()
        kind = next((name for name, pattern in KINDS if re.search(pattern, symbol)), "everything else")
        key = ("env" if process.startswith("rltd-env") else "rltd", kind)
        seconds[key] = seconds.get(key, 0.0) + period
    return seconds or None


def describe(seconds):
    total = sum(seconds.values())
    rows = sorted(seconds.items(), key=lambda item: -item[1])
    return [f"{process:5} {kind:50} {s:7.3f} CPU s {100 * s / total:5.1f} %" for (process, kind), s in rows]
