/* Rows of the photo are moved, blended, coloured and packed in one pass, two at a time, in buffers that fit into the
 * first-level cache. See ../render.as.ts. */
#ifndef DRIFTSCAPE_ROWS_H
#define DRIFTSCAPE_ROWS_H

#include "colour.h"
#include "pack.h"

INLINE size_t aligned(size_t bytes) { return (bytes + 63) & ~(size_t)63; }
/* Padding at the end: rows are coloured sixteen pixels at a time. */
INLINE size_t line_bytes(int32_t width) { return aligned((size_t)(width + 16) * 8); }
INLINE size_t table_bytes(int32_t width) { return aligned((size_t)(width + 16) * 8); }
INLINE size_t row_bytes(int32_t grid_width, size_t stride_bytes) { return aligned((grid_width + 2) * stride_bytes); }
/* Also holds the planes of colour-512.h with their padding. */
INLINE size_t colour_row_bytes(int32_t colour_width) {
  return row_bytes(colour_width + PLANE_MARGIN, COLOUR_STRIDE * sizeof(float));
}

/* Bytes of scratch memory per thread. */
static size_t scratch_bytes(int32_t width, int32_t motion_width, int32_t colour_width) {
  return 2 * line_bytes(width) + 3 * table_bytes(width) + row_bytes(motion_width, DISPLACEMENT_STRIDE * sizeof(float)) +
         row_bytes(motion_width, WEIGHT_STRIDE * sizeof(int16_t)) + row_bytes(motion_width, BLEND_STRIDE * sizeof(int16_t)) +
         row_bytes(motion_width, SHIFT_STRIDE * sizeof(int16_t)) +
         colour_row_bytes(colour_width) + row_bytes(motion_width, sizeof(struct cell)) +
         aligned(MASK_TABLE_BYTES);
}

INLINE void *take(uint8_t **next, size_t bytes) {
  void *taken = *next;
  *next += bytes;
  return taken;
}

/* Lays out the thread's memory and fills its tables; called once the setup is known. */
static void initialise(Frame *frame) {
  uint8_t *next = frame->scratch;
  frame->upper_line = take(&next, line_bytes(frame->width));
  frame->lower_line = take(&next, line_bytes(frame->width));
  frame->motion_columns = take(&next, table_bytes(frame->width));
  frame->motion_fractions = take(&next, table_bytes(frame->width));
  frame->colour_columns = take(&next, table_bytes(frame->width));
  frame->displacement_row = take(&next, row_bytes(frame->motion_width, DISPLACEMENT_STRIDE * sizeof(float)));
  frame->weight_row = take(&next, row_bytes(frame->motion_width, WEIGHT_STRIDE * sizeof(int16_t)));
  frame->blend_row = take(&next, row_bytes(frame->motion_width, BLEND_STRIDE * sizeof(int16_t)));
  frame->shift_row = take(&next, row_bytes(frame->motion_width, SHIFT_STRIDE * sizeof(int16_t)));
  frame->colour_row_maps = take(&next, colour_row_bytes(frame->colour_width));
  frame->cells = take(&next, row_bytes(frame->motion_width, sizeof(struct cell)));
  frame->mask_table = take(&next, aligned(MASK_TABLE_BYTES));
  fill_columns(frame, frame->motion_columns, frame->motion_width);
  fill_short_fractions(frame, frame->motion_fractions, frame->motion_columns);
  fill_columns(frame, frame->colour_columns, frame->colour_width);
  fill_mask_table(frame->mask_table);
}

enum { SPAN_STEP = 32 };

/* Whether a layer has none of the 32 pixels from x on, within the row. */
INLINE bool is_empty(const uint8_t *mask, int32_t x, int32_t width) {
  if (x + SPAN_STEP <= width) {
    __m256i values = _mm256_loadu_si256((const __m256i *)(mask + x));
    return _mm256_testz_si256(values, values);
  }
  for (; x < width; x++)
    if (mask[x] != 0) return false;
  return true;
}

