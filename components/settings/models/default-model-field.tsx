"use client";
import { choiceOf, modelChoices } from "../../../lib/models/model-choices.ts";
import type { ModelInfo, ModelRef } from "../../../lib/models/models.ts";
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
  const specific = models.filter(({ ref }) => ref.provider !== "default");
  const choices = modelChoices(specific, credentials);
  const chosen = builtInFor(choices, value) ?? choiceOf(choices, value);
  const listed = models.find(({ ref }) => ref === chosen?.ref);
  const choose = (key: string) => {
    const choice = choices.find((each) => each.value === key);
    if (choice) onChange(choice.ref);
  };
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Default model"
        className="max-w-sm"
        hint="New nodes and the examples use it, so you can switch all of them to a better model here."
      >
        {(props) => <Select {...props} value={chosen?.value} options={choices} onChange={choose} disabled={disabled} />}
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
function builtInFor(choices: ReturnType<typeof modelChoices>, { provider, model }: ModelRef) {
  const isUnnamed = model === "" && (provider === "built-in" || provider === "default");
  return isUnnamed ? choices.find(({ ref }) => ref.provider === "built-in") : undefined;
}
