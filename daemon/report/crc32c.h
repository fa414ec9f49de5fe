/* SPDX-License-Identifier: MIT */
/* CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) and the masked form that TFRecord files
 * use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t rltd_crc32c(const void *data, size_t n);
/* rotr32(crc, 15) + 0xA282EAD8: a checksum that may itself lie in checksummed data. */
uint32_t rltd_crc32c_masked(const void *data, size_t n);
