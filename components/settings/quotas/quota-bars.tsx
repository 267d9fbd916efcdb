import { clsx } from "clsx";
import { formatQuota, limitsOf, type QuotaKind, type Quotas, quotaKinds, warnAt } from "../../../lib/access/quotas.ts";
import { Progress } from "../../ui/text/progress.tsx";
import { quotaNames } from "./quota-names.ts";

type Props = { quotas: Quotas; used: Record<QuotaKind, number> };

/** How much of each quota is used; what has none is counted all the same. */
export function QuotaBars({ quotas, used }: Props) {
  const limits = limitsOf(quotas);
  return (
    <ul className="divide-y divide-line rounded-card border bg-panel">
      {quotaKinds.map((kind) => (
        <Bar key={kind} kind={kind} used={used[kind]} most={limits[kind]} />
      ))}
    </ul>
  );
}

function Bar({ kind, used, most }: { kind: QuotaKind; used: number; most: number | undefined }) {
  const { name, over, none } = quotaNames[kind];
  const share = most === undefined ? 0 : most === 0 ? 1 : used / most;
  const tone = share >= 1 ? "danger" : share >= warnAt ? "warning" : "info";
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span>{name}</span>
        <span className={clsx("tabular-nums", most === undefined && "text-muted")}>
          {most === undefined
            ? `${formatQuota(kind, used)} · no limit`
            : `${formatQuota(kind, used)} of ${formatQuota(kind, most)}`}
        </span>
      </p>
      {most === undefined ? null : <Progress label={name} done={share} total={1} tone={tone} />}
      {share >= 1 ? <p className="text-danger text-xs">{most === 0 ? none : over}</p> : null}
      {share < 1 && share >= warnAt ? <p className="text-warning text-xs">Most of it is used.</p> : null}
    </li>
  );
}
