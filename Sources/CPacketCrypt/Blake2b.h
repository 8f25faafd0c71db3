// BLAKE2b (RFC 7693) of several messages at once, one in each lane. Included once for each vector
// width, with LANES, VECTOR and NAME(x) defined.

#define ROTATE(x, n) ((x) >> (n) | (x) << (64 - (n)))

#define MIX(a, b, c, d, x, y)                      \
  v[a] += v[b] + (x), v[d] = ROTATE(v[d] ^ v[a], 32); \
  v[c] += v[d], v[b] = ROTATE(v[b] ^ v[c], 24);    \
  v[a] += v[b] + (y), v[d] = ROTATE(v[d] ^ v[a], 16); \
  v[c] += v[d], v[b] = ROTATE(v[b] ^ v[c], 63);

#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
  MIX(0, 4, 8, 12, m[s0], m[s1])                                                  \
  MIX(1, 5, 9, 13, m[s2], m[s3])                                                  \
  MIX(2, 6, 10, 14, m[s4], m[s5])                                                 \
  MIX(3, 7, 11, 15, m[s6], m[s7])                                                 \
  MIX(0, 5, 10, 15, m[s8], m[s9])                                                 \
  MIX(1, 6, 11, 12, m[s10], m[s11])                                               \
  MIX(2, 7, 8, 13, m[s12], m[s13])                                                \
  MIX(3, 4, 9, 14, m[s14], m[s15])

/// Word i of each message's block.
ALWAYS_INLINE void NAME(words)(const uint8_t *const in[LANES], size_t offset, VECTOR m[16]) {
#if LANES == 4
  for (int i = 0; i < 16; i += 4) {
    VECTOR a, b, c, d;
    memcpy(&a, in[0] + offset + 8 * i, 32);
    memcpy(&b, in[1] + offset + 8 * i, 32);
    memcpy(&c, in[2] + offset + 8 * i, 32);
    memcpy(&d, in[3] + offset + 8 * i, 32);
    VECTOR ab_even = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    VECTOR ab_odd = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    VECTOR cd_even = __builtin_shufflevector(c, d, 0, 4, 2, 6);
    VECTOR cd_odd = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    m[i] = __builtin_shufflevector(ab_even, cd_even, 0, 1, 4, 5);
    m[i + 1] = __builtin_shufflevector(ab_odd, cd_odd, 0, 1, 4, 5);
    m[i + 2] = __builtin_shufflevector(ab_even, cd_even, 2, 3, 6, 7);
    m[i + 3] = __builtin_shufflevector(ab_odd, cd_odd, 2, 3, 6, 7);
  }
#else
  for (int i = 0; i < 16; i += 2) {
    VECTOR a, b;
    memcpy(&a, in[0] + offset + 8 * i, 16);
    memcpy(&b, in[1] + offset + 8 * i, 16);
    m[i] = __builtin_shufflevector(a, b, 0, 2);
    m[i + 1] = __builtin_shufflevector(a, b, 1, 3);
  }
#endif
}

ALWAYS_INLINE void NAME(compress)(VECTOR h[8], const VECTOR m[16], uint64_t length, int is_last) {
  VECTOR v[16];
  for (int i = 0; i < 8; i++) v[i] = h[i], v[8 + i] = (VECTOR){} + blake2b_iv[i];
  v[12] ^= length;
  if (is_last) v[14] = ~v[14];
  ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
  ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
  ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
  ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
  ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
  ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
  ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
  ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
  ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
  ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
  for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[8 + i];
}

/// Hashes LANES messages of `blocks` whole blocks each.
static void NAME(blake2b)(const uint8_t *const in[LANES], size_t blocks, uint8_t *const out[LANES],
                          unsigned size) {
  VECTOR h[8];
  for (int i = 0; i < 8; i++) h[i] = (VECTOR){} + blake2b_iv[i];
  // Parameter block: length of the hash, no key, fan-out and depth 1.
  h[0] ^= (uint64_t)(0x01010000 ^ size);
  for (size_t block = 0; block < blocks; block++) {
    VECTOR m[16];
    NAME(words)(in, 128 * block, m);
    NAME(compress)(h, m, 128 * (block + 1), block + 1 == blocks);
  }
  for (unsigned lane = 0; lane < LANES; lane++) {
    for (unsigned i = 0; i < size / 8; i++) store64(out[lane] + 8 * i, h[i][lane]);
  }
}

#undef ROTATE
#undef MIX
#undef ROUND
