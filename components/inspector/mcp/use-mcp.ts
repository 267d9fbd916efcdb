"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { McpServer, type McpTool, offerId, readAgain, toolChanges, withTools } from "../../../lib/service/mcp.ts";
import { parsePlainJson } from "../../../lib/values/exact-json.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import type { WidgetProps } from "../widgets/widget.ts";

type At = { address: string; credential: string };
type Said = { tone: "danger" | "info" | "warning"; text: string };

/** What the form of an MCP server shows and does: the address as it is typed, and the tools as they are kept. */
export function useMcp({ value, onChange }: WidgetProps) {
  const trpc = useTRPC();
  const server = McpServer.safeParse(value).data;
  const [typed, setTyped] = useState<At>();
  const [said, setSaid] = useState<Said>();
  const at = typed ?? { address: server?.address ?? "", credential: server?.credential ?? "" };
  // Only JSON: what is undefined goes away.
  const write = (next: McpServer) => onChange(parsePlainJson(JSON.stringify(next)));
  const reading = useMutation(
    trpc.services.tools.mutationOptions({
      onError: (problem) => setSaid({ tone: "danger", text: userMessage(problem) }),
      onSuccess(found) {
        const { credential: _former, ...before } = server ?? McpServer.parse({ address: "" });
        const kept = { ...before, ...(at.credential === "" ? {} : { credential: at.credential }) };
        const next = readAgain(kept, found);
        const changes = server && server.tools.length > 0 ? [toolChanges(server, next)] : [];
        const text = [...changes, ...found.notes].join(" ");
        write(next);
        setTyped(undefined);
        setSaid(text === "" ? undefined : { tone: found.notes.length > 0 ? "warning" : "info", text });
      },
    }),
  );

  return {
    at,
    server,
    said,
    isReading: reading.isPending,
    isBroken: server === undefined && value !== null && value !== undefined,
    setAt: (change: Partial<At>) => setTyped({ ...at, ...change }),
    read() {
      setSaid(undefined);
      reading.mutate({ address: at.address, ...(at.credential === "" ? {} : { credential: at.credential }) });
    },
    /** The tools that are kept use it at once. Empty: none. */
    changeCredential(credential: string) {
      if (!server) return;
      const { credential: _former, ...rest } = server;
      write(credential === "" ? rest : { ...rest, credential });
    },
    change(tool: McpTool, change: Partial<McpTool>) {
      if (!server) return;
      const tools = server.tools.map((each) => (offerId(each) === offerId(tool) ? { ...each, ...change } : each));
      // One that the server no longer has goes with the choice of it.
      write(
        withTools(
          server,
          tools.filter(({ gone, isOffered }) => !gone || isOffered),
        ),
      );
    },
    offerAll(isOffered: boolean) {
      if (!server) return;
      const mayBe = ({ problem, gone, kind }: McpTool) => problem === undefined && !gone && kind === "tool";
      const tools = server.tools.map((tool) => (mayBe(tool) ? { ...tool, isOffered } : tool));
      write(withTools(server, tools));
    },
  };
}

export type McpState = ReturnType<typeof useMcp>;
