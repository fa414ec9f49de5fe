/* SPDX-License-Identifier: MIT */
/* Libraries that do not survive the lack of memory, or carry on with something wrong: libuv aborts
 * where its table of descriptors cannot grow, Jansson drops a character of what it parses (and
 * aborts, if that was an escape's). There the process ends with a line instead; what was saved
 * stands, as after kill -9. Everywhere else memory may be refused: the call fails and says so. */
#pragma once

/* Before any call of either. */
void rltd_memory_init(void);
