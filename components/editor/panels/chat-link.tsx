"use client";
import { MessagesSquare } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { chatShape } from "../../../lib/chat/chat-shape.ts";
import { emptyGraph } from "../../../lib/graph-read.ts";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import { useEditor } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** Leads to the chat with the draft, as soon as it has the shape of one. */
export function ChatLink() {
  const pipelineId = useEditor((state) => state.pipelineId);
  const catalogue = useEditor((state) => state.catalogue);
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  const hasChat = useMemo(
    () => !("problem" in chatShape({ ...emptyGraph, nodes, edges }, catalogue)),
    [nodes, edges, catalogue],
  );
  if (!hasChat) return null;
  return (
    <Tooltip label="Chat with the draft">
      <Link
        href={`/p/${pipelineId}/chat?version=draft`}
        prefetch={false}
        aria-label="Chat with the draft"
        className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
      >
        <MessagesSquare aria-hidden className="size-4" />
      </Link>
    </Tooltip>
  );
}
