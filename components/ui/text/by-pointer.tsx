import type { ReactNode } from "react";

/** Words for those with a keyboard and a mouse, and those that take their place where the pointer is a finger. */
export function ByPointer({ touch, children }: { touch: string; children: ReactNode }) {
  return (
    <>
      <span className="pointer-coarse:hidden">{children}</span>
      <span className="hidden pointer-coarse:inline">{touch}</span>
    </>
  );
}
