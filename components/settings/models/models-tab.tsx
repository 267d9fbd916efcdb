"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleSlash } from "lucide-react";
import { isOwn, type ModelInfo, type ModelRef } from "../../../lib/models/models.ts";
import type { CredentialView } from "../../../lib/views/api-views.ts";
import { useMay } from "../../api/member.tsx";
import { useTRPC } from "../../api/provider.tsx";
import { formatCount, formatPrice } from "../../ui/text/format.ts";
import { Section } from "../section.tsx";
import { CredentialList } from "./credential-list.tsx";
import { LocalModelList } from "./local/local-model-list.tsx";
import { PriceList } from "./price-list.tsx";

export function ModelsTab({
  models: initial,
  credentials,
  defaultModel,
  mayEdit,
}: {
  models: ModelInfo[];
  credentials: CredentialView[];
  defaultModel: ModelRef;
  mayEdit: boolean;
}) {
  const mayPrice = useMay("prices.manage");
  const trpc = useTRPC();
  const { data: models } = useQuery({ ...trpc.models.list.queryOptions(), initialData: initial });
  return (
    <>
      <Section title="Models" note="The models that nodes can use. A provider's models appear with its credential.">
        <ul className="flex flex-col divide-y divide-line rounded-card border bg-panel">
          {models
            .filter(({ ref }) => ref.provider !== "default")
            .map((model) => (
              <ModelRow key={JSON.stringify(model.ref)} model={model} />
            ))}
        </ul>
      </Section>
      <LocalModelList defaultModel={defaultModel} />
      <CredentialList initial={credentials} mayEdit={mayEdit} />
      <PriceList models={models} mayEdit={mayPrice} />
    </>
  );
}

function ModelRow({ model }: { model: ModelInfo }) {
  const Icon = model.available ? CircleCheck : CircleSlash;
  return (
    <li className="flex gap-3 px-4 py-3">
      <Icon
        role="img"
        aria-label={model.available ? "Ready" : "Not available"}
        className={model.available ? "mt-0.5 size-4 shrink-0 text-success" : "mt-0.5 size-4 shrink-0 text-warning"}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{model.title}</span>
          <span className="text-muted text-xs tabular-nums">{numbersOf(model)}</span>
        </p>
        <p className="text-muted text-xs">{model.description}</p>
        {model.available || !model.unavailableReason ? null : (
          <p className="text-warning text-xs">{model.unavailableReason}</p>
        )}
      </div>
    </li>
  );
}

/** What is not known is said to be unknown, never 0; built-in models cost nothing. */
function numbersOf({ ref, context, priceIn, priceOut }: ModelInfo): string {
  const size = context === null ? undefined : `${formatCount(context)} tokens of context`;
  if (isOwn(ref)) return [size, "free"].filter(Boolean).join(" · ");
  const price =
    priceIn === null || priceOut === null
      ? "price unknown"
      : `${formatPrice(priceIn)} in · ${formatPrice(priceOut)} out per million`;
  return [size ?? "context unknown", price].join(" · ");
}
