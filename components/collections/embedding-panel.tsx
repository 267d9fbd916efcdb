"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { EmbeddingChoice } from "../../lib/documents/embedding-choice.ts";
import { multilingualEmbedding, multilingualLanguages } from "../../lib/models/built-in.ts";
import { embeddingPrice } from "../../lib/models/embedding-models.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import type { CollectionSizes, CollectionView } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";
import { countOf, formatCost, formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { Progress } from "../ui/text/progress.tsx";
import { type Choice, choiceOf, EmbeddingFields, embeddingOf, multilingualChoice } from "./embedding-fields.tsx";

type Props = { collection: CollectionView; sizes: CollectionSizes | undefined; onChanged: () => void };

/** What the vectors of the collection are made with, and changing that. */
export function EmbeddingPanel({ collection, sizes, onChanged }: Props) {
  const mayEdit = useMay("collections.write");
  const { embeddingModel, dimensions, reembedding, driver } = collection;
  return (
    <section aria-label="Embedding" className="flex flex-col gap-2 rounded-card border bg-panel p-4">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold text-md">Embedding</h2>
        {mayEdit && driver === "postgres" && !reembedding ? (
          <ChangeDialog collection={collection} sizes={sizes} onChanged={onChanged} />
        ) : null}
      </header>
      <p className="[overflow-wrap:anywhere]">
        {nameOf(collection)}, {formatCount(dimensions)} dimensions
      </p>
      <p className="text-muted text-xs">{notes[kindOf(embeddingModel)]}</p>
      {sizes?.isOtherLanguage && embeddingModel === null && !reembedding ? (
        <Notice>
          These documents do not look English, which is all that this embedding understands. “On board, multilingual”
          finds by meaning in them{driver === "postgres" ? "; press Change to choose it" : ""}.
        </Notice>
      ) : null}
      {driver === "pinecone" ? (
        <p className="text-muted text-xs">The index in Pinecone has one dimension, so this cannot be changed.</p>
      ) : null}
      {reembedding ? <UnderWay id={collection.id} collection={collection} onChanged={onChanged} /> : null}
    </section>
  );
}

type Kind = "english" | "multilingual" | "provider";

function kindOf(model: EmbeddingChoice): Kind {
  if (model === null) return "english";
  return model.provider === "built-in" ? "multilingual" : "provider";
}

const notes: Record<Kind, string> = {
  english:
    "The English model on board. Of texts in other languages, search finds words and codes, but hardly the meaning.",
  multilingual: `The multilingual model on board reads ${multilingualLanguages}.`,
  provider: "Each search sends its question to this provider, and each document its text.",
};

function nameOf({ embeddingModel, embedding }: CollectionView): string {
  const names = { english: "On board, English", multilingual: "On board, multilingual", provider: embedding };
  return names[kindOf(embeddingModel)];
}

function UnderWay({ id, collection, onChanged }: { id: string; collection: CollectionView; onChanged: () => void }) {
  const trpc = useTRPC();
  const mayEdit = useMay("collections.write");
  const change = useMutation(
    trpc.collections.setEmbedding.mutationOptions({ onError: toastError, onSettled: onChanged }),
  );
  const { reembedding, embeddingModel } = collection;
  if (!reembedding) return null;
  const { embedding: name, done, total, error } = reembedding;
  const embedding = name === multilingualEmbedding ? "On board, multilingual" : name;
  return (
    <div role="status" className="flex flex-col gap-2 border-t pt-3">
      <p className="text-xs tabular-nums">
        Changing to {embedding}: {formatCount(done)} of {countOf(total, "chunk")}. Until all are done, searches use the
        present embedding.
      </p>
      <Progress label={`Changing to ${embedding}`} done={done} total={total} />
      {error === null ? null : <Notice tone="danger">{error}</Notice>}
      {mayEdit ? (
        <Button size="sm" busy={change.isPending} onClick={() => change.mutate({ id, embedding: embeddingModel })}>
          Keep the present embedding
        </Button>
      ) : null}
    </div>
  );
}

function ChangeDialog({ collection, sizes, onChanged }: Props) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Choice>();
  const change = useMutation(
    trpc.collections.setEmbedding.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        onChanged();
      },
    }),
  );
  // What the texts are may be known only after the dialog is open.
  const choice = chosen ?? suggestedFor(collection, sizes);
  const embedding = embeddingOf(choice);
  const isPresent = embedding !== undefined && canonicalJson(embedding) === canonicalJson(collection.embeddingModel);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(opens) => {
        setOpen(opens);
        change.reset();
        setChosen(undefined);
      }}
      title="Change embedding"
      description="All chunks are embedded again in the background. Searches go on with the present embedding until all are done."
      trigger={<Button size="sm">Change</Button>}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (embedding !== undefined) change.mutate({ id: collection.id, embedding });
        }}
      >
        <EmbeddingFields choice={choice} onChange={setChosen} isTrying={change.isPending} />
        {embedding && kindOf(embedding) === "provider" ? (
          <Cost provider={embedding.provider} model={embedding.model} sizes={sizes} />
        ) : null}
        {change.error ? <Notice tone="danger">{userMessage(change.error)}</Notice> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button type="submit" tone="primary" busy={change.isPending} disabled={embedding === undefined || isPresent}>
            Embed again
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function suggestedFor({ embeddingModel }: CollectionView, sizes: CollectionSizes | undefined): Choice {
  return sizes?.isOtherLanguage && embeddingModel === null ? multilingualChoice : choiceOf(embeddingModel);
}

type CostProps = { provider: string; model: string; sizes: CollectionSizes | undefined };

/** About four characters make a token of an English text. */
function Cost({ provider, model, sizes }: CostProps) {
  if (!sizes) return null;
  const tokens = Math.ceil(sizes.characters / 4);
  const price = embeddingPrice(provider, model);
  const cost = price === null ? "unknown, as the price of this model is" : formatCost((tokens / 1_000_000) * price);
  return (
    <p className="text-muted text-xs tabular-nums">
      About {countOf(tokens, "token")} in {countOf(sizes.chunks, "chunk")}. Cost: {cost}.
    </p>
  );
}
