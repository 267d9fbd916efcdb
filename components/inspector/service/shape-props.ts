import type { Shape } from "../../../lib/service/shape.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import type { FieldProps } from "../../ui/form/field.tsx";

/** What every control of a shape gets. */
export type ShapeProps = {
  ids: FieldProps;
  shape: Shape;
  value: PlainJson | undefined;
  isRequired: boolean;
  isReadOnly: boolean;
  /** Undefined takes the value away: nothing is sent. */
  onChange: (value: PlainJson | undefined) => void;
};
