/** Performs an action. @throws Error with a message for the editor */
export async function act(photo: string, action: 'render' | 'undo' | 'cancel', body: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${photo}/driftscape/${action}`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error('This site cannot be reached; nothing was changed. Try again.');
  }
  if (response.ok) return;
  const { message, errors } = await response.json().catch(() => ({}));
  throw new Error(message ?? errors?.[0]?.message ?? `The site answered with status ${response.status}.`);
}
