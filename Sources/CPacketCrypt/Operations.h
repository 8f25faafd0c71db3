// The computing operations of RandHash (packetcrypt.md section 7), four or two lanes in a word.
#pragma once
#include <stdint.h>

/// Every computing operation in the order of its number, from 1.
#define OPERATIONS(UNARY, BINARY, WIDENING, WIDE, WIDEST)                                        \
  UNARY(popcnt8) UNARY(popcnt16) UNARY(popcnt32) UNARY(clz8) UNARY(clz16) UNARY(clz32)           \
  UNARY(ctz8) UNARY(ctz16) UNARY(ctz32) UNARY(bswap16) UNARY(bswap32)                            \
  BINARY(add8) BINARY(add16) BINARY(add32) BINARY(sub8) BINARY(sub16) BINARY(sub32)              \
  BINARY(shll8) BINARY(shll16) BINARY(shll32) BINARY(shrl8) BINARY(shrl16) BINARY(shrl32)        \
  BINARY(shra8) BINARY(shra16) BINARY(shra32) BINARY(rotl8) BINARY(rotl16) BINARY(rotl32)        \
  BINARY(mul8) BINARY(mul16) BINARY(mul32) BINARY(and) BINARY(or) BINARY(xor)                    \
  WIDENING(add8c) WIDENING(add16c) WIDENING(add32c) WIDENING(sub8c) WIDENING(sub16c)             \
  WIDENING(sub32c) WIDENING(mul8c) WIDENING(mul16c) WIDENING(mul32c) WIDENING(mulsu8c)           \
  WIDENING(mulsu16c) WIDENING(mulsu32c) WIDENING(mulu8c) WIDENING(mulu16c) WIDENING(mulu32c)     \
  WIDE(add64) WIDE(sub64) WIDE(shll64) WIDE(shrl64) WIDE(shra64) WIDE(rotl64) WIDE(rotr64)       \
  WIDE(mul64)                                                                                    \
  WIDEST(add64c) WIDEST(sub64c) WIDEST(mul64c) WIDEST(mulsu64c) WIDEST(mulu64c)

typedef struct {
  uint64_t low, high;
} wide_result;

// One bit a lane, in its lowest place.
#define EACH8 0x01010101u
#define EACH16 0x00010001u

static inline uint32_t op_popcnt8(uint32_t a) {
  a -= a >> 1 & 0x55555555u;
  a = (a & 0x33333333u) + (a >> 2 & 0x33333333u);
  return (a + (a >> 4)) & 0x0F0F0F0Fu;
}
static inline uint32_t op_popcnt16(uint32_t a) {
  a = op_popcnt8(a);
  return (a + (a >> 8)) & 0x001F001Fu;
}
static inline uint32_t op_popcnt32(uint32_t a) { return (op_popcnt8(a) * EACH8) >> 24; }

// Every bit below the highest set one of its lane becomes set; what stays clear is counted.
static inline uint32_t op_clz8(uint32_t a) {
  a |= a >> 1 & 0x7F7F7F7Fu;
  a |= a >> 2 & 0x3F3F3F3Fu;
  a |= a >> 4 & 0x0F0F0F0Fu;
  return op_popcnt8(~a);
}
static inline uint32_t op_clz16(uint32_t a) {
  a |= a >> 1 & 0x7FFF7FFFu;
  a |= a >> 2 & 0x3FFF3FFFu;
  a |= a >> 4 & 0x0FFF0FFFu;
  a |= a >> 8 & 0x00FF00FFu;
  return op_popcnt16(~a);
}
static inline uint32_t op_clz32(uint32_t a) { return a ? (uint32_t)__builtin_clz(a) : 32; }

// Lane minus one, without a borrow from the next lane.
static inline uint32_t decrement(uint32_t a, uint32_t each, uint32_t top) {
  return ((a | top) - each) ^ (~a & top);
}
// The bits below the lowest set one are those that are clear and set in the lane minus one.
static inline uint32_t op_ctz8(uint32_t a) {
  return op_popcnt8(~a & decrement(a, EACH8, EACH8 << 7));
}
static inline uint32_t op_ctz16(uint32_t a) {
  return op_popcnt16(~a & decrement(a, EACH16, EACH16 << 15));
}
static inline uint32_t op_ctz32(uint32_t a) { return a ? (uint32_t)__builtin_ctz(a) : 32; }
static inline uint32_t op_bswap16(uint32_t a) {
  return (a >> 8 & 0x00FF00FFu) | (a & 0x00FF00FFu) << 8;
}
static inline uint32_t op_bswap32(uint32_t a) { return __builtin_bswap32(a); }

