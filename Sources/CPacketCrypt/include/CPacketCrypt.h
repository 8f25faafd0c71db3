#pragma once
#include <stddef.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the kernels view byte buffers as little-endian words"
#endif

/// Executes one cycle of a decoded RandHash program (packetcrypt.md section 6).
///
/// `code` comes from the decoder in Swift, which has proved every reference: registers lie in
/// `registers`, jumps in `code`, loops end. `memory`, `input` and `output` are 256 words each.
/// Returns the number of instructions executed, or `limit + 1` if there were more than `limit`;
/// `output` is then destroyed.
uint32_t pc_randhash(const uint64_t *code, uint32_t *registers, const uint32_t *memory,
                     const uint32_t *input, uint32_t *output, uint32_t limit);

/// The opcodes of decoded control words; the others keep their numbers from section 7.1.
enum {
  PC_LOOP = 66,
  PC_IF = 67,
  PC_END_LOOP = 68,
  PC_END_THEN = 69,
  PC_END_ELSE = 70,
  PC_HALT = 71,
  /// Loops that may be open at once.
  PC_LOOP_DEPTH = 64,
};
