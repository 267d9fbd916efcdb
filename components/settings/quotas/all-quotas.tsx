"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { formatQuota, limitsOf, quotaKinds, warnAt } from "../../../lib/access/quotas.ts";
import type { WorkspaceQuotas } from "../../../lib/views/quota-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { ListLoading } from "../../ui/page/list-loading.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { Section } from "../section.tsx";
import { EditQuotas } from "./edit-quotas.tsx";
import { quotaNames } from "./quota-names.ts";

/** The quotas of all workspaces, for administrators of the installation. */
export function AllQuotas() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data, error, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: trpc.quotas.list.queryKey(),
    queryFn: ({ pageParam, signal }) =>
      client.quotas.list.query(pageParam === "" ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const workspaces = data?.pages.flatMap(({ items }) => items);
  return (
    <Section
      title="Quotas of all workspaces"
      note="Each leaves room for the others. You see this as an owner of the installation's first workspace."
    >
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      {workspaces ? (
        <ul className="divide-y divide-line rounded-card border bg-panel">
          {workspaces.map((workspace) => (
            <Row key={workspace.workspaceId} workspace={workspace} />
          ))}
        </ul>
      ) : error ? null : (
        <ListLoading />
      )}
      {hasNextPage ? (
        <Button className="self-center" busy={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

function Row({ workspace }: { workspace: WorkspaceQuotas }) {
  const { name, quotas, used } = workspace;
  const limits = limitsOf(quotas);
  const parts = quotaKinds.flatMap((kind) => {
    const most = limits[kind];
    if (most === undefined) return [];
    const share = most === 0 ? 1 : used[kind] / most;
    const text = `${formatQuota(kind, used[kind])} of ${formatQuota(kind, most)} ${quotaNames[kind].short}`;
    return [{ kind, text, tone: share >= 1 ? "danger" : share >= warnAt ? "warning" : "neutral" } as const];
  });
  return (
    <li aria-label={name} className="flex items-center gap-3 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="truncate font-medium">{name}</span>
        {parts.length === 0 ? (
          <span className="text-muted text-xs">No limits</span>
        ) : (
          <span className="flex flex-wrap gap-1">
            {parts.map(({ kind, text, tone }) => (
              <Badge key={kind} tone={tone}>
                {text}
              </Badge>
            ))}
          </span>
        )}
      </div>
      <EditQuotas workspace={workspace} />
    </li>
  );
}
