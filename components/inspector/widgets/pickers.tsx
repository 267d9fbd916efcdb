"use client";
import { useQuery } from "@tanstack/react-query";
import { choiceOf, defaultModel, modelChoices, modelKey } from "../../../lib/models/model-choices.ts";
import { ModelRef } from "../../../lib/models/models.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { useEditing } from "../../editor/store/context.tsx";
import { Input } from "../../ui/form/input.tsx";
import { type Option, Select } from "../../ui/form/select.tsx";
import type { WidgetProps } from "./widget.ts";

/** Lists that settings choose from change seldom; each opens fresh enough. */
const staleTime = 30_000;

export function useModels() {
  const { backend } = useEditing();
  return useQuery({ queryKey: ["models"], queryFn: () => backend.listModels(), staleTime });
}

export function useCollections() {
  const { backend } = useEditing();
  return useQuery({ queryKey: ["collections"], queryFn: () => backend.listCollections(), staleTime });
}

export function useCredentials() {
  const { backend } = useEditing();
  return useQuery({ queryKey: ["credentials"], queryFn: () => backend.listCredentials(), staleTime });
}

/** The workspace's default model first, then every other with what it costs to know: what it is, whether it is ready. */
export function ModelWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const models = useModels();
  const credentials = useCredentials();
  const ref = ModelRef.safeParse(value).data;
  const choices = modelChoices(models.data ?? [defaultModel], credentials.data ?? []);
  const chosen = ref && choiceOf(choices, ref);
  const missing = ref && !chosen ? [missingOption(ref)] : [];
  const set = (next: ModelRef) => onChange(toJson(next));
  return (
    <>
      <Select
        {...ids}
        value={chosen?.value ?? missing[0]?.value}
        placeholder={models.isPending ? "Loading models…" : "Choose a model"}
        options={[...missing, ...choices.map(({ value, label, hint }) => ({ value, label, hint }))]}
        disabled={isReadOnly}
        onChange={(key) => {
          const choice = choices.find((each) => each.value === key);
          if (choice) set(choice.ref);
        }}
      />
      {ref && chosen?.ref.model === "" && chosen.ref.credential !== undefined ? (
        <Input
          aria-label="Model name"
          placeholder="The provider's name for the model"
          value={ref.model}
          maxLength={200}
          readOnly={isReadOnly}
          className="font-mono text-xs"
          onChange={(event) => set({ ...ref, model: event.target.value })}
        />
      ) : null}
    </>
  );
}

const noCredential = "none";

/** Those of the providers that the setting asks for; one that is chosen already is listed as well. */
export function CredentialWidget({ field, value, onChange, ids, isReadOnly }: WidgetProps) {
  const credentials = useCredentials();
  const wanted = field.provider === undefined ? undefined : [field.provider].flat();
  const fitting = credentials.data?.filter(({ id, provider }) => id === value || (wanted?.includes(provider) ?? true));
  const options = (fitting ?? []).map(({ id, name, host }) => ({ value: id, label: name, hint: host }));
  const chosen = typeof value === "string" && value !== "" ? value : undefined;
  const none = field.empty === undefined ? [] : [{ value: noCredential, label: field.empty }];
  const isGone = chosen !== undefined && credentials.isSuccess && !options.some((option) => option.value === chosen);
  return (
    <Select
      {...ids}
      value={chosen ?? none[0]?.value}
      placeholder={fitting?.length === 0 ? "None yet. Add one in Settings" : "Choose a credential"}
      options={[...none, ...options, ...(isGone ? [{ value: chosen, label: "A deleted credential" }] : [])]}
      disabled={isReadOnly}
      onChange={(id) => onChange(id === noCredential ? "" : id)}
    />
  );
}

function missingOption(ref: ModelRef): Option {
  return { value: modelKey(ref), label: ref.model || ref.provider, hint: "Not in the list of models" };
}

function toJson({ provider, model, credential }: ModelRef): PlainJson {
  return { provider, model, ...(credential === undefined ? {} : { credential }) };
}
