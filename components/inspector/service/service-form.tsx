"use client";
import type { Service } from "../../../lib/service/service.ts";
import { Field } from "../../ui/form/field.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import type { WidgetProps } from "../widgets/widget.ts";
import { OperationPicker } from "./operation-picker.tsx";
import { ServerAddress } from "./server-address.tsx";
import { ServiceInputs } from "./service-inputs.tsx";
import { ServiceMore } from "./service-more.tsx";
import { type ServiceState, type ServiceWords, useService } from "./use-service.ts";

const operationWords: ServiceWords = {
  noun: "operation",
  label: "Operation",
  verb: "Read document",
  hint: "Of a server with an OpenAPI document, such as FastAPI, or with the Open Inference Protocol, such as KServe, Triton or MLServer.",
  placeholder: "https://models.example.com",
};

const toolWords: ServiceWords = {
  protocol: "mcp",
  noun: "tool",
  label: "Tool",
  verb: "Read tools",
  hint: "Of the server's endpoint, which often ends with /mcp.",
  placeholder: "https://example.com/mcp",
};

export function ServiceForm(props: WidgetProps) {
  return <OperationForm {...props} words={operationWords} />;
}

export function McpToolForm(props: WidgetProps) {
  return <OperationForm {...props} words={toolWords} />;
}

/** Address, document, operation, and the form that the operation asks for. */
function OperationForm({ words, ...props }: WidgetProps & { words: ServiceWords }) {
  const state = useService(props, words);
  const { service, said, document } = state;
  const { isReadOnly } = props;
  return (
    <div className="flex flex-col gap-4">
      <Address state={state} isReadOnly={isReadOnly} />
      {state.isBroken ? (
        <Notice tone="warning">
          What is kept here cannot be read. Read the server again and choose the {words.noun}.
        </Notice>
      ) : null}
      {said ? <Notice tone={said.tone}>{said.text}</Notice> : null}
      {document || service?.operation ? (
        <Field label={words.label} hint={service?.operation?.summary || undefined}>
          {(ids) => <OperationPicker ids={ids} state={state} isReadOnly={isReadOnly} />}
        </Field>
      ) : null}
      {service?.operation ? (
        <>
          <Gone service={service} />
          <ServiceInputs state={state} operation={service.operation} service={service} isReadOnly={isReadOnly} />
          <ServiceMore state={state} service={service} isReadOnly={isReadOnly} />
        </>
      ) : null}
    </div>
  );
}

function Address({ state, isReadOnly }: { state: ServiceState; isReadOnly: boolean }) {
  const { words, at, service, setAt, read, isReading, isPicking } = state;
  const isRead = service?.operation !== undefined && service.address === at.address;
  const note = service?.title ? `${service.title} ${service.version}`.trim() : words.hint;
  return (
    <ServerAddress
      at={at}
      onChange={setAt}
      onCredential={(credential) => {
        // A chosen operation uses it at once; the document need not be read for that.
        if (service?.operation) state.changeCredential(credential);
      }}
      onRead={read}
      isBusy={isReading || isPicking}
      isRead={isRead}
      verb={words.verb}
      hint={isRead ? note : words.hint}
      placeholder={words.placeholder}
      isReadOnly={isReadOnly}
    />
  );
}

/** Ports that the server no longer has. They go by themselves when no edge is at them. */
function Gone({ service }: { service: Service }) {
  const gone = [...service.inputs, ...service.outputs].filter((port) => port.gone).map(({ name }) => `“${name}”`);
  if (gone.length === 0) return null;
  return (
    <Notice tone="warning">
      The server no longer has {gone.join(", ")}. Move the edges there to other ports, or delete them.
    </Notice>
  );
}
