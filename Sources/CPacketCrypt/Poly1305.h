// Poly1305 (RFC 8439) over whole blocks, in two words of 64 bits and a small third.
#pragma once
#include "Lanes.h"
#include "Operations.h"

typedef struct {
  uint64_t h0, h1, h2, r0, r1, s1;
} poly1305;

ALWAYS_INLINE poly1305 poly1305_start(const uint8_t key[32]) {
  poly1305 p = {.r0 = load64(key) & 0x0FFFFFFC0FFFFFFFull,
                .r1 = load64(key + 8) & 0x0FFFFFFC0FFFFFFCull};
  // r1 is a multiple of 4, so a product that overflows 2^130 folds back times 5 / 4.
  p.s1 = p.r1 + (p.r1 >> 2);
  return p;
}

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 u128;

ALWAYS_INLINE void poly1305_block(poly1305 *p, uint64_t low, uint64_t high) {
  u128 t = (u128)p->h0 + low;
  uint64_t h0 = (uint64_t)t;
  t = (u128)p->h1 + high + (uint64_t)(t >> 64);
  uint64_t h1 = (uint64_t)t, h2 = p->h2 + (uint64_t)(t >> 64) + 1;
  u128 d0 = (u128)h0 * p->r0 + (u128)h1 * p->s1;
  u128 d1 = (u128)h0 * p->r1 + (u128)h1 * p->r0 + h2 * p->s1;
  h2 *= p->r0;
  d1 += (uint64_t)(d0 >> 64);
  h2 += (uint64_t)(d1 >> 64);
  uint64_t carry = (h2 >> 2) + (h2 & ~3ull);
  t = (u128)(uint64_t)d0 + carry;
  p->h0 = (uint64_t)t;
  t = (u128)(uint64_t)d1 + (uint64_t)(t >> 64);
  p->h1 = (uint64_t)t;
  p->h2 = (h2 & 3) + (uint64_t)(t >> 64);
}
#else
// Adds to a sum of 128 bits.
ALWAYS_INLINE void add_wide(wide_result *sum, uint64_t low, uint64_t high) {
  sum->low += low;
  sum->high += high + (sum->low < low);
}
ALWAYS_INLINE void add_product(wide_result *sum, uint64_t a, uint64_t b) {
  wide_result product = op_mulu64c(a, b);
  add_wide(sum, product.low, product.high);
}

ALWAYS_INLINE void poly1305_block(poly1305 *p, uint64_t low, uint64_t high) {
  wide_result t = {p->h0, 0};
  add_wide(&t, low, 0);
  uint64_t h0 = t.low;
  t = (wide_result){p->h1, 0};
  uint64_t carry_in = h0 < low;
  add_wide(&t, high, 0);
  add_wide(&t, carry_in, 0);
  uint64_t h1 = t.low, h2 = p->h2 + t.high + 1;
  wide_result d0 = {0, 0}, d1 = {h2 * p->s1, 0};
  add_product(&d0, h0, p->r0), add_product(&d0, h1, p->s1);
  add_product(&d1, h0, p->r1), add_product(&d1, h1, p->r0);
  add_wide(&d1, d0.high, 0);
  h2 = h2 * p->r0 + d1.high;
  wide_result sum = {d0.low, 0};
  add_wide(&sum, (h2 >> 2) + (h2 & ~3ull), 0);
  p->h0 = sum.low;
  uint64_t carry = sum.high;
  sum = (wide_result){d1.low, 0};
  add_wide(&sum, carry, 0);
  p->h1 = sum.low;
  p->h2 = (h2 & 3) + sum.high;
}
#endif

ALWAYS_INLINE void poly1305_finish(const poly1305 *p, const uint8_t key[32], uint8_t tag[16]) {
  uint64_t h0 = p->h0, h1 = p->h1, h2 = p->h2;
  // Subtract 2^130 - 5 if that leaves nothing negative.
  uint64_t g0 = h0 + 5, g1 = h1 + (g0 < 5), g2 = h2 + (g1 < h1);
  uint64_t is_reduced = 0 - (g2 >> 2);
  h0 = (h0 & ~is_reduced) | (g0 & is_reduced);
  h1 = (h1 & ~is_reduced) | (g1 & is_reduced);
  uint64_t s0 = load64(key + 16);
  h0 += s0;
  h1 += load64(key + 24) + (h0 < s0);
  store64(tag, h0);
  store64(tag + 8, h1);
}
