import { Skeleton } from "./skeleton.tsx";

/** What stands in for a page with a title and a list until it is read. */
export function ListLoading() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-6">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-60 rounded-card" />
    </div>
  );
}
