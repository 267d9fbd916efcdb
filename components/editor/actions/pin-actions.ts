/** Pinning what nodes gave in the run on the canvas, so that the next manual runs take it instead of running them. */
import { pin, unpin } from "../../../lib/edit/pins.ts";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import { assertPlain } from "../../../lib/values/exact-json.ts";
import type { Json, PlainJson } from "../../../lib/values/json.ts";
import { errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { runOnCanvas, stepOf } from "../run/run-step.ts";
import type { EditorParts } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** Larger values belong into a collection or a file; the draft is saved after every change. */
const mostBytes = 256 * 1024;

/** Pins the selected nodes' last outputs, or unpins them when all are pinned. */
export async function togglePin(parts: EditorParts): Promise<void> {
  const { store } = parts;
  const { selection, edit } = store.getState();
  const graph = graphOf(store.getState());
  const ids = [...selection.nodes];
  if (ids.every((id) => nodeAt(graph, id)?.pinned)) {
    edit("Unpin", (now) => unpin(now, ids));
    return;
  }
  try {
    const outputs = await Promise.all(ids.map(async (id) => ({ id, values: await lastOutput(parts, id) })));
    const known = outputs.flatMap(({ id, values }) => (values ? [{ id, values }] : []));
    if (known.length === 0) {
      toast("There is no output to pin yet. Run the pipeline first, then pin the node's output.", { tone: "danger" });
      return;
    }
    if (new Blob([JSON.stringify(known)]).size > mostBytes) {
      toast("This output is too large to pin. The limit is 256 kB.", { tone: "danger" });
      return;
    }
    edit("Pin", (now) => known.reduce((next, { id, values }) => pin(next, id, values), now));
  } catch (thrown) {
    toast(errorMessage(thrown), { tone: "danger" });
  }
}

async function lastOutput(
  { store, runs }: EditorParts,
  nodeId: string,
): Promise<Record<string, PlainJson> | undefined> {
  const run = runOnCanvas(store.getState());
  const output = stepOf(run, nodeId)?.output;
  if (!run || !output) return undefined;
  const whole = async (value: Json): Promise<Json> => {
    const blob = blobRefOf(value);
    return blob && runs.readBlob ? await runs.readBlob(run.detail.id, blob.$blob) : value;
  };
  const entries = Object.entries(output).map(async ([port, value]) => {
    const kept = await whole(value);
    assertPlain(kept);
    return [port, kept] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
