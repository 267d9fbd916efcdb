"use client";
import { type ModelInfo, type ModelRef, servesModels } from "../../../lib/models/models.ts";
import type { CredentialView } from "../../../lib/views/api-views.ts";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";

/** Which model `default` means: one of the listed ones, or any other of a provider whose credential is stored. */
export function DefaultModelField({
  models,
  credentials,
  value,
  onChange,
  disabled,
}: {
  models: readonly ModelInfo[];
  credentials: readonly CredentialView[];
  value: ModelRef;
  onChange: (ref: ModelRef) => void;
  disabled: boolean;
}) {
  const listed = models.find((model) => keyOf(model.ref) === keyOf(value)) ?? builtInFor(models, value);
  const others = credentials.filter(servesModels);
  const chosen = listed ? keyOf(listed.ref) : otherKey(value.credential ?? "");
  const options = [
    ...models.map((model) => ({
      value: keyOf(model.ref),
      label: model.title,
      hint: model.available ? "" : (model.unavailableReason ?? "Not available"),
    })),
    ...others.map(({ id, name }) => ({ value: otherKey(id), label: `Another model of ${name}`, hint: "" })),
  ];
  const choose = (key: string) => {
    const model = models.find(({ ref }) => keyOf(ref) === key);
    if (model) return onChange(model.ref);
    const credential = others.find(({ id }) => otherKey(id) === key);
    if (credential) onChange({ provider: credential.provider, model: "", credential: credential.id });
  };
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Default model"
        className="max-w-sm"
        hint="New nodes and the examples use it, so you can switch all of them to a better model here."
      >
        {(props) => <Select {...props} value={chosen} options={options} onChange={choose} disabled={disabled} />}
      </Field>
      {listed ? (
        <p className="max-w-xl text-muted text-xs">{listed.description}</p>
      ) : (
        <Field label="Model name" className="max-w-sm" hint="The provider's name for the model.">
          {(props) => (
            <Input
              {...props}
              value={value.model}
              maxLength={200}
              className="font-mono text-xs"
              onChange={(event) => onChange({ ...value, model: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

/** Without a name, "built-in" means the first of them, which is the language model. */
function builtInFor(models: readonly ModelInfo[], { provider, model }: ModelRef): ModelInfo | undefined {
  const isUnnamed = model === "" && (provider === "built-in" || provider === "default");
  return isUnnamed ? models.find(({ ref }) => ref.provider === "built-in") : undefined;
}

function keyOf({ provider, model, credential = "" }: ModelRef): string {
  return JSON.stringify([provider, model, credential]);
}

function otherKey(credential: string): string {
  return `other ${credential}`;
}
