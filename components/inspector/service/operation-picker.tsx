"use client";
import { clsx } from "clsx";
import type { OperationSummary } from "../../../lib/service/service.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import { SearchPicker } from "../../ui/form/search-picker.tsx";
import type { ServiceState } from "./use-service.ts";

type Props = { ids: FieldProps; state: ServiceState; isReadOnly: boolean };

/** An operation of the document, found by typing a part of its path, its summary or its tags. */
export function OperationPicker({ ids, state, isReadOnly }: Props) {
  const { service, document, isReading, isPicking, words } = state;
  const chosen = service?.operation;
  return (
    <SearchPicker
      ids={ids}
      searchLabel={`Search ${words.noun}s`}
      choices={(document?.operations ?? []).map((operation) => ({
        id: operation.id,
        text: `${operation.id} ${operation.summary} ${operation.tags.join(" ")}`,
        row: <OperationRow operation={operation} />,
      }))}
      noChoice={
        isReading ? "Reading…" : document ? `There are no ${words.noun}s.` : `The ${words.noun}s could not be read.`
      }
      isDisabled={isReadOnly || isPicking}
      onChoose={state.pick}
      onOpenChange={(isOpen) => {
        // An operation that was chosen long ago: the others are asked for when they are wanted.
        if (isOpen && !document && !isReading) state.read();
      }}
      listClass="w-96"
    >
      {chosen ? <Method method={chosen.method} /> : null}
      <span className={clsx("min-w-0 flex-1 truncate", chosen ? "font-mono text-xs" : "text-muted")}>
        {chosen?.path ?? `Choose ${words.noun === "tool" ? "a tool" : "an operation"}`}
      </span>
    </SearchPicker>
  );
}

function OperationRow({ operation: { method, path, summary, isDeprecated } }: { operation: OperationSummary }) {
  return (
    <>
      <span className="flex items-center gap-1.5">
        <Method method={method} />
        <span className={clsx("min-w-0 truncate font-mono text-xs", isDeprecated && "line-through")}>{path}</span>
      </span>
      {summary ? (
        <span className="block truncate text-muted text-xs">
          {isDeprecated ? "Deprecated. " : ""}
          {summary}
        </span>
      ) : null}
    </>
  );
}

function Method({ method }: { method: string }) {
  return <span className="shrink-0 rounded-sm bg-hover px-1 font-medium text-2xs">{method}</span>;
}
