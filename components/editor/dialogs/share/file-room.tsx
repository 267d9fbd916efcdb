"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { formatBytes } from "../../../../lib/format-bytes.ts";
import type { ShareLinkView } from "../../../../lib/views/api-views.ts";
import { errorMessage } from "../../../api/backend.ts";
import { type Option, Select } from "../../../ui/form/select.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { useEditing } from "../../store/context.tsx";

const sizes = [100, 500, 1000, 5000, 20_000];
export const usualRoom = "500";
/** In megabytes. */
export const rooms: readonly Option[] = sizes.map(roomOf);

function roomOf(megabytes: number): Option {
  return { value: String(megabytes), label: formatBytes(megabytes * 1_000_000) };
}

/** How much of the room for files a chat's visitors have filled, and how much it is. */
export function FileRoom({ link: { id, versionNumber, fileMegabytes, fileBytes } }: { link: ShareLinkView }) {
  const { backend } = useEditing();
  const queries = useQueryClient();
  const limit = useMutation({
    mutationFn: (megabytes: string) => backend.limitShareFiles(id, Number(megabytes)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-links"] }),
  });
  const isFull = fileBytes > fileMegabytes * 1_000_000 * 0.9;
  const chosen = limit.isPending ? limit.variables : String(fileMegabytes);
  const own = sizes.includes(fileMegabytes) ? [] : [roomOf(fileMegabytes)];
  return (
    <div className="flex flex-col gap-1.5 pb-1">
      <div className="flex items-center gap-2 text-muted text-xs">
        <span>Files of visitors: {formatBytes(fileBytes)} of</span>
        <Select
          aria-label={`Room for files of version ${versionNumber}`}
          className="w-28 text-ink"
          value={chosen}
          options={[...own, ...rooms]}
          onChange={(megabytes) => limit.mutate(megabytes)}
        />
      </div>
      {isFull ? (
        <Notice tone="warning" className="text-xs">
          Visitors whose file has no room are told so. Raise the limit, or revoke the link to delete its files.
        </Notice>
      ) : null}
      {limit.error ? <Notice tone="danger">{errorMessage(limit.error)}</Notice> : null}
    </div>
  );
}
