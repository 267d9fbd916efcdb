import type { CacheAsk, CacheFound, Call, Services } from "../define.ts";

const pollMs = 500;

/** What is kept, or leave to make it. While another step works the same out, this one waits for its answer. */
export async function findOrWait(
  ask: CacheAsk,
  services: Pick<Services, "cache">,
  call: Call,
): Promise<Exclude<CacheFound, { kind: "wait" }>> {
  for (;;) {
    call.signal.throwIfAborted();
    const found = await services.cache.find(ask, call);
    if (found.kind !== "wait") return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
