"use client";
import { useShallow } from "zustand/shallow";
import { useEditor } from "../editor/store/context.tsx";
import { Notice } from "../ui/text/notice.tsx";

/** Problems of the node that stand under no setting: an input without an edge, a cycle. */
export function NodeProblems({ nodeId }: { nodeId: string }) {
  const messages = useEditor(
    useShallow(({ issues }) =>
      issues.flatMap((issue) => (issue.nodeId === nodeId && issue.setting === undefined ? [issue.message] : [])),
    ),
  );
  if (messages.length === 0) return null;
  return (
    <Notice tone="warning">
      {messages.map((message) => (
        <p key={message}>{message}</p>
      ))}
    </Notice>
  );
}
