"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import Link from "next/link";
import { useState } from "react";
import type { DeliveryView } from "../../lib/views/live/hook-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { Button } from "../ui/form/button.tsx";
import { ScrollBox } from "../ui/page/scroll-box.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";

type Actions = {
  node: { id: string; nodeId: string };
  onReplay(delivery: DeliveryView): void;
  onTake(delivery: DeliveryView): void;
  isBusy: boolean;
};

/** What reached a webhook or a form, newest first; one that is opened shows what it brought. */
export function Deliveries({ items, none, ...actions }: Actions & { items: readonly DeliveryView[]; none: string }) {
  const [open, setOpen] = useState<string>();
  if (items.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <>
      <h3 className="font-medium text-sm">Deliveries</h3>
      <ul aria-label="Deliveries" className="flex flex-col divide-y rounded-md border bg-panel">
        {items.map((delivery) => (
          <li key={delivery.id}>
            <button
              type="button"
              aria-expanded={open === delivery.id}
              className="flex w-full items-center gap-2 px-2.5 py-1.5 text-left hover:bg-hover"
              onClick={() => setOpen(open === delivery.id ? undefined : delivery.id)}
            >
              <span className={clsx("font-mono", delivery.accepted ? "text-success" : "text-danger")}>
                {delivery.status ?? "…"}
              </span>
              <span className="font-mono">{delivery.method}</span>
              <span className="min-w-0 flex-1 truncate text-muted">{kindOf(delivery)}</span>
              <TimeAgo at={delivery.receivedAt} className="text-muted" />
            </button>
            {open === delivery.id ? <Delivery delivery={delivery} {...actions} /> : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function kindOf({ isTest, replayOf, accepted }: DeliveryView): string {
  if (!accepted) return "refused";
  if (isTest) return "test";
  return replayOf === null ? "" : "replay";
}

function Delivery({ delivery, node, onReplay, onTake, isBusy }: Actions & { delivery: DeliveryView }) {
  const { id, runId, answer, accepted } = delivery;
  const trpc = useTRPC();
  const ask = { ...node, deliveryId: id };
  const detail = useQuery(trpc.hooks.delivery.queryOptions(ask, { staleTime: Number.POSITIVE_INFINITY }));
  return (
    <div className="flex flex-col gap-2 px-2.5 pb-2.5">
      {answer === null ? null : <p className="text-muted [overflow-wrap:anywhere]">{answer}</p>}
      {detail.data?.event ? (
        <ScrollBox label="Event" className="max-h-60 overflow-y-auto rounded-md border bg-canvas p-2">
          <pre className="font-mono text-2xs">{JSON.stringify(detail.data.event, spelled, 2)}</pre>
        </ScrollBox>
      ) : null}
      {accepted ? (
        <span className="flex flex-wrap items-center gap-2">
          <Button size="sm" disabled={isBusy} onClick={() => onTake(delivery)}>
            Use as test event
          </Button>
          {delivery.isTest ? null : (
            <Button size="sm" disabled={isBusy} onClick={() => onReplay(delivery)}>
              Replay
            </Button>
          )}
          {runId === null ? null : (
            <Link href={`/runs/${runId}`} prefetch={false} className="rounded-sm text-accent-ink underline">
              its run
            </Link>
          )}
        </span>
      ) : null}
    </div>
  );
}

const spelled = (_name: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
