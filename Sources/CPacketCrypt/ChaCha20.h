// ChaCha20 (RFC 8439), one block in each lane. Included once for each vector width, with
// LANES, VECTOR and NAME(x) defined.

ALWAYS_INLINE void NAME(quarter)(VECTOR *v, int a, int b, int c, int d) {
  v[a] += v[b], v[d] ^= v[a], v[d] = v[d] << 16 | v[d] >> 16;
  v[c] += v[d], v[b] ^= v[c], v[b] = v[b] << 12 | v[b] >> 20;
  v[a] += v[b], v[d] ^= v[a], v[d] = v[d] << 8 | v[d] >> 24;
  v[c] += v[d], v[b] ^= v[c], v[b] = v[b] << 7 | v[b] >> 25;
}

#if LANES == 8
#define UNPACK_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define UNPACK_HIGH(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#else
#define UNPACK_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define UNPACK_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#endif

/// Computes a block of key stream in each lane; `in` is key, counter and nonce. `out[q][j]` holds
/// bytes 16q to 16q + 15 of block j, and behind it, with eight lanes, of block j + 4.
ALWAYS_INLINE void NAME(blocks)(const VECTOR in[12], VECTOR out[4][4]) {
  static const uint32_t sigma[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  VECTOR v[16];
  for (int i = 0; i < 4; i++) v[i] = (VECTOR){} + sigma[i];
  for (int i = 0; i < 12; i++) v[4 + i] = in[i];
  for (int round = 0; round < 10; round++) {
    NAME(quarter)(v, 0, 4, 8, 12), NAME(quarter)(v, 1, 5, 9, 13);
    NAME(quarter)(v, 2, 6, 10, 14), NAME(quarter)(v, 3, 7, 11, 15);
    NAME(quarter)(v, 0, 5, 10, 15), NAME(quarter)(v, 1, 6, 11, 12);
    NAME(quarter)(v, 2, 7, 8, 13), NAME(quarter)(v, 3, 4, 9, 14);
  }
  for (int i = 0; i < 4; i++) v[i] += sigma[i];
  for (int i = 0; i < 12; i++) v[4 + i] += in[i];
  for (int q = 0; q < 4; q++) {
    VECTOR *w = v + 4 * q;
    VECTOR ab = UNPACK_LOW(w[0], w[1]), cd = UNPACK_LOW(w[2], w[3]);
    VECTOR ef = UNPACK_HIGH(w[0], w[1]), gh = UNPACK_HIGH(w[2], w[3]);
    out[q][0] = PAIRS_LOW(ab, cd), out[q][1] = PAIRS_HIGH(ab, cd);
    out[q][2] = PAIRS_LOW(ef, gh), out[q][3] = PAIRS_HIGH(ef, gh);
  }
}

/// Bytes 16q to 16q + 15 of one of the blocks.
ALWAYS_INLINE u32x4 NAME(piece)(VECTOR out[4][4], int q, int block) {
#if LANES == 8
  VECTOR v = out[q][block & 3];
  return block < 4 ? __builtin_shufflevector(v, v, 0, 1, 2, 3)
                   : __builtin_shufflevector(v, v, 4, 5, 6, 7);
#else
  return out[q][block];
#endif
}

/// XORs LANES blocks of the stream into the text of `length` bytes, a multiple of 16; the text's
/// first block is number `origin`. Returns the next block.
static uint32_t NAME(chacha)(const uint32_t key[8], const uint32_t nonce[3], uint32_t origin,
                             uint32_t from, uint8_t *text, uint32_t length) {
  VECTOR in[12], out[4][4];
  for (int i = 0; i < 8; i++) in[i] = (VECTOR){} + key[i];
  for (int i = 0; i < LANES; i++) in[8][i] = from + (uint32_t)i;
  for (int i = 0; i < 3; i++) in[9 + i] = (VECTOR){} + nonce[i];
  NAME(blocks)(in, out);
  text += 64 * (from - origin);
  length -= 64 * (from - origin);
  _Pragma("clang loop unroll(full)")
  for (uint32_t block = 0; block < LANES; block++, text += 64, length -= 64) {
    if (length >= 64) {
      for (int q = 0; q < 4; q++) xor16(text + 16 * q, NAME(piece)(out, q, (int)block));
      continue;
    }
    for (uint32_t q = 0; q < 3; q++) {
      if (length >= 16 * q + 16) xor16(text + 16 * q, NAME(piece)(out, (int)q, (int)block));
    }
    break;
  }
  return from + LANES;
}

#undef UNPACK_LOW
#undef UNPACK_HIGH
#undef PAIRS_LOW
#undef PAIRS_HIGH
