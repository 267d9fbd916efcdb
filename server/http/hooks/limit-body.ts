import { Transform } from "node:stream";
import { demandSize } from "../../hooks/demand.ts";
import type { HookKind, OpenHook } from "../../hooks/open-hook.ts";

/** Passes a body on, and fails as soon as it is larger than its hook takes: one in chunks does not say its length. */
export function limitBody(hook: OpenHook<HookKind>, refuse: (thrown: unknown) => Promise<never>): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      try {
        demandSize(hook, bytes);
      } catch (thrown) {
        refuse(thrown).catch(done);
        return;
      }
      done(null, chunk);
    },
  });
}
