/** A worker's claims on partitions: taken, kept, checked and noted, each in one statement for all of them. */
import type pg from "pg";
import { z } from "zod";
import { makeBatcher } from "../../../platform/database/batch.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { TriggerSettings } from "../trigger-source.ts";
import { claimPartitions, currentPartitions, keepPartitions, movePosition, notePartitions } from "./sql/statements.ts";

const Position = z.string().transform(BigInt);
export const Claim = z.object({
  pipelineId: z.string(),
  nodeId: z.string(),
  partition: z.number(),
  token: z.number(),
  log: z.string(),
  position: Position,
  type: z.string(),
  settings: TriggerSettings,
  workspaceId: z.string(),
  versionNumber: z.number(),
  snapshotId: z.string(),
});
export type Claim = z.infer<typeof Claim>;
export type Held = Pick<Claim, "pipelineId" | "nodeId" | "partition" | "token">;

/** `freeInMs` gives the partition back: it may be claimed in so many milliseconds. */
export type Note = Held & {
  position: string;
  events: number;
  skipped: number;
  dead: number;
  lost: string;
  runId?: string | undefined;
  perMinute: number;
  error?: string | undefined;
  freeInMs?: number | undefined;
};

export type Claims = {
  /** Up to the worker's share of all partitions, which is answered too. */
  take(held: number): Promise<{ claims: Claim[]; share: number }>;
  /** Those of them that the worker still has, for some seconds more. */
  keep<T extends Held>(held: readonly T[]): Promise<Set<T>>;
  /** Whether the claim still is what decides about the partition. */
  isCurrent(held: Held): Promise<boolean>;
  note(notes: readonly Note[]): Promise<void>;
  /** Resolves with the position that is on disk then, this one or one behind it; undefined when the claim is over. */
  move(held: Held, position: bigint): Promise<bigint | undefined>;
};

const Row = z.object({ most: z.number().nullable(), pipelineId: z.string().nullable() }).loose();
const Key = z.object({ pipelineId: z.string(), nodeId: z.string(), partition: z.number() });

type Deps = { pool: pg.Pool; worker: string; types: readonly string[] };

export function makeClaims({ pool, worker, types }: Deps): Claims {
  async function among<T extends Held>(held: readonly T[], statement: typeof keepPartitions): Promise<Set<T>> {
    if (held.length === 0) return new Set();
    const { rows } = await pool.query(
      statement({
        pipelineIds: held.map(({ pipelineId }) => pipelineId),
        nodeIds: held.map(({ nodeId }) => nodeId),
        partitions: held.map(({ partition }) => partition),
        tokens: held.map(({ token }) => token),
      }),
    );
    const found = new Set(z.array(Key).parse(rows).map(keyOf));
    return new Set(held.filter((one) => found.has(keyOf(one))));
  }
  return {
    async take(held) {
      const { rows } = await pool.query(claimPartitions({ types, worker, held }));
      const parsed = z.array(Row).parse(rows);
      const claims = parsed.flatMap((row) => (row.pipelineId === null ? [] : [Claim.parse(row)]));
      return { claims, share: parsed[0]?.most ?? 0 };
    },
    keep: (held) => among(held, keepPartitions),
    isCurrent: makeBatcher<Held, boolean>({
      max: 500,
      async run(held) {
        const current = await among(held, currentPartitions);
        return held.map((one) => current.has(one));
      },
    }),
    async move({ pipelineId, nodeId, partition, token }, position) {
      const asked = { pipelineId, nodeId, partition, token, position: String(position) };
      const { rows } = await pool.query(movePosition(asked));
      return z.array(z.object({ position: Position })).parse(rows)[0]?.position;
    },
    async note(notes) {
      if (notes.length > 0) await pool.query(notePartitions({ notes: jsonText(notes) }));
    },
  };
}

export const keyOf = ({ pipelineId, nodeId, partition }: Omit<Held, "token">) => `${pipelineId}/${nodeId}/${partition}`;
