export const signedOut = "You are signed out. Sign in again to continue.";

/** Whether the server took the person of this page for no one at the last call: the session has ended, maybe in another tab. */
let isOut = false;
const listeners = new Set<() => void>();

/** Each answer of the API, by its HTTP status. */
export function noteAnswer(status: number): void {
  if (status !== 401 && status !== 200) return;
  isOut = status === 401;
  for (const listener of listeners) listener();
}

export const isSignedOut = () => isOut;

export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
