"use client";
import { useQuery } from "@tanstack/react-query";
import type { EmbeddingChoice } from "../../lib/documents/embedding-choice.ts";
import { multilingualEmbedding, multilingualLanguages } from "../../lib/models/built-in.ts";
import { type KnownEmbedding, knownEmbeddings } from "../../lib/models/embedding-models.ts";
import { ModelService, servesModels } from "../../lib/models/models.ts";
import { useTRPC } from "../api/provider.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";

const onBoard = "on-board";
const onBoardMultilingual = "on-board-multilingual";
/** Services without embedding models. */
const without: readonly ModelService[] = ["anthropic", "groq"];

export type Choice = { credential: string; provider: ModelService | undefined; model: string };
export const emptyChoice: Choice = { credential: onBoard, provider: undefined, model: "" };
export const multilingualChoice: Choice = { ...emptyChoice, credential: onBoardMultilingual };

/** What the fields show for an embedding that there is. */
export function choiceOf(embedding: EmbeddingChoice): Choice {
  if (embedding === null) return emptyChoice;
  const { provider, model, credential } = embedding;
  const service = ModelService.safeParse(provider).data;
  if (service === undefined) return model === multilingualEmbedding ? multilingualChoice : emptyChoice;
  return { credential: credential ?? "", provider: service, model };
}

/** Undefined while the model's name is missing; null is the model on board. */
export function embeddingOf({ credential, provider, model }: Choice): EmbeddingChoice | undefined {
  if (credential === onBoardMultilingual) return { provider: "built-in", model: multilingualEmbedding };
  if (credential === onBoard || provider === undefined) return null;
  return model.trim() === "" ? undefined : { provider, model: model.trim(), credential };
}

type Props = { choice: Choice; onChange: (choice: Choice) => void; isTrying: boolean };

/** `isTrying`: the server tries the model of choice now, which may be to fetch it first. */
export function EmbeddingFields({ choice, onChange, isTrying }: Props) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.credentials.list.queryOptions());
  const usable = data.filter(servesModels).filter(({ provider }) => !without.includes(provider));
  const options = [
    { value: onBoard, label: "On board, English", hint: "no key, no network" },
    { value: onBoardMultilingual, label: "On board, multilingual", hint: "16 languages; fetched once, 32 MB" },
    ...usable.map(({ id, name, provider }) => ({ value: id, label: name, hint: provider })),
  ];
  const known = choice.provider === undefined ? [] : (knownEmbeddings[choice.provider] ?? []);
  const choose = (credential: string) => {
    const provider = usable.find(({ id }) => id === credential)?.provider;
    const [first] = provider === undefined ? [] : (knownEmbeddings[provider] ?? []);
    onChange({ credential, provider, model: first?.model ?? "" });
  };
  return (
    <>
      <Field label="Embedded by" hint={onBoardHints[choice.credential] ?? providerHint}>
        {(ids) => <Select {...ids} value={choice.credential} options={options} onChange={choose} />}
      </Field>
      {isTrying && choice.credential === onBoardMultilingual ? (
        <p role="status" className="text-muted text-xs">
          The model is being tried. When it is chosen for the first time, its 32 MB are downloaded, which takes a while.
        </p>
      ) : null}
      {choice.provider === undefined ? null : (
        <Field label="Embedding model" hint={hintOf(known, choice.model)}>
          {(ids) => (
            <>
              <Input
                {...ids}
                required
                maxLength={200}
                list="known-embeddings"
                value={choice.model}
                onChange={(event) => onChange({ ...choice, model: event.target.value })}
              />
              <datalist id="known-embeddings">
                {known.map(({ model }) => (
                  <option key={model} value={model} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
    </>
  );
}

const providerHint = "For models of providers, add credentials in Settings → Models and credentials.";
const onBoardHints: Record<string, string> = {
  [onBoard]: `Finds by meaning in English only. ${providerHint}`,
  [onBoardMultilingual]: `Reads ${multilingualLanguages}, and finds across them, as fast as the English model. A server without internet cannot fetch it.`,
};

function hintOf(known: readonly KnownEmbedding[], model: string): string {
  const found = known.find((each) => each.model === model);
  if (!found) return "The name that the provider gives it.";
  return found.isMultilingual ? "Understands many languages." : "Made for English.";
}
