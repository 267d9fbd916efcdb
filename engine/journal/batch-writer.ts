import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { idsOf } from "../queue/claim/claimed-run.ts";
import type { JournalWrite, Telemetry } from "../telemetry.ts";
import { makeChangeNotifier } from "./change-notifier.ts";
import { endInEmergency } from "./end-in-emergency.ts";
import type { WriteBatch } from "./run-journal.ts";
import { writeBatches } from "./write-batches.ts";

export type WriterDeps = {
  pool: pg.Pool;
  broker: Broker;
  log: Log;
  telemetry: Pick<Telemetry, "wrote" | "retriedWrite">;
};

const firstBackoffMs = 50;
const maxBackoffMs = 2000;

/** Writes batches together until they are written, and settles each. Those that the database refuses are written alone. */
export function makeBatchWriter({ pool, broker, log, telemetry }: WriterDeps) {
  const notifier = makeChangeNotifier(broker);

  async function writeOrSplit(taken: readonly WriteBatch[]): Promise<void> {
    let batches = taken;
    let refusal: unknown;
    for (let tries = 0; ; tries += 1) {
      // A run that was lost meanwhile may be held by this worker again, with the same name and token.
      for (const batch of batches) if (batch.isLost()) batch.settle("lost");
      batches = batches.filter((batch) => !batch.isLost());
      if (batches.length === 0) return;
      try {
        const since = performance.now();
        settle(batches, await writeBatches({ pool, broker, notifier }, batches, tries > 0));
        telemetry.wrote(sizesOf(batches, performance.now() - since));
        return;
      } catch (error) {
        // The statement for whole runs found a row of theirs; the one for everything takes it as it is.
        refusal = error;
        if (isDataError(error) && !(tries === 0 && isUniqueViolation(error))) break;
        log.warn({ err: error, runs: batches.length }, "the journal could not be written; retrying");
        telemetry.retriedWrite();
        await sleep(Math.min(firstBackoffMs * 2 ** tries, maxBackoffMs));
      }
    }
    if (batches.length > 1) {
      for (const batch of batches) await writeOrSplit([batch]);
      return;
    }
    for (const batch of batches) {
      log.error({ err: refusal, ...idsOf(batch.run) }, "the database refuses this run's journal");
      await endInEmergency({ pool, broker, log }, batch.run, batch);
      batch.settle("lost");
    }
  }

  return writeOrSplit;
}

function settle(batches: readonly WriteBatch[], written: ReadonlySet<string>): void {
  for (const batch of batches) batch.settle(written.has(batch.run.id) ? "written" : "lost");
}

function sizesOf(batches: readonly WriteBatch[], ms: number): JournalWrite {
  const write = { batches: batches.length, steps: 0, events: 0, blobs: 0, ms };
  for (const { steps, events, blobs } of batches) {
    write.steps += steps.length;
    write.events += events.length;
    write.blobs += blobs.length;
  }
  return write;
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (limits), and what fails before it is sent: a retry cannot help. */
function isDataError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^(22|23|54)[0-9A-Z]{3}$/.test(codeOf(error));
}

const isUniqueViolation = (error: unknown) => codeOf(error) === "23505";
const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
