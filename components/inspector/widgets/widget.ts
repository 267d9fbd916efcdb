import type { PlainJson } from "../../../lib/values/json.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import type { FormField } from "../form-field.ts";

/** What every widget gets. `onChange(undefined)` takes the setting away, so its default counts again. */
export type WidgetProps = {
  nodeId: string;
  field: FormField;
  value: PlainJson | undefined;
  onChange: (value: PlainJson | undefined) => void;
  ids: FieldProps;
  isReadOnly: boolean;
};
