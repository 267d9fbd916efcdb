/** The pipeline that a node runs, drawn open inside the node: to be looked at, as it is edited on its own page. */
import { chosenAt } from "../../../lib/edit/bodies.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { setChosenOpen } from "../layout/frames.ts";
import { frameOf } from "../layout/geometry.ts";
import { withPositions } from "../layout/with-positions.ts";
import type { EditorParts } from "../store/context.tsx";
import { canEdit, graphOf } from "../store/document-slice.ts";
import { showSoon } from "./open-body.ts";

/** Where the person may only look, it is drawn in their page alone. */
export async function toggleChosen(parts: EditorParts, nodeId: string): Promise<void> {
  const { store } = parts;
  const graph = graphOf(store.getState());
  const isOpen = frameOf(graph, nodeId) !== undefined;
  if (!isOpen && !parts.edit) {
    toast("What this pipeline does is not part of the link.");
    return;
  }
  try {
    const body = isOpen ? undefined : await readChosen(parts, nodeId);
    const { catalogue, edit, redraw } = store.getState();
    const change = (open: Graph) => setChosenOpen(open, catalogue, { nodeId, body });
    if (canEdit(store.getState())) edit(isOpen ? "Collapse body" : "Expand body", change);
    else redraw(change);
    if (body) showSoon(store, nodeId);
  } catch (thrown) {
    toast(errorMessage(thrown), { tone: "danger" });
  }
}

/** The graph of the version that the node names, with a place for each node. */
async function readChosen({ store, edit }: EditorParts, nodeId: string): Promise<Graph | undefined> {
  const { catalogue } = store.getState();
  const chosen = chosenAt(graphOf(store.getState()), catalogue, nodeId);
  return chosen && edit && withPositions(await edit.backend.readBody(chosen.id, chosen.version), catalogue);
}
