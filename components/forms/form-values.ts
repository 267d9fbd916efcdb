/** What stands in the fields of a form: typed texts, and files that wait in the browser until the form is sent. */
import type { FormField } from "../../lib/hooks/form-settings.ts";
import type { Values } from "../../lib/run.ts";
import { readInputs } from "../runs/resume/read-inputs.ts";

export type Problems = Readonly<Record<string, string>>;

/** Values to send, and what is wrong by the field's name. Files stay references to what is kept here. */
export function readForm(fields: readonly FormField[], typed: Values): { values: Values; problems: Problems } {
  const { values, problems } = readInputs(fields, trimmed(typed));
  const marks = fields.filter(({ name }) => problems[name] === "Enter a value.");
  const own = marks.map(({ name, format }) => [name, format === "choice" ? "Choose one." : "This is missing."]);
  return { values, problems: { ...problems, ...Object.fromEntries(own) } };
}

function trimmed(typed: Values): Values {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, typeof value === "string" && value.trim() === "" ? "" : value]),
  );
}

/** One field of a text format may offer these. */
export function choicesOf({ choices = [] }: FormField): string[] {
  return [...new Set(choices.filter((choice) => choice.trim() !== ""))];
}
