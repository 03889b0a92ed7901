/* Work on all rows of a frame, shared by as many threads as there are kernels: a thread of Node's pool and others that live
 * as long as the work, because starting one takes only 20 µs. */
#ifndef DRIFTSCAPE_SHARE_H
#define DRIFTSCAPE_SHARE_H

#include <pthread.h>
#include <stdatomic.h>

/* Even; small enough that threads finish together, large enough that taking a band costs nothing. */
enum { BAND_ROWS = 16, MOST_THREADS = 256 };

typedef void (*RowWork)(const Frame *frame, int32_t from, int32_t to);

typedef struct {
  RowWork work;
  int32_t rows;
  /* The first row that no thread has taken yet. */
  _Atomic int32_t next;
  size_t count;
  Kernel *kernels[MOST_THREADS];
  napi_async_work task;
  napi_deferred deferred;
  /* Keeps the kernels alive until the work is done. */
  napi_ref keeper;
} Share;

typedef struct {
  Share *share;
  Kernel *kernel;
} Part;

static void *take_bands(void *argument) {
  const Part *part = argument;
  Share *share = part->share;
  for (;;) {
    int32_t from = atomic_fetch_add(&share->next, BAND_ROWS);
    if (from >= share->rows) return NULL;
    int32_t to = from + BAND_ROWS;
    share->work(&part->kernel->frame, from, to < share->rows ? to : share->rows);
  }
}

static void execute_share(napi_env env, void *data) {
  (void)env;
  Share *share = data;
  pthread_t threads[MOST_THREADS];
  Part parts[MOST_THREADS];
  size_t started = 1;
  for (size_t i = 0; i < share->count; i++) parts[i] = (Part){share, share->kernels[i]};
  /* If no more threads can be started, the others do their work. */
  while (started < share->count && pthread_create(&threads[started], NULL, take_bands, &parts[started]) == 0) started++;
  take_bands(&parts[0]);
  for (size_t i = 1; i < started; i++) pthread_join(threads[i], NULL);
}

static void complete_share(napi_env env, napi_status status, void *data) {
  Share *share = data;
  napi_value undefined;
  napi_get_undefined(env, &undefined);
  if (status == napi_ok) napi_resolve_deferred(env, share->deferred, undefined);
  else napi_reject_deferred(env, share->deferred, undefined);
  napi_delete_reference(env, share->keeper);
  napi_delete_async_work(env, share->task);
  free(share);
}

static const struct {
  const char *name;
  RowWork work;
} row_works[] = {
    {"widenBackground", widen_background},
    {"heightenBackground", heighten_background},
    {"renderRgba", render_rgba},
    {"renderYuv", render_yuv},
};

static RowWork find_work(const char *name) {
  for (size_t i = 0; i < sizeof row_works / sizeof *row_works; i++)
    if (strcmp(row_works[i].name, name) == 0) return row_works[i].work;
  return NULL;
}

static bool unwrap_kernels(napi_env env, napi_value kernels, uint32_t count, Share *share) {
  share->count = count < MOST_THREADS ? count : MOST_THREADS;
  for (uint32_t i = 0; i < share->count; i++) {
    napi_value kernel;
    if (napi_get_element(env, kernels, i, &kernel) != napi_ok) return false;
    if (napi_unwrap(env, kernel, (void **)&share->kernels[i]) != napi_ok) return false;
  }
  return true;
}

/* shareRows(kernels, work): does the work on all rows of the frame, one thread per kernel. Returns a promise. */
static napi_value share_rows(napi_env env, napi_callback_info info) {
  napi_value arguments[2], promise, name;
  size_t argument_count = 2;
  char work[32] = "";
  uint32_t count = 0;
  napi_get_cb_info(env, info, &argument_count, arguments, NULL, NULL);
  napi_get_value_string_utf8(env, arguments[1], work, sizeof work, NULL);
  napi_get_array_length(env, arguments[0], &count);
  Share *share = calloc(1, sizeof(Share));
  RowWork row_work = find_work(work);
  if (share == NULL || row_work == NULL || count < 1 || !unwrap_kernels(env, arguments[0], count, share)) {
    free(share);
    napi_throw_type_error(env, NULL, "Expected kernels and the name of work on rows");
    return NULL;
  }
  share->work = row_work;
  share->rows = share->kernels[0]->frame.height;
  napi_create_reference(env, arguments[0], 1, &share->keeper);
  napi_create_promise(env, &share->deferred, &promise);
  napi_create_string_utf8(env, "driftscape:rows", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute_share, complete_share, share, &share->task);
  napi_queue_async_work(env, share->task);
  return promise;
}

#endif
