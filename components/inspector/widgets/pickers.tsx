"use client";
import { useQuery } from "@tanstack/react-query";
import { type ModelInfo, ModelRef } from "../../../lib/models/models.ts";
import type { Json } from "../../../lib/values/json.ts";
import { useEditing } from "../../editor/store/context.tsx";
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
  const ref = ModelRef.safeParse(value);
  const chosen = ref.success ? keyOf(ref.data) : undefined;
  const listed = (models.data ?? []).map((model) => ({ model, option: optionOf(model) }));
  const isKnown = listed.some(({ option }) => option.value === chosen);
  const missing = chosen !== undefined && ref.success && !isKnown ? [missingOption(chosen, ref.data)] : [];
  return (
    <Select
      {...ids}
      value={chosen}
      placeholder={models.isPending ? "Loading models…" : "Choose a model"}
      options={[...missing, ...listed.map(({ option }) => option)]}
      disabled={isReadOnly}
      onChange={(key) => {
        const found = listed.find(({ option }) => option.value === key);
        if (found) onChange(toJson(found.model.ref));
      }}
    />
  );
}

export function CredentialWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const credentials = useCredentials();
  const options = (credentials.data ?? []).map(({ id, name, host }) => ({ value: id, label: name, hint: host }));
  return (
    <Select
      {...ids}
      value={typeof value === "string" && value !== "" ? value : undefined}
      placeholder={credentials.data?.length === 0 ? "None yet. Add one in Settings" : "Choose a credential"}
      options={options}
      disabled={isReadOnly}
      onChange={onChange}
    />
  );
}

export function keyOf({ provider, model, credential }: ModelRef): string {
  return [provider, credential ?? "", model].join("\n");
}

function optionOf({ ref, title, description, available, unavailableReason }: ModelInfo): Option {
  return {
    value: keyOf(ref),
    label: title,
    hint: available ? description : (unavailableReason ?? "Not available"),
  };
}

function missingOption(value: string, ref: ModelRef): Option {
  if (ref.provider === "default") return { value, label: "Default model", hint: "Set for the workspace in Settings" };
  return { value, label: ref.model || ref.provider, hint: "Not in the list of models" };
}

function toJson({ provider, model, credential }: ModelRef): Json {
  return { provider, model, ...(credential === undefined ? {} : { credential }) };
}
