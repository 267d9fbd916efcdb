import { z } from "zod";
import { defaultModelRef, ModelRef } from "../../../lib/models/models.ts";

/** The config field that names several models, in their order. */
export function modelList({ description, min = 1 }: { description: string; min?: number }) {
  return z
    .array(ModelRef)
    .min(min, min === 1 ? "Add a model." : "Add at least two models.")
    .max(8)
    .default([defaultModelRef, { provider: "built-in", model: "" }])
    .meta({ title: "Models", description, widget: "models" });
}
