import Link from "next/link";
import { Notice } from "../ui/text/notice.tsx";

/** Said where someone waits for a run that no one can begin. */
export function NoWorkerNotice({ className }: { className?: string }) {
  return (
    <Notice tone="warning" {...(className === undefined ? {} : { className })}>
      <strong className="font-semibold">No worker is running.</strong> This run waits and starts as soon as a worker is
      available.{" "}
      <Link href="/settings?tab=workers" className="font-medium text-accent-ink hover:underline">
        How to start one
      </Link>
    </Notice>
  );
}
