"use client";
import { RefreshCw } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Service } from "../../../lib/service/service.ts";
import { signsIn } from "../../../lib/service/sign-in.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { useCredentials } from "../widgets/pickers.tsx";
import type { WidgetProps } from "../widgets/widget.ts";
import { OperationPicker } from "./operation-picker.tsx";
import { ServiceInputs } from "./service-inputs.tsx";
import { ServiceMore } from "./service-more.tsx";
import { type ServiceState, useService } from "./use-service.ts";

/** Address, document, operation, and the form that the operation asks for. */
export function ServiceForm(props: WidgetProps) {
  const state = useService(props);
  const { service, said, document } = state;
  const { isReadOnly } = props;
  return (
    <div className="flex flex-col gap-4">
      <Address state={state} isReadOnly={isReadOnly} />
      {state.isBroken ? (
        <Notice tone="warning">
          What is kept here cannot be read. Read the document again and choose the operation.
        </Notice>
      ) : null}
      {said ? <Notice tone={said.tone}>{said.text}</Notice> : null}
      {document || service?.operation ? (
        <Field label="Operation" hint={service?.operation?.summary || undefined}>
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

const none = "none";

function Address({ state, isReadOnly }: { state: ServiceState; isReadOnly: boolean }) {
  const { at, service, setAt, read, isReading, isPicking } = state;
  const credentials = useCredentials();
  const usable = (credentials.data ?? []).filter(signsIn);
  const options = usable.map(({ id, name, host }) => ({ value: id, label: name, hint: host }));
  const isKnown = at.credential === "" || usable.some(({ id }) => id === at.credential);
  const isRead = service?.operation !== undefined && service.address === at.address;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && at.address.trim() !== "") read();
  };
  const note = service?.title ? `${service.title} ${service.version}`.trim() : addressHint;
  return (
    <>
      <Field label="Address" hint={isRead ? note : addressHint}>
        {(ids) => (
          <Input
            {...ids}
            type="url"
            placeholder="https://models.example.com"
            value={at.address}
            maxLength={2000}
            readOnly={isReadOnly}
            className="font-mono text-xs"
            onKeyDown={onKeyDown}
            onChange={(event) => setAt({ address: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label="Credential"
        optional
        hint="It is sent to its own server only. Add one in Settings → Models and credentials."
      >
        {(ids) => (
          <Select
            {...ids}
            value={at.credential === "" ? none : at.credential}
            options={[
              { value: none, label: "None" },
              ...options,
              ...(isKnown || credentials.isPending ? [] : [{ value: at.credential, label: "A deleted credential" }]),
            ]}
            disabled={isReadOnly}
            onChange={(id) => {
              const credential = id === none ? "" : id;
              setAt({ credential });
              // A chosen operation uses it at once; the document need not be read for that.
              if (service?.operation) state.changeCredential(credential);
            }}
          />
        )}
      </Field>
      {isReadOnly ? null : (
        <Button className="self-start" busy={isReading || isPicking} disabled={at.address.trim() === ""} onClick={read}>
          {isReading || isPicking || !isRead ? null : <RefreshCw aria-hidden className="size-3.5" />}
          {isRead ? "Read again" : "Read document"}
        </Button>
      )}
    </>
  );
}

const addressHint =
  "Of a server with an OpenAPI document, such as FastAPI, or with the Open Inference Protocol, such as KServe, Triton or MLServer.";

/** Ports that the document no longer has. They go by themselves when no edge is at them. */
function Gone({ service }: { service: Service }) {
  const gone = [...service.inputs, ...service.outputs].filter((port) => port.gone).map(({ name }) => `“${name}”`);
  if (gone.length === 0) return null;
  return (
    <Notice tone="warning">
      The document no longer has {gone.join(", ")}. Move the edges there to other ports, or delete them.
    </Notice>
  );
}
