"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setConfig } from "../../lib/edit/settings.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { PlainJson } from "../../lib/values/json.ts";
import type { DeliveryView } from "../../lib/views/live/hook-views.ts";
import { problemData } from "../api/problem-data.ts";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { Button } from "../ui/form/button.tsx";
import { CopyField } from "../ui/form/copy-field.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { Deliveries } from "./deliveries.tsx";

const refreshMs = 3000;
/** A node that was just added is saved within a moment. */
const untilSavedMs = 1000;

type Kind = NonNullable<Manifest["hook"]>;

const texts = {
  webhook: {
    title: "Webhook",
    test: "Test address",
    use: "The address starts runs while the pipeline is switched on; the test address starts none. Anyone with an address can use it.",
    rotate: "Senders that use the address now are refused until they have the new one.",
    none: "No request has arrived yet.",
  },
  form: {
    title: "Form",
    test: "Test page",
    use: "The page takes submissions while the pipeline is switched on; those of the test page, which shows the draft, start no run. Anyone with an address can use it.",
    rotate: "People who have the address now find nothing there until they have the new one.",
    none: "Nothing has been sent yet.",
  },
} as const satisfies Record<Kind, object>;

/** The addresses of a webhook or a form, and what reached it. */
export function HookPanel({ nodeId, kind }: { nodeId: string; kind: Kind }) {
  const editable = useEditor(canEdit);
  const isInside = useEditor((state) => state.scope.length > 0 || state.frozen);
  if (!editable || isInside) return null;
  return (
    <section aria-label={texts[kind].title} className="flex flex-col gap-3 rounded-lg border bg-canvas p-3 text-xs">
      <Address nodeId={nodeId} kind={kind} />
      <Received nodeId={nodeId} none={texts[kind].none} />
    </section>
  );
}

function useNode(nodeId: string) {
  const id = useEditor((state) => state.pipelineId);
  return { id, nodeId };
}

function Address({ nodeId, kind }: { nodeId: string; kind: Kind }) {
  const words = texts[kind];
  const trpc = useTRPC();
  const queries = useQueryClient();
  const node = useNode(nodeId);
  const [isAsking, setAsking] = useState(false);
  const queryKey = ["hook-address", nodeId];
  const ask = useMutation(trpc.hooks.address.mutationOptions());
  const address = useQuery({
    queryKey,
    queryFn: () => ask.mutateAsync({ ...node, rotate: false }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) => failures < 5 && problemData(error)?.code !== "conflict",
    retryDelay: untilSavedMs,
  });
  const rotate = useMutation(
    trpc.hooks.address.mutationOptions({
      onSuccess: (made) => {
        queries.setQueryData(queryKey, made);
        setAsking(false);
        toast("The former address no longer works.");
      },
      onError: toastError,
    }),
  );
  const replacement = isAsking ? (
    <Notice
      tone="warning"
      action={
        <Button size="sm" busy={rotate.isPending} onClick={() => rotate.mutate({ ...node, rotate: true })}>
          Replace
        </Button>
      }
    >
      {words.rotate}
    </Notice>
  ) : (
    <Button size="sm" className="self-start" onClick={() => setAsking(true)}>
      New address
    </Button>
  );
  if (address.error) {
    return (
      <>
        <Notice tone="warning">{userMessage(address.error)}</Notice>
        {problemData(address.error)?.code === "conflict" ? replacement : null}
      </>
    );
  }
  if (!address.data) return <p className="text-muted">Loading the address…</p>;
  const { url, testUrl } = address.data;
  return (
    <>
      <div className="flex flex-col gap-1">
        <p className="text-muted text-xs">Address</p>
        <CopyField label="Address" value={url} />
      </div>
      <div className="flex flex-col gap-1">
        <p className="text-muted text-xs">{words.test}</p>
        <CopyField label={words.test} value={testUrl} />
      </div>
      <p className="text-muted">{words.use}</p>
      {kind === "form" ? <Pages url={url} testUrl={testUrl} /> : null}
      {replacement}
    </>
  );
}

function Pages({ url, testUrl }: { url: string; testUrl: string }) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      <a href={url} target="_blank" rel="noreferrer" className="rounded-sm text-accent-ink underline">
        Open the page
      </a>
      <a href={testUrl} target="_blank" rel="noreferrer" className="rounded-sm text-accent-ink underline">
        Try the draft
      </a>
    </p>
  );
}

function Received({ nodeId, none }: { nodeId: string; none: string }) {
  const trpc = useTRPC();
  const store = useEditorStore();
  const queries = useQueryClient();
  const node = useNode(nodeId);
  const page = useQuery(trpc.hooks.deliveries.queryOptions({ ...node, limit: 20 }, { refetchInterval: refreshMs }));
  const replay = useMutation(
    trpc.hooks.replay.mutationOptions({
      onSuccess: () => {
        toast("Replayed as a new run.");
        return queries.invalidateQueries({ queryKey: trpc.hooks.deliveries.queryKey() });
      },
      onError: toastError,
    }),
  );
  const take = useMutation({
    mutationFn: (deliveryId: string) => queries.fetchQuery(trpc.hooks.delivery.queryOptions({ ...node, deliveryId })),
    onSuccess: ({ event }) => {
      const { catalogue, edit } = store.getState();
      const value = PlainJson.safeParse(event);
      if (!value.success) return toast("This event holds numbers that a setting cannot keep.", { tone: "danger" });
      const change = { nodeId, setting: "testEvent", value: value.data };
      edit("Change test event", (graph) => setConfig(graph, catalogue, change));
      return toast("It is the test event now.");
    },
    onError: toastError,
  });
  if (!page.data) return null;
  return (
    <Deliveries
      items={page.data.items}
      none={none}
      node={node}
      onReplay={(delivery: DeliveryView) => replay.mutate({ ...node, deliveryId: delivery.id })}
      onTake={(delivery: DeliveryView) => take.mutate(delivery.id)}
      isBusy={replay.isPending || take.isPending}
    />
  );
}
