import { Cpu } from "lucide-react";
import { EmptyState } from "../../ui/page/empty-state.tsx";

export function NoWorkers() {
  return (
    <EmptyState icon={<Cpu />} title="No worker is running" className="py-8">
      <p>Runs are accepted and wait; nothing is lost. Start a worker with</p>
      <p className="my-2">
        <code className="rounded-sm border bg-panel px-1.5 py-0.5 font-mono text-ink text-xs">npm run worker</code>
      </p>
      <p>
        on any machine with the same DATABASE_URL and PATCHBAY_SECRET, or start Patchbay again with WORKERS set to 1 or
        more.
      </p>
    </EmptyState>
  );
}
