import type { Json } from "../../../lib/values/json.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import type { FormField } from "../form-field.ts";

/** What every widget gets. `onChange(undefined)` takes the setting away, so its default counts again. */
export type WidgetProps = {
  nodeId: string;
  field: FormField;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  ids: FieldProps;
  isReadOnly: boolean;
};
