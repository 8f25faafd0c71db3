// The hot primitives, for each kind of processor from the same source, and the choice between them.

#include "CPacketCrypt.h"
#include "Lanes.h"
#include "Poly1305.h"

static const uint64_t blake2b_iv[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

#define KIND(x) base_##x
#define WIDE_LANES 4
#include "Kernels.h"
#undef KIND
#undef WIDE_LANES

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), apply_to = function)
#define KIND(x) avx2_##x
#define WIDE_LANES 8
#include "Kernels.h"
#undef KIND
#undef WIDE_LANES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,bmi2,avx512f,avx512vl,avx512bw"))), apply_to = function)
#define KIND(x) avx512_##x
#define WIDE_LANES 8
#include "Kernels.h"
#undef KIND
#undef WIDE_LANES
#pragma clang attribute pop

static int best = 2;
void pc_limit_kernels(int level) { best = level; }

// Two loads and tests: libgcc reads CPUID once, before main.
#define CHOOSE(call)                                                                    \
  if (best > 1 && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {       \
    avx512_##call;                                                                      \
  } else if (best > 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {        \
    avx2_##call;                                                                        \
  } else {                                                                              \
    base_##call;                                                                        \
  }
#else
void pc_limit_kernels(int level) { (void)level; }
#define CHOOSE(call) base_##call
#endif

void pc_hash_of_4(uint8_t *states, const uint8_t *start, const uint8_t *table, uint64_t nonce,
                  uint16_t items[4]) {
  CHOOSE(hash_of_4(states, start, table, nonce, items));
}

void pc_crypt(uint8_t *state) {
  if (load32(state + 12) >> 24) {
    state[15] |= 1;
    return;
  }
  CHOOSE(crypt_of_1(state));
}

void pc_expand(const uint8_t *seed, uint32_t number, uint8_t *out, uint32_t length) {
  CHOOSE(expand(seed, number, out, length));
}

void pc_blake2b_of_4(const uint8_t *const in[4], size_t blocks, uint8_t *const out[4],
                     unsigned size) {
  CHOOSE(blake2b_of_4(in, blocks, out, size));
}
