"use client";
import { ChevronRight } from "lucide-react";
import type { Service, ServicePages } from "../../../lib/service/service.ts";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import type { ServiceState } from "./use-service.ts";

type Props = { state: ServiceState; service: Service; isReadOnly: boolean };

/** What seldom has to be said: which server, what a call does, pages, and which statuses may be tried again. */
export function ServiceMore(props: Props) {
  const { service } = props;
  const isOpenApi = service.protocol === "openapi";
  return (
    <details className="group flex flex-col">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded-sm font-medium text-sm">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        {service.protocol === "mcp" ? "What a call does" : "Server, pages and retries"}
      </summary>
      <div className="flex flex-col gap-4 pt-3">
        {isOpenApi ? <Server {...props} /> : null}
        <EffectField {...props} />
        {isOpenApi ? <Pages {...props} /> : null}
        {service.protocol === "mcp" ? null : <RetryOn {...props} />}
      </div>
    </details>
  );
}

function Server({ state, service, isReadOnly }: Props) {
  const { servers, server, variables } = service;
  const chosen = servers[server] ?? servers[0];
  return (
    <>
      <Field label="Server" hint="As the document names it. A credential is sent to its own server only.">
        {(ids) => (
          <Select
            {...ids}
            value={String(servers[server] ? server : 0)}
            options={servers.map(({ url, description }, index) => ({
              value: String(index),
              label: url,
              ...(description === "" ? {} : { hint: description }),
            }))}
            disabled={isReadOnly}
            onChange={(next) => state.change({ server: Number(next), variables: {} })}
          />
        )}
      </Field>
      {Object.entries(chosen?.variables ?? {}).map(([name, variable]) => (
        <Field key={name} label={`Server, ${name}`}>
          {(ids) => {
            const now = variables[name] ?? variable.default;
            const write = (next: string) => state.change({ variables: { ...variables, [name]: next } });
            if (variable.options.length > 0) {
              const options = variable.options.map((option) => ({ value: option, label: option }));
              return <Select {...ids} value={now} options={options} disabled={isReadOnly} onChange={write} />;
            }
            return (
              <Input
                {...ids}
                value={now}
                readOnly={isReadOnly}
                onChange={(event) => write(event.currentTarget.value)}
              />
            );
          }}
        </Field>
      ))}
    </>
  );
}

const effects = [
  { value: "costly", label: "It only reads", hint: "May be tried again when a worker stopped in the middle" },
  { value: "effect", label: "It changes something", hint: "Starts once everything before it is on disk" },
] as const;

function EffectField({ state, service, isReadOnly }: Props) {
  const isTool = service.protocol === "mcp";
  const keyed = isTool
    ? service.keyed
      ? "The server says that a call may be repeated, so one that was cut off is."
      : "A call that was cut off is not repeated."
    : service.keyed
      ? `Each step sends its own key as ${service.operation?.keyHeader ?? "a header"}, so it may be repeated.`
      : "Without a key that the server knows, a call that was cut off is not repeated.";
  return (
    <Field label={isTool ? "A call" : "What a call does"} hint={service.effect === "effect" ? keyed : undefined}>
      {(ids) => (
        <Select
          {...ids}
          value={service.effect === "effect" ? "effect" : "costly"}
          options={effects}
          disabled={isReadOnly}
          onChange={(effect) => state.change({ effect })}
        />
      )}
    </Field>
  );
}

const pageOptions = [
  { value: "none", label: "One answer" },
  { value: "link", label: "Follow the Link header" },
  { value: "next", label: "Follow a field of the answer" },
  { value: "offset", label: "Count items up" },
  { value: "page", label: "Count pages up" },
] as const;

const noPages: ServicePages = { style: "none", items: "", next: "next", parameter: "", most: 10 };

function Pages({ state, service, isReadOnly }: Props) {
  const pages = service.pages ?? noPages;
  const write = (change: Partial<ServicePages>) => state.change({ pages: { ...pages, ...change } });
  const { style } = pages;
  return (
    <>
      <Field label="Pages" hint={style === "none" ? undefined : "“Response” is then the list of all items."}>
        {(ids) => (
          <Select
            {...ids}
            value={style}
            options={pageOptions}
            disabled={isReadOnly}
            onChange={(next) => write({ style: next })}
          />
        )}
      </Field>
      {style === "none" ? null : (
        <>
          <TextField
            label="Where the items are"
            hint="A path such as data.items. Empty: the answer is the list, or has one."
            value={pages.items}
            isReadOnly={isReadOnly}
            onChange={(items) => write({ items })}
          />
          {style === "next" ? (
            <TextField
              label="Field with the next page"
              hint="An address, or a value for the parameter below."
              value={pages.next}
              isReadOnly={isReadOnly}
              onChange={(next) => write({ next })}
            />
          ) : null}
          {style === "link" ? null : (
            <TextField
              label="Parameter of the query"
              hint={parameterHints[style]}
              value={pages.parameter}
              isReadOnly={isReadOnly}
              onChange={(parameter) => write({ parameter })}
            />
          )}
          <Field label="Maximum pages" hint="1 to 100">
            {(ids) => (
              <Input
                {...ids}
                type="number"
                min={1}
                max={100}
                value={pages.most}
                readOnly={isReadOnly}
                onChange={({ currentTarget: { valueAsNumber: most } }) => {
                  if (!Number.isNaN(most)) write({ most: Math.min(100, Math.max(1, Math.round(most))) });
                }}
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}

const parameterHints = {
  next: "Empty: the field holds an address.",
  offset: "Empty: offset.",
  page: "Empty: page.",
} as const;

type TextProps = { label: string; hint: string; value: string; isReadOnly: boolean; onChange: (value: string) => void };

function TextField({ label, hint, value, isReadOnly, onChange }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Input
          {...ids}
          value={value}
          maxLength={200}
          readOnly={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function RetryOn({ state, service, isReadOnly }: Props) {
  const read = (text: string) =>
    text.split(/[\s,]+/).flatMap((part) => {
      const status = Number(part);
      return Number.isInteger(status) && status >= 400 && status <= 599 ? [status] : [];
    });
  return (
    <Field label="Try again on" hint="Statuses, separated by commas. Advanced says how often.">
      {(ids) => (
        <Input
          {...ids}
          key={service.retryOn.join()}
          defaultValue={service.retryOn.join(", ")}
          readOnly={isReadOnly}
          onBlur={(event) => {
            const retryOn = read(event.currentTarget.value);
            if (retryOn.join() !== service.retryOn.join()) state.change({ retryOn });
          }}
        />
      )}
    </Field>
  );
}
