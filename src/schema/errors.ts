import { aboutCode, type UserErrorCode as UserErrorCodeValue, userErrorCodes } from '../error-codes.ts';
import { UserError } from '../errors.ts';
import { clientMessage } from '../resolvers/client-message.ts';
import { encodeGlobalId } from '../resolvers/global-id.ts';
import { builder } from './builder.ts';

const neverFailure = 'Since 2026-11: no rendering fails with this code, so there is no replacement.';

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'Kinds of expected errors.',
  values: Object.fromEntries(
    userErrorCodes.map((code) => [code, { description: aboutCode(code).meaning }]),
  ) as Record<UserErrorCodeValue, { description: string }>,
});

const failureValues = userErrorCodes.map((code) => {
  const { meaning: description, endsRenderings } = aboutCode(code);
  return [code, endsRenderings ? { description } : { description, deprecationReason: neverFailure }];
});

export const FailureCode = builder.enumType('FailureCode', {
  description: 'Why an animation failed.',
  values: {
    ...(Object.fromEntries(failureValues) as Record<
      UserErrorCodeValue,
      { description: string; deprecationReason?: string }
    >),
    INTERNAL: { description: 'A bug in the server; its log has the details.' },
  },
});

/** `NOT_FOUND` → `NotFoundError`. */
function errorTypeNameOf(code: UserErrorCodeValue): string {
  const words = code.split('_').map((word) => word[0] + word.slice(1).toLowerCase());
  return `${words.join('')}Error`;
}

const typeNames = new Map<UserErrorCodeValue, string>();

/** The object type of an expected error. */
export function errorTypeName({ code }: Pick<UserError, 'code'>): string | undefined {
  return typeNames.get(code);
}

export const UserErrorInterface = builder.interfaceRef<UserError>('UserError').implement({
  description:
    'An expected error that the caller can fix. Mutations return it instead of their success type.',
  resolveType: errorTypeName,
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCode, description: 'Kind of error, for programs.' }),
    message: t.string({
      description: 'What was expected, what was received and what to do, in English, for people.',
      resolve: clientMessage,
    }),
    path: t.stringList({
      description:
        'Path of the invalid argument, outermost first, such as `["input", "settings", "speed"]`; empty if no ' +
        'argument is at fault.',
      resolve: (error) => [...error.path],
    }),
  }),
});

/**
 * A GraphQL object type for the {@link UserError}s of one code. The class it returns is never instantiated: Pothos
 * sorts thrown errors into union members by `instanceof`, and this one answers that by the error's code.
 */
function errorType(code: UserErrorCodeValue) {
  const name = errorTypeNameOf(code);
  class CodedError extends UserError {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof UserError && value.code === code;
    }
  }
  typeNames.set(code, name);
  Object.defineProperty(CodedError, 'name', { value: name });
  builder.objectType(CodedError, {
    name,
    interfaces: [UserErrorInterface],
    description: aboutCode(code).meaning,
  });
  return CodedError;
}

export const InvalidInputError = errorType('INVALID_INPUT');
export const InvalidImageError = errorType('INVALID_IMAGE');
export const UnsupportedImageError = errorType('UNSUPPORTED_IMAGE');
export const ImageTooLargeError = errorType('IMAGE_TOO_LARGE');
export const InvalidClipError = errorType('INVALID_CLIP');
export const InvalidUrlError = errorType('INVALID_URL');
export const FetchFailedError = errorType('FETCH_FAILED');
export const InvalidSettingsError = errorType('INVALID_SETTINGS');
export const UnknownPresetError = errorType('UNKNOWN_PRESET');
export const UploadMissingError = errorType('UPLOAD_MISSING');
export const UploadExpiredError = errorType('UPLOAD_EXPIRED');
export const NotFoundError = errorType('NOT_FOUND');
export const NotCancelableError = errorType('NOT_CANCELABLE');
export const NotRetryableError = errorType('NOT_RETRYABLE');
export const NotEndedError = errorType('NOT_ENDED');
export const ImageInUseError = errorType('IMAGE_IN_USE');
export const NameTakenError = errorType('NAME_TAKEN');
export const BuiltInPresetError = errorType('BUILT_IN_PRESET');
export const StorageFullError = errorType('STORAGE_FULL');
export const QueueFullError = errorType('QUEUE_FULL');
export const DraftSupersededError = errorType('DRAFT_SUPERSEDED');
export const EngineCrashedError = errorType('ENGINE_CRASHED');
export const IdempotencyConflictError = errorType('IDEMPOTENCY_CONFLICT');

builder.objectField(IdempotencyConflictError, 'existingId', (t) =>
  t.id({
    description: 'Global id of the object that the first request with this key created.',
    resolve: ({ subject }) => (subject ? encodeGlobalId(subject.type, subject.id) : ''),
  }),
);
