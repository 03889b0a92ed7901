import type { Choice } from './state.ts';

export interface Choices {
  motions: Choice[];
  lights: Choice[];
}

export const noChoices: Choices = { motions: [], lights: [] };

/** @param api URL of Payload's REST API @throws Error with a message for the editor */
export async function fetchChoices(api: string): Promise<Choices> {
  const response = await fetch(`${api}/driftscape/presets`, { credentials: 'include' });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? 'The choices of motion and light are not there.');
  return answer;
}
