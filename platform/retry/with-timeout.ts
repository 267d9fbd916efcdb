/** The result of the promise, or undefined when it fails or takes longer than `limitMs`. */
export async function withTimeout<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  const limit = Promise.withResolvers<undefined>();
  // After an event loop that was late, timers run before what has arrived meanwhile: that has its turn first.
  const timer = setTimeout(() => setImmediate(limit.resolve, undefined), limitMs);
  try {
    return await Promise.race([promise, limit.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
