"use client";
import { entryOf, Scope } from "../../../lib/access/permissions.ts";
import { CheckList } from "../../ui/form/check-list.tsx";

const presets = {
  all: { label: "Everything its holder may do", scopes: Scope.options },
  read: {
    label: "Read",
    scopes: Scope.options.filter((scope) => scope.endsWith(".read") && scope !== "audit.read"),
  },
  run: {
    label: "Run pipelines and read their results",
    scopes: Scope.options.filter((scope) => /^(runs\.|pipelines\.read|files\.write|feedback\.)/.test(scope)),
  },
  publish: { label: "Publish events", scopes: Scope.options.filter((scope) => /^topics\.(read|publish)$/.test(scope)) },
  chosen: { label: "Chosen scopes…", scopes: [] },
} as const satisfies Record<string, { label: string; scopes: readonly Scope[] }>;

type Preset = keyof typeof presets;

export const presetOptions = Object.entries(presets).map(([value, { label }]) => ({ value, label }));

export function isPreset(name: string): name is Preset {
  return Object.hasOwn(presets, name);
}

type Held = { chosen: readonly Scope[]; permissions: readonly string[] };

/** What a preset means for a holder who may do no more than these; undefined for all of it. */
export function scopesOf(preset: Preset, { chosen, permissions }: Held): Scope[] | undefined {
  if (preset === "all") return undefined;
  const scopes: readonly Scope[] = preset === "chosen" ? chosen : presets[preset].scopes;
  return scopes.filter((scope) => permissions.includes(scope));
}

type Props = {
  permissions: readonly string[];
  value: readonly Scope[];
  /** For a key for chosen pipelines: without the scopes that are about all. */
  isForChosen: boolean;
  onChange: (scopes: readonly Scope[]) => void;
};

export function ScopePicker({ permissions, value, isForChosen, onChange }: Props) {
  const options = Scope.options
    .filter((scope) => permissions.includes(scope) && !(isForChosen && entryOf(scope).pipelines === "all"))
    .map((scope) => ({ value: scope, label: entryOf(scope).title, hint: scope }));
  return <CheckList label="Scopes" options={options} value={value} onChange={onChange} />;
}
