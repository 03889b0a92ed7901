import { UserError, type UserErrorCode as UserErrorCodeValue, userErrorCodes } from '../errors.ts';
import { clientMessage } from '../resolvers/client-message.ts';
import { encodeGlobalId } from '../resolvers/global-id.ts';
import { builder } from './builder.ts';

const meanings: Record<UserErrorCodeValue, string> = {
  INVALID_INPUT: 'An argument is out of its range or of the wrong shape.',
  INVALID_IMAGE: 'The file is empty, truncated or not a picture.',
  UNSUPPORTED_IMAGE: 'The file is a picture of a kind that is not taken, such as HEIC or an animation.',
  IMAGE_TOO_LARGE: 'The photo has too many bytes or too many pixels.',
  INVALID_CLIP:
    'The clip is no video, too long or too large, shakes, is cut every few frames, shows nothing that moves, or has a light that stays.',
  INVALID_URL: 'The URL is malformed, or leads to where the service may not connect to.',
  FETCH_FAILED: 'The URL was not answered with a file.',
  INVALID_SETTINGS: 'A setting is out of its range or of the wrong shape.',
  UNKNOWN_PRESET: 'No preset has the given name.',
  INVALID_BUNDLE: 'The model bundle is damaged or does not fit this version.',
  UPLOAD_MISSING: 'Nothing was sent to the address of the upload yet.',
  UPLOAD_EXPIRED: 'Nothing was sent to the address of the upload in time.',
  NOT_FOUND: 'No object has the given id.',
  NOT_CANCELABLE: 'The animation has already ended.',
  NOT_RETRYABLE: 'The animation has neither failed nor been canceled.',
  NOT_ENDED: 'The animation is queued or running.',
  IMAGE_IN_USE: 'Animations depend on the image.',
  NAME_TAKEN: 'Something else has the name.',
  BUILT_IN_PRESET: 'The preset came with the model bundle and cannot be changed.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used before, with another input.',
  STORAGE_FULL: 'There is no room left to store files.',
  QUEUE_FULL: 'Too many animations of the same key wait in the queue.',
  DRAFT_SUPERSEDED: 'A later draft of the same session was asked for.',
  ENGINE_CRASHED: 'The rendering process ended unexpectedly.',
  ENCODER_FAILED: 'The video could not be encoded.',
  RENDER_TIMED_OUT: 'The rendering took longer than the server allows.',
  VIDEO_TOO_LARGE: 'The video has more bytes than the server allows.',
};

function enumValues<Code extends string>(codes: readonly Code[], meaningOf: Record<Code, string>) {
  const values = codes.map((code) => [code, { description: meaningOf[code] }]);
  return Object.fromEntries(values) as Record<Code, { description: string }>;
}

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of fault an expected error tells of.',
  values: enumValues(userErrorCodes, meanings),
});

/** What ends a rendering, or keeps it from beginning. */
const failureCodes: readonly UserErrorCodeValue[] = [
  'INVALID_IMAGE',
  'UNSUPPORTED_IMAGE',
  'IMAGE_TOO_LARGE',
  'INVALID_SETTINGS',
  'INVALID_BUNDLE',
  'NOT_FOUND',
  'STORAGE_FULL',
  'ENGINE_CRASHED',
  'ENCODER_FAILED',
  'RENDER_TIMED_OUT',
  'VIDEO_TOO_LARGE',
];

const failureValues = [...userErrorCodes, 'INTERNAL' as const].map((code) => {
  const isPossible = code === 'INTERNAL' || failureCodes.includes(code);
  const description =
    code === 'INTERNAL' ? 'A defect of the service; its log has the details.' : meanings[code];
  return [code, { description, ...(!isPossible && { deprecationReason: 'No rendering fails for it.' }) }];
});

export const FailureCode = builder.enumType('FailureCode', {
  description: 'Why an animation failed.',
  values: Object.fromEntries(failureValues) as Record<
    UserErrorCodeValue | 'INTERNAL',
    { description: string; deprecationReason?: string }
  >,
});

