/** The ports of a Model service node, which follow from the operation, from the form, and from the edges that are there. */
import type { Service, ServiceInput, ServiceOperation, ServicePort } from "./service.ts";
import { kindOfShape } from "./shape.ts";

/** With more inputs than this, only those that the operation asks for have a port at first. */
const fewInputs = 8;

/** The ports that edges of this node end at or begin at. */
export type ConnectedPorts = { inputs: ReadonlySet<string>; outputs: ReadonlySet<string> };

/**
 * The service with another operation: a fresh one, or the same as its document has it now. What the form holds stays where
 * the input is still there. A port that went away stays while an edge needs it, marked as gone.
 */
export function withOperation(service: Service, operation: ServiceOperation, connected: ConnectedPorts): Service {
  const isSame = service.operation?.id === operation.id;
  const known = new Set(service.operation?.inputs.map(({ name }) => name));
  const isFew = operation.inputs.length <= fewInputs;
  const ports = operation.inputs
    .filter((input) => {
      if (connected.inputs.has(input.name) || (isSame && service.ports.includes(input.name))) return true;
      if (isSame && known.has(input.name)) return false;
      return input.isRequired ? input.shape.default === undefined : isFew;
    })
    .map(({ name }) => name);
  const names = new Set(operation.inputs.map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(service.values).filter(([name]) => names.has(name)));
  return withPorts({ ...service, ...effectOf(service, operation), operation, ports, values }, connected);
}

/** The service with its ports as its form now has them. */
export function withPorts(service: Service, connected: ConnectedPorts): Service {
  const { operation } = service;
  if (!operation) return service;
  const inputs = operation.inputs
    .filter(({ name }) => service.ports.includes(name))
    .map((input) => inputPort(input, Object.hasOwn(service.values, input.name)));
  const outputs = operation.outputs.map(({ name, kind, title }): ServicePort => {
    return { name, kind, ...(title === undefined ? {} : { title }) };
  });
  return {
    ...service,
    inputs: [...inputs, ...goneOf(service.inputs, inputs, connected.inputs)],
    outputs: [...outputs, ...goneOf(service.outputs, outputs, connected.outputs)],
  };
}

function inputPort({ name, key, isRequired, shape }: ServiceInput, hasValue: boolean): ServicePort {
  const isOptional = !isRequired || hasValue || shape.default !== undefined;
  const title = shape.title ?? key;
  return {
    name,
    kind: kindOfShape(shape),
    ...(title === name ? {} : { title }),
    ...(isOptional ? { optional: true } : {}),
  };
}

function goneOf(
  before: readonly ServicePort[],
  now: readonly ServicePort[],
  connected: ReadonlySet<string>,
): ServicePort[] {
  return before
    .filter(({ name }) => connected.has(name) && !now.some((port) => port.name === name))
    .map(({ optional: _optional, ...port }) => ({ ...port, optional: true, gone: true }));
}

const readingMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "INFER"]);

/** What a person chose for an operation counts as long as it is the same one. */
function effectOf(service: Service, operation: ServiceOperation): Pick<Service, "effect" | "keyed"> {
  const keyed = operation.tool?.keyed ?? operation.keyHeader !== undefined;
  if (service.operation?.id === operation.id) return { effect: service.effect, keyed };
  if (operation.tool) return { effect: operation.tool.effect, keyed };
  const isReading = readingMethods.has(operation.method) || service.protocol === "open-inference";
  return { effect: isReading ? "costly" : "effect", keyed };
}
