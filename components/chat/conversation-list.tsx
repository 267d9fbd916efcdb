"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { ConversationSummary } from "../../lib/views/chat-views.ts";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { SearchInput } from "../ui/form/search-input.tsx";
import { ConfirmDialog } from "../ui/overlay/confirm-dialog.tsx";
import { Menu, MenuItem } from "../ui/overlay/menu.tsx";
import { NameDialog } from "../ui/overlay/name-dialog.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import type { ChatBackend } from "./chat-backend.ts";
import { tellOtherTabs } from "./other-tabs.ts";

type Props = {
  backend: ChatBackend;
  openId: string | undefined;
  onOpen: (id: string | undefined) => void;
  /** Whether a new one can be begun; and whether these can be renamed and deleted. */
  mayBegin: boolean;
  mayChange: boolean;
};

/** The conversations of this reader, the last used first. */
export function ConversationList({ backend, openId, onOpen, mayBegin, mayChange }: Props) {
  const [search, setSearch] = useState("");
  const words = useDeferredValue(search.trim());
  const list = useQuery({
    queryKey: ["chats", backend.key, words],
    queryFn: () => backend.list(words),
    placeholderData: keepPreviousData,
    // Another browser may have begun, renamed or deleted some.
    refetchOnWindowFocus: true,
  });
  return (
    <>
      <div className="flex flex-col gap-2 border-b p-2">
        {mayBegin ? (
          <Button onClick={() => onOpen(undefined)} className="h-9 justify-start">
            <Plus aria-hidden className="size-4" /> New conversation
          </Button>
        ) : null}
        <SearchInput label="Search conversations" value={search} maxLength={200} onChange={setSearch} />
      </div>
      <nav aria-label="Your conversations" className="min-h-0 flex-1 overflow-y-auto p-2">
        {list.error ? <Notice tone="danger">{userMessage(list.error)}</Notice> : null}
        {list.isPending ? <Skeleton className="h-9" /> : null}
        <ul className="flex flex-col gap-0.5">
          {list.data?.map((each) => (
            <Row
              key={each.id}
              backend={backend}
              conversation={each}
              isOpen={each.id === openId}
              onOpen={onOpen}
              mayChange={mayChange}
            />
          ))}
        </ul>
        {list.data?.length === 0 ? (
          <p className="px-2 py-3 text-muted text-xs">
            {words === "" ? "Your conversations will be listed here." : "No conversation has these words."}
          </p>
        ) : null}
      </nav>
    </>
  );
}

type RowProps = Omit<Props, "openId" | "mayBegin"> & { conversation: ConversationSummary; isOpen: boolean };

function Row({ backend, conversation, isOpen, onOpen, mayChange }: RowProps) {
  const { id, title, updatedAt } = conversation;
  const queries = useQueryClient();
  const [asks, setAsks] = useState<"rename" | "delete">();
  const refresh = () => {
    tellOtherTabs(backend.key);
    return queries.invalidateQueries({ queryKey: ["chats", backend.key] });
  };
  const rename = useMutation({
    mutationFn: (next: string) => backend.rename(id, next),
    onSuccess: refresh,
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () => backend.remove(id),
    onSuccess: () => {
      if (isOpen) onOpen(undefined);
      return refresh();
    },
    onError: toastError,
  });
  return (
    <li className={clsx("group relative flex items-center rounded-md hover:bg-hover", isOpen && "bg-hover")}>
      <button
        type="button"
        aria-current={isOpen ? "true" : undefined}
        onClick={() => onOpen(id)}
        className="min-w-0 flex-1 rounded-md px-2 py-1.5 text-left"
      >
        <span dir="auto" className="block truncate">
          {title}
        </span>
        <TimeAgo at={updatedAt} className="block text-2xs text-muted" />
      </button>
      {mayChange ? (
        <Menu
          trigger={
            <IconButton label={`Options of ${title}`} size="sm" hint={false} className="mr-1">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setAsks("rename")}>
            Rename
          </MenuItem>
          <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setAsks("delete")}>
            Delete
          </MenuItem>
        </Menu>
      ) : null}
      {asks === "rename" ? (
        <NameDialog
          title="Rename conversation"
          label="Title"
          initial={title}
          onClose={() => setAsks(undefined)}
          onSave={(next) => rename.mutate(next)}
        />
      ) : null}
      <ConfirmDialog
        open={asks === "delete"}
        onOpenChange={() => setAsks(undefined)}
        title={`Delete “${title}”?`}
        action="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        {backend.isVisitor
          ? "Its messages and their files are deleted. The people who shared this page keep the runs that answered them."
          : "Its messages and their files are deleted. The runs that answered them stay in the run history."}
      </ConfirmDialog>
    </li>
  );
}
