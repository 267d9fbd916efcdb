import type { ReactNode } from "react";
import { LogoMark } from "../ui/page/logo.tsx";

/** The one card of a page before the door: sign-in, invitation. */
export function AccountCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="dot-grid flex min-h-dvh flex-col items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-xl border bg-panel p-6 shadow-float sm:p-7">
        <header className="flex flex-col gap-3">
          <LogoMark className="size-8" />
          <h1 className="font-semibold text-lg">{title}</h1>
        </header>
        {children}
      </div>
    </main>
  );
}
