/** A node's element on the page, while it is mounted. */
export function cardElement(nodeId: string): HTMLElement | undefined {
  const found = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
  return found ?? undefined;
}
