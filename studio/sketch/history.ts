/** All states for undo and redo. */
export interface History<State> {
  past: readonly State[];
  present: State;
  future: readonly State[];
  /** What the last change was about; consecutive changes of the same thing are undone together. */
  tag: string | null;
}

const mostSteps = 200;

export function newHistory<State>(present: State): History<State> {
  return { past: [], present, future: [], tag: null };
}

/**
 * Adds a state.
 * @param tag what is being changed, if that happens in many small steps, as with a slider; null for a change on its own
 */
export function changed<State>(
  history: History<State>,
  present: State,
  tag: string | null = null,
): History<State> {
  if (present === history.present) return history;
  const isSameChange = tag !== null && tag === history.tag;
  const past = isSameChange ? history.past : [...history.past, history.present].slice(-mostSteps);
  return { past, present, future: [], tag };
}

export function undone<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past[past.length - 1], future: [present, ...future], tag: null };
}

export function redone<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  if (future.length === 0) return history;
  return { past: [...past, present], present: future[0], future: future.slice(1), tag: null };
}
