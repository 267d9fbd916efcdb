import type { PortKind } from "../../../lib/ports/port-kinds.ts";

export function kindColor(kind: PortKind): string {
  return `var(--color-kind-${kind})`;
}
