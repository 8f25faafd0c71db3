// The kernels for one kind of processor. Included once for each, with KIND(x) and WIDE_LANES
// defined: 8 lanes of 32 bits or 4.

#define LANES 4
#define VECTOR u32x4
#define NAME(x) KIND(x##_4)
#include "ChaCha20.h"
#undef LANES
#undef VECTOR
#undef NAME

#if WIDE_LANES == 8
#define LANES 8
#define VECTOR u32x8
#define NAME(x) KIND(x##_8)
#include "ChaCha20.h"
#undef LANES
#undef VECTOR
#undef NAME
#define LANES 4
#define VECTOR u64x4
#else
#define LANES 2
#define VECTOR u64x2
#endif
#define NAME(x) KIND(x)
#include "Blake2b.h"

static void KIND(blake2b_of_4)(const uint8_t *const in[4], size_t blocks, uint8_t *const out[4],
                               unsigned size) {
  for (int i = 0; i < 4; i += LANES) NAME(blake2b)(in + i, blocks, out + i, size);
}
#undef LANES
#undef VECTOR
#undef NAME

/// XORs the stream from block `from` on into the text.
static void KIND(chacha)(const uint32_t key[8], const uint32_t nonce[3], uint32_t origin,
                         uint32_t from, uint8_t *text, uint32_t length) {
  while (64 * (from - origin) < length) {
#if WIDE_LANES == 8
    if (64 * (from - origin) + 256 < length) {
      from = KIND(chacha_8)(key, nonce, origin, from, text, length);
      continue;
    }
#endif
    from = KIND(chacha_4)(key, nonce, origin, from, text, length);
  }
}

/// The Poly1305 keys of four states, the first half of each one's block 0.
static void KIND(poly_keys)(const uint8_t *states, size_t stride, uint8_t keys[4][32]) {
  u32x4 in[12], out[4][4];
  for (unsigned lane = 0; lane < 4; lane++) {
    const uint8_t *const state = states + stride * lane;
    for (unsigned i = 0; i < 8; i++) in[i][lane] = load32(state + 16 + 4 * i);
    for (unsigned i = 0; i < 3; i++) in[9 + i][lane] = load32(state + 4 * i);
  }
  in[8] = (u32x4){};
  KIND(blocks_4)(in, out);
  for (unsigned lane = 0; lane < 4; lane++) {
    memcpy(keys[lane], &out[0][lane], 16);
    memcpy(keys[lane] + 16, &out[1][lane], 16);
  }
}

ALWAYS_INLINE void KIND(authenticate)(poly1305 *poly, const uint8_t *bytes, uint32_t blocks) {
  poly1305 p = *poly;
  for (uint32_t i = 0; i < blocks; i++, bytes += 16) {
    poly1305_block(&p, load64(bytes), load64(bytes + 8));
  }
  *poly = p;
}

/// Section 8.4. With `skip`, what the next update overwrites is not decrypted (section 8.9).
static void KIND(crypt)(uint8_t *state, const uint8_t poly_key[32], int skip) {
  uint32_t header = load32(state + 12), key[8], nonce[3];
  memcpy(nonce, state, 12);
  memcpy(key, state + 16, 32);
  const uint32_t additional = header >> 13 & 7, wanted = header >> 17 & 127;
  const uint32_t blocks = wanted < 125 - additional ? wanted : 125 - additional;
  header = (header & 0xFF00FFFFu) | (uint32_t)(blocks != wanted) << 16 | blocks << 17;
  memcpy(state + 12, &header, 4);

  uint8_t *const text = state + 48 + 16 * additional;
  const uint32_t length = 16 * blocks, zeros = header >> 8 & 15;
  poly1305 poly = poly1305_start(poly_key);
  if (header >> 12 & 1) {
    KIND(authenticate)(&poly, state + 48, additional + blocks);
    // The first block of the text that reaches beyond byte 1056.
    const uint32_t dead = skip ? (1056 - 48 - 16 * additional) / 64 : 0;
    KIND(chacha)(key, nonce, 1, 1 + dead, text, length);
  } else {
    KIND(chacha)(key, nonce, 1, 1, text, length);
    memset(text + length - zeros, 0, zeros);
    KIND(authenticate)(&poly, state + 48, additional + blocks);
  }
  // Both lengths may wrap below zero: part of the definition.
  poly1305_block(&poly, 16ull * additional - (header & 15), (uint64_t)length - zeros);
  poly1305_finish(&poly, poly_key, state + 16);
}

static void KIND(crypt_of_1)(uint8_t *state) {
  uint8_t keys[4][32];
  KIND(poly_keys)(state, 0, keys);
  KIND(crypt)(state, keys[0], 0);
}

static void KIND(expand)(const uint8_t *seed, uint32_t number, uint8_t *out, uint32_t length) {
  uint32_t key[8], nonce[3] = {number, 0x455F4350u, 0x444E5058u};
  memcpy(key, seed, 32);
  memset(out, 0, length);
  KIND(chacha)(key, nonce, 0, 0, out, length);
}

static void KIND(hash_of_4)(uint8_t *states, const uint8_t *start, const uint8_t *table,
                            uint64_t nonce, uint16_t items[4]) {
  for (unsigned lane = 0; lane < 4; lane++) {
    uint8_t *const state = states + 2048 * lane;
    memcpy(state, start, 32);
    memcpy(state + 1056, start + 1056, 2048 - 1056);
    store64(state, nonce + lane);
  }
  for (int step = 0; step < 4; step++) {
    uint8_t keys[4][32];
    for (unsigned lane = 0; lane < 4; lane++) {
      uint8_t *const state = states + 2048 * lane;
      items[lane] = (uint16_t)(load64(state + 16) & 8191);
      memcpy(state + 32, table + 1024 * (size_t)items[lane], 1024);
      const uint32_t header = (load32(state + 16) & 0x00FFFFFFu) | 32u << 17;
      memcpy(state + 12, &header, 4);
    }
    KIND(poly_keys)(states, 2048, keys);
    for (unsigned lane = 0; lane < 4; lane++) KIND(crypt)(states + 2048 * lane, keys[lane], step < 3);
  }
  const uint8_t *const in[4] = {states, states + 2048, states + 4096, states + 6144};
  uint8_t *const out[4] = {states, states + 2048, states + 4096, states + 6144};
  KIND(blake2b_of_4)(in, 16, out, 32);
}
