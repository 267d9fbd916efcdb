/** Acts once the page has nothing better to do, after so many milliseconds at the latest. Gives what calls it off. */
export function whenIdle(act: () => void, timeout = 2000): () => void {
  // Safari has no idle callbacks.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(act, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(act, { timeout });
  return () => cancelIdleCallback(handle);
}
