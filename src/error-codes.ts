/** What a code of an expected error means, and how to fix it. */
interface ErrorCode {
  meaning: string;
  remedy: string;
  /** Whether a rendering can fail with it, so that it appears in `Animation.failure`. */
  endsRenderings?: true;
}

/** All codes of {@link UserError}, the source of the descriptions in the schema and of docs/errors.md. */
export const errorCodes = {
  INVALID_INPUT: {
    meaning: 'An argument is out of its range or of the wrong shape.',
    remedy:
      "Change the argument that `path` names: an idempotency key, a name, a quota, a lifetime, a webhook's events.",
  },
  INVALID_IMAGE: {
    meaning: 'The file is empty, truncated or not a picture.',
    remedy: 'Send the complete file again. If no other program can open it, export the photo again.',
    endsRenderings: true,
  },
  UNSUPPORTED_IMAGE: {
    meaning: 'The file is a picture of an unsupported type, such as HEIC or an animation.',
    remedy: 'Export it as JPEG, PNG, WebP, AVIF or TIFF. The message names the received type.',
    endsRenderings: true,
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The photo has too many bytes or too many pixels.',
    remedy: 'Send a smaller one. Operators can raise `MAX_UPLOAD_BYTES` and `MAX_PIXELS`.',
    endsRenderings: true,
  },
  INVALID_CLIP: {
    meaning:
      'The clip is not a video, is too long or too large, is shaky, is cut every few frames, shows no motion, ' +
      'or its light does not change.',
    remedy: 'Use another clip, from a fixed camera; the message says what is wrong with this one.',
  },
  INVALID_URL: {
    meaning: 'The URL is malformed, or points to a host that the server must not connect to.',
    remedy:
      'Use a public `http` or `https` URL without a password. Operators can allow others with `FETCH_ALLOW`.',
  },
  FETCH_FAILED: {
    meaning: 'The URL did not return a file.',
    remedy: 'Open the URL yourself; the message has the response status. Or upload the file.',
  },
  INVALID_SETTINGS: {
    meaning: 'A setting is out of its range or of the wrong shape.',
    remedy: 'Change the settings named in the message. It lists every problem; `path` has the first.',
    endsRenderings: true,
  },
  UNKNOWN_PRESET: {
    meaning: 'No preset has the given name.',
    remedy: 'Use a name listed by `latentPresets`.',
  },
  INVALID_BUNDLE: {
    meaning: 'The model bundle is damaged or does not fit this version.',
    remedy: 'Operators: restore the folder in `BUNDLE_DIR`, or the included one.',
    endsRenderings: true,
  },
  UPLOAD_MISSING: {
    meaning: 'No file has been sent to the URL of the upload yet.',
    remedy: '`PUT` the file to the URL of the upload, then complete it.',
  },
  UPLOAD_EXPIRED: {
    meaning: 'No file was sent to the URL of the upload in time.',
    remedy: 'Start a new upload.',
  },
  NOT_FOUND: {
    meaning: 'No object has the given id.',
    remedy: 'Check the id, and that it belongs to your project. The object may have been deleted.',
    endsRenderings: true,
  },
  NOT_CANCELABLE: {
    meaning: 'The animation has already ended.',
    remedy: 'There is nothing to cancel; delete it if you do not need it.',
  },
  NOT_RETRYABLE: {
    meaning: 'The animation has neither failed nor been canceled.',
    remedy: 'Wait until it ends; for another video, create another animation.',
  },
  NOT_ENDED: {
    meaning: 'The animation is queued or running.',
    remedy: 'Cancel it first, or wait until it ends.',
  },
  IMAGE_IN_USE: {
    meaning: 'Animations depend on the image.',
    remedy: 'Delete them first.',
  },
  NAME_TAKEN: {
    meaning: 'The name is already in use.',
    remedy: 'Choose another name, or delete the object that uses this one.',
  },
  BUILT_IN_PRESET: {
    meaning: 'The preset is part of the model bundle and cannot be changed.',
    remedy: 'Create a custom preset.',
  },
  IDEMPOTENCY_CONFLICT: {
    meaning: 'The idempotency key was already used with another input.',
    remedy: 'Use a new key for every new request; `existingId` is the object created with this key.',
  },
  STORAGE_FULL: {
    meaning: 'There is no space left to store files.',
    remedy: 'Nothing was stored. Operators free space: see `RETAIN_OUTPUTS_DAYS`. Then try again.',
    endsRenderings: true,
  },
  QUEUE_FULL: {
    meaning: 'Too many animations of the same key wait in the queue.',
    remedy: 'Wait until some have started, or cancel some; operators raise `MAX_QUEUED`.',
  },
  DRAFT_SUPERSEDED: {
    meaning: 'A later draft of the same session was requested.',
    remedy: 'Nothing is wrong; wait for the later draft.',
  },
  ENGINE_CRASHED: {
    meaning: 'The rendering process ended unexpectedly.',
    remedy: 'Try again; if it keeps failing, try a smaller width or another photo.',
    endsRenderings: true,
  },
  ENCODER_FAILED: {
    meaning: 'The video could not be encoded.',
    remedy: "Try another format or size; the message has the encoder's error.",
    endsRenderings: true,
  },
  RENDER_TIMED_OUT: {
    meaning: 'The rendering took longer than the server allows.',
    remedy: 'Request a shorter or smaller video; operators raise `MAX_RENDER_SECONDS`.',
    endsRenderings: true,
  },
  VIDEO_TOO_LARGE: {
    meaning: 'The video has more bytes than the server allows.',
    remedy: 'Request a shorter or smaller video or a lower quality; operators raise `MAX_OUTPUT_BYTES`.',
    endsRenderings: true,
  },
} as const satisfies Record<string, ErrorCode>;

export type UserErrorCode = keyof typeof errorCodes;
export const userErrorCodes = Object.keys(errorCodes) as UserErrorCode[];

/** Meaning and remedy of a code. */
export function aboutCode(code: UserErrorCode): ErrorCode {
  return errorCodes[code];
}
