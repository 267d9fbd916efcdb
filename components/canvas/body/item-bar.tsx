"use client";
import { ChevronLeft, ChevronRight, CircleAlert, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorMessage } from "../../api/backend.ts";
import { hasItems, itemName, outerIteration, pickItem } from "../../editor/run/pick-item.ts";
import { useEditor, useEditorParts } from "../../editor/store/context.tsx";
import { formatProgress } from "../../runs/timeline/format-progress.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";

/** The item or round whose run the cards of a body show: all together, or one. */
export function ItemBar({ scope, title }: { scope: readonly string[]; title: string }) {
  const parts = useEditorParts();
  const path = scope.join("/");
  const hasRun = useEditor((state) => state.run !== undefined);
  const items = useEditor((state) => state.insides[path]?.items);
  const picked = useEditor((state) => state.picked[path]);
  const repeats = useEditor((state) => hasItems(state, scope));
  const name = useEditor((state) => itemName(state, scope));
  const isNested = scope.length > 1;
  const isOuterPicked = useEditor((state) => !isNested || state.picked[scope.slice(0, -1).join("/")] !== undefined);
  if (!hasRun || !repeats) return null;
  if (!isOuterPicked || !items) {
    return <span className="truncate text-muted text-xs">{items ? formatProgress(items) : "Not started yet"}</span>;
  }
  const count = items.total ?? items.done + items.failed + items.working;
  const pick = (index: number | undefined) => pickItem(parts.store, path, index);
  const index = picked === undefined ? undefined : Number(picked.split("/").at(-1));
  return (
    <fieldset aria-label={`${name}s of ${title}`} className="flex min-w-0 items-center gap-0.5">
      <IconButton
        size="sm"
        label={`Previous ${name.toLowerCase()}`}
        disabled={index === undefined || index === 0}
        onClick={() => pick((index ?? 1) - 1)}
      >
        <ChevronLeft aria-hidden />
      </IconButton>
      {index === undefined ? (
        <button
          type="button"
          className="truncate rounded-sm px-1 text-xs tabular-nums hover:bg-hover"
          aria-label={`Look at one ${name.toLowerCase()}: all ${formatProgress(items)}`}
          onClick={() => pick(0)}
        >
          {name}s: {formatProgress(items)}
        </button>
      ) : (
        <ItemNumber key={index} {...{ name, index, count, pick }} />
      )}
      <IconButton
        size="sm"
        label={`Next ${name.toLowerCase()}`}
        disabled={count === 0 || (index !== undefined && index >= count - 1)}
        onClick={() => pick(index === undefined ? 0 : index + 1)}
      >
        <ChevronRight aria-hidden />
      </IconButton>
      {items.failed > 0 && parts.edit ? <NextFailed path={path} index={index} /> : null}
      {index === undefined ? null : (
        <IconButton size="sm" label={`All ${name.toLowerCase()}s together`} onClick={() => pick(undefined)}>
          <X aria-hidden />
        </IconButton>
      )}
    </fieldset>
  );
}

type NumberProps = { name: string; index: number; count: number; pick: (index: number) => void };

/** The number of the item, to be written over; people count from one. */
function ItemNumber({ name, index, count, pick }: NumberProps) {
  const [text, setText] = useState(String(index + 1));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const wish = Number(text);
    if (Number.isInteger(wish) && wish >= 1 && wish <= count && wish !== index + 1) pick(wish - 1);
    else setText(String(index + 1));
  };
  return (
    <form className="flex items-center gap-1 whitespace-nowrap text-xs tabular-nums" onSubmit={submit}>
      <label className="flex items-center gap-1">
        {name}
        <input
          inputMode="numeric"
          className="h-6 rounded-sm border bg-panel px-1 text-center"
          style={{ width: `${Math.max(3, String(count).length + 2)}ch` }}
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={() => submit()}
        />
      </label>
      of {count}
    </form>
  );
}

/** Goes to the next item that failed; after the last one to the first. */
function NextFailed({ path, index }: { path: string; index: number | undefined }) {
  const { store, edit } = useEditorParts();
  const find = async () => {
    const { run, picked } = store.getState();
    if (!run || !edit) return;
    const ask = { nodeId: path, iteration: outerIteration(picked, path) };
    try {
      const found =
        (index === undefined ? undefined : await edit.backend.findFailed(run.detail.id, { ...ask, after: index })) ??
        (await edit.backend.findFailed(run.detail.id, ask));
      if (found !== undefined) pickItem(store, path, found);
      else toast("The items that failed are in the runs into which the list was split. The run panel lists them.");
    } catch (thrown) {
      toast(errorMessage(thrown), { tone: "danger" });
    }
  };
  return (
    <IconButton size="sm" label="Next that failed" className="text-danger" onClick={() => void find()}>
      <CircleAlert aria-hidden />
    </IconButton>
  );
}
