import { defaultModelRef, ModelRef } from "../../../lib/models/models.ts";

/** The config field that names a model; the form draws it as a picker. */
export function modelRef() {
  return ModelRef.default(defaultModelRef).meta({
    title: "Model",
    description: "“Default” follows the default model of the workspace.",
    widget: "model",
  });
}
