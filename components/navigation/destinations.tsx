"use client";
import { useQuery } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import {
  ArrowLeftRight,
  BookOpen,
  History,
  Library,
  type LucideIcon,
  Radio,
  Settings,
  Sparkles,
  Variable,
  Workflow,
} from "lucide-react";
import type { ReactNode } from "react";
import { switchTo } from "../api/current-workspace.ts";
import { useIsMember, useWorkspaceId } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { foundBy } from "./score-match.ts";
import { useDocsSearch } from "./use-docs-search.ts";

type Place = { href: string; label: string; icon: LucideIcon; keywords?: string };

const places: readonly Place[] = [
  { href: "/", label: "Pipelines", icon: Workflow, keywords: "home start" },
  { href: "/runs", label: "Runs", icon: History, keywords: "history executions" },
  { href: "/collections", label: "Collections", icon: Library, keywords: "documents files knowledge" },
  { href: "/topics", label: "Topics", icon: Radio, keywords: "events kafka data publish" },
  { href: "/stores", label: "Stores", icon: Variable, keywords: "state key value data" },
  {
    href: "/demo/recommendations",
    label: "Recommendations demo",
    icon: Sparkles,
    keywords: "example events readers live",
  },
  { href: "/docs", label: "Docs", icon: BookOpen, keywords: "help manual" },
  { href: "/docs/api", label: "API reference", icon: BookOpen, keywords: "rest http curl" },
  { href: "/settings", label: "Settings", icon: Settings, keywords: "workspace preferences default model" },
  { href: "/settings?tab=members", label: "Members", icon: Settings, keywords: "people invite roles" },
  { href: "/settings?tab=models", label: "Models and credentials", icon: Settings, keywords: "provider key openai" },
  { href: "/settings?tab=keys", label: "API keys", icon: Settings, keywords: "token script" },
  {
    href: "/settings?tab=quotas",
    label: "Quotas",
    icon: Settings,
    keywords: "limits storage runs members administrator",
  },
  { href: "/settings?tab=usage", label: "Usage", icon: Settings, keywords: "budget cost tokens money month" },
  { href: "/settings?tab=audit", label: "Audit log", icon: Settings, keywords: "who changed sign-ins history" },
  { href: "/settings?tab=workers", label: "Workers", icon: Settings, keywords: "engine queue" },
  { href: "/settings?tab=account", label: "Account", icon: Settings, keywords: "password name" },
];

const listMax = 8;

/** Everywhere one can go, as groups of a cmdk list: pages, pipelines and collections by their name, and the docs by their text. */
export function Destinations({ query, onGo }: { query: string; onGo: (href: string) => void }) {
  const isMember = useIsMember();
  return (
    <>
      {isMember ? (
        <>
          <PlaceGroup onGo={onGo} />
          <OtherWorkspaces />
          <NamedThings query={query} onGo={onGo} />
        </>
      ) : null}
      <Docs query={query} onGo={onGo} />
    </>
  );
}

function PlaceGroup({ onGo }: { onGo: (href: string) => void }) {
  return (
    <PaletteGroup heading="Go to">
      {places.map(({ href, label, icon: Icon, keywords = "" }) => (
        <Cmdk.Item
          key={href}
          value={`place:${href}`}
          keywords={[label, keywords]}
          onSelect={() => onGo(href)}
          className={paletteItemClass}
        >
          <Icon aria-hidden />
          <span className="flex-1 truncate">{label}</span>
        </Cmdk.Item>
      ))}
    </PaletteGroup>
  );
}

function OtherWorkspaces() {
  const trpc = useTRPC();
  const here = useWorkspaceId();
  const { data } = useQuery({ ...trpc.workspaces.list.queryOptions(), staleTime: 30_000 });
  const others = (data?.workspaces ?? []).filter(({ id }) => id !== here);
  if (others.length === 0) return null;
  return (
    <PaletteGroup heading="Switch workspace">
      {others.map(({ id, name }) => (
        <Cmdk.Item
          key={id}
          value={`workspace:${id}`}
          keywords={["switch workspace", name]}
          onSelect={() => switchTo(id)}
          className={paletteItemClass}
        >
          <ArrowLeftRight aria-hidden />
          <span className="flex-1 truncate">Switch to {name}</span>
        </Cmdk.Item>
      ))}
    </PaletteGroup>
  );
}

function NamedThings({ query, onGo }: { query: string; onGo: (href: string) => void }) {
  const trpc = useTRPC();
  const pipelines = useQuery({ ...trpc.pipelines.list.queryOptions({ archived: false }), staleTime: 30_000 });
  const collections = useQuery({ ...trpc.collections.list.queryOptions(), staleTime: 30_000 });
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = <Thing extends { id: string; name: string }>(things: readonly Thing[] | undefined) =>
    (things ?? []).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).slice(0, listMax);
  const groups = [
    { heading: "Pipelines", path: "/p", icon: Workflow, found: matching(pipelines.data) },
    { heading: "Collections", path: "/collections", icon: Library, found: matching(collections.data) },
  ];
  return groups.map(({ heading, path, icon: Icon, found }) =>
    found.length === 0 ? null : (
      <PaletteGroup key={heading} heading={heading}>
        {found.map(({ id, name }) => (
          <Cmdk.Item
            key={id}
            value={foundBy("name", `${path}/${id}`)}
            onSelect={() => onGo(`${path}/${id}`)}
            className={paletteItemClass}
          >
            <Icon aria-hidden />
            <span className="flex-1 truncate">{name}</span>
          </Cmdk.Item>
        ))}
      </PaletteGroup>
    ),
  );
}

function Docs({ query, onGo }: { query: string; onGo: (href: string) => void }) {
  const { matches } = useDocsSearch(query, 6);
  if (matches.length === 0) return null;
  return (
    <PaletteGroup heading="Docs">
      {matches.map(({ href, title, page }) => (
        <Cmdk.Item key={href} value={foundBy("text", href)} onSelect={() => onGo(href)} className={paletteItemClass}>
          <BookOpen aria-hidden />
          <span className="min-w-0 flex-1 truncate">{title}</span>
          <span className="max-w-32 shrink-0 truncate text-muted text-xs">{page}</span>
        </Cmdk.Item>
      ))}
    </PaletteGroup>
  );
}

export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Cmdk.Group>
  );
}

export const paletteItemClass =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted";
