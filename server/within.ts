/** What the promise gives, or undefined when it fails or takes longer than this. */
export async function within<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => limit.resolve(undefined), limitMs);
  try {
    return await Promise.race([promise, limit.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
