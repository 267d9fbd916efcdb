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
  /** For a single run whose batch took too long on `pool`: its connections give a statement up later. */
  patientPool?: pg.Pool;
  broker: Broker;
  log: Log;
  telemetry: Pick<Telemetry, "wrote" | "retriedWrite">;
};

const firstBackoffMs = 50;
/** The database may fail by itself for a moment, or each time at the same content: after so many tries it is refused. */
const internalTries = 5;
const maxBackoffMs = 2000;

/**
 * Writes batches together until they are written, and settles each. Those that the database refuses are written alone, and
 * those that together took too long in two halves. What may have been written is looked up before it is sent again.
 */
export function makeBatchWriter({ pool, patientPool = pool, broker, log, telemetry }: WriterDeps) {
  const notifier = makeChangeNotifier(broker);

  async function writeOrSplit(taken: readonly WriteBatch[], { tries: before, isSlow }: Past = first): Promise<void> {
    let batches = taken;
    let refusal: unknown;
    let isPatient = isSlow && taken.length === 1;
    for (let tries = before; ; tries += 1) {
      // A run that was lost meanwhile may be held by this worker again, with the same name and token.
      for (const batch of batches) if (batch.isLost()) batch.settle("lost");
      batches = batches.filter((batch) => !batch.isLost());
      if (batches.length === 0) return;
      try {
        const since = performance.now();
        const deps = { pool: isPatient ? patientPool : pool, broker, notifier };
        settle(batches, await writeBatches(deps, batches, tries > 0));
        telemetry.wrote(sizesOf(batches, performance.now() - since));
        return;
      } catch (error) {
        // The statement for whole runs found a row of theirs; the one for everything takes it as it is.
        refusal = error;
        if (isDataError(error) && !(tries === 0 && isUniqueViolation(error))) break;
        if (isInternalError(error) && tries - before >= internalTries) break;
        log.warn({ err: error, runs: batches.length }, "the journal could not be written; retrying");
        telemetry.retriedWrite();
        if (isTimeout(error)) {
          isPatient = batches.length === 1;
          if (!isPatient) return await writeHalves(batches, tries + 1);
        }
        await sleep(Math.min(firstBackoffMs * 2 ** tries, maxBackoffMs));
      }
    }
    if (batches.length > 1) {
      for (const batch of batches) await writeOrSplit([batch]);
      return;
    }
    for (const batch of batches) {
      log.error({ err: refusal, ...idsOf(batch.run) }, "the database refuses this run's journal");
      const end = await endInEmergency({ pool, broker, log }, batch.run, batch);
      batch.settle(end ?? "lost");
    }
  }

  async function writeHalves(batches: readonly WriteBatch[], tries: number): Promise<void> {
    const middle = Math.ceil(batches.length / 2);
    for (const half of [batches.slice(0, middle), batches.slice(middle)])
      await writeOrSplit(half, { tries, isSlow: true });
  }

  return (batches: readonly WriteBatch[]) => writeOrSplit(batches);
}

/** How often batches have been sent already, and whether the last statement with them took too long. */
type Past = { tries: number; isSlow: boolean };
const first: Past = { tries: 0, isSlow: false };

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

/** SQLSTATE classes XX (internal error) and P0 (an error of PL/pgSQL, such as a trigger's). */
const isInternalError = (error: unknown) => /^(XX|P0)[0-9A-Z]{3}$/.test(codeOf(error));
/** The server gave the statement up (SQLSTATE 57014), or this side did. */
const isTimeout = (error: unknown) =>
  codeOf(error) === "57014" || (error instanceof Error && error.message === "Query read timeout");
const isUniqueViolation = (error: unknown) => codeOf(error) === "23505";
const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
