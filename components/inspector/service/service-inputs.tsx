"use client";
import { clsx } from "clsx";
import { Plug } from "lucide-react";
import type { Service, ServiceInput, ServiceOperation } from "../../../lib/service/service.ts";
import { kindOfShape } from "../../../lib/service/shape.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Field } from "../../ui/form/field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { ShapeField } from "./shape-field.tsx";
import type { ServiceState } from "./use-service.ts";

type Props = { state: ServiceState; service: Service; operation: ServiceOperation; isReadOnly: boolean };

const placeWords = {
  path: "in the path",
  query: "in the query",
  header: "as a header",
  cookie: "as a cookie",
  body: "",
  "whole-body": "the body",
  tensor: "tensor",
} as const satisfies Record<ServiceInput["in"], string>;

/** One field an input of the operation. Each can have a port, whose value counts before the field's. */
export function ServiceInputs({ state, service, operation, isReadOnly }: Props) {
  if (operation.inputs.length === 0) return <p className="text-muted text-xs">This operation takes no inputs.</p>;
  const isOneBody = operation.inputs.length > 1;
  return (
    <section aria-label="Inputs of the operation" className="flex flex-col gap-3.5 rounded-lg border bg-panel p-3">
      {operation.inputs.map((input) => (
        <InputRow
          key={input.name}
          input={input}
          service={service}
          state={state}
          isReadOnly={isReadOnly}
          place={isOneBody ? placeWords[input.in] : ""}
        />
      ))}
    </section>
  );
}

type RowProps = Omit<Props, "operation"> & { input: ServiceInput; place: string };

function InputRow({ input, service, state, isReadOnly, place }: RowProps) {
  const { name, key, shape, isRequired } = input;
  const value = Object.hasOwn(service.values, name) ? service.values[name] : undefined;
  const hasPort = service.ports.includes(name);
  const isConnected = state.connected.inputs.has(name);
  const write = (next: PlainJson | undefined) => {
    const { [name]: _old, ...rest } = service.values;
    state.change({ values: next === undefined ? rest : { ...service.values, [name]: next } });
  };
  const togglePort = () =>
    state.change({ ports: hasPort ? service.ports.filter((each) => each !== name) : [...service.ports, name] });
  const title = shape.title ?? (key || "Body");
  const hint = isConnected ? "Its edge brings the value." : (shape.description ?? undefined);
  return (
    <div className="relative">
      <Field
        label={
          <span className="flex min-w-0 items-center gap-1.5 pr-8">
            <KindMark kind={kindOfShape(shape)} />
            <span className="min-w-0 break-words">{title}</span>
            {place ? <span className="shrink-0 font-normal text-2xs text-muted">{place}</span> : null}
          </span>
        }
        optional={!isRequired || undefined}
        hint={hint}
      >
        {(ids) => (
          <ShapeField
            ids={ids}
            shape={shape}
            value={value}
            isRequired={isRequired}
            isReadOnly={isReadOnly}
            onChange={write}
          />
        )}
      </Field>
      {isReadOnly ? null : (
        <span className="absolute -top-1 right-0">
          <IconButton
            size="sm"
            aria-pressed={hasPort}
            disabled={isConnected}
            label={hasPort ? `Remove the port of ${title}` : `Add a port for ${title}`}
            onClick={togglePort}
          >
            <Plug aria-hidden className={clsx(hasPort ? "text-accent-ink" : "opacity-60")} />
          </IconButton>
        </span>
      )}
    </div>
  );
}
