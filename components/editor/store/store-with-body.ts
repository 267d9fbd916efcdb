import { editAt, makeBody, type Scope } from "../../../lib/edit/bodies.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { wholeGraphOf } from "./document-slice.ts";
import type { EditorState } from "./state.ts";
import type { EditorStore } from "./store.ts";
import { rootOf } from "./store-inside.ts";

/** The store as it would be if the pipeline at the end of `scope` were a body of its node: for looking at it alone. */
export function storeWithBody(store: EditorStore, { scope, body }: { scope: Scope; body: Graph }): EditorStore {
  const root = rootOf(store);
  let of: Graph | undefined;
  let frozen: Graph | undefined;
  let outside: EditorState | undefined;
  let made: EditorState | undefined;
  const getState = () => {
    const now = root.getState();
    if (made && now === outside) return made;
    const whole = wholeGraphOf(now);
    if (!frozen || whole !== of) frozen = withBodyAt(whole, now.catalogue, { scope, body });
    [of, outside, made] = [whole, now, { ...now, frozen, isReadOnly: true }];
    return made;
  };
  return {
    ...root,
    getState,
    getInitialState: getState,
    subscribe: (listener) =>
      root.subscribe(() => {
        const before = made ?? getState();
        listener(getState(), before);
      }),
  };
}

function withBodyAt(graph: Graph, catalogue: Catalogue, { scope, body }: { scope: Scope; body: Graph }): Graph {
  const around = { catalogue, scope: scope.slice(0, -1) };
  return editAt(graph, around, (open) => makeBody(open, catalogue, { nodeId: scope.at(-1) ?? "", body }));
}
