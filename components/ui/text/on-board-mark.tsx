import { clsx } from "clsx";
import { FlaskConical } from "lucide-react";
import { onBoardMark } from "../../../lib/models/on-board.ts";

/**
 * Says that an answer is from a model that comes with Patchbay, and leads to where one is connected; a visitor of a share
 * link, who cannot, is led to what it means. Nothing for a connected model.
 */
export function OnBoardMark({
  model,
  isVisitor = false,
  className,
}: {
  model: string | null;
  isVisitor?: boolean;
  className?: string;
}) {
  const mark = onBoardMark(model);
  if (!mark) return null;
  const link = isVisitor
    ? { href: "/docs/models", text: "What this means" }
    : { href: "/settings?tab=models", text: "Connect a model" };
  return (
    <p
      title={mark.note}
      className={clsx("flex flex-wrap items-center gap-x-2 gap-y-0.5 text-warning text-xs leading-4", className)}
    >
      <span className="flex items-center gap-1 font-medium">
        <FlaskConical aria-hidden className="size-3.5 shrink-0" />
        {mark.title}
      </span>
      <a href={link.href} className="text-accent-ink underline-offset-2 hover:underline">
        {link.text}
      </a>
    </p>
  );
}
