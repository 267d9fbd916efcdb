"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ShareLinkView } from "../../../../lib/views/api-views.ts";
import { errorMessage } from "../../../api/backend.ts";
import { ConfirmButton } from "../../../ui/overlay/confirm-button.tsx";
import { countOf, formatCount } from "../../../ui/text/format.ts";
import { Notice } from "../../../ui/text/notice.tsx";
import { TimeAgo } from "../../../ui/text/time-ago.tsx";
import { Until } from "../../../ui/text/until.tsx";
import { useEditing, useEditor } from "../../store/context.tsx";
import { FileRoom } from "./file-room.tsx";

/** The links that still work. */
export function ShareLinks() {
  const { backend } = useEditing();
  const pipelineId = useEditor((state) => state.pipelineId);
  const queries = useQueryClient();
  const links = useQuery({ queryKey: ["share-links", pipelineId], queryFn: () => backend.listShareLinks() });
  const revoke = useMutation({
    mutationFn: (id: string) => backend.revokeShareLink(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-links"] }),
  });
  if (links.error) return <Notice tone="danger">{errorMessage(links.error)}</Notice>;
  if (!links.data || links.data.length === 0) return null;
  return (
    <section aria-label="Links" className="flex flex-col border-t pt-3">
      {links.data.map((link) => (
        <LinkRow
          key={link.id}
          link={link}
          isBusy={revoke.isPending && revoke.variables === link.id}
          onRevoke={() => revoke.mutate(link.id)}
        />
      ))}
      {revoke.error ? <Notice tone="danger">{errorMessage(revoke.error)}</Notice> : null}
    </section>
  );
}

function LinkRow({ link, isBusy, onRevoke }: { link: ShareLinkView; isBusy: boolean; onRevoke: () => void }) {
  return (
    <div className="flex items-start gap-3 py-1">
      <div className="min-w-0 flex-1">
        <p>
          Version {link.versionNumber}
          {link.page === "chat" ? " as a chat" : ""}, {describeUse(link)}
        </p>
        <p className="text-muted text-xs">
          Made <TimeAgo at={link.createdAt} />
          {link.lastUsedAt ? (
            <>
              {" · opened "}
              <TimeAgo at={link.lastUsedAt} />
            </>
          ) : (
            " · not opened yet"
          )}
          {link.expiresAt ? (
            <>
              {" · expires "}
              <Until at={link.expiresAt} />
            </>
          ) : null}
        </p>
        {link.takesFiles ? <FileRoom link={link} /> : null}
      </div>
      <ConfirmButton
        label="Revoke"
        size="sm"
        tone="ghost"
        title="Revoke this link?"
        action="Revoke"
        busy={isBusy}
        onConfirm={onRevoke}
      >
        It stops working at once{link.page === "chat" ? ", and conversations of its chat are deleted" : ""}. This cannot
        be undone.
      </ConfirmButton>
    </div>
  );
}

function describeUse({ canRun, maxRuns, runs }: ShareLinkView): string {
  if (!canRun) return "view-only";
  if (maxRuns !== null) return `${formatCount(runs)} of ${countOf(maxRuns, "run")} used`;
  return runs === 0 ? "can be run" : `can be run, ${countOf(runs, "run")} so far`;
}
