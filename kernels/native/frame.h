/* A thread's view of the job and the frame: addresses in the shared memory, sizes, and options of this frame. The native
 * counterpart of ../frame.as.ts, with the same fields. */
#ifndef DRIFTSCAPE_FRAME_H
#define DRIFTSCAPE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_LAYERS = 4, MOST_MIXED_MAPS = 4 };

/* A part of the photo that moves independently. */
typedef struct {
  const uint8_t *background, *mask;
  const float *displacement_a, *displacement_b, *weight, *contrast, *mean, *shift;
  bool has_b, has_blend;
} Layer;

/* Grids of RGB points, of which a weighted sum is taken. */
typedef struct {
  const float *grids[MOST_MIXED_MAPS];
  float weights[MOST_MIXED_MAPS];
  int32_t count;
} Mix;

typedef struct {
  int32_t width, height;
  const uint8_t *photo;
  int32_t background_scale;
  uint8_t *output;

  int32_t motion_width, motion_height;
  int32_t layer_count;
  Layer layers[MOST_LAYERS];
  /* The layer whose background is being enlarged. */
  int32_t enlarged;

  int32_t colour_width, colour_height;
  /* All maps in the memory, with their weights in this frame. */
  Mix gains, biases;
  /* Those with a weight, and the map at the start. */
  Mix now_gain, now_bias, start_gain, start_bias;
  bool has_artanh;

  uint8_t *scratch;

  bool has_colour;
  /* Whether colours are anchored to a map other than the identity. */
  bool has_start;
  /* Whether `output` already holds what is outside all layers as YUV: then only these are drawn. */
  bool keeps_still;

  /* Features of the CPU. */
  bool has_avx512;

  /* Parts of `scratch`, laid out by initialise(). */
  int16_t *upper_line, *lower_line, *weight_row, *blend_row, *shift_row, *mask_table;
  struct cell *cells;
  struct column *motion_columns, *colour_columns;
  int64_t *motion_fractions;
  float *displacement_row, *colour_row_maps;
} Frame;

/* What is shown between a point of a packed row and the next: 0 both copies, 1 the first alone, 2 the second alone; and
 * the last of the following cells that show the same. */
struct cell {
  int32_t copy, last;
};

/* Position of a pixel in a packed row: index of the point to its left, and the fraction to the next. */
struct column {
  int32_t left;
  float fraction;
};

/* Pixels from…to − 1 of a row; `from` is a multiple of 32, and so is `to` unless it is the row's end. */
typedef struct {
  int32_t from, to;
} Span;

#define INLINE static inline __attribute__((always_inline))

#endif
