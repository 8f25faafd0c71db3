// Vectors of words and the few shuffles that the kernels need, for any width the compiler knows.
#pragma once
#include <stdint.h>
#include <string.h>

typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x8 __attribute__((vector_size(32)));
typedef uint64_t u64x2 __attribute__((vector_size(16)));
typedef uint64_t u64x4 __attribute__((vector_size(32)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE uint32_t load32(const uint8_t *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v;
}
ALWAYS_INLINE uint64_t load64(const uint8_t *p) {
  uint64_t v;
  memcpy(&v, p, 8);
  return v;
}
ALWAYS_INLINE void store64(uint8_t *p, uint64_t v) { memcpy(p, &v, 8); }

/// XORs 16 bytes of key stream into the text.
ALWAYS_INLINE void xor16(uint8_t *text, u32x4 stream) {
  u32x4 v;
  memcpy(&v, text, 16);
  v ^= stream;
  memcpy(text, &v, 16);
}
