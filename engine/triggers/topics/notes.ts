import type { Log } from "../../../platform/log.ts";
import type { Claims, Note } from "./claims.ts";
import { type Part, problemOf } from "./open-group.ts";

/** How long what was done waits to be noted together with what follows. */
const noteMs = 100;
const minuteMs = 60_000;

type Notes = {
  changed(part: Part): void;
  /** With `freeInMs`, the partitions are given back. */
  write(parts: readonly Part[], freeInMs?: number): Promise<void>;
  close(): void;
};

/**
 * How far partitions are done goes to the database a little later, together. An event that is done and not noted when a
 * worker ends is read again, and finds its run.
 */
export function makeNotes(claims: Claims, log: Log): Notes {
  const dirty = new Set<Part>();
  const minutes = new WeakMap<Part, { at: number; events: number }[]>();
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function perMinute(part: Part, events: number): number {
    const now = performance.now();
    const minute = (minutes.get(part) ?? []).filter(({ at }) => at > now - minuteMs);
    if (events > 0) minute.push({ at: now, events });
    minutes.set(part, minute);
    return minute.reduce((sum, one) => sum + one.events, 0);
  }

  function noteOf(part: Part, freeInMs: number | undefined): Note {
    const { work, claim, unsaved } = part;
    const { pipelineId, nodeId, partition, token } = claim;
    const counts = work?.takeCounts();
    if (counts) {
      unsaved.events += counts.events;
      unsaved.skipped += counts.skipped;
      unsaved.dead += counts.dead;
      if (counts.events > 0) part.error = undefined;
    }
    return {
      ...{ pipelineId, nodeId, partition, token, freeInMs, runId: counts?.runId, error: problemOf(part) },
      ...{ ...unsaved, lost: String(unsaved.lost) },
      position: String(work?.position() ?? claim.position),
      perMinute: perMinute(part, counts?.events ?? 0),
    };
  }

  async function writeNow(parts: readonly Part[], freeInMs: number | undefined): Promise<void> {
    for (const part of parts) dirty.delete(part);
    const notes = parts.map((part) => noteOf(part, freeInMs));
    const counted = parts.map(({ unsaved }) => ({ ...unsaved }));
    try {
      await claims.note(notes);
      // More may have been counted meanwhile.
      for (const [index, { unsaved }] of parts.entries()) subtract(unsaved, counted[index]);
    } catch (error) {
      for (const part of parts) changed(part);
      throw error;
    }
  }

  /** One at a time, so that what was counted is written once. */
  function write(parts: readonly Part[], freeInMs?: number): Promise<void> {
    const next = writing.then(() => writeNow(parts, freeInMs));
    writing = next.catch(() => {});
    return next;
  }

  function changed(part: Part): void {
    if (isClosed) return;
    dirty.add(part);
    timer ??= setTimeout(() => {
      timer = undefined;
      write([...dirty]).catch((error) => log.debug({ err: error }, "positions are noted with the next ones"));
    }, noteMs).unref();
  }

  return {
    changed,
    write,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function subtract(unsaved: Part["unsaved"], saved: Part["unsaved"] | undefined): void {
  if (!saved) return;
  unsaved.events -= saved.events;
  unsaved.skipped -= saved.skipped;
  unsaved.dead -= saved.dead;
  unsaved.lost -= saved.lost;
}
