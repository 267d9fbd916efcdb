"use client";
import type { McpServer } from "../../../lib/service/mcp.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { ServerAddress } from "../service/server-address.tsx";
import type { WidgetProps } from "../widgets/widget.ts";
import { McpTools } from "./mcp-tools.tsx";
import { useMcp } from "./use-mcp.ts";

const addressHint = "Of the server's endpoint, which often ends with /mcp.";

/** Address, credential, and the tools that the agent may call. */
export function McpForm(props: WidgetProps) {
  const { isReadOnly } = props;
  const state = useMcp(props);
  const { at, server, said } = state;
  const isRead = server !== undefined && server.tools.length > 0 && server.address === at.address;
  return (
    <div className="flex flex-col gap-4">
      <ServerAddress
        at={at}
        onChange={state.setAt}
        onCredential={state.changeCredential}
        onRead={state.read}
        isBusy={state.isReading}
        isRead={isRead}
        verb="Read tools"
        hint={isRead ? nameOf(server) : addressHint}
        placeholder="https://example.com/mcp"
        isReadOnly={isReadOnly}
      />
      {state.isBroken ? <Notice tone="warning">What is kept here cannot be read. Read the tools again.</Notice> : null}
      {said ? <Notice tone={said.tone}>{said.text}</Notice> : null}
      {server && server.tools.length > 0 ? <McpTools state={state} server={server} isReadOnly={isReadOnly} /> : null}
      {server && server.tools.length === 0 && server.title !== "" ? (
        <p className="text-muted text-xs">The server offers nothing.</p>
      ) : null}
    </div>
  );
}

function nameOf({ title, version }: McpServer): string {
  return `${title} ${version}`.trim() || addressHint;
}