/* The span of a layer's pixels in row y; from = to if it has none. */
INLINE Span span_of(const Frame *frame, const Layer *layer, int32_t y) {
  int32_t width = frame->width, from = 0, to = (width + SPAN_STEP - 1) / SPAN_STEP * SPAN_STEP;
  const uint8_t *mask = layer->mask + (size_t)y * width;
  while (from < to && is_empty(mask, from, width)) from += SPAN_STEP;
  while (from < to && is_empty(mask, to - SPAN_STEP, width)) to -= SPAN_STEP;
  return (Span){from, to < width ? to : from < to ? width : from};
}

/* The span of each layer's pixels in a row. */
typedef struct {
  Span layers[MOST_LAYERS];
} RowSpans;

INLINE RowSpans spans_of(const Frame *frame, int32_t y) {
  RowSpans spans = {0};
  for (int32_t i = 0; i < frame->layer_count; i++) spans.layers[i] = span_of(frame, frame->layers + i, y);
  return spans;
}

/* `seen` extended by the spans of the layers. */
INLINE Span join(const Frame *frame, Span seen, const RowSpans *spans) {
  for (int32_t i = 0; i < frame->layer_count; i++) {
    Span own = spans->layers[i];
    if (own.from >= own.to) continue;
    if (own.from < seen.from) seen.from = own.from;
    if (own.to > seen.to) seen.to = own.to;
  }
  return seen;
}

static void copy_photo_row(const Frame *frame, int16_t *line, int32_t y, Span span) {
  const uint8_t *row = frame->photo + (size_t)y * frame->width * 4;
  for (int32_t x = span.from; x < span.to; x += 2) _mm_storeu_si128((__m128i *)(line + 4 * x), load_levels(row + 4 * x));
}

/* Draws the visible span of a row, which contains all layers. */
static void render_row(const Frame *frame, int16_t *line, int32_t y, const RowSpans *spans, Span seen) {
  bool is_first = true;
  for (int32_t i = 0; i < frame->layer_count; i++) {
    const Layer *layer = frame->layers + i;
    Span own = spans->layers[i];
    if (own.from >= own.to) continue;
    Points points = points_of(frame, own);
    interpolate_displacement(frame, layer, y, points);
    if (layer->has_b) interpolate_weight(frame, layer, y, points);
    bool has_shift = false;
    if (layer->has_blend) {
      interpolate_blend(frame, layer, y, points);
      has_shift = interpolate_shift(frame, layer, y, points);
    }
    /* The first layer draws the photo around it, too. */
    Span drawn = is_first ? seen : own;
    if (frame->has_avx512 && frame->motion_width <= frame->width) sample_wide_row(frame, layer, has_shift, is_first, line, y, own, drawn);
    else sample_row(frame, layer, is_first, line, y, drawn);
    is_first = false;
  }
  if (is_first) copy_photo_row(frame, line, y, seen);
  if (!frame->has_colour) return;
  if (frame->has_avx512 && frame->colour_width <= frame->width) colour_wide_row(frame, line, y, seen);
  else colour_row(frame, line, y, seen);
}

/* Renders rows from…to − 1, both even, as RGBA8. */
static void render_rgba(const Frame *frame, int32_t from, int32_t to) {
  for (int32_t y = from; y < to; y++) {
    RowSpans spans = spans_of(frame, y);
    render_row(frame, frame->upper_line, y, &spans, (Span){0, frame->width});
    pack_rgba(frame, frame->upper_line, y);
  }
}

/* Renders rows from…to − 1, both even, as planar YUV 4:2:0. */
static void render_yuv(const Frame *frame, int32_t from, int32_t to) {
  for (int32_t y = from; y < to; y += 2) {
    RowSpans upper = spans_of(frame, y), lower = spans_of(frame, y + 1);
    Span seen = {0, frame->width};
    if (frame->keeps_still) seen = join(frame, join(frame, (Span){frame->width, 0}, &upper), &lower);
    if (seen.from >= seen.to) continue;
    render_row(frame, frame->upper_line, y, &upper, seen);
    render_row(frame, frame->lower_line, y + 1, &lower, seen);
    pack_yuv(frame, y, seen);
  }
}

#endif
