import { getBezierPath, Position } from "@xyflow/react";
import { describe, expect, test } from "vitest";
import type { FlowNode } from "../flow-nodes.ts";
import { type Curve, controlsOf, curveOf, distanceTo } from "./curves.ts";
import type { FlowEdge } from "./flow-edges.ts";

const curve: Curve = { id: "e", kind: "text", selected: false, from: { x: 0, y: 0 }, to: { x: 100, y: 60 } };

describe("the curves of edges", () => {
  test.each([
    [
      { x: 0, y: 0 },
      { x: 100, y: 60 },
    ],
    [
      { x: 50, y: 10 },
      { x: -300, y: 400 },
    ],
  ])("are those that React Flow draws", (from, to) => {
    const [path] = getBezierPath({
      ...{ sourceX: from.x, sourceY: from.y, sourcePosition: Position.Right },
      ...{ targetX: to.x, targetY: to.y, targetPosition: Position.Left },
    });
    const { first, second } = controlsOf({ from, to });
    expect(path).toBe(`M${from.x},${from.y} C${first},${from.y} ${second},${to.y} ${to.x},${to.y}`);
  });

  test("know how far a point is away", () => {
    expect(distanceTo(curve, { x: 50, y: 30 })).toBeLessThan(1);
    expect(distanceTo(curve, { x: 0, y: 0 })).toBe(0);
    expect(distanceTo(curve, { x: 50, y: 130 })).toBeGreaterThan(60);
  });

  test("leave and enter at the outer side of the ports", () => {
    const size = { width: 12, height: 12 };
    const node = (id: string, x: number): FlowNode => ({
      id,
      type: "card",
      position: { x, y: 0 },
      width: 248,
      height: 100,
      data: { ports: { inputs: [], outputs: [] }, title: id },
      handles: [
        { id: "in", type: "target", position: Position.Left, x: -6, y: 60, ...size },
        { id: "out", type: "source", position: Position.Right, x: 242, y: 84, ...size },
      ],
    });
    const edge: FlowEdge = { id: "e", source: "a", sourceHandle: "out", target: "b", targetHandle: "in" };
    const nodes = new Map([node("a", 0), node("b", 400)].map((each) => [each.id, each]));
    expect(curveOf(edge, nodes)).toMatchObject({ from: { x: 254, y: 90 }, to: { x: 394, y: 66 } });
    expect(curveOf({ ...edge, target: "gone" }, nodes)).toBeUndefined();
  });
});
