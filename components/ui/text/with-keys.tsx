import type { ReactNode } from "react";

/** Words that name keys of a keyboard, and those that take their place where the pointer is a finger. */
export function WithKeys({ touch, children }: { touch: string; children: ReactNode }) {
  return (
    <>
      <span className="pointer-coarse:hidden">{children}</span>
      <span className="hidden pointer-coarse:inline">{touch}</span>
    </>
  );
}
