import { Prisma } from '../generated/prisma/client.ts';

/** Whether a row was refused because another has what only one may have. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
