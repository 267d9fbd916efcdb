import { PatchbayError } from "../../lib/errors.ts";

/** Lets so many streams be open at once per key. `using` gives the place back, however the stream ends. */
export function makeStreamLimit(max: number, what = "runs are being watched"): (key: string) => Disposable {
  const open = new Map<string, number>();
  return (key) => {
    const count = open.get(key) ?? 0;
    if (count >= max) {
      const message = `${max} ${what} from here at once. Close some of them and try again.`;
      throw new PatchbayError("too_many", message, { retryAfterMs: 5000 });
    }
    open.set(key, count + 1);
    return {
      [Symbol.dispose]() {
        const left = (open.get(key) ?? 1) - 1;
        if (left === 0) open.delete(key);
        else open.set(key, left);
      },
    };
  };
}

/** By workspace, for members and keys. */
export const memberStreams = makeStreamLimit(2000);
/** By workspace: every tab with a canvas holds one. */
export const draftStreams = makeStreamLimit(500, "canvases are open");
/** By share link: strangers hold connections of ours open. */
export const shareStreams = makeStreamLimit(100);
/** Of these, by visitor of a chat. */
export const visitorStreams = makeStreamLimit(10, "answers are being written");