static inline uint32_t add_lanes(uint32_t a, uint32_t b, uint32_t top) {
  return ((a & ~top) + (b & ~top)) ^ ((a ^ b) & top);
}
static inline uint32_t sub_lanes(uint32_t a, uint32_t b, uint32_t top) {
  return ((a | top) - (b & ~top)) ^ ((a ^ ~b) & top);
}
static inline uint32_t op_add8(uint32_t a, uint32_t b) { return add_lanes(a, b, EACH8 << 7); }
static inline uint32_t op_add16(uint32_t a, uint32_t b) { return add_lanes(a, b, EACH16 << 15); }
static inline uint32_t op_add32(uint32_t a, uint32_t b) { return a + b; }
static inline uint32_t op_sub8(uint32_t a, uint32_t b) { return sub_lanes(a, b, EACH8 << 7); }
static inline uint32_t op_sub16(uint32_t a, uint32_t b) { return sub_lanes(a, b, EACH16 << 15); }
static inline uint32_t op_sub32(uint32_t a, uint32_t b) { return a - b; }

// Applies `expression` of the lane values x and y to every lane of width `bits`.
#define EACH_LANE(name, unsigned_type, bits, expression)                        \
  static inline uint32_t op_##name##bits(uint32_t a, uint32_t b) {          \
    uint32_t result = 0;                                                    \
    _Pragma("clang loop unroll(full)")                                      \
    for (unsigned shift = 0; shift < 32; shift += bits) {                   \
      uint32_t x = (unsigned_type)(a >> shift);                             \
      uint32_t y = (unsigned_type)(b >> shift);                             \
      result |= (uint32_t)(unsigned_type)(expression) << shift;             \
    }                                                                       \
    return result;                                                          \
  }
#define EVERY_WIDTH(name, on8, on16, on32)                                  \
  EACH_LANE(name, uint8_t, 8, on8) EACH_LANE(name, uint16_t, 16, on16)     \
  EACH_LANE(name, uint32_t, 32, on32)

EVERY_WIDTH(shll, x << (y & 7), x << (y & 15), x << (y & 31))
EVERY_WIDTH(shrl, x >> (y & 7), x >> (y & 15), x >> (y & 31))
EVERY_WIDTH(shra, (int8_t)x >> (y & 7), (int16_t)x >> (y & 15), (int32_t)x >> (y & 31))
EVERY_WIDTH(rotl, x << (y & 7) | x >> (-y & 7), x << (y & 15) | x >> (-y & 15),
            x << (y & 31) | x >> (-y & 31))
EVERY_WIDTH(mul, x * y, x * y, x * y)

static inline uint32_t op_and(uint32_t a, uint32_t b) { return a & b; }
static inline uint32_t op_or(uint32_t a, uint32_t b) { return a | b; }
static inline uint32_t op_xor(uint32_t a, uint32_t b) { return a ^ b; }

// Four lanes of 8 bits, or two of 16, spread over twice the width.
static inline uint64_t spread8(uint32_t a) {
  uint64_t wide = (a | (uint64_t)a << 16) & 0x0000FFFF0000FFFFull;
  return (wide | wide << 8) & 0x00FF00FF00FF00FFull;
}
static inline uint64_t spread16(uint32_t a) { return (a | (uint64_t)a << 16) & 0x0000FFFF0000FFFFull; }

static inline uint64_t sub_spread(uint64_t a, uint64_t b, uint64_t top) {
  return ((a | top) - b) ^ top;
}
static inline uint64_t op_add8c(uint32_t a, uint32_t b) { return spread8(a) + spread8(b); }
static inline uint64_t op_add16c(uint32_t a, uint32_t b) { return spread16(a) + spread16(b); }
static inline uint64_t op_add32c(uint32_t a, uint32_t b) { return (uint64_t)a + b; }
static inline uint64_t op_sub8c(uint32_t a, uint32_t b) {
  return sub_spread(spread8(a), spread8(b), 0x8000800080008000ull);
}
static inline uint64_t op_sub16c(uint32_t a, uint32_t b) {
  return sub_spread(spread16(a), spread16(b), 0x8000000080000000ull);
}
static inline uint64_t op_sub32c(uint32_t a, uint32_t b) { return (uint64_t)a - b; }

