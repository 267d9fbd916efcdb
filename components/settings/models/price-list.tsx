"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleDollarSign, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ModelInfo } from "../../../lib/models/models.ts";
import type { ModelPrice } from "../../../lib/models/prices.ts";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../../ui/overlay/confirm-dialog.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { countOf, formatPrice } from "../../ui/text/format.ts";
import { Section } from "../section.tsx";
import { PriceForm } from "./price-form.tsx";

/** What the workspace pays for its models: it is what their steps and runs are said to cost. */
export function PriceList({ models, mayEdit }: { models: readonly ModelInfo[]; mayEdit: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<ModelPrice | "new">();
  const [doomed, setDoomed] = useState<string>();
  const { data } = useQuery(trpc.prices.list.queryOptions());
  const refresh = () => {
    queries.invalidateQueries({ queryKey: trpc.prices.list.queryKey() });
    queries.invalidateQueries({ queryKey: trpc.models.list.queryKey() });
  };
  const remove = useMutation(trpc.prices.remove.mutationOptions({ onError: toastError, onSettled: refresh }));
  const unknown = models.filter(({ ref, priceIn }) => ref.credential !== undefined && priceIn === null);
  return (
    <Section
      title="Prices"
      note="US dollars per million tokens. A price applies to steps from now on and replaces the price that Patchbay knows."
      action={
        mayEdit ? (
          <Button onClick={() => setEdited("new")}>
            <Plus aria-hidden className="size-4" />
            Add price
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        <Skeleton className="h-20 rounded-card" />
      ) : data.length === 0 ? (
        <EmptyState icon={<CircleDollarSign />} title="No prices entered" className="py-8">
          {unknown.length === 0
            ? "Built-in models cost nothing. Enter here what you pay for a connected one."
            : `The cost of ${describeUnknown(unknown)} is unknown until you enter a price.`}
        </EmptyState>
      ) : (
        <Table label="Prices" head={<PriceHead />}>
          {data.map((price) => (
            <PriceRow
              key={price.model}
              price={price}
              mayEdit={mayEdit}
              onEdit={() => setEdited(price)}
              onDelete={() => setDoomed(price.model)}
            />
          ))}
        </Table>
      )}
      <Dialog
        open={edited !== undefined}
        onOpenChange={() => setEdited(undefined)}
        title={edited === "new" ? "Add a price" : `Price of ${edited?.model ?? ""}`}
        description="In US dollars per million tokens, as providers list them."
      >
        {edited ? (
          <PriceForm
            price={edited === "new" ? undefined : edited}
            names={unknown.map(({ ref }) => ref.model)}
            onStored={() => {
              setEdited(undefined);
              refresh();
            }}
          />
        ) : null}
      </Dialog>
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete the price of “${doomed ?? ""}”?`}
        action="Delete"
        onConfirm={() => {
          if (doomed !== undefined) remove.mutate({ model: doomed });
          setDoomed(undefined);
        }}
      >
        From now on the price that Patchbay knows counts; where it knows none, the cost is unknown. Earlier steps keep
        theirs.
      </ConfirmDialog>
    </Section>
  );
}

function describeUnknown(models: readonly ModelInfo[]): string {
  const [first] = models;
  return models.length === 1 && first ? first.title : `${countOf(models.length, "listed model")}`;
}

function PriceHead() {
  return (
    <>
      <Th>Model</Th>
      <Th className="text-right">Input</Th>
      <Th className="text-right">Cached input</Th>
      <Th className="text-right">Output</Th>
      <Th>
        <span className="sr-only">Actions</span>
      </Th>
    </>
  );
}

type RowProps = { price: ModelPrice; mayEdit: boolean; onEdit: () => void; onDelete: () => void };

function PriceRow({ price: { model, input, cached, output }, mayEdit, onEdit, onDelete }: RowProps) {
  return (
    <tr>
      <Td className="max-w-56 truncate font-mono text-xs">{model}</Td>
      <Td className="text-right tabular-nums">{formatPrice(input)}</Td>
      <Td className="text-right text-muted tabular-nums">{cached === null ? "as input" : formatPrice(cached)}</Td>
      <Td className="text-right tabular-nums">{formatPrice(output)}</Td>
      <Td>
        {mayEdit ? (
          <span className="flex items-center justify-end gap-1">
            <IconButton label={`Edit the price of ${model}`} size="sm" onClick={onEdit}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={`Delete the price of ${model}`} size="sm" onClick={onDelete}>
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ) : null}
      </Td>
    </tr>
  );
}
