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
    remedy: 'Send the file again, whole; if it opens nowhere, export the photo anew.',
    endsRenderings: true,
  },
  UNSUPPORTED_IMAGE: {
    meaning: 'The file is a picture of a kind that is not taken, such as HEIC or an animation.',
    remedy: 'Export it as JPEG, PNG, WebP, AVIF or TIFF. The message names the kind that came.',
    endsRenderings: true,
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The photo has too many bytes or too many pixels.',
    remedy: 'Send a smaller one; operators raise `MAX_UPLOAD_BYTES` and `MAX_PIXELS`.',
    endsRenderings: true,
  },
  INVALID_CLIP: {
    meaning:
      'The clip is no video, too long or too large, shakes, is cut every few frames, shows nothing that moves, or has a light that stays.',
    remedy:
      'Take another clip, from a camera that stands still; the message says what is wrong with this one.',
  },
  INVALID_URL: {
    meaning: 'The URL is malformed, or leads to where the service may not connect to.',
    remedy:
      'Use a public `http` or `https` URL without a password; operators allow others with `FETCH_ALLOW`.',
  },
  FETCH_FAILED: {
    meaning: 'The URL was not answered with a file.',
    remedy: 'Open the URL yourself; the message has the status that came. Or upload the file.',
  },
  INVALID_SETTINGS: {
    meaning: 'A setting is out of its range or of the wrong shape.',
    remedy: 'Change what the message names: all that is wrong stands there, the first of it in `path`.',
    endsRenderings: true,
  },
  UNKNOWN_PRESET: {
    meaning: 'No preset has the given name.',
    remedy: 'Take a name that `latentPresets` lists.',
  },
  INVALID_BUNDLE: {
    meaning: 'The model bundle is damaged or does not fit this version.',
    remedy: 'Operators: restore the folder that `BUNDLE_DIR` names, or the one that comes along.',
    endsRenderings: true,
  },
  UPLOAD_MISSING: {
    meaning: 'Nothing was sent to the address of the upload yet.',
    remedy: '`PUT` the file to the URL of the upload, then complete it.',
  },
  UPLOAD_EXPIRED: {
    meaning: 'Nothing was sent to the address of the upload in time.',
    remedy: 'Begin a new upload.',
  },
  NOT_FOUND: {
    meaning: 'No object has the given id.',
    remedy: 'Check the id, and that it is of your project: it may have been deleted.',
    endsRenderings: true,
  },
  NOT_CANCELABLE: {
    meaning: 'The animation has already ended.',
    remedy: 'Nothing is left to cancel; delete it if it is not wanted.',
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
    meaning: 'Something else has the name.',
    remedy: 'Take another name, or delete what has this one.',
  },
  BUILT_IN_PRESET: {
    meaning: 'The preset came with the model bundle and cannot be changed.',
    remedy: 'Create a preset of your own.',
  },
  IDEMPOTENCY_CONFLICT: {
    meaning: 'The idempotency key was used before, with another input.',
    remedy: 'Use a new key for every new request; `existingId` is what the key made.',
  },
  STORAGE_FULL: {
    meaning: 'There is no room left to store files.',
    remedy: 'Nothing was stored. Operators make room: see `RETAIN_OUTPUTS_DAYS`. Then try again.',
    endsRenderings: true,
  },
  QUEUE_FULL: {
    meaning: 'Too many animations of the same key wait in the queue.',
    remedy: 'Wait until some have begun, or cancel some; operators raise `MAX_QUEUED`.',
  },
  DRAFT_SUPERSEDED: {
    meaning: 'A later draft of the same session was asked for.',
    remedy: 'Wait for that one; nothing is wrong.',
  },
  ENGINE_CRASHED: {
    meaning: 'The rendering process ended unexpectedly.',
    remedy: 'Try again; if that goes on, try a smaller width or another photo.',
    endsRenderings: true,
  },
  ENCODER_FAILED: {
    meaning: 'The video could not be encoded.',
    remedy: 'Try another format or size; the message has what the encoder said.',
    endsRenderings: true,
  },
  RENDER_TIMED_OUT: {
    meaning: 'The rendering took longer than the server allows.',
    remedy: 'Ask for a shorter or smaller video; operators raise `MAX_RENDER_SECONDS`.',
    endsRenderings: true,
  },
  VIDEO_TOO_LARGE: {
    meaning: 'The video has more bytes than the server allows.',
    remedy: 'Ask for a shorter or smaller video or a lower quality; operators raise `MAX_OUTPUT_BYTES`.',
    endsRenderings: true,
  },
} as const satisfies Record<string, ErrorCode>;

export type UserErrorCode = keyof typeof errorCodes;
export const userErrorCodes = Object.keys(errorCodes) as UserErrorCode[];

/** What is known of a code. */
export function aboutCode(code: UserErrorCode): ErrorCode {
  return errorCodes[code];
}
