"use client";
import { Plus, Trash2 } from "lucide-react";
import * as z from "zod";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { freshName } from "./fresh-name.ts";
import type { WidgetProps } from "./widget.ts";

const Named = z.looseObject({ name: z.string(), description: z.string().default("") });
type Named = { name: string; description: string };

/** A list of names, each with a description where the setting has room for one; each is a port. */
export function NamesWidget({ field, value, onChange, isReadOnly }: WidgetProps) {
  const items = (Array.isArray(value) ? value : []).map(readItem);
  const write = (next: readonly Named[]) => onChange(next.map((item) => writeItem(item, field.hasObjectItems)));
  const noun = singular(field.title.toLowerCase());
  return (
    <div className="flex flex-col gap-1.5">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name changes with every letter; the place is what stays.
        <div key={index} className="flex flex-col gap-1.5 rounded-lg border bg-panel p-1.5">
          <div className="flex items-center gap-1">
            <Input
              aria-label={`Name of ${noun} ${index + 1}`}
              aria-invalid={item.name.trim() === "" ? true : undefined}
              className="flex-1 font-medium"
              placeholder={`Name of the ${noun}`}
              value={item.name}
              maxLength={64}
              readOnly={isReadOnly}
              onChange={(event) => write(items.with(index, { ...item, name: event.currentTarget.value }))}
            />
            {isReadOnly ? null : (
              <IconButton size="sm" label={`Remove ${item.name}`} onClick={() => write(items.toSpliced(index, 1))}>
                <Trash2 aria-hidden />
              </IconButton>
            )}
          </div>
          {field.hasObjectItems ? (
            <Textarea
              aria-label={`Description of ${item.name}`}
              rows={2}
              className="field-sizing-content max-h-48 min-h-14 text-xs"
              placeholder="What belongs here? One example per line."
              value={item.description}
              readOnly={isReadOnly}
              onChange={(event) => write(items.with(index, { ...item, description: event.currentTarget.value }))}
            />
          ) : null}
        </div>
      ))}
      {isReadOnly ? null : (
        <Button
          size="sm"
          tone="ghost"
          className="self-start"
          onClick={() =>
            write([
              ...items,
              {
                name: freshName(
                  noun,
                  items.map(({ name }) => name),
                ),
                description: "",
              },
            ])
          }
        >
          <Plus aria-hidden className="size-3.5" /> Add {noun}
        </Button>
      )}
    </div>
  );
}

function readItem(item: PlainJson): Named {
  const named = Named.safeParse(item);
  return named.success ? named.data : { name: typeof item === "string" ? item : "", description: "" };
}

function writeItem({ name, description }: Named, isObject: boolean): PlainJson {
  return isObject ? { name, description } : name;
}

/** Of a regular English plural: classes, cases, names. */
const singular = (plural: string) => plural.replace(/(?<=ss|x|ch|sh)es$|s$/, "");
