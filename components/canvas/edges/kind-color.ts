import type { PortKind } from "../../../lib/ports.ts";

export function kindColor(kind: PortKind): string {
  return `var(--color-kind-${kind})`;
}
