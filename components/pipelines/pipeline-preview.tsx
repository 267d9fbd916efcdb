import type { Graph } from "../../lib/graph/graph.ts";
import { emptyGraph } from "../../lib/graph/graph-read.ts";
import { layoutGraph } from "../../lib/graph/layout.ts";
import type { PortKind } from "../../lib/ports/port-kinds.ts";
import type { PipelinePreview as Preview } from "../../lib/views/api-views.ts";
import { kindText } from "../ui/text/kind-mark.tsx";

/** Node type → the kind of its first output, which colours the edges that leave it. */
export type EdgeKinds = Readonly<Record<string, PortKind>>;

const card = { width: 248, height: 112 } as const;
const margin = 72;
/** From this many nodes on an edge as thick as usual would hide them. */
const many = 60;
/** Share of a large graph's size that stays empty on each side. */
const edge = 0.07;
/** A graph of one or two nodes is drawn no larger than this would be. */
const least = { width: 1240, height: 520 } as const;

/** A pipeline at a glance: its boxes and its edges, from the positions on the canvas. */
export function PipelinePreview({ preview, kinds }: { preview: Preview; kinds: EdgeKinds }) {
  const nodes = placed(preview);
  const places = new Map(nodes.map((node) => [node.id, node]));
  return (
    <svg viewBox={viewBoxOf(nodes)} aria-hidden className="size-full" preserveAspectRatio="xMidYMid meet">
      {preview.edges.map(({ from, to }, index) => {
        const start = places.get(from);
        const end = places.get(to);
        if (!start || !end) return null;
        return (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: two nodes may be connected twice and a drawing never reorders
            key={index}
            d={edgePath(start, end)}
            fill="none"
            stroke="currentColor"
            strokeWidth={nodes.length > many ? 0.6 : 1.75}
            vectorEffect="non-scaling-stroke"
            className={kindText[(Object.hasOwn(kinds, start.type) ? kinds[start.type] : undefined) ?? "any"]}
          />
        );
      })}
      {nodes.map((node) => (
        <rect
          key={node.id}
          x={node.x}
          y={node.y}
          {...card}
          rx="22"
          vectorEffect="non-scaling-stroke"
          className="fill-raised stroke-line-strong/60"
        />
      ))}
    </svg>
  );
}

/** A graph that came without positions, as from a script, is laid out as its canvas will be. */
function placed({ nodes, edges }: Preview): Preview["nodes"] {
  const isPlaced = nodes.length < 2 || nodes.some(({ x, y }) => x !== nodes[0]?.x || y !== nodes[0]?.y);
  if (isPlaced) return nodes;
  const graph: Graph = {
    ...emptyGraph,
    nodes: Object.fromEntries(nodes.map(({ id, type }) => [id, { type, version: 1, config: {} }])),
    edges: edges.map(({ from, to }, index) => ({
      id: `e${index}`,
      from: { node: from, port: "out" },
      to: { node: to, port: "in" },
    })),
  };
  const places = layoutGraph(graph, () => card);
  return nodes.map((node) => ({ ...node, ...places[node.id] }));
}

type Point = { x: number; y: number };

function edgePath(from: Point, to: Point): string {
  const x1 = from.x + card.width;
  const y1 = from.y + card.height / 2;
  const y2 = to.y + card.height / 2;
  const reach = Math.max(60, Math.abs(to.x - x1) / 2);
  return `M${x1} ${y1}C${x1 + reach} ${y1} ${to.x - reach} ${y2} ${to.x} ${y2}`;
}

function viewBoxOf(nodes: Preview["nodes"]): string {
  if (nodes.length === 0) return `0 0 ${least.width} ${least.height}`;
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const width = Math.max(...xs) + card.width - left;
  const height = Math.max(...ys) + card.height - top;
  const drawn = {
    width: Math.max(least.width, width + 2 * Math.max(margin, width * edge)),
    height: Math.max(least.height, height + 2 * Math.max(margin, height * edge)),
  };
  return `${left - (drawn.width - width) / 2} ${top - (drawn.height - height) / 2} ${drawn.width} ${drawn.height}`;
}
