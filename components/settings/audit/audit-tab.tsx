"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import type { AuditEntryView, AuditKind } from "../../../lib/views/audit-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { saveFile } from "../../ui/form/save-file.ts";
import { Select } from "../../ui/form/select.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { formatCount } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { Section } from "../section.tsx";
import { auditCsv, auditLines } from "./audit-file.ts";
import { describeAction, describeDetails } from "./describe-entry.ts";

const kinds = {
  all: "Everything",
  "sign-in": "Sign-ins",
  account: "Accounts",
  member: "Members",
  role: "Roles",
  key: "API keys",
  "service-account": "Service accounts",
  credential: "Credentials",
  model: "Local models",
  share: "Share links",
  budget: "Budgets",
  price: "Prices",
  workspace: "Workspace",
  pipeline: "Pipelines",
  approval: "Approvals",
  conversation: "Conversations",
  collection: "Collections",
  topic: "Topics",
  store: "Stores",
  cache: "Caches",
} as const satisfies Record<AuditKind | "all", string>;
const actorKinds = { key: "Key", service: "Service account" } as const;
const kindOptions = Object.entries(kinds).map(([value, label]) => ({ value, label }));
const isKind = (value: string): value is AuditKind => value !== "all" && Object.hasOwn(kinds, value);

/** Who did what to what. */
export function AuditTab() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [kind, setKind] = useState("all");
  const [actor, setActor] = useState("");
  const [since, setSince] = useState("");
  const filters = {
    ...(isKind(kind) ? { kind } : {}),
    ...(actor.trim() === "" ? {} : { actor: actor.trim() }),
    ...(since === "" ? {} : { from: new Date(`${since}T00:00`).toISOString() }),
  };
  const { data, error, fetchNextPage, hasNextPage, isFetching, isPending } = useInfiniteQuery({
    queryKey: [...trpc.audit.list.queryKey(), filters],
    // Not tRPC's own options for infinite queries: they send a direction, which the API does not know.
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query({ ...filters, ...(pageParam === "" ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Section
      title="Audit log"
      note="Sign-ins and changes of members, keys, credentials, shares, budgets, settings and pipelines."
      action={<Downloads filters={filters} />}
    >
      <div className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
        <Field label="Kind">
          {(props) => <Select {...props} value={kind} options={kindOptions} onChange={setKind} />}
        </Field>
        <Field label="Person or key">
          {(props) => (
            <Input {...props} value={actor} maxLength={200} onChange={(event) => setActor(event.target.value)} />
          )}
        </Field>
        <Field label="Since">
          {(props) => <Input {...props} type="date" value={since} onChange={(event) => setSince(event.target.value)} />}
        </Field>
      </div>
      {error ? (
        <Notice tone="danger">{userMessage(error)}</Notice>
      ) : isPending ? (
        <Skeleton className="h-60 rounded-card" />
      ) : entries.length === 0 && !isFetching ? (
        <EmptyState
          icon={<ScrollText />}
          title={isFiltered ? "No entry found" : "Nothing is recorded yet"}
          className="py-8"
        >
          {isFiltered ? "No entry fits these filters." : "The next sign-in or change is the first entry."}
        </EmptyState>
      ) : (
        <Table label="Audit log" head={<Heads />}>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </Table>
      )}
      {hasNextPage ? (
        <Button className="self-center" busy={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

function Heads() {
  return (
    <>
      <Th>When</Th>
      <Th>Who</Th>
      <Th>What</Th>
      <Th>To what</Th>
      <Th>From</Th>
    </>
  );
}

function Row({ entry }: { entry: AuditEntryView }) {
  const { at, actor, action, target, ip } = entry;
  const told = describeDetails(entry);
  const who = actor.kind === "user" ? actor.name : `${actorKinds[actor.kind]} “${actor.name}”`;
  const what = target.name ?? target.id ?? "–";
  return (
    <tr>
      <Td className="whitespace-nowrap">
        <TimeAgo at={at} />
      </Td>
      <Td className="max-w-56 truncate" title={who}>
        {who}
      </Td>
      <Td>
        {describeAction(action)}
        {told === "" ? null : (
          <p className="max-w-80 truncate text-muted text-xs" title={told}>
            {told}
          </p>
        )}
      </Td>
      <Td className="max-w-56 truncate" title={what}>
        {what}
      </Td>
      <Td className="whitespace-nowrap text-muted text-xs tabular-nums">{ip}</Td>
    </tr>
  );
}

type Filters = { kind?: AuditKind; actor?: string; from?: string };
const mostPages = 200;

function Downloads({ filters }: { filters: Filters }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const download = async (name: string, textOf: (entries: readonly AuditEntryView[]) => string, mime: string) => {
    setBusy(true);
    try {
      const entries: AuditEntryView[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const found = await queries.fetchQuery(
          trpc.audit.list.queryOptions({ ...filters, limit: 500, ...(cursor ? { cursor } : {}) }),
        );
        entries.push(...found.items);
        cursor = found.nextCursor;
        if (cursor === undefined) break;
      }
      saveFile(name, textOf(entries), mime);
      if (cursor !== undefined) {
        const text = `The file has the latest ${formatCount(entries.length)} entries; there are more. Read the others over the API (GET /audit).`;
        toast(text, { tone: "danger" });
      }
    } catch (error) {
      toastError(error);
    }
    setBusy(false);
  };
  return (
    <div className="flex gap-2">
      <Button busy={isBusy} onClick={() => void download("audit-log.csv", auditCsv, "text/csv")}>
        <Download aria-hidden className="size-4" /> CSV
      </Button>
      <Button busy={isBusy} onClick={() => void download("audit-log.jsonl", auditLines, "application/jsonl")}>
        <Download aria-hidden className="size-4" /> JSON lines
      </Button>
    </div>
  );
}
