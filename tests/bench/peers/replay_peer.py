# SPDX-License-Identifier: MIT
"""What the replay peers share: the sizes of bench_replay.c and the lines that they exchange with the harness."""

import json
import os
import sys
import time

OBS, ACTIONS, ROWS, BLOCK, BATCH = 17, 6, 1_000_000, 256, 256
FRAMES, SIDE, STACK, FRAME_BATCH = 60_000, 84, 4, 32
CALLS = 16

# Some libraries log to standard output, which is the harness's.
to_harness = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def rate(call, seconds):
    start, n = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - start) < seconds:
        n += sum(call() for _ in range(CALLS))
    return n / elapsed


def main(make, version, **about):
    """make(case) -> a function that hands over transitions and says how many. One JSON object when it is
    warm, then for each line that is read one with the rate over the seconds of the command line."""
    call, seconds = make(sys.argv[1]), float(sys.argv[2])
    rate(call, seconds)
    print(json.dumps({"ready": True, "version": version, **about}), file=to_harness, flush=True)
    for _ in sys.stdin:
        print(json.dumps({"transitions_per_s": rate(call, seconds)}), file=to_harness, flush=True)
