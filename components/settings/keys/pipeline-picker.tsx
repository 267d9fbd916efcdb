"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/provider.tsx";
import { CheckList } from "../../ui/form/check-list.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";

const options = [
  { value: "all", label: "All, including future ones" },
  { value: "chosen", label: "Chosen pipelines…" },
] as const;

type Props = { value: readonly string[] | undefined; onChange: (value: readonly string[] | undefined) => void };

/** All pipelines (undefined), or some of them. */
export function PipelinePicker({ value, onChange }: Props) {
  const trpc = useTRPC();
  const { data = [] } = useQuery({ ...trpc.pipelines.list.queryOptions({}), enabled: value !== undefined });
  const rows = data.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Field
        label="Pipelines"
        hint={value ? "It may see and run these only. It cannot change them, nor decide approvals." : undefined}
      >
        {(props) => (
          <Select
            {...props}
            value={value ? "chosen" : "all"}
            options={options}
            onChange={(next) => onChange(next === "all" ? undefined : [])}
          />
        )}
      </Field>
      {value ? <CheckList label="Chosen pipelines" options={rows} value={value} onChange={onChange} /> : null}
    </>
  );
}
