"use client";
import { useQuery } from "@tanstack/react-query";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useTRPC } from "../api/provider.tsx";

/** What a person in a chat thought of the run's answer. */
export function RunFeedback({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.conversations.feedback.queryOptions({ runId }));
  if (!data?.feedback) return null;
  const { rating, note } = data.feedback;
  const isUp = rating === "up";
  return (
    <section aria-label="Feedback" className="flex items-start gap-2.5 rounded-card border bg-panel px-4 py-3">
      {isUp ? (
        <ThumbsUp aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      ) : (
        <ThumbsDown aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      )}
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-semibold">{isUp ? "Rated good in the chat" : "Rated bad in the chat"}</span>
        {note === "" ? "" : `: ${note}`}
      </p>
    </section>
  );
}
