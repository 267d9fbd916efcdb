"use client";
import { clsx } from "clsx";
import type { FieldProps } from "../ui/form/field.tsx";
import { SearchPicker } from "../ui/form/search-picker.tsx";

type Choice = { id: string; name: string; description: string };

type Props = {
  ids: Partial<FieldProps> & { "aria-label"?: string };
  /** Of the chosen one; empty while there is none. */
  name: string;
  pipelines: readonly Choice[];
  isLoading: boolean;
  isReadOnly: boolean;
  onChoose: (id: string) => void;
  /** For a list that is made only when it is asked for. */
  onOpenChange?: (isOpen: boolean) => void;
  className?: string;
};

/** A pipeline of the workspace, found by typing a part of its name or description. */
export function PipelinePicker(props: Props) {
  const { ids, name, pipelines, isLoading, isReadOnly, onChoose, onOpenChange, className } = props;
  return (
    <SearchPicker
      ids={ids}
      searchLabel="Search pipelines"
      choices={pipelines.map(({ id, name, description }) => ({
        id,
        text: `${name} ${description}`,
        row: (
          <>
            <span className="block truncate">{name}</span>
            {description ? <span className="block truncate text-muted text-xs">{description}</span> : null}
          </>
        ),
      }))}
      noChoice={isLoading ? "Loading…" : "There is no other pipeline yet. Make one on the home page first."}
      isDisabled={isReadOnly}
      onChoose={onChoose}
      onOpenChange={onOpenChange}
      className={clsx("min-w-0 flex-1", className)}
      listClass="w-80"
    >
      <span className={clsx("min-w-0 flex-1 truncate", name === "" && "text-muted")}>
        {name || "Choose a pipeline"}
      </span>
    </SearchPicker>
  );
}
