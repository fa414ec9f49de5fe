/* SPDX-License-Identifier: MIT */
/* How long to poll for the next question before sleeping. In lock-step phases it is microseconds
 * away, while going to sleep and being woken costs about 50; in learning phases it is milliseconds
 * away and polling only heats the machine. The budget follows the waits that were seen. Private to
 * the client. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RLENV_SPIN_START_NS 100000u
#define RLENV_SPIN_CAP_NS   500000u
#define RLENV_SPIN_FLOOR_NS 5000u

struct rlenv_spin {
    uint32_t cap_ns;    /* 0: never poll */
    uint32_t budget_ns; /* at most cap_ns */
};

/* cap_us < 0: the default, which is 0 when this process may use only one CPU. */
void rlenv_spin_init(struct rlenv_spin *spin, int32_t cap_us);
/* One wait ended after `waited_ns`, sleeping included. */
void rlenv_spin_observe(struct rlenv_spin *spin, uint64_t waited_ns);
