import type { Field } from "../../../lib/node-types/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import { readInputs, typedOf } from "./read-inputs.ts";

/** What a person has changed of the inputs of an earlier run: as it stands in the boxes, and as it is sent. */
export type EditedInputs = { typed: Values; values: Values; problems: Record<string, string> };

export const nothingEdited: EditedInputs = { typed: {}, values: {}, problems: {} };

/** What stands in the boxes: the inputs of the earlier run, and over them what was typed. */
export function boxesOf(inputs: Values, { typed }: EditedInputs): Values {
  return { ...typedOf(inputs), ...typed };
}

/** After a change to the boxes. What was not touched is not sent, so that it stays as it was; what was emptied is. */
export function editInputs(
  { fields, inputs, edited }: { fields: readonly Field[]; inputs: Values; edited: EditedInputs },
  boxes: Values,
): EditedInputs {
  const before = boxesOf(inputs, edited);
  const touched = fields.filter(({ name }) => Object.hasOwn(edited.typed, name) || boxes[name] !== before[name]);
  const typed = pick(boxes, touched);
  const { values, problems } = readInputs(touched, typed);
  const emptied = touched.filter(({ name }) => !Object.hasOwn(values, name) && !Object.hasOwn(problems, name));
  return { typed, values: { ...values, ...Object.fromEntries(emptied.map(({ name }) => [name, null])) }, problems };
}

/** A switch that the run needs and the earlier one did not have is shown off, so it is sent as off. */
export function withSwitchesOff(
  { fields, inputs, edited }: { fields: readonly Field[]; inputs: Values; edited: EditedInputs },
  problems: Readonly<Record<string, string>>,
): EditedInputs {
  const isLeft = ({ name, kind }: Field) =>
    kind === "boolean" && Object.hasOwn(problems, name) && !Object.hasOwn({ ...inputs, ...edited.typed }, name);
  const left = fields.filter(isLeft);
  if (left.length === 0) return edited;
  const off = Object.fromEntries(left.map(({ name }) => [name, false]));
  return editInputs({ fields, inputs, edited }, { ...boxesOf(inputs, edited), ...off });
}

/** Another version may not have an input that was typed for this one. */
export function dropUnknown(edited: EditedInputs, fields: readonly Field[]): EditedInputs {
  const names = new Set(fields.map(({ name }) => name));
  if (Object.keys(edited.typed).every((name) => names.has(name))) return edited;
  return {
    typed: pick(edited.typed, fields),
    values: pick(edited.values, fields),
    problems: Object.fromEntries(Object.entries(edited.problems).filter(([name]) => names.has(name))),
  };
}

function pick(values: Values, fields: readonly Field[]): Values {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
