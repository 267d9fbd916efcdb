"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useId, useState } from "react";
import type { ModelPrice } from "../../../lib/models/prices.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Notice } from "../../ui/text/notice.tsx";

type Props = {
  /** The price to edit; undefined for a new one. */
  price: ModelPrice | undefined;
  /** Models to suggest. */
  names: readonly string[];
  onStored: () => void;
};

/** Without a price for cached input, it costs the same as other input. */
export function PriceForm({ price, names, onStored }: Props) {
  const trpc = useTRPC();
  const listId = useId();
  const [model, setModel] = useState(price?.model ?? names[0] ?? "");
  const [input, setInput] = useState(textOf(price?.input));
  const [cached, setCached] = useState(textOf(price?.cached));
  const [output, setOutput] = useState(textOf(price?.output));
  const set = useMutation(trpc.prices.set.mutationOptions({ onSuccess: onStored }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const cachedPrice = cached === "" ? null : Number(cached);
    set.mutate({ model: model.trim(), input: Number(input), cached: cachedPrice, output: Number(output) });
  };
  return (
    <form onSubmit={submit} autoComplete="off" className="flex flex-col gap-4">
      {price ? null : (
        <Field label="Model" hint="The name that nodes give it, as the provider lists it.">
          {(props) => (
            <>
              <Input
                {...props}
                required
                maxLength={200}
                list={listId}
                className="font-mono text-xs"
                value={model}
                onChange={(event) => setModel(event.target.value)}
              />
              <datalist id={listId}>
                {names.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
      <div className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
        <Dollars label="Input" value={input} onChange={setInput} />
        <Dollars label="Cached input" optional value={cached} onChange={setCached} />
        <Dollars label="Output" value={output} onChange={setOutput} />
      </div>
      {set.error ? <Notice tone="danger">{userMessage(set.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={set.isPending} className="self-end">
        Save price
      </Button>
    </form>
  );
}

type DollarsProps = { label: string; optional?: boolean; value: string; onChange: (value: string) => void };

function Dollars({ label, optional = false, value, onChange }: DollarsProps) {
  return (
    <Field label={label} optional={optional}>
      {(props) => (
        <span className="relative">
          <span aria-hidden className="-translate-y-1/2 absolute top-1/2 left-2.5 text-muted">
            $
          </span>
          <Input
            {...props}
            type="number"
            min={0}
            step="any"
            required={!optional}
            placeholder={optional ? "as input" : "0.00"}
            className="pl-6 tabular-nums"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        </span>
      )}
    </Field>
  );
}

function textOf(price: number | null | undefined): string {
  return price === undefined || price === null ? "" : String(price);
}
