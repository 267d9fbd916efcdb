/**
 * Asks once for all who ask the same within `freshMs`: they share the answer, or the refusal. What two owners are asked, such as
 * two databases, stays apart.
 */
export function makeSharedAsk<Answer>(freshMs: number) {
  const known = new WeakMap<object, Map<string, Promise<Answer>>>();
  return (owner: object, key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const asked = known.get(owner) ?? new Map<string, Promise<Answer>>();
    known.set(owner, asked);
    const shared = asked.get(key);
    if (shared) return shared;
    const answer = ask();
    asked.set(key, answer);
    setTimeout(() => asked.delete(key), freshMs).unref();
    return answer;
  };
}
