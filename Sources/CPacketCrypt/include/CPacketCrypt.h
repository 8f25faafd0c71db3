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

/// Tries four soft nonces from `nonce` on (packetcrypt.md section 12.3, steps 7.1 to 7.3).
///
/// `states` gets four final states of 2,048 bytes, whose first 32 bytes are the hashes; `items` the
/// item that each picked last. `start` is a state after `init`, `table` 8,192 items.
void pc_hash_of_4(uint8_t *states, const uint8_t *start, const uint8_t *table, uint64_t nonce,
                  uint16_t items[4]);

/// Section 8.4 on a state of 2,048 bytes.
void pc_crypt(uint8_t *state);

/// Section 2: `length` bytes of the stream of a 32-byte seed; a multiple of 16.
void pc_expand(const uint8_t *seed, uint32_t number, uint8_t *out, uint32_t length);

/// BLAKE2b of four messages of `blocks` times 128 bytes, at least one; hashes of `size` bytes, 32 or 64.
void pc_blake2b_of_4(const uint8_t *const in[4], size_t blocks, uint8_t *const out[4],
                     unsigned size);

/// Tests only: uses no kernel above 0 = portable vectors, 1 = AVX2, 2 = AVX-512VL (the default).
void pc_limit_kernels(int level);
