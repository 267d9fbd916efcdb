"use client";
import { clsx } from "clsx";
import { type ComponentType, memo } from "react";
import type { Side } from "../../../lib/edit/edges.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { bodyCardId } from "../../editor/layout/card-element.ts";
import { type CardPort, portY } from "../../editor/layout/geometry.ts";
import { statusOf } from "../../editor/run/run-step.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { statusStyles } from "../../ui/text/status-pill.tsx";
import { CardBody } from "../card/card-body.tsx";
import { CardBox } from "../card/card-box.tsx";
import { CardHeader } from "../card/card-header.tsx";
import { useEdgeFit } from "../card/use-edge-fit.ts";
import type { CardNode } from "../flow-nodes.ts";
import type { BodyPointer } from "./body-pointer.ts";

/** Draws the body of a node in its card. */
export type ShowInside = ComponentType<{ id: string; data: CardNode["data"] }>;

type Props = { node: CardNode; scope: readonly string[]; pointer: BodyPointer; Inside: ShowInside };

/** A node in an open body: drawn as any card is, without React Flow. */
export const BodyCard = memo(function BodyCard({ node, scope, pointer, Inside }: Props) {
  const { id, data, position, width, height } = node;
  const fit = useEdgeFit(id);
  const status = useEditor((state) => statusOf(state, id));
  const told = status === undefined || status === "ahead" ? "" : `, ${statusStyles[status].label.toLowerCase()}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no card.
    <div
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: with Enter it is selected, as by a click.
      tabIndex={0}
      aria-label={data.title + told}
      data-body-card={bodyCardId(scope, id)}
      className="pb-body-node"
      style={{ left: position.x, top: position.y, width, height }}
      onPointerDown={(event) => pointer.pressCard(event, id)}
      onContextMenu={(event) => pointer.openMenu(event, id)}
      onKeyDown={(event) => pointer.pressKey(event, id)}
    >
      <CardBox id={id} isSelected={node.selected === true} fit={fit}>
        <CardHeader id={id} title={data.title} />
        <Ports side="inputs" nodeId={id} ports={data.ports.inputs} fit={fit} pointer={pointer} />
        <Ports side="outputs" nodeId={id} ports={data.ports.outputs} fit={fit} pointer={pointer} />
        <Inside id={id} data={data} />
        <CardBody id={id} />
      </CardBox>
    </div>
  );
});

type PortsProps = {
  side: Side;
  nodeId: string;
  ports: readonly CardPort[];
  fit: string | undefined;
  pointer: BodyPointer;
};

function Ports({ side, nodeId, ports, fit, pointer }: PortsProps) {
  const isInput = side === "inputs";
  const [fitSide, ...fitting] = fit?.split("\n") ?? [];
  return ports.map(({ name, spec, isMissing }, index) => {
    const label = spec.title ?? name;
    const isDim = fit !== undefined && (fitSide !== side || !fitting.includes(name));
    return (
      <span
        key={name}
        style={{ top: portY(index) }}
        className={clsx("pb-body-row", isInput ? "is-input" : "is-output")}
      >
        <span
          role="img"
          aria-label={`${isInput ? "Input" : "Output"} ${label}, ${portKinds[spec.kind].title}`}
          data-body-port={side}
          data-node={nodeId}
          data-port={name}
          title={`${label} · ${portKinds[spec.kind].title}`}
          className={clsx("pb-body-port", isDim && "is-dim", isMissing && "is-missing")}
          onPointerDown={(event) => pointer.pressPort(event, { node: nodeId, port: name, side })}
        >
          <KindMark kind={spec.kind} className="size-3" />
        </span>
        <span className={clsx("pb-body-label", spec.optional && "is-optional", isMissing && "is-missing")}>
          {label}
        </span>
      </span>
    );
  });
}
