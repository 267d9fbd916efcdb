"use client";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import { Input } from "../../ui/form/input.tsx";
import type { WidgetProps } from "./widget.ts";

const staleTime = 30_000;

/** The name of a topic, with those proposed that there are: of the workspace, or of the cluster that the node names. */
export function TopicWidget({ nodeId, value, onChange, ids, isReadOnly }: WidgetProps) {
  const trpc = useTRPC();
  const listId = useId();
  const credential = useEditor((state) => nodeAt(graphOf(state), nodeId)?.config.cluster);
  const cluster = typeof credential === "string" ? credential : "";
  const asked = { staleTime, retry: false } as const;
  const own = useQuery({ ...trpc.topics.list.queryOptions(), ...asked, enabled: !isReadOnly && cluster === "" });
  const foreign = useQuery({
    ...trpc.topics.ofCluster.queryOptions({ credential: cluster }),
    ...asked,
    enabled: !isReadOnly && cluster !== "",
  });
  const names = cluster === "" ? own.data?.map(({ name }) => name) : foreign.data;
  return (
    <>
      <Input
        {...ids}
        list={listId}
        maxLength={249}
        spellCheck={false}
        value={typeof value === "string" ? value : ""}
        readOnly={isReadOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {names?.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {cluster !== "" && foreign.error ? (
        <p role="status" className="text-muted text-xs">
          The cluster's topics could not be listed. {userMessage(foreign.error)}
        </p>
      ) : null}
    </>
  );
}