const typeNames = new Map<UserErrorCodeValue, string>();

/** The object type of an expected error. */
export function errorTypeName({ code }: Pick<UserError, 'code'>): string | undefined {
  return typeNames.get(code);
}

export const UserErrorInterface = builder.interfaceRef<UserError>('UserError').implement({
  description:
    'An expected error: something the caller can mend. Mutations return it in place of their success type.',
  resolveType: errorTypeName,
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCode, description: 'The kind of fault, for programs.' }),
    message: t.string({
      description: 'What was expected, what came and what to do, in English, for people.',
      resolve: clientMessage,
    }),
    path: t.stringList({
      description:
        'Where in the arguments the fault lies, outermost first, such as `["input", "settings", "speed"]`; empty when in none.',
      resolve: (error) => [...error.path],
    }),
  }),
});

/**
 * A GraphQL object type for the {@link UserError}s of one code. The class it returns is never instantiated: Pothos
 * sorts thrown errors into union members by `instanceof`, and this one answers that by the error's code.
 */
function errorType(name: string, code: UserErrorCodeValue) {
  class CodedError extends UserError {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof UserError && value.code === code;
    }
  }
  typeNames.set(code, name);
  Object.defineProperty(CodedError, 'name', { value: name });
  builder.objectType(CodedError, { name, interfaces: [UserErrorInterface], description: meanings[code] });
  return CodedError;
}

export const InvalidInputError = errorType('InvalidInputError', 'INVALID_INPUT');
export const InvalidImageError = errorType('InvalidImageError', 'INVALID_IMAGE');
export const UnsupportedImageError = errorType('UnsupportedImageError', 'UNSUPPORTED_IMAGE');
export const ImageTooLargeError = errorType('ImageTooLargeError', 'IMAGE_TOO_LARGE');
export const InvalidClipError = errorType('InvalidClipError', 'INVALID_CLIP');
export const InvalidUrlError = errorType('InvalidUrlError', 'INVALID_URL');
export const FetchFailedError = errorType('FetchFailedError', 'FETCH_FAILED');
export const InvalidSettingsError = errorType('InvalidSettingsError', 'INVALID_SETTINGS');
export const UnknownPresetError = errorType('UnknownPresetError', 'UNKNOWN_PRESET');
export const UploadMissingError = errorType('UploadMissingError', 'UPLOAD_MISSING');
export const UploadExpiredError = errorType('UploadExpiredError', 'UPLOAD_EXPIRED');
export const NotFoundError = errorType('NotFoundError', 'NOT_FOUND');
export const NotCancelableError = errorType('NotCancelableError', 'NOT_CANCELABLE');
export const NotRetryableError = errorType('NotRetryableError', 'NOT_RETRYABLE');
export const NotEndedError = errorType('NotEndedError', 'NOT_ENDED');
export const ImageInUseError = errorType('ImageInUseError', 'IMAGE_IN_USE');
export const NameTakenError = errorType('NameTakenError', 'NAME_TAKEN');
export const BuiltInPresetError = errorType('BuiltInPresetError', 'BUILT_IN_PRESET');
export const StorageFullError = errorType('StorageFullError', 'STORAGE_FULL');
export const QueueFullError = errorType('QueueFullError', 'QUEUE_FULL');
export const DraftSupersededError = errorType('DraftSupersededError', 'DRAFT_SUPERSEDED');
export const EngineCrashedError = errorType('EngineCrashedError', 'ENGINE_CRASHED');
export const IdempotencyConflictError = errorType('IdempotencyConflictError', 'IDEMPOTENCY_CONFLICT');

builder.objectField(IdempotencyConflictError, 'existingId', (t) =>
  t.id({
    description: 'Global id of what the key was first used for.',
    resolve: ({ subject }) => (subject ? encodeGlobalId(subject.type, subject.id) : ''),
  }),
);
