import { Skeleton } from "../../../../components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-6">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-60 rounded-card" />
    </div>
  );
}
