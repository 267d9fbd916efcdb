"use client";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Issue } from "../../../lib/graph/issue.ts";
import { goToIssue } from "../actions/go-to.ts";
import { useEditorStore } from "../store/context.tsx";

/** Problems as a list; choosing one goes to its node. */
export function IssueList({ issues, onGo }: { issues: readonly Issue[]; onGo: () => void }) {
  const store = useEditorStore();
  return (
    <ul className="flex flex-col gap-1">
      {issues.map((issue) => {
        const Icon = issue.level === "error" ? CircleAlert : TriangleAlert;
        return (
          <li key={`${issue.code}${issue.nodeId}${issue.edgeId}${issue.message}`}>
            <button
              type="button"
              className="flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => {
                goToIssue(store, issue);
                onGo();
              }}
            >
              <Icon
                aria-hidden
                className={`mt-0.5 size-4 shrink-0 ${issue.level === "error" ? "text-danger" : "text-warning"}`}
              />
              {issue.message}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
