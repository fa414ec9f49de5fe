/* SPDX-License-Identifier: MIT */
/* What a test and the process under test share: a page of memory behind a file, through which the
 * test arms faults while the process runs, and reads what happened. shim.py knows this layout. */
#pragma once

#include <stdint.h>

#define FAULT_PAGE_BYTES 4096
#define FAULT_SHORT      10000 /* as error: half of what was to be written is */
#define FAULT_KILL       10001 /* as error: the process dies as by kill -9 before the call */

struct fault_page {
    /* 0: calls on files that change something under RLTD_FAULT_ROOT */
    _Atomic uint64_t n_calls; /* that the filter lets through, since the test set it to 0 */
    _Atomic int64_t fail_at;  /* number of the first call that fails; -1: none */
    _Atomic int64_t n_fails;  /* how many fail from there on */
    _Atomic int64_t error;    /* errno, or FAULT_SHORT */
    _Atomic uint64_t n_hits;  /* calls that were failed */
    /* 40: allocations */
    _Atomic uint64_t n_allocs;
    _Atomic int64_t alloc_fail_at;
    _Atomic int64_t alloc_n_fails;
    _Atomic uint64_t alloc_n_hits;
    /* 72: only calls named so, and only on paths that hold this; empty: all */
    char only_call[32];
    char only_path[88];
    /* 192: the last call that was failed: "fsync /path" */
    char hit[512];
    /* 704: who wanted the last allocation that was failed, innermost first: "rltd+0x1234 ..." */
    char alloc_hit[1024];
    /* 1728: a slow disk: what every fsync takes longer */
    _Atomic int64_t fsync_us;
    _Atomic int64_t read_ns; /* and what every byte of a checkpoint takes longer to be read */
};
