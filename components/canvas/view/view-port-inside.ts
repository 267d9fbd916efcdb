import type { Position } from "../../../lib/graph/graph.ts";
import { positionOf } from "../../../lib/graph/graph.ts";
import { originOf } from "../../editor/layout/frames.ts";
import { nodeSize } from "../../editor/layout/geometry.ts";
import { drawnGraphOf, graphOf, isInPlace } from "../../editor/store/document-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import type { Box, DrawnBox, ViewPort } from "../../editor/store/view-port.ts";

/** While a body is worked in that is drawn open in its node, places and boxes are those of the body. */
export function viewPortInside(
  store: EditorStore,
  port: ViewPort,
  showBox: (box: Box, options: object) => void,
): ViewPort {
  const origin = (): Position | undefined => {
    const state = store.getState();
    if (!isInPlace(state)) return undefined;
    return originOf(drawnGraphOf(state), state.catalogue, state.scope.slice(state.base.length));
  };
  const boxOf = (id: string): DrawnBox | undefined => {
    const { catalogue } = store.getState();
    const graph = graphOf(store.getState());
    if (!Object.hasOwn(graph.nodes, id)) return undefined;
    return { id, kind: "card", ...positionOf(graph, id), ...nodeSize(graph, catalogue, id) };
  };
  return {
    ...port,
    toCanvas: (screen) => moved(port.toCanvas(screen), origin(), -1),
    toScreen: (canvas) => port.toScreen(moved(canvas, origin(), 1)),
    centreOn: (middle, options) => port.centreOn(moved(middle, origin(), 1), options),
    box: (id) => (origin() ? boxOf(id) : port.box(id)),
    boxes: () =>
      origin() ? Object.keys(graphOf(store.getState()).nodes).flatMap((id) => boxOf(id) ?? []) : port.boxes(),
    fit: (options) => {
      const at = origin();
      const boxes = options.nodes?.flatMap(({ id }) => boxOf(id) ?? []) ?? [];
      if (at && boxes.length > 0) showBox(around(boxes.map((box) => ({ ...box, ...moved(box, at, 1) }))), options);
      else port.fit(options);
    },
  };
}

function moved({ x, y }: Position, by: Position | undefined, sign: 1 | -1): Position {
  return by ? { x: x + sign * by.x, y: y + sign * by.y } : { x, y };
}

function around(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
