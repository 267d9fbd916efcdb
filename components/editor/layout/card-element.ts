import type { Scope } from "../../../lib/edit/bodies.ts";

/** Names the card of a node in a body that is drawn open: unlike those on the canvas it is no element of React Flow's. */
export function bodyCardId(scope: Scope, nodeId: string): string {
  return [...scope, nodeId].join("/");
}

/** A node's element on the page, while it is mounted: on the canvas, or in the body at this way that is drawn open there. */
export function cardElement(nodeId: string, { scope, base }: { scope: Scope; base: Scope }): HTMLElement | undefined {
  const selector =
    scope.length > base.length
      ? `[data-body-card="${CSS.escape(bodyCardId(scope, nodeId))}"]`
      : `.react-flow__node[data-id="${CSS.escape(nodeId)}"]`;
  return document.querySelector<HTMLElement>(selector) ?? undefined;
}
