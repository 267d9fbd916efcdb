"use client";
import { X } from "lucide-react";
import { type KeyboardEvent, type SyntheticEvent, useState } from "react";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";

const most = 12;

/** The tags of one pipeline: typed, or taken from those that others have. Mount it when it should open. */
export function TagsDialog({
  name,
  initial,
  known,
  onClose,
  onSave,
}: {
  name: string;
  initial: readonly string[];
  known: readonly string[];
  onClose: () => void;
  onSave: (tags: string[]) => void;
}) {
  const [tags, setTags] = useState(initial);
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    setTags(withTags(tags, text));
    setTyped("");
  };
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
    onSave(withTags(tags, typed));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "," && !(event.key === "Enter" && typed.trim() !== "")) return;
    event.preventDefault();
    add(typed);
  };
  const more = known.filter((tag) => !has(tags, tag));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Tags of “${name}”`}
      description="Tags help you find pipelines. Click a tag on the home page to filter by it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="tags">
            Save
          </Button>
        </>
      }
    >
      <form id="tags" onSubmit={save} className="flex flex-col gap-3">
        {tags.length > 0 ? (
          <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
            {tags.map((tag) => (
              <li key={tag} className="flex h-6 items-center gap-1 rounded-sm border bg-hover pr-0.5 pl-2 text-xs">
                {tag}
                <button
                  type="button"
                  aria-label={`Remove ${tag}`}
                  className="grid size-5 place-items-center rounded-sm text-muted hover:text-ink"
                  onClick={() => setTags(tags.filter((other) => other !== tag))}
                >
                  <X aria-hidden className="size-3" />
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        <Field label="New tag" hint="Press Enter or type a comma to add it.">
          {(props) => (
            <Input
              {...props}
              maxLength={32}
              value={typed}
              disabled={tags.length >= most}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
        {more.length > 0 ? (
          <div className="flex flex-wrap items-center gap-1.5">
            <span className="text-muted text-xs">In use:</span>
            {more.slice(0, 12).map((tag) => (
              <Button key={tag} size="sm" onClick={() => add(tag)}>
                {tag}
              </Button>
            ))}
          </div>
        ) : null}
      </form>
    </Dialog>
  );
}

/** The tags with those of a text such as "mail, weekly"; letter case makes no second tag. */
function withTags(tags: readonly string[], text: string): string[] {
  const all = [...tags];
  for (const tag of text.split(",").map((word) => word.trim())) if (tag !== "" && !has(all, tag)) all.push(tag);
  return all.slice(0, most);
}

function has(tags: readonly string[], tag: string): boolean {
  return tags.some((other) => other.toLowerCase() === tag.toLowerCase());
}
