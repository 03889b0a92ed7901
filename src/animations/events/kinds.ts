import { z } from 'zod';
import { userErrorCodes } from '../../error-codes.ts';
import { AnimationEventType, AnimationStage } from '../../generated/prisma/enums.ts';
import { announcedPlaces } from '../queue/events.ts';

export const terminalStatuses = ['SUCCEEDED', 'FAILED', 'CANCELED'] as const;

export const failureSchema = z.object({
  /** INTERNAL: a bug rather than something the user can fix. */
  code: z.enum([...userErrorCodes, 'INTERNAL']),
  message: z.string(),
  isRetryable: z.boolean(),
});

/** Name and description of an event kind in the API. */
interface Named {
  graphqlName: string;
  description: string;
}

/** A kind of event with a row. */
interface Stored extends Named {
  row: AnimationEventType;
  /** Content of the column `payload`. */
  payload: z.ZodObject;
  /** Whether it may have a picture, which has a separate column. */
  hasPreview?: true;
}

/** The kinds of events with rows, fully described here except for the descriptions of their API fields. */
export const storedKinds = {
  'queue-position': {
    row: AnimationEventType.QUEUE_POSITION,
    graphqlName: 'AnimationQueuePositionChanged',
    description:
      'It waits in the queue. Sent when it enters or returns to the queue, at any position, and for every ' +
      `change among the first ${announcedPlaces} positions. Farther back, query \`queuePosition\` when you need ` +
      'it.',
    payload: z.object({
      /** 1 is next. */
      position: z.int(),
    }),
  },
  stage: {
    row: AnimationEventType.STAGE,
    graphqlName: 'AnimationStageChanged',
    description:
      'The rendering has entered a new stage. The first of these events means that the animation is running. ' +
      'After a crash it starts over with DECODING.',
    payload: z.object({ stage: z.enum(AnimationStage) }),
  },
  frame: {
    row: AnimationEventType.FRAME,
    graphqlName: 'AnimationFrameRendered',
    description:
      'Frames have been rendered. Sent at most about four times a second, not for every frame, with the newest ' +
      'preview if there is a new one.',
    payload: z.object({
      /** Frames done, 0…frames. */
      frame: z.int(),
      frames: z.int(),
    }),
    hasPreview: true,
  },
  ended: {
    row: AnimationEventType.ENDED,
    graphqlName: 'AnimationEnded',
    description:
      'The last event: the animation has succeeded, failed or been canceled. The subscription then completes.',
    payload: z.object({ status: z.enum(terminalStatuses), failure: failureSchema.nullable() }),
  },
} satisfies Record<string, Stored>;

export type StoredKind = keyof typeof storedKinds;

/** All kinds; the one without rows comes first. */
export const eventKinds = {
  snapshot: {
    graphqlName: 'AnimationSnapshot',
    description:
      'The complete state. It is the first event of every subscription. It is sent again, with `isMissed: ' +
      'true`, in place of events that a slow subscriber missed, and when the process that renders the ' +
      'animation stops or resumes sending signs of life.',
  },
  ...storedKinds,
} satisfies Record<string, Named>;
