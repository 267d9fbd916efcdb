"use client";
import { useState } from "react";
import {
  actsOf,
  type EffectChoice,
  isCallable,
  type McpServer,
  type McpTool,
  offerId,
} from "../../../lib/service/mcp.ts";
import { Button } from "../../ui/form/button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import type { McpState } from "./use-mcp.ts";

type Props = { state: McpState; server: McpServer; isReadOnly: boolean };

/** A long list is searched, not scrolled. */
const manyTools = 8;
const mostShown = 60;

export function McpTools({ state, server, isReadOnly }: Props) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = server.tools.filter(({ name, title, description }) =>
    words.every((word) => `${name} ${title} ${description}`.toLowerCase().includes(word)),
  );
  const offered = server.tools.filter(isCallable).length;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-muted text-xs">
          {offered} of {server.tools.length} offered to the agent
        </span>
        {isReadOnly ? null : (
          <span className="flex gap-1">
            <Button size="sm" onClick={() => state.offerAll(true)}>
              All tools
            </Button>
            <Button size="sm" onClick={() => state.offerAll(false)}>
              None
            </Button>
          </span>
        )}
      </div>
      {server.tools.length > manyTools ? (
        <Input
          aria-label="Search the list"
          placeholder="Search the list"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      ) : null}
      <ul className="flex flex-col divide-y rounded-lg border">
        {found.slice(0, mostShown).map((tool) => (
          <ToolRow key={offerId(tool)} tool={tool} state={state} isReadOnly={isReadOnly} />
        ))}
      </ul>
      {found.length > mostShown ? (
        <p className="text-muted text-xs">{found.length - mostShown} more. Type to find one.</p>
      ) : null}
    </div>
  );
}

const kindWords = { tool: "", resource: "Resource", template: "Resource", prompt: "Prompt" } as const;

function ToolRow({ tool, state, isReadOnly }: { tool: McpTool; state: McpState; isReadOnly: boolean }) {
  const { kind, title, name, description, isOffered, gone, problem } = tool;
  const isOff = isReadOnly || (problem !== undefined && !isOffered);
  return (
    <li className="flex flex-col gap-2 px-3 py-2">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium text-xs">
            {kindWords[kind] === "" ? null : <span className="font-normal text-muted">{kindWords[kind]} </span>}
            {title || name}
          </p>
          {gone || problem !== undefined ? (
            <p className="text-warning text-xs">{gone ? "The server no longer has it." : problem}</p>
          ) : (
            <p className="line-clamp-2 text-muted text-xs">{description || name}</p>
          )}
        </div>
        <Switch
          aria-label={`Offer ${title || name}`}
          checked={isOffered}
          disabled={isOff}
          onChange={(next) => state.change(tool, { isOffered: next })}
        />
      </div>
      {isCallable(tool) && kind === "tool" ? <Choices tool={tool} state={state} isReadOnly={isReadOnly} /> : null}
    </li>
  );
}

const askOptions = [
  { value: "as-agent", label: "As set in the agent" },
  { value: "always", label: "Always ask" },
  { value: "never", label: "Never ask" },
] as const;

/** What a call does, and whether a person is asked before. */
function Choices({ tool, state, isReadOnly }: { tool: McpTool; state: McpState; isReadOnly: boolean }) {
  const { effect, keyed } = actsOf({ ...tool, acts: "as-server" });
  const said = effect === "costly" ? "Only reads" : keyed ? "May be repeated" : "Changes something";
  const actsOptions: { value: EffectChoice; label: string }[] = [
    { value: "as-server", label: said },
    { value: "reads", label: "Set here: only reads" },
    { value: "repeatable", label: "Set here: may be repeated" },
    { value: "changes", label: "Set here: changes something" },
  ];
  return (
    <div className="grid grid-cols-[1.2fr_1fr] gap-2">
      <Select
        aria-label={`Effect of ${tool.title || tool.name}`}
        className="min-w-0 text-xs"
        value={tool.acts}
        options={actsOptions}
        disabled={isReadOnly}
        onChange={(acts) => state.change(tool, { acts })}
      />
      <Select
        aria-label={`Approval of ${tool.title || tool.name}`}
        className="min-w-0 text-xs"
        value={tool.ask}
        options={askOptions}
        disabled={isReadOnly}
        onChange={(ask) => state.change(tool, { ask })}
      />
    </div>
  );
}