#define EACH_WIDE_LANE(name, bits, twice, a_type, b_type)                       \
  static inline uint64_t op_##name##bits##c(uint32_t a, uint32_t b) {       \
    uint64_t result = 0;                                                    \
    _Pragma("clang loop unroll(full)")                                      \
    for (unsigned shift = 0; shift < 32; shift += bits) {                   \
      uint64_t product = (uint64_t)(int64_t)(a_type)(a >> shift) *          \
                         (uint64_t)(int64_t)(b_type)(b >> shift);           \
      result |= (uint64_t)(twice)product << 2 * shift;                      \
    }                                                                       \
    return result;                                                          \
  }
EACH_WIDE_LANE(mul, 8, uint16_t, int8_t, int8_t)
EACH_WIDE_LANE(mul, 16, uint32_t, int16_t, int16_t)
EACH_WIDE_LANE(mul, 32, uint64_t, int32_t, int32_t)
EACH_WIDE_LANE(mulsu, 8, uint16_t, int8_t, uint8_t)
EACH_WIDE_LANE(mulsu, 16, uint32_t, int16_t, uint16_t)
EACH_WIDE_LANE(mulsu, 32, uint64_t, int32_t, uint32_t)
EACH_WIDE_LANE(mulu, 8, uint16_t, uint8_t, uint8_t)
EACH_WIDE_LANE(mulu, 16, uint32_t, uint16_t, uint16_t)
EACH_WIDE_LANE(mulu, 32, uint64_t, uint32_t, uint32_t)

static inline uint64_t op_add64(uint64_t a, uint64_t b) { return a + b; }
static inline uint64_t op_sub64(uint64_t a, uint64_t b) { return a - b; }
static inline uint64_t op_shll64(uint64_t a, uint64_t b) { return a << (b & 63); }
static inline uint64_t op_shrl64(uint64_t a, uint64_t b) { return a >> (b & 63); }
static inline uint64_t op_shra64(uint64_t a, uint64_t b) {
  return (uint64_t)((int64_t)a >> (b & 63));
}
static inline uint64_t op_rotl64(uint64_t a, uint64_t b) { return a << (b & 63) | a >> (-b & 63); }
static inline uint64_t op_rotr64(uint64_t a, uint64_t b) { return a >> (b & 63) | a << (-b & 63); }
static inline uint64_t op_mul64(uint64_t a, uint64_t b) { return a * b; }

static inline wide_result op_mulu64c(uint64_t a, uint64_t b) {
#ifdef __SIZEOF_INT128__
  unsigned __int128 product = (unsigned __int128)a * b;
  return (wide_result){(uint64_t)product, (uint64_t)(product >> 64)};
#else
  uint64_t ll = (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF), lh = (a & 0xFFFFFFFF) * (b >> 32);
  uint64_t hl = (a >> 32) * (b & 0xFFFFFFFF), hh = (a >> 32) * (b >> 32);
  uint64_t middle = (ll >> 32) + (lh & 0xFFFFFFFF) + (hl & 0xFFFFFFFF);
  return (wide_result){a * b, hh + (lh >> 32) + (hl >> 32) + (middle >> 32)};
#endif
}
static inline wide_result op_mulsu64c(uint64_t a, uint64_t b) {
  wide_result product = op_mulu64c(a, b);
  product.high -= (int64_t)a < 0 ? b : 0;
  return product;
}
static inline wide_result op_mul64c(uint64_t a, uint64_t b) {
  wide_result product = op_mulsu64c(a, b);
  product.high -= (int64_t)b < 0 ? a : 0;
  return product;
}
static inline wide_result op_add64c(uint64_t a, uint64_t b) {
  return (wide_result){a + b, a + b < a};
}
static inline wide_result op_sub64c(uint64_t a, uint64_t b) {
  return (wide_result){a - b, a < b ? UINT64_MAX : 0};
}
