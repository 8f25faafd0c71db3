// The RandHash interpreter: threaded code over words that the decoder has checked.
//
// A computing word is opcode, destination, A, B, 16 bits each, the least significant first. The
// destination is known beforehand because the stack's depth is the same at a place of the program
// however it was reached. Immediates are registers too: the decoder appends them to the stack.

#include "CPacketCrypt.h"
#include "Lanes.h"
#include "Operations.h"
#include <string.h>

#define OPCODE(w) ((w) & 0xFFFF)
#define RESULT(w) ((w) >> 16 & 0xFFFF)
#define FIRST(w) ((w) >> 32 & 0xFFFF)
#define SECOND(w) ((w) >> 48)

static inline uint64_t pair(const uint32_t *registers, uint64_t high) {
  uint64_t value;
  memcpy(&value, registers + high - 1, sizeof value);
  return value;
}

/// Adds the variables of a closing frame to the output, from `position` on, around its end.
static inline uint32_t close_frame(uint32_t *output, uint32_t position, const uint32_t *values,
                                   uint32_t count) {
  while (count > 0) {
    uint32_t run = 256 - position < count ? 256 - position : count;
    uint32_t i = 0;
    for (; i + 4 <= run; i += 4) {
      u32x4 a, b;
      memcpy(&a, output + position + i, sizeof a);
      memcpy(&b, values + i, sizeof b);
      a += b;
      memcpy(output + position + i, &a, sizeof a);
    }
    for (; i < run; i++) output[position + i] += values[i];
    position = (position + run) & 255;
    values += run;
    count -= run;
  }
  return position;
}

#define NEXT                       \
  do {                             \
    word = *code++;                \
    goto *labels[OPCODE(word)];    \
  } while (0)
#define UNARY(name)                                                            \
  name: registers[RESULT(word)] = op_##name(registers[FIRST(word)]); NEXT;
#define BINARY(name)                                                           \
  name: registers[RESULT(word)] =                                              \
      op_##name(registers[FIRST(word)], registers[SECOND(word)]); NEXT;
#define WIDENING(name)                                                         \
  name: {                                                                      \
    uint64_t r = op_##name(registers[FIRST(word)], registers[SECOND(word)]);   \
    memcpy(registers + RESULT(word), &r, 8);                                   \
    NEXT;                                                                      \
  }
#define WIDE(name)                                                             \
  name: {                                                                      \
    uint64_t r = op_##name(pair(registers, FIRST(word)), pair(registers, SECOND(word))); \
    memcpy(registers + RESULT(word), &r, 8);                                   \
    NEXT;                                                                      \
  }
#define WIDEST(name)                                                           \
  name: {                                                                      \
    wide_result r =                                                            \
        op_##name(pair(registers, FIRST(word)), pair(registers, SECOND(word))); \
    memcpy(registers + RESULT(word), &r, 16);                                  \
    NEXT;                                                                      \
  }

uint32_t pc_randhash(const uint64_t *code, uint32_t *restrict registers,
                     const uint32_t *restrict memory, const uint32_t *restrict input,
                     uint32_t *restrict output, uint32_t limit) {
#define LABEL_UNARY(n) &&n,
#define LABEL_BINARY(n) &&n,
#define LABEL_WIDENING(n) &&n,
#define LABEL_WIDE(n) &&n,
#define LABEL_WIDEST(n) &&n,
  static const void *const labels[] = {
      &&halt,
      OPERATIONS(LABEL_UNARY, LABEL_BINARY, LABEL_WIDENING, LABEL_WIDE, LABEL_WIDEST)
      &&input_word, &&memory_word, &&loop, &&branch, &&end_loop, &&end_then, &&end_else, &&halt,
  };
  const uint64_t *const start = code;
  uint32_t iteration[PC_LOOP_DEPTH];
  uint32_t loop_index = 0, executed = 0, position = 0;
  uint64_t word;
  NEXT;

  OPERATIONS(UNARY, BINARY, WIDENING, WIDE, WIDEST)

input_word:
  registers[RESULT(word)] = input[FIRST(word)];
  NEXT;
memory_word:
  registers[RESULT(word)] = memory[(FIRST(word) + loop_index * SECOND(word)) & 255];
  NEXT;
loop:  // weight, depth
  executed += (uint32_t)RESULT(word);
  iteration[FIRST(word)] = 0;
  loop_index = 0;
  NEXT;
branch: {  // weight, register, mask; then where the other part begins
  executed += (uint32_t)RESULT(word);
  uint64_t other = *code++;
  if ((registers[FIRST(word)] & SECOND(word)) == 0) code = start + other;
  NEXT;
}
end_loop: {  // weight, first variable, count; then body, iterations, depth
  uint64_t loop = *code++;
  executed += (uint32_t)RESULT(word);
  position = close_frame(output, position, registers + FIRST(word), (uint32_t)SECOND(word));
  if (executed > limit) return limit + 1;
  // After the last iteration the index keeps its value, which a MEMORY further on may read.
  uint32_t next = ++iteration[loop >> 48];
  if (next < (loop >> 32 & 0xFFFF)) {
    loop_index = next;
    code = start + (loop & 0xFFFFFFFF);
  }
  NEXT;
}
end_then: {  // weight, first variable, count; then where both parts meet
  uint64_t target = *code;
  executed += (uint32_t)RESULT(word);
  position = close_frame(output, position, registers + FIRST(word), (uint32_t)SECOND(word));
  code = start + target;
  NEXT;
}
end_else:
  executed += (uint32_t)RESULT(word);
  position = close_frame(output, position, registers + FIRST(word), (uint32_t)SECOND(word));
  NEXT;
halt:
  return executed;
}
