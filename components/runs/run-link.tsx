import Link from "next/link";
import { shortRunId } from "./run-id.ts";

/** A run by the end of its id, which leads to its page. */
export function RunLink({ id }: { id: string }) {
  return (
    <Link href={`/runs/${id}`} className="font-mono text-accent-ink hover:underline">
      {shortRunId(id)}
    </Link>
  );
}
