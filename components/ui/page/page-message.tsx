import type { ReactNode } from "react";
import { LogoMark } from "./logo.tsx";

/** A page that has only something to say: what happened, and the way on. */
export function PageMessage({ title, action, children }: { title: string; action: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-[70dvh] flex-col items-center justify-center gap-3 p-6 text-center">
      <LogoMark className="size-9" />
      <h1 className="font-semibold text-lg">{title}</h1>
      <p className="max-w-md text-muted">{children}</p>
      <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>
    </div>
  );
}
