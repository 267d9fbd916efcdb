import { BookOpen, Eye, Heart, type LucideIcon } from "lucide-react";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import type { SeenInteraction } from "./use-reader.ts";

const shown = 8;
const kinds: Readonly<Record<string, { icon: LucideIcon; colour: string }>> = {
  viewed: { icon: Eye, colour: "text-muted" },
  read: { icon: BookOpen, colour: "text-info" },
  liked: { icon: Heart, colour: "text-category-output" },
};

/** What the reader did last. An interaction that has just come moves in at the top. */
export function InteractionList({ interactions }: { interactions: readonly SeenInteraction[] }) {
  return (
    <ol aria-label="Last interactions" className="divide-y divide-line overflow-hidden rounded-card border bg-panel">
      {interactions.slice(0, shown).map((interaction) => (
        <Interaction key={interaction.number} {...interaction} />
      ))}
    </ol>
  );
}

function Interaction({ item, kind, time }: SeenInteraction) {
  const { icon: Icon, colour } = kinds[kind] ?? { icon: Eye, colour: "text-muted" };
  return (
    <li className="grid motion-safe:animate-rise grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-3 px-4 py-2.5">
      <Icon aria-hidden className={`size-4 ${colour}`} />
      <span className="truncate">
        <span className="text-muted">{kind} </span>
        <span className="font-medium">{item}</span>
      </span>
      {Number.isNaN(Date.parse(time)) ? null : <TimeAgo at={time} className="text-muted text-xs" />}
    </li>
  );
}
