/* SPDX-License-Identifier: MIT */
/* SQLite's view of a bad disk: the default VFS with one failing write, sync or truncate. */
#pragma once

/* Becomes SQLite's default VFS until fault_vfs_remove. */
void fault_vfs_install(void);
void fault_vfs_remove(void);
/* The fail_at-th call from now (from 0) and all after it fail; -1: none. `full`: with SQLITE_FULL
 * where a call can say so, else with an I/O error. */
void fault_vfs_arm(int fail_at, int full);
/* Calls since arming. */
int fault_vfs_calls(void);
