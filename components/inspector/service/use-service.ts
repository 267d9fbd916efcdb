"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Service, type ServiceDocument, type ServiceOperation } from "../../../lib/service/service.ts";
import { type ConnectedPorts, withOperation, withPorts } from "../../../lib/service/service-ports.ts";
import { parsePlainJson } from "../../../lib/values/exact-json.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import type { WidgetProps } from "../widgets/widget.ts";

/** What differs between an operation of a document and a tool of a server. */
export type ServiceWords = {
  protocol?: "mcp";
  noun: "operation" | "tool";
  label: string;
  verb: string;
  hint: string;
  placeholder: string;
};

type At = { address: string; credential: string };
type Frozen = { service: ServiceDocument; operation: ServiceOperation };

/** What the form of a service shows and does: the address as it is typed, the document as it was read, the choice as it is kept. */
export function useService({ nodeId, value, onChange }: WidgetProps, words: ServiceWords) {
  const trpc = useTRPC();
  const store = useEditorStore();
  const connected = useConnected(nodeId);
  const service = Service.safeParse(value).data;
  const [typed, setTyped] = useState<At>();
  const [document, setDocument] = useState<ServiceDocument>();
  const [said, setSaid] = useState<{ tone: "danger" | "info"; text: string }>();
  const at = typed ?? { address: service?.address ?? "", credential: service?.credential ?? "" };

  const write = (next: Service) => onChange(toSetting(next));
  const failed = (problem: unknown) => setSaid({ tone: "danger", text: userMessage(problem) });
  const read = useMutation(trpc.services.read.mutationOptions({ onError: failed }));
  const pick = useMutation(trpc.services.operation.mutationOptions({ onError: failed }));
  const { protocol, noun } = words;
  const askOf = ({ address, credential }: At) => ({
    address,
    ...(credential === "" ? {} : { credential }),
    ...(protocol === undefined ? {} : { protocol }),
  });

  async function keep(id: string, asked: At, isAgain: boolean) {
    const frozen = await pick.mutateAsync({ ...askOf(asked), id });
    // The graph may have been edited while the server answered.
    const ports = connectedPorts(graphOf(store.getState()).edges, nodeId);
    const next = withOperation(baseOf(service, frozen, asked), frozen.operation, ports);
    write(next);
    setTyped(undefined);
    setSaid(isAgain ? { tone: "info", text: changeOf(service, next) } : undefined);
  }

  async function readDocument() {
    setSaid(undefined);
    const asked = at;
    const found = await read.mutateAsync(askOf(asked));
    setDocument(found);
    const kept = service?.operation?.id;
    const [only] = found.operations;
    if (kept !== undefined && found.operations.some(({ id }) => id === kept)) await keep(kept, asked, true);
    else if (kept === undefined && only && found.operations.length === 1) await keep(only.id, asked, false);
    else if (kept !== undefined) setSaid({ tone: "info", text: `“${kept}” no longer exists. Choose another ${noun}.` });
    else if (found.note !== undefined) setSaid({ tone: "info", text: found.note });
  }

  return {
    words,
    at,
    service,
    document,
    said,
    connected,
    isReading: read.isPending,
    isPicking: pick.isPending,
    isBroken: service === undefined && value !== null && value !== undefined,
    setAt: (change: Partial<At>) => setTyped({ ...at, ...change }),
    // What failed is said by the mutation's own handler.
    read: () => void readDocument().catch(() => undefined),
    pick: (id: string) => void keep(id, at, false).catch(() => undefined),
    /** Empty: none. */
    changeCredential(credential: string) {
      const { credential: _former, ...rest } = service ?? {};
      const next = Service.safeParse(credential === "" ? rest : { ...rest, credential }).data;
      if (service && next) write(next);
    },
    change: (change: Partial<Service>) => {
      if (service) write(withPorts({ ...service, ...change }, connected));
    },
  };
}

export type ServiceState = ReturnType<typeof useService>;

function baseOf(service: Service | undefined, { service: found }: Frozen, { credential }: At): Service {
  const { operations: _operations, note: _note, ...document } = found;
  const isSameServers = JSON.stringify(service?.servers) === JSON.stringify(document.servers);
  const { credential: _former, ...kept } = service ?? Service.parse({ ...document });
  return {
    ...kept,
    ...document,
    ...(isSameServers ? {} : { server: 0 }),
    ...(credential === "" ? {} : { credential }),
  };
}

/** What has come and gone, for a person who has read the document again. */
function changeOf(before: Service | undefined, after: Service): string {
  const names = (service: Service | undefined) => ({
    inputs: new Set(service?.operation?.inputs.map(({ name }) => name)),
    outputs: new Set(service?.operation?.outputs.map(({ name }) => name)),
  });
  const [then, now] = [names(before), names(after)];
  const parts = (["inputs", "outputs"] as const).flatMap((side) => {
    const came = [...now[side].difference(then[side])];
    const went = [...then[side].difference(now[side])];
    return [
      ...(came.length > 0 ? [`new ${side}: ${came.join(", ")}`] : []),
      ...(went.length > 0 ? [`${side} that went away: ${went.join(", ")}`] : []),
    ];
  });
  if (parts.length > 0) return `Read again. There are ${parts.join("; ")}.`;
  const isSame = JSON.stringify(before?.operation) === JSON.stringify(after.operation);
  return isSame ? "Read again. Nothing has changed." : "Read again. The same inputs and outputs, with other details.";
}

function toSetting(service: Service): PlainJson {
  // Only JSON: what is undefined goes away.
  return parsePlainJson(JSON.stringify(service));
}

function useConnected(nodeId: string): ConnectedPorts {
  const edges = useEditor((state) => graphOf(state).edges);
  return connectedPorts(edges, nodeId);
}

type Edges = readonly { from: { node: string; port: string }; to: { node: string; port: string } }[];

function connectedPorts(edges: Edges, nodeId: string): ConnectedPorts {
  return {
    inputs: new Set(edges.flatMap(({ to }) => (to.node === nodeId ? [to.port] : []))),
    outputs: new Set(edges.flatMap(({ from }) => (from.node === nodeId ? [from.port] : []))),
  };
}
