import type { OwnedBy, QueueEvent } from './events.ts';
import type { WholeChange, WholeSnapshot } from './reading.ts';

/**
 * The queue as visible to a project: its own animations with their positions among all, and the total number of waiting
 * and running ones.
 */
export function ownPart(event: WholeSnapshot | WholeChange, projectId: string): QueueEvent {
  const own = <Told extends object>(told: readonly OwnedBy<Told>[]) =>
    told.filter((one) => one.projectId === projectId).map(withoutOwner);
  if (event.type === 'snapshot') return { ...event, entries: own(event.entries) };
  const { entered, changed, left } = event;
  return { ...event, entered: own(entered), changed: own(changed), left: own(left) };
}

function withoutOwner<Told extends object>({
  projectId: _,
  ...told
}: OwnedBy<Told>): Omit<OwnedBy<Told>, 'projectId'> {
  return told;
}
