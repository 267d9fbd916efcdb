import type { ReactNode } from "react";
import { ApiProvider } from "../../components/api/provider.tsx";
import { PageShell } from "../../components/ui/page/page-shell.tsx";
import { session } from "../session.ts";

/** The frame of every page for people who are signed in, but for the canvas. */
export default async function ShellLayout({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <PageShell workspace={await session()}>{children}</PageShell>
    </ApiProvider>
  );
}
