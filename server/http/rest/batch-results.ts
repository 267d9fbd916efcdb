/** The results of a batch as downloads that stream, for pages (cookie) and for scripts (key). */
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readSnapshot } from "../../../engine/queue/snapshots/snapshots.ts";
import { allResults } from "../../../engine/triggers/batches/batch-results.ts";
import { type BatchOf, findBatch } from "../../../engine/triggers/batches/batches.ts";
import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import { graphFields } from "../../../lib/runs/run-fields.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { BatchRowView } from "../../../lib/views/live/batch-views.ts";
import type { AppContext } from "../../app-context.ts";
import { type Actor, authorize } from "../../auth/authorize.ts";
import { assertPipeline } from "../../pipelines/pipelines.ts";
import { keyActor, requestActor } from "../requests/request-actor.ts";
import { restPrefix } from "./rest.ts";

type Named = { columns: readonly string[]; outputs: readonly string[] };
type Format = {
  title: string;
  mime: string;
  about: string;
  head(names: Named): string;
  line(row: BatchRowView, names: Named): string;
};

export const resultFormats = {
  csv: {
    title: "CSV",
    mime: "text/csv",
    about:
      "`row`, the columns of the file, `status`, the outputs of the pipeline, `error` and `run`. A text that a spreadsheet would take for a formula has an apostrophe before it.",
    // Excel takes a file without the mark for one in an old encoding.
    head: ({ columns, outputs }) =>
      `\ufeff${csvLine(distinctNames(["row", ...columns, "status", ...outputs, "error", "run"]))}`,
    line: ({ row, cells, state, output, error, runId }, { columns, outputs }) =>
      csvLine([
        row,
        ...columns.map((_, column) => cells?.[column] ?? null),
        state,
        ...outputs.map((name) => output?.[name] ?? null),
        ...[error, runId],
      ]),
  },
  jsonl: {
    title: "JSON Lines",
    mime: "application/x-ndjson",
    about: "An object for each row: `row`, `status`, `input` by the columns of the file, `output`, `error` and `run`.",
    head: () => "",
    line: ({ row, cells, state, output, error, runId }, { columns }) => {
      const given = columns.map((name, column): [string, Json] => [name, cells?.[column] ?? null]);
      const input = cells && Object.fromEntries(given.filter(([, cell]) => cell !== null));
      return `${stringifyJson({ row, status: state, input, output, error, run: runId })}\n`;
    },
  },
} as const satisfies Record<string, Format>;
export type ResultFormat = keyof typeof resultFormats;

/** In characters. */
const portionSize = 64 * 1024;

type One = { Params: { id: string; batchId: string } };

export function addBatchResults(app: FastifyInstance, context: AppContext): void {
  const doors = [
    { prefix: "/api", whoAsks: (request: FastifyRequest) => requestActor(context, request) },
    { prefix: restPrefix, whoAsks: (request: FastifyRequest) => keyActor(context, request) },
  ];
  for (const { prefix, whoAsks } of doors) {
    for (const format of ["csv", "jsonl"] as const) {
      const url = `${prefix}/pipelines/:id/batches/:batchId/results.${format}`;
      app.get<One>(url, { config: { policy: "runs.read" } }, async (request, reply) => {
        const actor: Actor = await whoAsks(request);
        const { id: pipelineId, batchId: id } = request.params;
        const { workspaceId } = authorize({ actor }, "runs.read", { pipelineId });
        await assertPipeline(context.db.prisma, workspaceId, pipelineId);
        return await send(reply, context, { of: { workspaceId, pipelineId, id }, format });
      });
    }
  }
}

async function send(reply: FastifyReply, context: AppContext, { of, format }: { of: BatchOf; format: ResultFormat }) {
  const batch = await findBatch(context.db, of);
  const graph = await readSnapshot(context.db, of.workspaceId, batch.snapshotId);
  const outputs = graphFields(graph, context.catalogue, "run-output").map(({ name }) => name);
  const names = { columns: batch.columns, outputs };
  const { mime, head, line }: Format = resultFormats[format];
  async function* text() {
    let portion = head(names);
    for await (const row of allResults(context.db, of.id, of.workspaceId)) {
      portion += line(row, names);
      if (portion.length < portionSize) continue;
      yield portion;
      portion = "";
    }
    yield portion;
  }
  const fileName = `${batch.name.replace(/\.[^.]*$/, "").replaceAll(/[^\w -]+/g, "_")} results.${format}`;
  reply
    .header("content-type", `${mime}; charset=utf-8`)
    .header("content-disposition", `attachment; filename="${fileName}"`);
  return await reply.send(Readable.from(text(), { objectMode: false, highWaterMark: 64 * 1024 }));
}

function csvLine(cells: readonly Json[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(",")}\r\n`;
}

function csvCell(cell: Json): string {
  const text = cell === null ? "" : typeof cell === "string" ? asText(cell) : stringifyJson(cell);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a model wrote must not become a formula in the program that opens the file. Numbers stay as they are. */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
