/** What a code of an expected error means, and what the one who meets it can do. */
interface ErrorCode {
  meaning: string;
  remedy: string;
  /** Whether a rendering may end with it: `Animation.failure` has it then. */
  endsRenderings?: true;
}

/** All codes of {@link UserError}: the descriptions in the schema and docs/errors.md are made of this. */
export const errorCodes = {
  INVALID_INPUT: {
    meaning: 'An argument is out of its range or of the wrong shape.',
    remedy:
      "Change the argument that `path` names: an idempotency key, a name, a quota, a lifetime, a webhook's events.",
  },
  INVALID_IMAGE: {
    meaning: 'The file is empty, truncated or not a picture.',
    remedy: 'Send the whole file again. If no program can open it, export the photo again.',
    endsRenderings: true,
  },
  UNSUPPORTED_IMAGE: {
    meaning: 'The file is a picture of an unsupported kind, such as HEIC or an animation.',
    remedy: 'Export it as JPEG, PNG, WebP, AVIF or TIFF. The message names the detected kind.',
    endsRenderings: true,
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The photo has too many bytes or too many pixels.',
    remedy: 'Send a smaller one. Operators can raise `MAX_UPLOAD_BYTES` and `MAX_PIXELS`.',
    endsRenderings: true,
  },
  INVALID_CLIP: {
    meaning:
      'The clip is not a video, is too long or too large, shakes, is cut every few frames, or its motion or light does not change.',
    remedy:
      'Use another clip, from a camera that stands still. The message says what is wrong with this one.',
  },
  INVALID_URL: {
    meaning: 'The URL is malformed, or leads to an address that the service may not connect to.',
    remedy:
      'Use a public `http` or `https` URL without a password. Operators can allow others with `FETCH_ALLOW`.',
  },
  FETCH_FAILED: {
    meaning: 'The URL did not return a file.',
    remedy: 'Open the URL yourself; the message has its status. Or upload the file.',
  },
  INVALID_SETTINGS: {
    meaning: 'A setting is out of its range or of the wrong shape.',
    remedy: 'Change what the message names: it lists all faults, and `path` has the first one.',
    endsRenderings: true,
  },
  UNKNOWN_PRESET: {
    meaning: 'No preset has the given name.',
    remedy: 'Use a name from `latentPresets`.',
  },
  INVALID_BUNDLE: {
    meaning: 'The model bundle is damaged or does not fit this version.',
    remedy: 'Operators: restore the folder that `BUNDLE_DIR` names, or the included bundle.',
    endsRenderings: true,
  },
  UPLOAD_MISSING: {
    meaning: 'Nothing has been sent to the URL of the upload yet.',
    remedy: '`PUT` the file to the URL of the upload, then complete it.',
  },
  UPLOAD_EXPIRED: {
    meaning: 'Nothing was sent to the URL of the upload in time.',
    remedy: 'Create a new upload.',
  },
  NOT_FOUND: {
    meaning: 'No object has the given id.',
    remedy: 'Check the id, and that the object belongs to your project; it may have been deleted.',
    endsRenderings: true,
  },
  NOT_CANCELABLE: {
    meaning: 'The animation has already ended.',
    remedy: 'There is nothing to cancel; delete the animation if you do not want it.',
  },
  NOT_RETRYABLE: {
    meaning: 'The animation has neither failed nor been canceled.',
    remedy: 'Wait for its end; for another video, create another animation.',
  },
  NOT_ENDED: {
    meaning: 'The animation is queued or running.',
    remedy: 'Cancel it first, or wait for its end.',
  },
  IMAGE_IN_USE: {
    meaning: 'Animations depend on the image.',
    remedy: 'Delete them first.',
  },
  NAME_TAKEN: {
    meaning: 'The name is already in use.',
    remedy: 'Use another name, or delete the object that has this one.',
  },
  BUILT_IN_PRESET: {
    meaning: 'The preset is part of the model bundle and cannot be changed.',
    remedy: 'Create a custom preset.',
  },
  IDEMPOTENCY_CONFLICT: {
    meaning: 'The idempotency key was used before, with another input.',
    remedy: 'Use a new key for every new request. `existingId` is the object that the key created.',
  },
  STORAGE_FULL: {
    meaning: 'There is no room left to store files.',
    remedy: 'Nothing was stored. Retry after the operators have made room: see `RETAIN_OUTPUTS_DAYS`.',
    endsRenderings: true,
  },
  QUEUE_FULL: {
    meaning: 'Too many animations of the same key wait in the queue.',
    remedy: 'Wait until some have started, or cancel some. Operators can raise `MAX_QUEUED`.',
  },
  DRAFT_SUPERSEDED: {
    meaning: 'A newer draft of the same session was requested.',
    remedy: 'Wait for the newer draft; nothing is wrong.',
  },
  ENGINE_CRASHED: {
    meaning: 'The rendering process ended unexpectedly.',
    remedy: 'Retry. If it happens again, try a smaller width or another photo.',
    endsRenderings: true,
  },
  ENCODER_FAILED: {
    meaning: 'The video could not be encoded.',
    remedy: 'Try another format or size; the message has the error of the encoder.',
    endsRenderings: true,
  },
  RENDER_TIMED_OUT: {
    meaning: 'The rendering took longer than the server allows.',
    remedy: 'Request a shorter or smaller video. Operators can raise `MAX_RENDER_SECONDS`.',
    endsRenderings: true,
  },
  VIDEO_TOO_LARGE: {
    meaning: 'The video has more bytes than the server allows.',
    remedy: 'Request a shorter or smaller video or a lower quality. Operators can raise `MAX_OUTPUT_BYTES`.',
    endsRenderings: true,
  },
} as const satisfies Record<string, ErrorCode>;

export type UserErrorCode = keyof typeof errorCodes;
export const userErrorCodes = Object.keys(errorCodes) as UserErrorCode[];

/** What is known of a code. */
export function aboutCode(code: UserErrorCode): ErrorCode {
  return errorCodes[code];
}
