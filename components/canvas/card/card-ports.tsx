"use client";
import { Handle, Position } from "@xyflow/react";
import { clsx } from "clsx";
import { memo } from "react";
import type { Side } from "../../../lib/edit/edges.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { type CardPort, portY } from "../../editor/layout/geometry.ts";
import { KindMark } from "../../ui/text/kind-mark.tsx";

/** Letters that fit beside a port whatever they are; only a longer label is cut, which costs the painter something. */
const shortLabel = 9;

type Props = { side: Side; ports: readonly CardPort[]; fit: string | undefined; isConnectable: boolean };

export const CardPorts = memo(function CardPorts({ side, ports, fit, isConnectable }: Props) {
  const [fitSide, ...fitting] = fit?.split("\n") ?? [];
  return ports.map((port, index) => {
    const isDim = fit !== undefined && (fitSide !== side || !fitting.includes(port.name));
    return <Port key={port.name} side={side} port={port} index={index} portState={{ isDim, isConnectable }} />;
  });
});

type PortProps = {
  side: Side;
  port: CardPort;
  index: number;
  portState: { isDim: boolean; isConnectable: boolean };
};

function Port({ side, port, index, portState }: PortProps) {
  const isInput = side === "inputs";
  const { name, spec, isMissing } = port;
  const kind = portKinds[spec.kind].title;
  const hint = [
    `${spec.title ?? name} · ${kind}${spec.multiple ? ", accepts several" : ""}${spec.optional ? ", optional" : ""}`,
    spec.description,
    isMissing ? "This port no longer exists. Connect another one." : undefined,
  ];
  return (
    <>
      <Handle
        id={name}
        role="img"
        isConnectable={portState.isConnectable}
        type={isInput ? "target" : "source"}
        position={isInput ? Position.Left : Position.Right}
        className={clsx("pb-port", portState.isDim && "is-dim", isMissing && "is-missing")}
        style={{ top: portY(index) }}
        data-port-hint={hint.filter(Boolean).join("\n")}
        aria-label={`${isInput ? "Input" : "Output"} ${spec.title ?? name}, ${kind}`}
      >
        <KindMark kind={spec.kind} className="size-3" />
      </Handle>
      <span
        className={clsx(
          "pb-port-label",
          isInput ? "is-input" : "is-output",
          (spec.title ?? name).length > shortLabel && "is-long",
          spec.optional && "is-optional",
          isMissing && "is-missing",
        )}
        style={{ top: portY(index) }}
      >
        {spec.title ?? name}
      </span>
    </>
  );
}
