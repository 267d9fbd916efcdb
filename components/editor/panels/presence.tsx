"use client";
import { clsx } from "clsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { useEditor } from "../store/context.tsx";
import type { OtherEditor } from "../store/save-slice.ts";

const colors = ["bg-kind-text", "bg-kind-number", "bg-kind-json", "bg-orange", "bg-cyan", "bg-kind-file"];
const most = 4;

/** Who else has this pipeline open, and since when. One's own other tabs count: they can overwrite too. */
export function Presence() {
  const tab = useEditor((state) => state.tab);
  const editors = useEditor((state) => state.editors);
  const me = editors.find((editor) => editor.tab === tab)?.userId;
  const others = editors.filter((editor) => editor.tab !== tab);
  if (others.length === 0) return null;
  const rest = others.length - most;
  return (
    <ul aria-label="Also open in" className="-space-x-1.5 flex">
      {others.slice(0, most).map((editor) => (
        <Avatar key={editor.tab} editor={editor} isMe={editor.userId === me} />
      ))}
      {rest > 0 ? <li className="pl-3 text-muted text-xs">+{rest}</li> : null}
    </ul>
  );
}

function Avatar({ editor: { name, userId, since }, isMe }: { editor: OtherEditor; isMe: boolean }) {
  const who = isMe ? "You, in another tab" : name;
  return (
    <Tooltip
      label={
        <span>
          {who}, since <TimeAgo at={since} />
        </span>
      }
    >
      <li
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip, which says since when, is for the keyboard too.
        tabIndex={0}
        aria-label={who}
        className={clsx(
          "grid size-7 place-items-center rounded-full border-2 border-panel font-semibold text-2xs text-panel",
          colors[hash(userId) % colors.length],
        )}
      >
        {initials(name)}
      </li>
    </Tooltip>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? "")][0]) : [...(words[0] ?? "")].slice(0, 2);
  return letters.join("").toUpperCase() || "?";
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
}
