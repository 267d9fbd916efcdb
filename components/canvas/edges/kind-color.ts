import type { PortKind } from "../../../lib/port-kinds.ts";

export function kindColor(kind: PortKind): string {
  return `var(--color-kind-${kind})`;
}
